package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// pattern makes a regular expression of an expected line, in which * stands
// for anything and a missing hint for any.
func pattern(want string) string {
	if !strings.Contains(want, " -> ") {
		want += " -> *"
	}
	want = regexp.MustCompile(`(^| )\\\*( |$)`).ReplaceAllString(regexp.QuoteMeta(want), `$1.*$2`)
	return "^" + want + "$"
}

// compiled is the schema, and its tree.
func compiled(t testing.TB) (*jsonschema.Schema, map[string]any) {
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("schema.json", tree))
	s, err := c.Compile("schema.json")
	require.NoError(t, err)
	return s, tree.(map[string]any)
}

func decoded(src []byte) any {
	doc, _ := yamldoc.Parse(File, src)
	return doc.Root.Decode()
}

func TestSchemaIsDraft7AndSelfContained(t *testing.T) {
	_, tree := compiled(t)
	require.Equal(t, "http://json-schema.org/draft-07/schema#", tree["$schema"])
	for _, newer := range []string{"$defs", "unevaluatedProperties", "prefixItems", "dependentRequired", "$anchor", "minContains"} {
		require.NotContains(t, string(Schema()), `"`+newer+`"`)
	}
	for _, ref := range regexp.MustCompile(`"\$ref": "([^"]*)"`).FindAllStringSubmatch(string(Schema()), -1) {
		require.True(t, strings.HasPrefix(ref[1], "#/definitions/"), ref[1])
	}
}

func TestSchemaExamplesAreValidForBoth(t *testing.T) {
	s, tree := compiled(t)
	for _, example := range tree["examples"].([]any) {
		require.NoError(t, s.Validate(example))
		src, err := json.Marshal(example)
		require.NoError(t, err)
		_, found := Parse(File, src)
		require.Empty(t, found)
	}
}

func TestSchemaAcceptsGoodFiles(t *testing.T) {
	s, _ := compiled(t)
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
		string(Template(nil)), string(Template([]string{"a b", "true", "- x"})),
	}
}

func TestSchemaAndParserAgreeOnBadFiles(t *testing.T) {
	s, _ := compiled(t)
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
	s, _ := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		data := decoded([]byte(full)).(map[string]any)
		for range rapid.IntRange(1, 3).Draw(t, "edits") {
			mutate(t, data)
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

// mutate changes, drops or adds one entry somewhere in a mapping or a list.
func mutate(t *rapid.T, data any) {
	junk := rapid.SampledFrom([]any{
		nil, true, false, 0, 1, 2, -1, 1.5, 1e300, "", "x", ".", "a/b", "..", "a//b", "off", "90s", "T003", "**", "{", "é",
		[]any{}, []any{"x"}, []any{"T003"}, []any{nil}, map[string]any{}, map[string]any{"x": 1}, map[string]any{"x-y": nil},
	}).Draw(t, "junk")
	switch data := data.(type) {
	case map[string]any:
		keys := make([]string, 0, len(data)+4)
		for k := range data {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		key := rapid.SampledFrom(append(keys, "x-new", "new", "T004", "tokens")).Draw(t, "key")
		if descend(t, data[key]) {
			mutate(t, data[key])
		} else if rapid.IntRange(0, 3).Draw(t, "drop") == 0 {
			delete(data, key)
		} else {
			data[key] = junk
		}
	case []any:
		i := rapid.IntRange(0, len(data)-1).Draw(t, "item")
		if descend(t, data[i]) {
			mutate(t, data[i])
		} else {
			data[i] = junk
		}
	}
}

func descend(t *rapid.T, v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return len(v) > 0 && rapid.IntRange(0, 4).Draw(t, "in") > 0
	case []any:
		return len(v) > 0 && rapid.IntRange(0, 4).Draw(t, "in") > 0
	}
	return false
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
		require.Positive(t, c.Test.BudgetUSD)
	}
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
	s, _ := compiled(f)
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
