package catalog

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

// book writes the commits of a ledger: as they lie in a repository, whatever they
// are worth.
type book struct {
	t     *testing.T
	in    *repotest.Repo
	files map[string]string // of the tree
	tip   string
}

func newBook(t *testing.T, in *repotest.Repo) *book {
	b := &book{t: t, in: in, files: map[string]string{".promptctl/policy.yaml": "version: 1\n"}}
	b.entry(ledger.Entry{Action: ledger.Root, From: ledger.None, To: digest("0")})
	return b
}

// digest is one that has a digit alone.
func digest(digit string) string { return "sha256:" + strings.Repeat(digit, 64) }

// entry writes an entry, with the tree as it is to be.
func (b *book) entry(e ledger.Entry) repo.Hash {
	b.t.Helper()
	e.Title, e.Environment = "Do the "+string(e.Action), "production"
	if e.Action == ledger.Promotion {
		e.Checked = &ledger.Checked{}
	}
	message, err := e.Message()
	require.NoError(b.t, err)
	return b.commit(string(message), e.Sources...)
}

func (b *book) commit(message string, sources ...string) repo.Hash {
	b.t.Helper()
	index := b.in.With("GIT_INDEX_FILE=" + b.t.TempDir() + "/index")
	for path, text := range b.files {
		index.Git("update-index", "--add", "--cacheinfo", "100644,"+b.in.GitInput(text, "hash-object", "-w", "--stdin")+","+path)
	}
	args := []string{"commit-tree", index.Git("write-tree"), "-F", "-"}
	if b.tip != "" {
		args = append(args, "-p", b.tip)
	}
	for _, source := range sources {
		args = append(args, "-p", source)
	}
	b.tip = b.in.GitInput(message, args...)
	return repo.Hash(b.tip)
}

// serve puts the files of a prompt into the tree, as they are at HEAD.
func (b *book) serve(name string, files ...string) {
	b.t.Helper()
	for path := range b.files {
		if strings.HasPrefix(path, "served/"+name+".prompt/") {
			delete(b.files, path)
		}
	}
	for _, file := range files {
		b.files["served/"+name+".prompt/"+file] = b.in.Git("show", "HEAD:"+file) + "\n"
	}
}

// change is what an entry says of a prompt in the usual folder.
func change(name, from, to, version string) ledger.Change {
	return ledger.Change{Name: name, From: from, To: to, Version: version, Path: "prompts/" + name + ".prompt.yaml"}
}

// twoTexts is a ledger that serves a and b, each with its own text of a partial, and
// the project that it is in, where all is otherwise by now.
func twoTexts(t *testing.T) (*Project, *book) {
	t.Helper()
	in := repotest.New(t)
	write(in, map[string]string{
		"prompts/a.prompt.yaml": includes("safe"), "prompts/b.prompt.yaml": includes("safe"), "prompts/safe.partial.md": "Be safe.\n",
	})
	first := in.Commit("One")
	b := newBook(t, in)
	b.serve("a", "prompts/a.prompt.yaml", "prompts/safe.partial.md")
	b.entry(ledger.Entry{Action: ledger.Promotion, Prompts: []ledger.Change{change("a", ledger.None, digest("a"), "v1.0.0")}, Sources: []string{first}})
	in.Write("prompts/safe.partial.md", "Be careful.\n")
	second := in.Commit("Two")
	b.serve("b", "prompts/b.prompt.yaml", "prompts/safe.partial.md")
	b.entry(ledger.Entry{Action: ledger.Promotion, Prompts: []ledger.Change{change("b", ledger.None, digest("b"), "v1.1.0")}, Sources: []string{second}})
	in.Remove("prompts")
	write(in, map[string]string{config.File: "version: 1\nprompts: texts\n", "texts/c.prompt.yaml": says("c")})
	in.Commit("Three")
	return open(t, in), b
}

func at(t *testing.T, p *Project, commit repo.Hash) *Catalog {
	t.Helper()
	c, err := p.At(t.Context(), Revision{Git, string(commit), commit})
	require.NoError(t, err)
	return c
}

// text is what a model gets of a prompt.
func text(c *prompt.Closure) string { return c.Compile()[0].Text }

