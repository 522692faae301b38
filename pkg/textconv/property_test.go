package textconv_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/promptctl-io/promptctl/pkg/textconv"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// scalars are values that are easily taken for one another, or for a part of
// the lines around them.
var scalars = []string{
	`""`, `"a"`, `"A b. C d."`, `"1"`, "1", "1.5", "true", `"true"`, "null", `"null"`, `"[]"`, `"{}"`, `"a, b"`, `"a: b"`, `"a]"`, `"|"`, `"a\nb"`,
	`"a\nb\n"`, `"\n"`, `"a\n"`, `" a"`, `"a "`, `"  \n a"`, `"&x"`, `"*x"`, `"# a"`, `"name"`, `"x.name: a"`, `"é"`,
	`"` + strings.Repeat("long ", 30) + `"`,
}

// value draws a value as JSON.
func value(t *rapid.T, depth int) string {
	kind := rapid.IntRange(0, 4).Draw(t, "kind")
	if depth == 0 || kind < 3 {
		return rapid.SampledFrom(scalars).Draw(t, "scalar")
	}
	var all []string
	if kind == 3 {
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			all = append(all, value(t, depth-1))
		}
		return "[" + strings.Join(all, ",") + "]"
	}
	return mapping(t, depth, "a", "b", "id", "name", "role", "type", "content", "description", "a.b", "", "[]", "messages", "cases", "function")
}

func mapping(t *rapid.T, depth int, keys ...string) string {
	var all []string
	for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom(keys), 0, 4, rapid.ID).Draw(t, "keys") {
		quoted, _ := json.Marshal(key)
		all = append(all, string(quoted)+":"+value(t, depth-1))
	}
	return "{" + strings.Join(all, ",") + "}"
}

// How a file is written does not show: as flows with every text in quotes, as
// blocks, in the canonical layout, and with its paragraphs in one line each.
func TestLayoutDoesNotShow(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		flow := mapping(rt, 4, append(prompt.Keys(), "x-a", "cases")...)
		block, err := yamldoc.FromJSON([]byte(flow))
		require.NoError(rt, err)
		for _, name := range []string{"a.prompt.yaml", "a.tests.yaml"} {
			require.Equal(rt, textconv.Convert(name, block), textconv.Convert(name, []byte(flow+"\n")), "%s\n%s", flow, block)
		}
		canonical, _ := prompt.Canonical("a.prompt.yaml", block)
		require.Equal(rt, textconv.Convert("a.prompt.yaml", block), textconv.Convert("a.prompt.yaml", canonical), "%s", block)
	})
}

// Two files that say different things have different lines, but for how prose
// is wrapped.
func TestNoChangeIsHidden(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		one, other := value(rt, 4), value(rt, 4)
		if one == other {
			return
		}
		require.NotEqual(rt, textconv.Convert("a.prompt.yaml", []byte("metadata: "+one+"\n")), textconv.Convert("a.prompt.yaml", []byte("metadata: "+other+"\n")), "%s\n%s", one, other)
	})
}

// One value that is another one is another line, wherever it stands.
func TestNoChangeOfAValueIsHidden(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		whole := mapping(rt, 5, "x-a", "x-b", "metadata", "testData", "modelParameters", "tools", "messages", "responseFormat", "lint")
		places := strings.Count(whole, `"A b. C d."`)
		if places == 0 {
			return
		}
		at := rapid.IntRange(0, places-1).Draw(rt, "place")
		parts := strings.SplitAfter(whole, `"A b. C d."`)
		parts[at] = strings.TrimSuffix(parts[at], `"A b. C d."`) + rapid.SampledFrom([]string{`"A b. D d."`, `""`, "1", "null", "[]", "{}"}).Draw(rt, "new")
		require.NotEqual(rt, textconv.Convert("a.prompt.yaml", []byte(whole+"\n")), textconv.Convert("a.prompt.yaml", []byte(strings.Join(parts, "")+"\n")), whole)
	})
}

func FuzzConvert(f *testing.F) {
	require.NoError(f, filepath.WalkDir("../../prompts-example/prompts", func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		src, err := os.ReadFile(path)
		f.Add(filepath.Base(path), src)
		return err
	}))
	for _, name := range []string{"a.prompt.yaml", "a.tests.yml", "a.partial.md", ""} {
		for _, src := range []string{"", "a: [", "---\nowner: a\n---\nb\n", "a: &a [*a]\n", "\xff\xfe", "? [a]\n: b\n", "a: !!str 1\n# b", "sections: {a: \"\\e\"}", "<<: {a: 1}\nmessages:\n- &x {role: user}\n- *x\n"} {
			f.Add(name, []byte(src))
		}
	}
	f.Fuzz(func(t *testing.T, name string, src []byte) {
		got := textconv.Convert(name, src)
		require.Equal(t, got, textconv.Convert(name, src))
		require.True(t, utf8.ValidString(got))
		require.Equal(t, term.Sanitize(got), got, "there is nothing that a terminal obeys")
		if len(strings.TrimSpace(string(src))) > 0 {
			require.NotEmpty(t, got, "there is something to compare")
		}
		if !prompt.IsPartial(name) && !strings.Contains(name, ".tests.y") {
			canonical, _ := prompt.Canonical(name, src)
			require.Equal(t, got, textconv.Convert(name, canonical), "the layout does not show")
		}
	})
}
