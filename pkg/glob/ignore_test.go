package glob_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/glob"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestIgnore(t *testing.T) {
	for _, c := range []struct{ list, path string }{
		{"drafts/", "prompts/drafts/a"}, {"/prompts/drafts", "prompts/drafts/a"}, {"*.partial.md", "prompts/a.partial.md"},
		{"prompts/**", "prompts/a/b"}, {"a{b}", "x/a{b}"}, {`a\ `, "a "}, {"# no\n\nb  \n", "b"},
	} {
		require.True(t, glob.ParseIgnore(c.list).Matches(c.path), "%q %q", c.list, c.path)
	}
	for _, c := range []struct{ list, path string }{
		{"", "a"}, {"drafts/", "drafts"}, {"/drafts", "prompts/drafts/a"}, {"a/b", "x/a/b"}, {"*\n!keep", "keep"}, {"#a", "#a"}, {"/", "a"}, {"!", "!"}, {"[", "["},
	} {
		require.False(t, glob.ParseIgnore(c.list).Matches(c.path), "%q %q", c.list, c.path)
	}
}

// What git leaves out is left out, and nothing else.
func TestIgnoreIsGits(t *testing.T) {
	dir := t.TempDir()
	git := func(args ...string) string {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		out, _ := cmd.Output() // check-ignore ends with 1 where nothing is ignored
		return string(out)
	}
	git("init", "-q")
	git("config", "core.excludesFile", dir+"/.git/list")
	name := rapid.SampledFrom([]string{"a", "b", "ab", "a.md", "x-a"})
	piece := rapid.SampledFrom([]string{"a", "b", "*", "?", "a*", "*.md", "**", "[ab]", "x-?", "ab"})
	rapid.Check(t, func(t *rapid.T) {
		var lines []string
		for range rapid.IntRange(1, 4).Draw(t, "lines") {
			line := strings.Join(rapid.SliceOfN(piece, 1, 3).Draw(t, "pieces"), "/")
			lines = append(lines, rapid.SampledFrom([]string{"", "", "!"}).Draw(t, "not")+
				rapid.SampledFrom([]string{"", "/"}).Draw(t, "root")+line+rapid.SampledFrom([]string{"", "", "/"}).Draw(t, "folder"))
		}
		list := strings.Join(lines, "\n") + "\n"
		path := strings.Join(rapid.SliceOfN(name, 1, 4).Draw(t, "path"), "/")
		require.NoError(t, os.WriteFile(dir+"/.git/list", []byte(list), 0o644))
		want := git("check-ignore", "--no-index", path) != ""
		require.Equal(t, want, glob.ParseIgnore(list).Matches(path), "%q against %q", path, list)
	})
}