func TestServed(t *testing.T) {
	p, b := twoTexts(t)
	c := at(t, p, repo.Hash(b.tip))
	require.True(t, c.Served())
	require.Equal(t, []string{"a", "b"}, names(c.Prompts))
	require.Equal(t, []string{"safe"}, names(c.Partials))
	require.Equal(t, []string{"texts", "prompts"}, c.Folders, "those in force, and those that the prompts were in")
	require.Empty(t, c.Findings)

	want := map[string]string{"a": "Be safe.", "b": "Be careful."}
	for _, e := range c.Prompts {
		require.Equal(t, "prompts/"+e.Name+".prompt.yaml", e.File.Path)
		closure, found, err := c.Closure(t.Context(), e)
		require.NoError(t, err)
		require.Empty(t, found)
		require.Contains(t, text(closure), want[e.Name])
	}
	read := make([]string, len(c.Prompts))
	require.NoError(t, c.Closures(t.Context(), c.Prompts, func(i int, closure *prompt.Closure, _ diag.List) error {
		read[i] = text(closure)
		return nil
	}))
	require.Contains(t, read[0], want["a"])
	require.Contains(t, read[1], want["b"])
}

// Whoever approves what is served approves the bytes of its source.
func TestServedHasTheDigestOfItsSource(t *testing.T) {
	p, b := twoTexts(t)
	for _, name := range []string{"a", "b"} {
		target, err := p.Resolve(t.Context(), name+"@rev:"+b.tip, "")
		require.NoError(t, err)
		source, err := p.AtSource(t.Context(), target)
		require.NoError(t, err)
		require.Equal(t, target.File.Path, source.File.Path)
		require.NotEqual(t, target.Revision.Commit, source.Revision.Commit)
		require.False(t, source.Catalog.Served())
		again, err := p.AtSource(t.Context(), source)
		require.NoError(t, err)
		require.Same(t, source, again)
	}
	target, err := p.Resolve(t.Context(), "c", string(WorkTree))
	require.NoError(t, err)
	same, err := p.AtSource(t.Context(), target)
	require.NoError(t, err)
	require.Same(t, target, same)
}

func TestServedSnapshot(t *testing.T) {
	p, b := twoTexts(t)
	s, err := p.Snapshot(t.Context(), Revision{Kind: Environment, Text: "production", Commit: repo.Hash(b.tip)})
	require.NoError(t, err)
	require.True(t, IsServed(s))
	require.Equal(t, b.tip, s.Describe())
	paths := func(s repo.Snapshot, under ...string) (all []string) {
		files, err := s.Files(t.Context(), under...)
		require.NoError(t, err)
		for _, f := range files {
			all = append(all, f.Path)
		}
		return all
	}
	all := []string{".promptctl/policy.yaml", "prompts/a.prompt.yaml", "prompts/b.prompt.yaml", "prompts/safe.partial.md"}
	require.Equal(t, all, paths(s))
	require.Equal(t, all, paths(s, "."))
	require.Equal(t, all[1:], paths(s, "prompts/"))
	require.Equal(t, all[:2], paths(s, "prompts/a.prompt.yaml", ".promptctl"))
	require.Empty(t, paths(s, "prompt", "served", "../prompts"))

	own := Within(s, "prompts/b.prompt.yaml")
	require.Equal(t, all[2:], paths(own))
	read := func(s repo.Snapshot, path string) string {
		data, err := s.Read(t.Context(), path)
		require.NoError(t, err)
		return string(data)
	}
	require.Equal(t, "Be careful.\n", read(own, "prompts/safe.partial.md"))
	require.Equal(t, "Be safe.\n", read(s, "prompts/safe.partial.md"), "as the first prompt has it")
	require.Equal(t, "Be safe.\n", read(s, "prompts/../prompts/safe.partial.md"))
	require.Contains(t, read(s, config.File), "texts", "the settings are those in force where one reads")
	require.Contains(t, read(own, config.File), "texts")
	for _, path := range []string{"texts/c.prompt.yaml", "served/a.prompt/prompts/a.prompt.yaml", "prompts", "../x"} {
		_, err := s.Read(t.Context(), path)
		require.ErrorIs(t, err, fs.ErrNotExist, path)
	}
	_, err = own.Read(t.Context(), "prompts/a.prompt.yaml")
	require.ErrorIs(t, err, fs.ErrNotExist, "it is another prompt's")
	require.Same(t, s, Within(s, "prompts/other.prompt.yaml"))

	files, err := s.Files(t.Context(), "prompts")
	require.NoError(t, err)
	var texts []string
	require.NoError(t, s.ReadAll(t.Context(), files, func(_ int, data []byte) error {
		texts = append(texts, string(data))
		return nil
	}))
	require.Equal(t, []string{includes("safe"), includes("safe"), "Be safe.\n"}, texts)
	stop := errors.New("stop")
	require.ErrorIs(t, s.ReadAll(t.Context(), files, func(int, []byte) error { return stop }), stop)
	require.ErrorIs(t, s.ReadAll(t.Context(), []repo.File{{Path: "x"}}, nil), fs.ErrNotExist)
}

