package lint_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

// Whatever rendering refuses for the type of a value, or for one that is not
// given, has been found before, at the same place.
func TestTypeMisuseFindsWhatRenderingRefuses(t *testing.T) {
	refused, fine := 0, 0
	for seed := range uint64(400) {
		g := &typed{rand.New(rand.NewPCG(seed, 9))}
		files := map[string]string{
			"prompts/a.prompt.yaml": typedDeclarations + "sections: {role: '" + g.nodes(3) + "'}\nmessages: [{role: user, content: 'x" + g.nodes(3) + "'}]\n",
			"prompts/p.partial.md":  g.nodes(2),
		}
		problems := lintFiles(t, files).Problems
		if slices.ContainsFunc(problems, func(p lint.Problem) bool { return p.Code == "T002" || p.Code == "T005" }) {
			continue
		}
		_, err := closureOf(t, files).Render(g.values())
		var input *prompt.InputError
		if !errors.As(err, &input) {
			require.NoError(t, err)
			fine++
			continue
		}
		refused++
		for _, refusal := range input.Problems {
			require.True(t, slices.ContainsFunc(problems, func(p lint.Problem) bool {
				return p.Code == "T009" && p.Range == refusal.Range
			}), "%s\n%s\n%v", files, refusal, lint.Findings(problems))
		}
	}
	require.Greater(t, refused, 50)
	require.Greater(t, fine, 50)
}

// closureOf reads a prompt with what it includes.
func closureOf(t *testing.T, files map[string]string) *prompt.Closure {
	loader := prompt.Loader{Folders: []string{"prompts"}, Read: func(file string) ([]byte, error) {
		if text, ok := files[file]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}}
	c, found, err := loader.Load("prompts/a.prompt.yaml")
	require.NoError(t, err)
	require.False(t, found.HasErrors(), found)
	return c
}

const typedDeclarations = `description: d
variables:
  s: {type: string}
  n: {type: integer, required: false}
  b: {type: boolean}
  names: {type: array, items: {type: string}}
  rows: {type: array, required: false, items: {type: array, items: {type: integer}}}
  o: {type: object, properties: {s: {type: string}, in: {type: object, required: false, properties: {x: {type: string}}}, tags: {type: array, items: {type: string}}}}
  opt: {type: object, required: false, properties: {x: {type: string}, o: {type: object, properties: {y: {type: string}}}}}
  list: {type: array, items: {type: object, properties: {x: {type: string}, in: {type: object, properties: {y: {type: string}}}}}}
`

// typed makes templates over these variables, and values that fit them.
type typed struct{ *rand.Rand }

// name is one that means something everywhere, or that a section around adds.
func (g *typed) name(sections []string) string {
	names := []string{"s", "n", "b", "names", "rows", "o", "o.s", "o.in", "o.in.x", "o.tags", "opt", "opt.x", "opt.o.y", "list"}
	added := map[string][]string{
		"list": {"x", "in", "in.y", "."}, "o": {"in", "in.x", "tags", "."}, "opt": {"x", "."}, "names": {"."}, "rows": {"."},
		"o.tags": {"."}, "b": {"."}, "s": {"."}, "n": {"."},
	}
	if len(sections) > 0 && g.IntN(2) == 0 {
		if more := added[sections[g.IntN(len(sections))]]; len(more) > 0 {
			return more[g.IntN(len(more))]
		}
	}
	if g.IntN(3) > 0 {
		return []string{"s", "n", "b", "o.s"}[g.IntN(4)] // text, mostly
	}
	return names[g.IntN(len(names))]
}

func (g *typed) nodes(depth int, sections ...string) string {
	var b strings.Builder
	for range 1 + g.IntN(2) {
		name := g.name(sections)
		switch kind := g.IntN(6); {
		case depth > 0 && kind == 0:
			fmt.Fprintf(&b, "{{^%s}}%s{{/%s}}", name, g.nodes(depth-1, sections...), name)
		case depth > 0 && kind <= 3:
			fmt.Fprintf(&b, "{{#%s}}%s{{/%s}}", name, g.nodes(depth-1, append(slices.Clip(sections), name)...), name)
		case kind == 4 && g.IntN(4) == 0:
			b.WriteString("{{> p}}")
		default:
			fmt.Fprintf(&b, "{{%s}}", name)
		}
	}
	return b.String()
}

func (g *typed) values() map[string]any {
	in := map[string]any{"x": "x"}
	o := map[string]any{"s": "s", "tags": []any{"a"}}
	if g.IntN(2) == 0 {
		o["in"] = in
	}
	values := map[string]any{
		"s": []string{"", "s"}[g.IntN(2)], "b": g.IntN(2) == 0, "names": []any{"a", "b"}[:g.IntN(3)], "o": o,
		"list": []any{map[string]any{"x": "x", "in": map[string]any{"y": "y"}}}[:g.IntN(2)],
	}
	optional := map[string]any{"n": int64(0), "rows": []any{[]any{int64(1)}}, "opt": map[string]any{"x": "x", "o": map[string]any{"y": "y"}}}
	for name, value := range optional {
		if g.IntN(2) == 0 {
			values[name] = value
		}
	}
	return values
}

// A finding in a partial is at the partial's own place, whoever includes it.
func TestTypeMisuseKeepsToTheFileOfTheTag(t *testing.T) {
	found := lint.Findings(lintFiles(t, map[string]string{
		"prompts/a.prompt.yaml": typedDeclarations + "messages: [{role: user, content: 'x{{#list}}{{> p}}{{/list}}'}]\n",
		"prompts/p.partial.md":  "---\nowner: me\n---\n\n  {{in}}",
	}).Problems)
	found = slices.DeleteFunc(found, func(f diag.Finding) bool { return f.Code != "T009" })
	require.Len(t, found, 1)
	require.Equal(t, "prompts/p.partial.md:5:5", found[0].Range.String())
}
