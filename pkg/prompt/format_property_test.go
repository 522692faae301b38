package prompt

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// violation formats a file and says which promise of Canonical that breaks, or
// "" where it breaks none.
func violation(src []byte) string {
	doc, wrong := yamldoc.Parse("x.prompt.yaml", src)
	out, found := Canonical("x.prompt.yaml", src)
	if wrong.HasErrors() || doc.Root == nil || doc.Root.Kind != yamldoc.Mapping {
		if !bytes.Equal(out, src) || len(found) == 0 {
			return "a wrong file was changed, or not reported"
		}
		return ""
	}
	if len(found) > 0 {
		if !bytes.Equal(out, src) {
			return "a file was changed in spite of " + found[0].Message
		}
		return "a sound file was refused: " + found[0].Message
	}
	after, wrong := yamldoc.Parse("x.prompt.yaml", out)
	if wrong.HasErrors() {
		return "the result is wrong: " + wrong[0].String()
	}
	if !reflect.DeepEqual(doc.Root.Decode(), after.Root.Decode()) {
		return "the meaning changed"
	}
	if a, b := comments(doc), comments(after); !slices.Equal(a, b) {
		return fmt.Sprintf("the comments changed: %q, %q", a, b)
	}
	if again, _ := Canonical("x.prompt.yaml", out); !bytes.Equal(again, out) {
		return "formatting again changes the file to\n" + string(again)
	}
	return untidy(after)
}

func comments(doc *yamldoc.Doc) []string {
	var all []string
	for _, c := range doc.Comments() {
		all = append(all, strings.TrimRight(c.Text, " \t"))
	}
	slices.Sort(all)
	return all
}

// untidy says what is wrong with the white space between the scalars of
// a formatted document.
func untidy(doc *yamldoc.Doc) string {
	text := string(mask(bytes.Clone(doc.Src), doc.Root))
	switch {
	case strings.HasPrefix(text, "\n"):
		return "a blank line at the start"
	case strings.Contains(text, " \n"), strings.Contains(text, "\t\n"):
		return "white space at the end of a line"
	case strings.Contains(text, "\n\n\n"):
		return "two blank lines"
	case !strings.HasSuffix(text, "\n"), strings.HasSuffix(text, "\n\n"):
		return "not one line feed at the end"
	}
	return ""
}

// mask puts an x for every byte of scalars and of flow collections.
func mask(text []byte, n *yamldoc.Node) []byte {
	if n.Kind == yamldoc.Scalar || n.Style == yamldoc.Flow || n.Alias {
		for i := n.Start; i < n.End; i++ {
			text[i] = 'x'
		}
		return text
	}
	for _, item := range n.Items {
		mask(text, item)
	}
	for _, p := range slices.Concat(n.Pairs, n.Merges) {
		if !p.Merged {
			mask(text, p.Key)
			mask(text, p.Value)
		}
	}
	return text
}

func TestCanonicalKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := document(t)
		if problem := violation(src); problem != "" {
			t.Fatalf("%s\nfrom\n%s", problem, src)
		}
	})
}

// Most of what the generator writes must be YAML, or the property says little.
func TestGeneratorWritesYAML(t *testing.T) {
	sound, all := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		_, found := yamldoc.Parse("", document(t))
		if all++; !found.HasErrors() {
			sound++
		}
	})
	require.Greater(t, sound, all/2)
}

func TestCanonicalOfRealPrompts(t *testing.T) {
	t.Parallel()
	var files []string
	for _, pattern := range []string{"../../prompts-example/prompts/*/*.prompt.y*ml", "../../../shared/corpus/prompts/*/*"} {
		matches, err := filepath.Glob(pattern)
		require.NoError(t, err)
		files = append(files, matches...)
	}
	require.NotEmpty(t, files)
	for _, file := range files {
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Empty(t, violation(src), file)
	}
}

func FuzzCanonical(f *testing.F) {
	for _, src := range []string{
		"messages:\n- role: user\n  content: \"a\\nb\"\nmodel: 'x' # c\n", "a: &x {b: [1,\n 2], c: *x}\n<<: *x\n",
		"%YAML 1.2\n--- # a\n# b\nb: |2+\n    c\n\n\n...\n# d\n", "? a\n: - - b\n    # c\n  # d\n- e\n", "a:\n  # c\n\n  # d\nb: !!str\n",
		"a: >-\n\n   b\n    c\n# d\n", "{a: b, \"c\":d,}\n", "a: \"b \\\n   \\ c\"\r\nb: x\n  y\n",
	} {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if problem := violation(src); problem != "" && !strings.HasPrefix(problem, "a sound file was refused") {
			t.Fatalf("%s\nfrom\n%q", problem, src)
		}
	})
}