// What only looks like a ledger is read as it is: nothing hides behind it.
func TestNotServed(t *testing.T) {
	p, b := twoTexts(t)
	for _, message := range []string{"Work\n", "Work\n\nPromptctl-Ledger: v1\nAction: dance\n"} {
		s, err := p.Snapshot(t.Context(), Revision{Kind: Git, Text: "x", Commit: b.commit(message)})
		require.NoError(t, err)
		require.False(t, IsServed(s))
		_, err = s.Read(t.Context(), "served/a.prompt/prompts/a.prompt.yaml")
		require.NoError(t, err)
	}
	for _, file := range []string{"prompts/a.prompt.yaml", "served/a", ".promptctlignore"} {
		b.files[file] = says("bad")
		tip := b.entry(ledger.Entry{Action: ledger.Revocation})
		s, err := p.Snapshot(t.Context(), Revision{Kind: Git, Text: "x", Commit: tip})
		require.NoError(t, err)
		require.False(t, IsServed(s), file)
		delete(b.files, file)
	}
	s, err := p.Snapshot(t.Context(), Revision{Kind: Git, Text: "x", Commit: b.entry(ledger.Entry{Action: ledger.Revocation})})
	require.NoError(t, err)
	require.True(t, IsServed(s))
}

// Where nobody can tell which file is the prompt's, nobody is told one.
func TestServedWithoutItsFile(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"none":         {map[string]string{"served/a.prompt/prompts/x.partial.md": "x"}, "serves a without a file of the prompt"},
		"two":          {map[string]string{"served/a.prompt/one/a.prompt.yaml": "x", "served/a.prompt/two/a.prompt.yaml": "x"}, "serves a, and nobody can tell from which file"},
		"another's":    {map[string]string{"served/a.prompt/x/a.prompt.yaml": "x", "served/x/a.prompt/x/a.prompt.yaml": "x"}, "serves x/a, and nobody can tell from which file"},
		"of this name": {map[string]string{"served/a.prompt/a.prompt.yaml": says("x"), "served/x/a.prompt/x/a.prompt.yaml": says("x")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			in := repotest.New(t)
			in.Write("x", "x")
			in.Commit("One")
			b := newBook(t, in)
			maps.Copy(b.files, c.files)
			tip := b.entry(ledger.Entry{Action: ledger.Removal, Prompts: []ledger.Change{change("b", digest("b"), ledger.None, ledger.None)}})
			got, err := open(t, in).At(t.Context(), Revision{Git, "x", tip})
			if c.want != "" {
				require.ErrorContains(t, err, c.want)
				return
			}
			require.NoError(t, err)
			require.Equal(t, []string{"a", "x/a"}, names(got.Prompts))
		})
	}
}

// A prompt has the name that the ledger says, whatever the folders are called now.
func TestServedName(t *testing.T) {
	in := repotest.New(t)
	write(in, map[string]string{config.File: "version: 1\nprompts: prompts\n", "prompts/team/a.prompt.yaml": says("x")})
	in.Commit("One")
	b := newBook(t, in)
	b.serve("a", "prompts/team/a.prompt.yaml")
	tip := b.entry(ledger.Entry{Action: ledger.Removal, Prompts: []ledger.Change{change("b", digest("b"), ledger.None, ledger.None)}})
	p := open(t, in)
	c := at(t, p, tip)
	require.Equal(t, []string{"a"}, names(c.Prompts))
	_, err := c.Find("a")
	require.NoError(t, err)
	_, err = c.Find("team/a")
	require.ErrorContains(t, err, "is not there at ")
	require.Equal(t, "`promptctl list --rev "+string(tip[:8])+"` shows what is served there", diag.Hint(err))
	require.Equal(t, "team/a", working(t, p).Prompts[0].Name)
}

