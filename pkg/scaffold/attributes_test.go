package scaffold

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

const allLines = "*.prompt.yaml text eol=lf\n*.prompt.yml text eol=lf\n*.partial.md text eol=lf\n*.tests.yaml text eol=lf\n.promptctl/** text eol=lf\n"

func TestWithAttributes(t *testing.T) {
	head := attributesHead + "\n"
	for _, c := range []struct{ name, src, want string }{
		{"empty", "", head + allLines},
		{"other lines", "*.png binary\n", "*.png binary\n\n" + head + allLines},
		{"no final line feed", "*.png binary", "*.png binary\n\n" + head + allLines},
		{"all there", allLines, allLines},
		{"in another order and layout", ".promptctl/**  eol=lf\n" + allLines[:len(allLines)-26], ""},
		{"one missing", allLines[26:], allLines[26:] + "\n" + head + allLines[:26]},
		{"everything is settled", "* text=auto eol=lf\n", "* text=auto eol=lf\n"},
		{"nothing is text", "* -text\n", "* -text\n"},
		{"not settled by text=auto", "* text=auto\n", "* text=auto\n\n" + head + allLines},
		{"a person's decision stays", "*.prompt.yaml -text\n" + allLines[26:], "*.prompt.yaml -text\n" + allLines[26:]},
		{"a comment is no line", "# " + allLines[:26] + allLines[26:], "# " + allLines + "\n" + head + allLines[:26]},
	} {
		if c.want == "" {
			c.want = c.src
		}
		require.Equal(t, c.want, string(withAttributes([]byte(c.src))), c.name)
	}
	crlf := withAttributes([]byte("*.png binary\r\n"))
	require.True(t, bytes.HasPrefix(crlf, []byte("*.png binary\r\n\r\n#")))
	require.Equal(t, bytes.Count(crlf, []byte("\n")), bytes.Count(crlf, []byte("\r\n")))
}

// Whatever a file holds: its bytes stay at the front, and a second run adds
// nothing.
func TestWithAttributesKeepsEveryByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.SampledFrom([]string{"*.prompt.yaml text eol=lf", "*.partial.md", "* text=auto", "# eol=lf", "", "\r", "*.tests.yaml -text", "x y z", "\xff\x00"})
		var src []byte
		for range rapid.IntRange(0, 6).Draw(t, "lines") {
			src = append(src, line.Draw(t, "line")+rapid.SampledFrom([]string{"\n", "\r\n", ""}).Draw(t, "end")...)
		}
		once := withAttributes(src)
		require.True(t, bytes.HasPrefix(once, src))
		require.Equal(t, string(once), string(withAttributes(once)))
	})
}

// git itself understands the lines.
func TestAttributesMeanLineFeeds(t *testing.T) {
	for name, before := range map[string]string{"created": "", "extended": "*.prompt.yaml diff=markdown", "extended, with CRLF": "*.png binary\r\n"} {
		made := repotest.New(t)
		made.Git("config", "core.autocrlf", "true")
		made.Write(".gitattributes", before)
		_, err := plan(t, made, options()).Apply(t.Context())
		require.NoError(t, err)
		made.Commit("set up")
		made.Git("rm", "-r", "-q", "--cached", ".")
		made.Git("reset", "-q", "--hard")
		for _, file := range []string{".promptctl/policy.yaml", "prompts/example/summarize.prompt.yaml"} {
			require.NotContains(t, disktree(t, made.Dir)[filepath.ToSlash(file)], "\r", name)
		}
		require.Contains(t, disktree(t, made.Dir)["promptctl.yaml"], "\r", "autocrlf is at work")
	}
}
