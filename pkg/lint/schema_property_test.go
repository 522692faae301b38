package lint_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/yamldoc/schematest"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// baseSchema has every keyword that M006 looks at.
const baseSchema = `{
	"title": "t", "description": "d", "type": "object",
	"required": ["a", "b"],
	"properties": {
		"a": {"type": "string", "minLength": 1, "maxLength": 5, "pattern": "^a", "format": "date", "enum": ["x"]},
		"b": {"type": ["integer", "null"], "minimum": 1, "exclusiveMaximum": 9, "multipleOf": 2, "default": 4},
		"c": {"type": "array", "items": {"type": "number"}, "minItems": 0, "maxItems": 3, "uniqueItems": true},
		"d": {"anyOf": [{"const": 1}, {"type": "null"}], "not": {"type": "string"}},
		"e": {"$ref": "#/definitions/f"}
	},
	"additionalProperties": false, "minProperties": 1, "propertyNames": {"maxLength": 9},
	"if": {"required": ["a"]}, "then": {"required": ["b"]},
	"definitions": {"f": {"type": "object", "patternProperties": {"^x": {"type": "boolean"}}}}
}`

// valid reports whether a draft's own schema takes a schema, and its
// references lead somewhere.
func valid(t require.TestingT, text []byte, draft *jsonschema.Draft) bool {
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(draft)
	if err := c.AddResource("schema.json", tree); err != nil {
		return false
	}
	_, err = c.Compile("schema.json")
	return err == nil
}

// What M006 calls an error is one to the drafts' own schemas, and what neither
// of them takes is found.
func TestSchemaCheckAgreesWithTheDrafts(t *testing.T) {
	mutation := schematest.Mutation{Values: []any{
		nil, true, false, 0, 1, -1, 1.5, "", "string", "strng", "x", "#/definitions/g", "#/definitions/f", []any{}, []any{"a"},
		[]any{"a", "a"}, []any{map[string]any{}}, map[string]any{}, map[string]any{"type": "array"},
	}, Keys: []string{"x-new", "items", "type", "required", "allOf"}}
	rapid.Check(t, func(t *rapid.T) {
		var data map[string]any
		require.NoError(t, json.Unmarshal([]byte(baseSchema), &data))
		for range rapid.IntRange(1, 2).Draw(t, "edits") {
			mutation.Mutate(t, data)
		}
		text, err := json.Marshal(data)
		require.NoError(t, err)
		broken := !valid(t, text, jsonschema.Draft7) && !valid(t, text, jsonschema.Draft2020)
		found := schemaErrors(t, text)
		if len(found) > 0 && !broken {
			t.Fatalf("%s\n%s", found, text)
		}
		if len(found) == 0 && broken {
			t.Fatalf("nothing is found: %s", text)
		}
	})
}

// schemaErrors are the errors of M006, without those that no draft has.
func schemaErrors(t require.TestingT, schema []byte) diag.List {
	src := "messages: [{role: user, content: a}]\njsonSchema: " + string(schema) + "\n"
	result, err := lint.Run(context.Background(), lint.Query{Snapshot: memory{"prompts/a.prompt.yaml": src}})
	require.NoError(t, err)
	var found diag.List
	for _, f := range lint.Findings(result.Problems) {
		if f.Code == "M006" && f.Severity == diag.Error && !strings.Contains(f.Message, "has no values") {
			found.Add(f)
		}
	}
	return found
}