func TestOrigin(t *testing.T) {
	in := repotest.New(t)
	write(in, map[string]string{"prompts/a.prompt.yaml": says("one"), "prompts/b.prompt.yaml": says("one"), "prompts/run": "x"})
	in.Git("add", "-A")
	in.Git("update-index", "--chmod=+x", "prompts/b.prompt.yaml")
	first := in.CommitStaged("One")
	b := newBook(t, in)
	b.serve("a", "prompts/a.prompt.yaml")
	b.entry(ledger.Entry{Action: ledger.Promotion, Prompts: []ledger.Change{change("a", ledger.None, digest("1"), "v1.0.0")}, Sources: []string{first}})
	in.Write("prompts/a.prompt.yaml", says("two"))
	second := in.Commit("Two")
	b.serve("a", "prompts/a.prompt.yaml")
	in.Git("checkout", "-q", first)
	b.serve("b", "prompts/b.prompt.yaml")
	in.Git("checkout", "-q", "main")
	in.Write("prompts/b.prompt.yaml", says("three"))
	in.Commit("Three")
	both := b.entry(ledger.Entry{Action: ledger.Promotion, Sources: slices.Sorted(slices.Values([]string{first, second})), Prompts: []ledger.Change{
		change("a", digest("1"), digest("2"), ledger.None), change("b", ledger.None, digest("3"), "v2.0.0"),
	}})
	b.files["served/a.prompt/prompts/a.prompt.yaml"] = says("one")
	back := b.entry(ledger.Entry{Action: ledger.Rollback, Prompts: []ledger.Change{change("a", digest("2"), digest("1"), "v1.0.0")}})
	again := b.entry(ledger.Entry{Action: ledger.Revocation})
	old := &book{t: t, in: in, files: b.files}
	root := old.entry(ledger.Entry{Action: ledger.Root, From: ledger.None, To: digest("0"), Prompts: []ledger.Change{change("a", ledger.None, digest("1"), "v1.0.0")}})

	p := open(t, in)
	for _, c := range []struct {
		name string
		at   repo.Hash
		want Origin
	}{
		{"a", both, Origin{"", repo.Hash(second)}},
		{"b", both, Origin{"v2.0.0", repo.Hash(first)}},
		{"a", back, Origin{"v1.0.0", repo.Hash(first)}},
		{"a", again, Origin{"v1.0.0", repo.Hash(first)}},
		{"b", again, Origin{"v2.0.0", repo.Hash(first)}},
		{"a", root, Origin{"v1.0.0", ""}},
	} {
		target, err := p.Resolve(t.Context(), c.name+"@"+string(c.at), "")
		require.NoError(t, err)
		got, err := p.Origin(t.Context(), target)
		require.NoError(t, err)
		require.Equal(t, c.want, *got, "%s at %s", c.name, c.at)
	}

	target, err := p.Resolve(t.Context(), "a@"+string(root), "")
	require.NoError(t, err)
	_, err = p.AtSource(t.Context(), target)
	require.ErrorIs(t, err, errNoSource)
	require.Equal(t, "name a commit that has it: a@COMMIT", diag.Hint(err))
}

// A ledger that lies of where something comes from is not believed.
func TestOriginOfOtherBytes(t *testing.T) {
	in := repotest.New(t)
	in.Write("prompts/a.prompt.yaml", says("one"))
	first := in.Commit("One")
	b := newBook(t, in)
	b.files["served/a.prompt/prompts/a.prompt.yaml"] = says("bad")
	tip := b.entry(ledger.Entry{Action: ledger.Promotion, Prompts: []ledger.Change{change("a", ledger.None, digest("1"), "v1.0.0")}, Sources: []string{first}})
	p := open(t, in)
	target, err := p.Resolve(t.Context(), "a@"+string(tip), "")
	require.NoError(t, err)
	_, err = p.AtSource(t.Context(), target)
	require.ErrorContains(t, err, "a is another version in the commit that it comes from, "+first[:8])
	_, err = p.Log(t.Context(), LogQuery{Reference: "a@" + string(tip)})
	require.ErrorContains(t, err, "is another version")
}

func TestListServed(t *testing.T) {
	p, b := twoTexts(t)
	query := ListQuery{Revision: Revision{Git, "x", repo.Hash(b.tip)}, Tokens: counter, Cache: t.TempDir()}
	for range 2 {
		l, err := p.List(t.Context(), query)
		require.NoError(t, err)
		require.True(t, l.Served)
		require.True(t, l.Complete)
		require.Len(t, l.Prompts, 2)
		require.Equal(t, "v1.0.0", l.Prompts[0].Release)
		require.Equal(t, "v1.1.0", l.Prompts[1].Release)
		require.Nil(t, l.Prompts[0].Version)
		require.NotEqual(t, l.Prompts[0].Digest, l.Prompts[1].Digest)
	}
}
