package lint

import (
	"fmt"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

// schemaFrom compiles the jsonSchema of a prompt.
func schemaFrom(t *testing.T, text string) *schema {
	p, found := prompt.Parse("a.prompt.yaml", []byte("messages: [{role: user, content: a}]\njsonSchema: "+text+"\n"))
	require.Empty(t, found)
	return compileSchema(p.Format.Schema.Data)
}

func TestMismatches(t *testing.T) {
	for _, c := range []struct {
		schema, value string
		want          []string
	}{
		{`{type: object, required: [a, b]}`, `{}`, []string{"missing properties 'a', 'b'"}},
		{`{type: object, additionalProperties: false}`, `{"c": 1, "a": 1, "b": 2}`, []string{"additional properties 'a', 'b', 'c' not allowed"}},
		{`{items: {type: integer}}`, `["x", 1, 1.5, null]`, []string{"0: got string, want integer", "2: got number, want integer", "3: got null, want integer"}},
		{`{properties: {a: {anyOf: [{type: string}, {type: "null"}]}}}`, `{"a": 1}`, []string{"a: it fits none of the alternatives"}},
		{`{properties: {a: {$ref: "#/$defs/x"}}, $defs: {x: {properties: {b: {const: 1}}}}}`, `{"a": {"b": 2}}`, []string{"a.b: value must be 1"}},
		{`{allOf: [{minProperties: 2}, {maxProperties: 0}]}`, `{"a": 1}`, []string{"maxProperties: got 1, want 0", "minProperties: got 1, want 2"}},
		{`{patternProperties: {"^a": {type: string}}, propertyNames: {maxLength: 3}}`, `{"abcd": "x"}`, nil}, // keywords that are taken to hold
		{`{type: object}`, `{"a": 1}`, nil},
	} {
		var got []string
		for _, m := range schemaFrom(t, c.schema).mismatches(c.value) {
			got = append(got, m.String())
		}
		require.Equal(t, c.want, got, c.schema)
	}
}

// A schema that cannot be used refuses nothing.
func TestSchemasThatAreNotLookedAt(t *testing.T) {
	for _, text := range []string{
		`{$ref: other.json}`, `{$ref: "#/nowhere"}`, `{type: strng}`, `{allOf: [{$ref: "#"}]}`, `{$dynamicRef: "#a"}`,
		`{properties: {a: {$ref: "https://example.com/a.json"}}}`,
		`{$ref: "#/$defs/a", $defs: {a: {$id: "https://example.com/a", $ref: "#/$defs/b", $defs: {b: true}}, b: false}}`,
	} {
		require.Empty(t, schemaFrom(t, text).mismatches(`{"a": 1}`), text)
	}
	require.Empty(t, compileSchema(model.Object{{Name: "const", Value: strings.Repeat("x", maxSchema)}}).mismatches("1"))
}

// Schemas that would be looked at for ever are not: each of these doubles what
// is to be done with each step.
func TestSchemasThatGrow(t *testing.T) {
	var defs strings.Builder
	for i := range 40 {
		fmt.Fprintf(&defs, "d%d: {allOf: [{$ref: '#/$defs/d%d'}, {$ref: '#/$defs/d%d'}]}, ", i, i+1, i+1)
	}
	require.Empty(t, schemaFrom(t, "{$ref: '#/$defs/d0', $defs: {"+defs.String()+"d40: {type: string}}}").mismatches("1"))

	deep := strings.Repeat(`{"a": `, 60) + "1" + strings.Repeat("}", 60)
	tree := `{anyOf: [{properties: {a: {$ref: "#"}}}, {properties: {a: {$ref: "#"}}, required: [b]}]}`
	require.Empty(t, schemaFrom(t, tree).mismatches(deep))
}
