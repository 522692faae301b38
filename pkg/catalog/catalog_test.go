package catalog

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

func messages(found diag.List) []string {
	got := []string{}
	for _, f := range found {
		got = append(got, f.Range.File+" "+f.Code+" "+f.Message)
	}
	return got
}

func TestLoad(t *testing.T) {
	r := repotest.New(t)
	write(r, map[string]string{
		"prompts/b.prompt.yml":                   says("b"),
		"prompts/a/a.prompt.yaml":                says("a"),
		"prompts/tone.partial.md":                "tone",
		"prompts/approvals/tone.partial.md":      "free for partials",
		"prompts/readme.md":                      "no prompt",
		"prompts/nested.prompt.yaml/in.txt":      "a folder with a prompt's name",
		"prompts/bad name.prompt.yaml":           says("x"),
		"prompts/approvals/x.prompt.yaml":        says("x"),
		"prompts/.prompt.yaml":                   says("x"),
		"prompts/dots..dots.prompt.yaml":         says("x"),
		"prompts/a/A.prompt.yml":                 says("x"),
		"elsewhere/c.prompt.yaml":                says("outside"),
		"prompts-too/d.prompt.yaml":              says("outside"),
		"prompts/ignored.prompt.yaml":            says("x"),
		".gitignore":                             "ignored.prompt.yaml\n",
		"prompts/deep/er/and/deeper.prompt.yaml": says("x"),
	})
	r.Symlink("b.prompt.yml", "prompts/link.prompt.yaml")
	c := working(t, open(t, r))
	require.Equal(t, []string{"a/A", "a/a", "b", "deep/er/and/deeper"}, names(c.Prompts))
	require.Equal(t, []string{"approvals/tone", "tone"}, names(c.Partials))
	found := messages(c.Findings)
	require.Len(t, found, 7)
	require.Contains(t, found, `prompts/a/A.prompt.yml Y013 the prompt's name "a/A" is that of prompts/a/a.prompt.yaml too`)
	require.Contains(t, found, `prompts/a/a.prompt.yaml Y013 the prompt's name "a/a" is that of prompts/a/A.prompt.yml too`)
	require.Contains(t, found, `prompts/link.prompt.yaml Y008 a symbolic link cannot be a prompt: only files are read`)
	require.Contains(t, found, `prompts/approvals/x.prompt.yaml Y014 the path is no name of a prompt: "approvals" is reserved for the tags of statements`)
}

func TestLoadSubmodule(t *testing.T) {
	lib := repotest.New(t)
	lib.Write("x", "x")
	lib.Commit("first")
	r := repotest.New(t)
	r.Write("prompts/a.prompt.yaml", says("a"))
	r.Git("submodule", "--quiet", "add", "file://"+lib.Dir, "prompts/lib.prompt.yaml")
	r.Commit("first")
	p := open(t, r)
	for _, rev := range []string{"worktree", "staged", "HEAD"} {
		got, err := p.Revision(t.Context(), "", rev)
		require.NoError(t, err)
		c, err := p.At(t.Context(), got)
		require.NoError(t, err)
		require.Equal(t, []string{"a"}, names(c.Prompts), rev)
		require.Equal(t, []string{"prompts/lib.prompt.yaml Y008 a submodule cannot be a prompt: only files are read"}, messages(c.Findings), rev)
		_, err = c.Find("prompts/lib.prompt.yaml")
		require.ErrorContains(t, err, "a submodule cannot be a prompt", rev)
	}
}

// The folders are those that the revision's own settings name.
func TestLoadFolders(t *testing.T) {
	r := repotest.New(t)
	write(r, map[string]string{"prompts/a.prompt.yaml": says("a"), "old/b.prompt.yaml": says("b"), "c.prompt.yaml": says("c")})
	write(r, map[string]string{"promptctl.yaml": "version: 1\nprompts: [old, prompts]\n"})
	r.Commit("first")
	r.Write("promptctl.yaml", "version: 1\nprompts: .\n")
	p := open(t, r)
	c := working(t, p)
	require.Equal(t, []string{"c", "old/b", "prompts/a"}, names(c.Prompts))
	require.True(t, c.Has("c.prompt.yaml"))
	require.False(t, c.Has("d.prompt.yaml"))
	head, err := p.Resolve(t.Context(), "b@HEAD", "")
	require.NoError(t, err)
	require.Equal(t, "old/b.prompt.yaml", head.File.Path)
	require.Equal(t, []string{"a", "b"}, names(head.Catalog.Prompts))

	r.Write("promptctl.yaml", "version: 1\nprompts: [prompts, prompts/sub]\n")
	opened, err := repo.Open(t.Context(), repo.Options{Dir: r.Dir, Env: r.Env()})
	require.NoError(t, err)
	defer opened.Close()
	_, err = Open(t.Context(), opened)
	require.ErrorAs(t, err, new(*config.Error))
	r.Remove("promptctl.yaml")
	r.Symlink("elsewhere", "promptctl.yaml")
	_, err = Open(t.Context(), opened)
	require.EqualError(t, err, "promptctl.yaml: is a symbolic link in worktree")
}

