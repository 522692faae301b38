package policy

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
		// Go sorts an object's keys, and the order of environments matters.
		src, err := json.Marshal(example)
		require.NoError(t, err)
		_, found := Parse(File, src)
		require.Empty(t, found)
	}
}

func goodFiles() []string {
	robotOnly := "persons: {ci: {kind: robot, emails: ['1+ci[bot]@users.noreply.example.com'], keys: [" + fp(1) + "]}}\n"
	return []string{
		full(), head + open, head + robotOnly + open, closed("{legal: 1}"), closed("{legal: 2}"), closed("{legal: 1, security: 1}"),
		protected("    requires: {separation: false, release: false}\n"), protected("    open: false\n"),
		protected("    rules: [{match: ['**', '*-?.x*/**/b', A/b_], threads: resolved}]\n"),
		environment("production: {branch: 主/ümlaut-@x+#, open: true}"), environment("beta: {branch: a.b, open: true}"),
		environment("deadbe: {branch: feature, open: true}\n  very-long_name2: {branch: features/b, open: true}"),
		string(Open("4f6c1b0de29a8857", "main")),
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

func TestSchemaAndParserAgreeOnBadFiles(t *testing.T) {
	s, _ := compiled(t)
	for _, b := range badFiles() {
		err := s.Validate(decoded([]byte(b.src)))
		if b.shape {
			require.Error(t, err, b.name)
		} else {
			require.NoError(t, err, b.name)
		}
	}
}

// Whatever is put in place of a part of a valid file, the schema refuses what
// the parser finds wrong with its shape, and nothing that the parser takes.
func TestSchemaAndParserAgreeOnMutations(t *testing.T) {
	s, _ := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		data := decoded([]byte(full())).(map[string]any)
		for range rapid.IntRange(1, 3).Draw(t, "edits") {
			mutate(t, data)
		}
		src, err := json.Marshal(data)
		require.NoError(t, err)
		_, found := Parse(File, src)
		err = s.Validate(decoded(src))
		if !found.HasErrors() {
			require.NoError(t, err, "%s", src)
		}
		for _, f := range found {
			if slices.Contains([]string{"Y003", "Y004", "Y005", "P001", "P003", "P004", "P005", "P007", "P014", "P015"}, f.Code) {
				require.Error(t, err, "%s: %s", src, f)
			}
		}
	})
}

// mutate changes, drops or adds one entry somewhere in a mapping or a list.
func mutate(t *rapid.T, data any) {
	junk := rapid.SampledFrom([]any{
		nil, true, false, 0, 1, 2, -1, 1.5, 1e300, "", "x", "main", "a/b", "..", "live", "error", "resolved", "2d", "legal", "release", "**", "é", fp(7),
		"a@b", "robot", []any{}, []any{"x"}, []any{"legal"}, []any{nil}, map[string]any{}, map[string]any{"legal": 1}, map[string]any{"unsigned": "warn"},
		map[string]any{"branch": "b", "open": true},
	}).Draw(t, "junk")
	switch data := data.(type) {
	case map[string]any:
		keys := make([]string, 0, len(data)+4)
		for k := range data {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		key := rapid.SampledFrom(append(keys, "x-new", "latest", "open", "lint")).Draw(t, "key")
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
		p, found := Parse(File, src)
		for _, finding := range found {
			require.NotEmpty(t, finding.Message)
			require.NotEmpty(t, finding.Code)
			at := finding.Range
			require.True(t, 0 <= at.Start.Offset && at.Start.Offset <= at.End.Offset && at.End.Offset <= len(src), fmt.Sprint(at))
		}
		if found.HasErrors() {
			return
		}
		require.NoError(t, s.Validate(decoded(src)))
		for i := range p.Environments {
			require.NotEmpty(t, p.Explain(&p.Environments[i]))
		}
	})
}
