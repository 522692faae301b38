package suite

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/promptctl-io/promptctl/pkg/yamldoc/schematest"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func decoded(src []byte) any {
	doc, _ := yamldoc.Parse(file, src)
	return doc.Root.Decode()
}

func TestSchemaIsDraft7AndSelfContained(t *testing.T) { schematest.RequireDraft7(t, JSONSchema()) }

func TestSchemaExamplesAreValidForBoth(t *testing.T) {
	s, tree := schematest.Compile(t, JSONSchema())
	for _, example := range tree["examples"].([]any) {
		require.NoError(t, s.Validate(example))
		src, err := json.Marshal(example)
		require.NoError(t, err)
		_, found := Parse(file, src)
		require.Empty(t, found)
	}
}

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

func TestSchemaAcceptsGoodFiles(t *testing.T) {
	s, _ := schematest.Compile(t, JSONSchema())
	for _, src := range goodFiles() {
		_, found := Parse(file, []byte(src))
		require.Empty(t, found, src)
		require.NoError(t, s.Validate(decoded([]byte(src))), src)
	}
}

func TestSchemaAndParserAgreeOnBadFiles(t *testing.T) {
	s, _ := schematest.Compile(t, JSONSchema())
	for _, b := range badFiles() {
		err := s.Validate(decoded([]byte(b.src)))
		if b.shape {
			require.Error(t, err, b.name)
		} else if !strings.HasPrefix(b.want[0], "*") {
			require.NoError(t, err, b.name)
		}
	}
}

// Whatever is put in place of a part of a valid file, the schema refuses what
// the parser finds wrong with its shape, and nothing that the parser takes.
func TestSchemaAndParserAgreeOnMutations(t *testing.T) {
	s, _ := schematest.Compile(t, JSONSchema())
	rapid.Check(t, func(t *rapid.T) {
		data := decoded([]byte(full)).(map[string]any)
		for range rapid.IntRange(1, 3).Draw(t, "edits") {
			mutation().Mutate(t, data)
		}
		src, err := json.Marshal(data)
		require.NoError(t, err)
		agree(t, s, src)
	})
}

func agree(t require.TestingT, s *jsonschema.Schema, src []byte) {
	_, found := Parse(file, src)
	err := s.Validate(decoded(src))
	if !found.HasErrors() {
		require.NoError(t, err, "%s", src)
	}
	for _, f := range found {
		if slices.Contains([]string{"Y003", "Y004", "Y005"}, f.Code) {
			require.Error(t, err, "%s: %s", src, f)
		}
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

// FuzzParse demands of any bytes: an answer, places within the file, and that
// the schema takes what the parser takes.
func FuzzParse(f *testing.F) {
	for _, b := range badFiles() {
		f.Add([]byte(b.src))
	}
	for _, src := range goodFiles() {
		f.Add([]byte(src))
	}
	s, _ := schematest.Compile(f, JSONSchema())
	f.Fuzz(func(t *testing.T, src []byte) {
		_, found := Parse(file, src)
		for _, finding := range found {
			require.NotEmpty(t, finding.Message)
			require.NotEmpty(t, finding.Code)
			at := finding.Range
			require.True(t, 0 <= at.Start.Offset && at.Start.Offset <= at.End.Offset && at.End.Offset <= len(src), fmt.Sprint(at))
		}
		if !found.HasErrors() {
			require.NoError(t, s.Validate(decoded(src)))
		}
	})
}
