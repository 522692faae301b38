package linediff

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestUnified(t *testing.T) {
	tests := map[string]struct{ before, after, want string }{
		"same":         {"a\nb\n", "a\nb\n", ""},
		"one line":     {"a\nb\nc\n", "a\nB\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"},
		"from nothing": {"", "a\n", "@@ -0,0 +1 @@\n+a\n"},
		"to nothing":   {"a\nb\n", "", "@@ -1,2 +0,0 @@\n-a\n-b\n"},
		"line feed":    {"a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"},
		"context": {
			"1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nx\n6\n7\n8\n",
			"@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n",
		},
		"near changes share a hunk": {
			"a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
			"@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n",
		},
		"far changes do not": {
			"a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
			"@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			want := test.want
			if want != "" {
				want = "--- old\n+++ new\n" + want
			}
			require.Equal(t, want, Unified("old", "new", test.before, test.after))
		})
	}
}

// A text of more lines than a shortest way is sought for is replaced whole.
func TestUnifiedOfHugeTexts(t *testing.T) {
	huge := func(word string) string {
		var b strings.Builder
		for i := range 60_000 {
			b.WriteString(word + strconv.Itoa(i) + "\n")
		}
		return b.String()
	}
	diff := Unified("old", "new", huge("a"), huge("b"))
	require.Contains(t, diff, "@@ -1,60000 +1,60000 @@\n-a0\n-a1\n")
	// More different lines than there are characters below the surrogates.
	diff = Unified("old", "new", huge("a")+"end\n", "start\n"+huge("a")+"end\n")
	require.Equal(t, "--- old\n+++ new\n@@ -1,3 +1,4 @@\n+start\n a0\n a1\n a2\n", diff)
}

// git takes every diff and makes the other text of it.
func TestGitAppliesIt(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		lines := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "", " ", "-", "+x", "\\ no"}), 0, 30).Draw(t, "lines")
		return strings.Join(lines, "\n") + rapid.SampledFrom([]string{"", "\n"}).Draw(t, "end")
	})
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	for i := range 40 {
		before, after := text.Example(2*i), text.Example(2*i+1)
		diff := Unified("a/file", "b/file", before, after)
		require.Equal(t, before == after, diff == "")
		if diff == "" {
			continue
		}
		require.NoError(t, os.WriteFile(file, []byte(before), 0o644))
		apply := exec.Command("git", "apply", "--unidiff-zero", "--whitespace=nowarn", "-")
		apply.Dir, apply.Stdin = dir, strings.NewReader(diff)
		out, err := apply.CombinedOutput()
		require.NoError(t, err, "%s\n%s", out, diff)
		got, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, after, string(got), diff)
	}
}

func TestUnifiedIsShortest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom([]string{"a\n", "b\n", "c\n"}), 0, 12)
		a, b := lines.Draw(t, "a"), lines.Draw(t, "b")
		ops := compare(a, b)
		changed, old, now := 0, []string{}, []string{}
		for _, o := range ops {
			if o.sign != '+' {
				old = append(old, o.line)
			}
			if o.sign != '-' {
				now = append(now, o.line)
			}
			if o.sign != ' ' {
				changed++
			}
		}
		require.Equal(t, a, old)
		require.Equal(t, b, now)
		require.Equal(t, len(a)+len(b)-2*common(a, b), changed)
	})
}

// common is the length of the longest common subsequence.
func common(a, b []string) int {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	if a[0] == b[0] {
		return 1 + common(a[1:], b[1:])
	}
	return max(common(a[1:], b), common(a, b[1:]))
}
