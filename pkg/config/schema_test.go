package config

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/promptctl-io/promptctl/pkg/yamldoc/schematest"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func decoded(src []byte) any {
	doc, _ := yamldoc.Parse(File, src)
	return doc.Root.Decode()
}

func TestSchemaIsDraft7AndSelfContained(t *testing.T) { schematest.RequireDraft7(t, Schema()) }

func TestSchemaExamplesAreValidForBoth(t *testing.T) {
	s, tree := schematest.Compile(t, Schema())
	for _, example := range tree["examples"].([]any) {
		require.NoError(t, s.Validate(example))
		src, err := json.Marshal(example)
		require.NoError(t, err)
		_, found := Parse(File, src)
		require.Empty(t, found)
	}
}

func TestSchemaAcceptsGoodFiles(t *testing.T) {
	s, _ := schematest.Compile(t, Schema())
	for _, src := range goodFiles() {
		_, found := Parse(File, []byte(src))
		require.Empty(t, found, src)
		require.NoError(t, s.Validate(decoded([]byte(src))), src)
	}
}

func goodFiles() []string {
	v := "version: 1\n"
	return []string{
		full, v, v + "lint:\ntest:\n", "version: 1.0\n", "{version: 1, prompts: .}\n", v + "prompts: [.]\n", v + "prompts: ./\n",
		v + "prompts: [a, ab, b/a]\n", v + "prompts: a~/..b\n", v + "prompts: .github/prompts\n", v + "prompts: [ünï cödé, 'a b']\n",
		v + "prompts: 2024-01-01\n", v + "lint: {budget: {tokens: 4e3}}\n", v + "lint: {rules: {}}\n", v + "test: {providers: {}}\n",
		v + "x-: null\n", v + "lint: &l {x-a: 1}\ntest: {x-b: *l}\n", v + "lint: {exclude: ['**', '*-?.x*/**/b']}\n",
		v + "lint: {models: {}}\n", v + "lint: {models: }\n", v + "lint: {models: {a: {unsupported: []}, 3: {}}}\n",
		string(Template(nil)), string(Template([]string{"a b", "true", "- x"})),
	}
}

func TestSchemaAndParserAgreeOnBadFiles(t *testing.T) {
	s, _ := schematest.Compile(t, Schema())
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
	s, _ := schematest.Compile(t, Schema())
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
	_, found := Parse(File, src)
	err := s.Validate(decoded(src))
	if !found.HasErrors() {
		require.NoError(t, err, "%s", src)
	}
	for _, f := range found {
		if slices.Contains([]string{"Y003", "Y004", "Y005", "F001", "F003", "X003"}, f.Code) {
			require.Error(t, err, "%s: %s", src, f)
		}
	}
}

// mutation is what is put in place of parts of a valid file.
func mutation() schematest.Mutation {
	return schematest.Mutation{Values: []any{
		nil, true, false, 0, 1, 2, -1, 1.5, 1e300, "", "x", ".", "a/b", "..", "a//b", "off", "90s", "T003", "**", "{", "é",
		[]any{}, []any{"x"}, []any{"T003"}, []any{nil}, map[string]any{}, map[string]any{"x": 1}, map[string]any{"x-y": nil},
	}, Keys: []string{"x-new", "new", "T004", "tokens"}}
}

func TestTemplateParsesAsWrittenAndUncommented(t *testing.T) {
	setting := regexp.MustCompile(`(?m)^(\s*)#([a-z ]+:|  )`)
	for _, folders := range [][]string{nil, {"prompts"}, {"a", "b/c"}, {"a b", "true", "- x", "ü"}} {
		src := Template(folders)
		c, found := Parse(File, src)
		require.Empty(t, found, "%s", src)
		want := Default()
		if folders == nil {
			folders = want.Folders()
		}
		require.Equal(t, folders, c.Folders())
		require.Equal(t, want.Lint, c.Lint)
		require.Equal(t, want.Test, c.Test)

		c, found = Parse(File, setting.ReplaceAll(src, []byte("$1$2")))
		require.Empty(t, found, "%s", src)
		require.Len(t, c.Lint.Rules, 1)
		require.Len(t, c.Lint.Ignore, 1)
		require.Len(t, c.Lint.Exclude, 1)
		require.Positive(t, c.Lint.Budget.Tokens)
		require.Len(t, c.Lint.Models, 1)
		require.Positive(t, c.Test.BudgetUSD)
	}
}

// The schema lists the parameters that a model may not take.
func TestSchemaKnowsTheParameters(t *testing.T) {
	_, tree := schematest.Compile(t, Schema())
	of := tree["definitions"].(map[string]any)["model"].(map[string]any)["properties"].(map[string]any)["unsupported"].(map[string]any)
	var want []any
	for _, spec := range model.KnownParameters() {
		if spec.Name != "extra" {
			want = append(want, spec.Name)
		}
	}
	require.Equal(t, want, of["items"].(map[string]any)["enum"])
	require.Equal(t, json.Number(strconv.Itoa(len(want))), of["maxItems"])
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
	s, _ := schematest.Compile(f, Schema())
	f.Fuzz(func(t *testing.T, src []byte) {
		c, found := Parse(File, src)
		require.NotEmpty(t, c.Folders())
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
