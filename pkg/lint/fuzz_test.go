package lint_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"
)

// FuzzLint takes any bytes for a prompt and for a partial that it may include.
// Whatever they are, there is an answer, every place lies in its file, and a
// fix keeps the meaning of all that it does not touch.
func FuzzLint(f *testing.F) {
	for _, text := range caseTexts(f) {
		f.Add(text, "Be brief. {{> a}} {{x}}\n")
		f.Add("description: d\nmessages: [{role: user, content: '{{> p}}'}]\n", text)
	}
	f.Fuzz(func(t *testing.T, src, partial string) {
		checkAny(t, map[string]string{"prompts/a.prompt.yaml": src, "prompts/p.partial.md": partial})
	})
}

// caseTexts are the files of all labelled cases, and of the examples.
func caseTexts(t testing.TB) []string {
	var texts []string
	names, err := filepath.Glob("testdata/cases/*.txtar")
	require.NoError(t, err)
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		require.NoError(t, err)
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".yaml") || strings.HasSuffix(f.Name, ".md") {
				texts = append(texts, unescape(string(f.Data)))
			}
		}
	}
	examples, err := filepath.Glob("../../prompts-example/prompts/*/*.prompt.yaml")
	require.NoError(t, err)
	for _, name := range examples {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		texts = append(texts, string(text))
	}
	return texts
}

// TestAnyCase holds all cases to what the fuzzer demands.
func TestAnyCase(t *testing.T) {
	for _, text := range caseTexts(t) {
		checkAny(t, map[string]string{"prompts/a.prompt.yaml": text, "prompts/p.partial.md": text})
	}
}

func checkAny(t *testing.T, files map[string]string) {
	result, err := lint.Run(t.Context(), lint.Query{Snapshot: memory(files)})
	require.NoError(t, err)
	for _, p := range result.Problems {
		text := files[p.Range.File]
		require.NotEmpty(t, p.Message)
		require.Truef(t, 0 <= p.Range.Start.Offset && p.Range.Start.Offset <= p.Range.End.Offset && p.Range.End.Offset <= len(text), "%s %v", p, p.Range)
		if p.Fix != nil {
			keepsTheRest(t, p, text)
		}
	}
	fixed, left, err := lint.Fix(t.Context(), lint.Query{Snapshot: memory(files)}, lint.Fixing{Unsafe: true})
	require.NoError(t, err)
	for _, f := range fixed {
		files[f.File] = string(f.After)
	}
	again, _, err := lint.Fix(t.Context(), lint.Query{Snapshot: memory(files)}, lint.Fixing{Unsafe: true})
	require.NoError(t, err)
	require.Empty(t, again, "the second time, with %v left", left.Problems)
}

// keepsTheRest demands that a fix leaves every value of a prompt that its edits
// do not touch, in its order.
func keepsTheRest(t *testing.T, p lint.Problem, text string) {
	out, err := diag.Apply([]byte(text), p.Fix.Edits)
	require.NoError(t, err, p.String())
	if !prompt.IsPrompt(p.Range.File) {
		return
	}
	before, _ := yamldoc.Parse(p.Range.File, []byte(text))
	if before.Root == nil {
		return
	}
	after, _ := yamldoc.Parse(p.Range.File, out)
	require.NotNil(t, after.Root, "%s: %s\n%s", p, p.Fix.Title, out)
	require.Equal(t, valuesOutside(before.Root, oldSpans(p.Fix.Edits)), valuesOutside(after.Root, newSpans(p.Fix.Edits)), "%s: %s\n%s", p, p.Fix.Title, out)
}

type span struct{ start, end int }

func oldSpans(edits []diag.Edit) (spans []span) {
	for _, e := range edits {
		spans = append(spans, span{e.Start, e.End})
	}
	return spans
}

// newSpans are where the edits' texts stand once all are made.
func newSpans(edits []diag.Edit) (spans []span) {
	for _, e := range edits {
		shift := 0
		for _, other := range edits {
			if other.Start < e.Start {
				shift += len(other.New) - (other.End - other.Start)
			}
		}
		spans = append(spans, span{e.Start + shift, e.Start + shift + len(e.New)})
	}
	return spans
}

// valuesOutside are the scalars of a tree, keys among them, that no span
// touches, each with its type.
func valuesOutside(n *yamldoc.Node, spans []span) (values []string) {
	if n.Alias {
		return nil
	}
	if n.Kind == yamldoc.Scalar {
		for _, s := range spans {
			if s.start <= n.End && n.Props <= s.end {
				return nil
			}
		}
		return []string{n.Tag + " " + n.Value}
	}
	for _, pair := range n.Pairs {
		if !pair.Merged {
			values = append(values, valuesOutside(pair.Key, spans)...)
			values = append(values, valuesOutside(pair.Value, spans)...)
		}
	}
	for _, item := range n.Items {
		values = append(values, valuesOutside(item, spans)...)
	}
	return values
}
