package jsonschema

import (
	"encoding/json"
	"maps"
	"regexp"
	"testing"

	santhosh "github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/jsondoc"
)

// The suite's schemas are judged in the other drafts, too, as far as those have their
// keywords: as the oracle judges them there.
func TestDraftsBetween(t *testing.T) {
	later := `"(prefixItems|\$dynamicRef|\$dynamicAnchor)"`
	for draft, later := range map[string]string{
		"https://json-schema.org/draft/2019-09/schema": later,
		"http://json-schema.org/draft-06/schema#":      later + `|"(if|unevaluated(Items|Properties)|dependent(Required|Schemas)|(min|max)Contains|\$anchor)"`,
	} {
		checked := 0
		for _, g := range groups(t) {
			schema := object(t, g.Schema)
			if schema == nil || regexp.MustCompile(later).Match(g.Schema) {
				continue
			}
			schema = maps.Clone(schema)
			schema["$schema"] = draft
			ours, problems := Compile(schema)
			theirs := oracle(schema)
			if len(problems) > 0 || theirs == nil {
				continue
			}
			for _, c := range g.Tests {
				value, err := jsondoc.Parse(string(c.Data))
				require.NoError(t, err)
				found, err := ours.Check(value)
				require.NoError(t, err)
				require.Equal(t, theirs.Validate(value) == nil, len(found) == 0, "%s: %s: %s: %s: %v", draft, g.File, g.Description, c.Description, found)
				checked++
			}
		}
		require.Greater(t, checked, 1200, draft)
	}
}

// object is a schema that is a mapping; nil for others.
func object(t *testing.T, schema json.RawMessage) map[string]any {
	t.Helper()
	value, err := jsondoc.Parse(string(schema))
	require.NoError(t, err)
	m, _ := value.(map[string]any)
	return m
}

// oracle is the schema as the oracle reads it; nil where it does not.
func oracle(schema any) *santhosh.Schema {
	c := santhosh.NewCompiler()
	if c.AddResource("mem:///schema", schema) != nil {
		return nil
	}
	s, err := c.Compile("mem:///schema")
	if err != nil {
		return nil
	}
	return s
}
