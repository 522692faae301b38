package suite

import (
	"regexp"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc/schematest"
	"github.com/stretchr/testify/require"
)

// The schema has every type of the table, with its shape and its sentence, and
// negated too.
func TestSchemaHasTheTypes(t *testing.T) {
	_, tree := schematest.Compile(t, JSONSchema())
	assertion := tree["definitions"].(map[string]any)["assertion"].(map[string]any)
	properties := assertion["properties"].(map[string]any)
	require.Len(t, properties, len(Types())+len(options()))
	for _, option := range options() {
		require.Contains(t, properties, option)
	}
	for _, k := range Types() {
		ref := "#/definitions/" + string(k.Shape)
		require.Equal(t, map[string]any{"description": k.Doc, "$ref": ref}, properties[k.Name], k.Name)
		var negated []any
		for pattern, schema := range assertion["patternProperties"].(map[string]any) {
			if regexp.MustCompile(pattern).MatchString("not-" + k.Name) {
				negated = append(negated, schema)
			}
		}
		require.Equal(t, []any{map[string]any{"$ref": ref}}, negated, k.Name)
		require.Subset(t, options(), k.Takes, k.Name)
	}
}

func goodFiles() []string {
	v := "version: 1\n"
	return []string{
		full, v + "data: [a.yml]\n", v + "defaults:\ncases: [{id: a}]\n", "{version: 1.0, cases: [{id: A_1.b-c, assert: []}]}\n",
		v + "cases: [{id: a, variables: {'any name': {b: [1]}}, tags: [], expected: ''}]\n",
		v + "cases: [{id: a, assert: [{not-json-schema: true}, {not-tool-call: {name: a, arguments: true}}, {not-word-count: {min: 3}}]}]\n",
		v + "cases: [&c {id: a}, *c]\nx-a: {}\n", v + "cases: [{id: 2024-01-01}]\n",
	}
}

// mutation is what is put in place of parts of a valid file.
func mutation() schematest.Mutation {
	return schematest.Mutation{Values: []any{
		nil, true, false, 0, 1, 2, -1, 0.5, 1e300, "", "x", "a b", "a.csv", "$", "90s", "stop", "é", "(",
		[]any{}, []any{"x"}, []any{nil}, []any{map[string]any{}}, map[string]any{}, map[string]any{"x": 1}, map[string]any{"x-y": nil},
		map[string]any{"contains": "x"}, map[string]any{"max": 3}, map[string]any{"name": "x"},
	}, Keys: []string{"x-new", "new", "contains", "not-equals", "weight", "threshold", "min", "id"}}
}

// kind is the files that are read here, with what their schema is held to.
func kind() *schematest.File {
	return &schematest.File{
		Name: file, Schema: JSONSchema(), Shape: []string{"Y003", "Y004", "Y005"},
		Good: goodFiles(), Bad: badFiles(), Full: full, Mutation: mutation(),
		Parse: func(_ require.TestingT, src []byte) diag.List { _, found := Parse(file, src); return found },
	}
}

func TestSchemaAndParserAgree(t *testing.T) { kind().Test(t) }

func FuzzParse(f *testing.F) { kind().Fuzz(f) }
