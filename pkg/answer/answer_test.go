package answer_test

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/answer"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

func tree(t *testing.T, name string) map[string]any {
	t.Helper()
	data, ok := answer.Schema(name)
	require.True(t, ok, name)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(t, err)
	return value.(map[string]any)
}

func TestNames(t *testing.T) {
	names := answer.Names()
	require.Contains(t, names, "list")
	require.Contains(t, names, "error")
	require.True(t, slices.IsSorted(names))
	for _, name := range []string{"", "lst", "list.schema.json", "../answer/list"} {
		_, ok := answer.Schema(name)
		require.False(t, ok, name)
	}
}

func TestSchemasAreDraft7AndSelfContained(t *testing.T) {
	for _, name := range answer.Names() {
		root := tree(t, name)
		require.Equal(t, "http://json-schema.org/draft-07/schema#", root["$schema"], name)
		require.Equal(t, "https://raw.githubusercontent.com/promptctl-io/promptctl/main/pkg/answer/"+name+".schema.json", root["$id"])
		require.NotEmpty(t, root["title"], name)
		require.Equal(t, "object", root["type"], "%s: one object at the top", name)
		c := jsonschema.NewCompiler()
		require.NoError(t, c.AddResource("schema.json", root))
		_, err := c.Compile("schema.json")
		require.NoError(t, err, name)
		text, _ := answer.Schema(name)
		for _, ref := range regexp.MustCompile(`"\$ref": "([^"]*)"`).FindAllSubmatch(text, -1) {
			require.True(t, strings.HasPrefix(string(ref[1]), "#/definitions/"), "%s: %s", name, ref[1])
		}
		for definition := range definitions(root) {
			if definition == "line" {
				continue // of -o jsonl, which the whole need not have
			}
			require.Contains(t, string(text), `"#/definitions/`+definition+`"`, "%s: nothing uses it", name)
		}
	}
}

func definitions(root map[string]any) map[string]any {
	all, _ := root["definitions"].(map[string]any)
	return all
}

// Answers gain keys, so no schema may refuse one; what is required is described.
func TestSchemasDescribeAndNeverRefuseKeys(t *testing.T) {
	for _, name := range answer.Names() {
		root := tree(t, name)
		visit(root, func(schema map[string]any) {
			require.NotContains(t, schema, "additionalProperties", name)
			properties, _ := schema["properties"].(map[string]any)
			required, _ := schema["required"].([]any)
			for _, key := range required {
				require.Contains(t, properties, key, name)
			}
			for key, value := range properties {
				require.Regexp(t, `^[A-Za-z].*\.$`, description(root, value.(map[string]any)), "%s: %s", name, key)
			}
		})
	}
}

// visit visits a schema and all that are in it.
func visit(schema map[string]any, see func(map[string]any)) {
	see(schema)
	for _, keyword := range []string{"properties", "definitions"} {
		below, _ := schema[keyword].(map[string]any)
		for _, key := range slices.Sorted(maps.Keys(below)) {
			visit(below[key].(map[string]any), see)
		}
	}
	if items, ok := schema["items"].(map[string]any); ok {
		visit(items, see)
	}
	for _, keyword := range []string{"anyOf", "oneOf"} {
		choices, _ := schema[keyword].([]any)
		for _, choice := range choices {
			visit(choice.(map[string]any), see)
		}
	}
}

func description(root, schema map[string]any) string {
	if text, ok := schema["description"].(string); ok {
		return text
	}
	ref, _ := schema["$ref"].(string)
	definition, _ := definitions(root)[strings.TrimPrefix(ref, "#/definitions/")].(map[string]any)
	text, _ := definition["description"].(string)
	return text
}

// What several answers have means the same in each.
func TestSharedDefinitionsAreTheSame(t *testing.T) {
	shared := map[string]any{}
	for _, name := range answer.Names() {
		for _, key := range []string{"hash", "digest", "date", "person", "tokens", "finding", "range", "position"} {
			definition, ok := definitions(tree(t, name))[key]
			if !ok {
				continue
			}
			if shared[key] == nil {
				shared[key] = definition
			}
			require.Equal(t, shared[key], definition, "%s: %s", name, key)
		}
	}
	require.Len(t, shared, 8)
}