func TestFind(t *testing.T) {
	r := repotest.New(t)
	write(r, map[string]string{
		"promptctl.yaml":                   "version: 1\nprompts: [prompts, more]\n",
		"prompts/support/greet.prompt.yml": says("a"),
		"prompts/twice.prompt.yaml":        says("a"),
		"prompts/twice.prompt.yml":         says("a"),
		"more/triage.prompt.yaml":          says("a"),
		"prompts/bad name.prompt.yaml":     says("a"),
	})
	c := working(t, open(t, r))
	for in, want := range map[string]string{
		"support/greet": "prompts/support/greet.prompt.yml", "prompts/support/greet.prompt.yml": "prompts/support/greet.prompt.yml",
		"./prompts/../more/triage.prompt.yaml": "more/triage.prompt.yaml", "prompts/twice.prompt.yml": "prompts/twice.prompt.yml",
	} {
		e, err := c.Find(in)
		require.NoError(t, err, in)
		require.Equal(t, want, e.File.Path)
	}
	_, err := c.Find("twice")
	require.EqualError(t, err, `reference "twice": it is prompts/twice.prompt.yaml and prompts/twice.prompt.yml`)
	require.ErrorAs(t, err, new(*ReferenceError))
	require.Equal(t, "give the path of the one that you mean, and rename the other", diag.Hint(err))
	for in, near := range map[string]string{
		"greet": "support/greet", "suport/greet": "support/greet", "prompts/support/greet": "support/greet", "support/greet.yaml": "support/greet",
		"prompts/support/greet.prompt.yaml": "support/greet", "prompts/triage.prompt.yaml": "triage", "Triage": "triage", "./triage": "triage",
		"other": "", "": "", "elsewhere/x.prompt.yaml": "", "/": "",
	} {
		_, err := c.Find(in)
		var unknown *UnknownPromptError
		require.ErrorAs(t, err, &unknown, in)
		require.Equal(t, near, unknown.Near, in)
		require.Equal(t, near == "", diag.Hint(err) != "", in)
	}
	_, err = c.Find("prompts/bad name.prompt.yaml")
	require.ErrorAs(t, err, new(*diag.FindingsError))
	require.ErrorContains(t, err, "the path is no name of a prompt")
}

func TestUnknownPromptSaysWhere(t *testing.T) {
	r := repotest.New(t)
	r.Write("prompts/a.prompt.yaml", says("a"))
	head := r.Commit("first")
	p := open(t, r)
	for rev, want := range map[string]string{
		"worktree": `prompt "lost" is not there`, "staged": `prompt "lost" is not there in the index`, "HEAD": `prompt "lost" is not there at ` + head[:8],
	} {
		_, err := p.Resolve(t.Context(), "lost@"+rev, "")
		require.EqualError(t, err, want)
	}
}

// A partial that is a link or a folder is a finding of the prompt, and no
// failure; in the work tree and at a commit alike.
func TestClosureOfWhatIsNoFile(t *testing.T) {
	r := repotest.New(t)
	write(r, map[string]string{
		"prompts/a.prompt.yaml": includes("link", "folder", "within/x", "good"), "prompts/good.partial.md": "good",
		"prompts/folder.partial.md/x": "x", "other/x.partial.md": "x",
	})
	r.Symlink("good.partial.md", "prompts/link.partial.md")
	r.Symlink("../other", "prompts/within")
	r.Commit("first")
	p := open(t, r)
	var digests []string
	for _, rev := range []string{"a@worktree", "a@staged", "a@HEAD"} {
		target, err := p.Resolve(t.Context(), rev, "")
		require.NoError(t, err)
		closure, found, err := target.Catalog.Closure(t.Context(), target.Entry)
		require.NoError(t, err)
		require.Len(t, found, 3, rev)
		require.Contains(t, found[0].Message, `partial "link": prompts/link.partial.md: is a symbolic link`)
		require.Contains(t, found[1].Message, `partial "folder": prompts/folder.partial.md: is a folder`)
		require.Contains(t, found[2].Message, `partial "within/x"`)
		require.Equal(t, []string{"good"}, closure.PartialNames())
		digests = append(digests, closure.Digest())
	}
	require.Equal(t, digests[0], digests[1])
	require.Equal(t, digests[0], digests[2])
	require.ErrorIs(t, refusal{repo.ErrFolder}, prompt.ErrRefused)
}
