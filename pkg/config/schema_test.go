package config

import (
	"encoding/json"
	"regexp"
	"strconv"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc/schematest"
	"github.com/stretchr/testify/require"
)

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

// kind is promptctl.yaml, with what its schema is held to. Whatever the file
// says, there are folders to look for prompts in.
func kind() *schematest.File {
	return &schematest.File{
		Name: File, Schema: Schema(), Shape: []string{"Y003", "Y004", "Y005", "F001", "F003", "X003"},
		Good: goodFiles(), Bad: badFiles(), Full: full, Mutation: mutation(),
		Parse: func(t require.TestingT, src []byte) diag.List {
			c, found := Parse(File, src)
			require.NotEmpty(t, c.Folders())
			return found
		},
	}
}

func TestSchemaAndParserAgree(t *testing.T) { kind().Test(t) }

func FuzzParse(f *testing.F) { kind().Fuzz(f) }
