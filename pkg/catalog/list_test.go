package catalog

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
	"pgregory.net/rapid"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// author works on a repository at random.
type author struct {
	*repotest.Repo
	t     *rapid.T
	cache string
	steps int
}

var authored = []string{
	"prompts/a.prompt.yaml", "prompts/b.prompt.yml", "prompts/sub/c.prompt.yaml", "more/d.prompt.yaml",
	"prompts/tone.partial.md", "prompts/sub/rules.partial.md", "more/tone.partial.md", "more/rules.partial.md",
}

var contents = []string{
	says("one"), says("two"), includes("tone"), includes("tone", "sub/rules"), includes("rules"), "plain\n", "{{> tone}}\n", "{{> rules}}\n", "",
}

// try runs a git command that may have nothing to do.
func (a *author) try(args ...string) { _, _ = a.TryGit("", args...) }

func (a *author) edit() {
	path := rapid.SampledFrom(authored).Draw(a.t, "path")
	a.Remove(path)
	switch rapid.IntRange(0, 8).Draw(a.t, "edit") {
	case 0:
	case 1:
		a.Symlink(filepath.Base(rapid.SampledFrom(authored).Draw(a.t, "target")), path)
	default:
		a.Write(path, rapid.SampledFrom(contents).Draw(a.t, "content"))
	}
}

// touch makes files look changed that are not.
func (a *author) touch() {
	a.steps++
	later := time.Now().Add(time.Duration(a.steps) * time.Hour)
	for _, path := range authored {
		_ = os.Chtimes(filepath.Join(a.Dir, path), later, later) // where the file is there
	}
}

func (a *author) damageCache() {
	_ = filepath.WalkDir(a.cache, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil || len(data) == 0 {
			return err
		}
		at := rapid.IntRange(0, len(data)-1).Draw(a.t, "at")
		if rapid.Bool().Draw(a.t, "truncate") {
			data = data[:at]
		} else {
			data[at] ^= 1 << rapid.IntRange(0, 7).Draw(a.t, "bit")
		}
		return os.WriteFile(path, data, 0o600)
	})
}

func (a *author) step() {
	switch rapid.SampledFrom([]string{
		"edit", "edit", "edit", "commit", "commit", "commit", "stage", "touch", "branch", "switch", "merge", "amend", "back", "folders", "release", "damage",
	}).Draw(a.t, "step") {
	case "edit":
		a.edit()
	case "commit":
		a.Commit("work")
	case "stage":
		a.Git("add", "-A")
	case "touch":
		a.touch()
	case "branch":
		a.steps++
		a.Git("branch", fmt.Sprintf("b%d", a.steps))
	case "switch":
		branches := strings.Fields(a.Git("for-each-ref", "--format=%(refname:short)", "refs/heads/"))
		a.Git("reset", "-q", "--hard")
		a.try("switch", "-q", rapid.SampledFrom(branches).Draw(a.t, "branch"))
	case "merge":
		branches := strings.Fields(a.Git("for-each-ref", "--format=%(refname:short)", "refs/heads/"))
		a.Git("reset", "-q", "--hard")
		a.try("merge", "-q", "--no-ff", "-X", "ours", "-m", "merge", rapid.SampledFrom(branches).Draw(a.t, "branch"))
		a.try("merge", "--abort")
	case "amend":
		a.edit()
		a.Git("commit", "-q", "-a", "--amend", "--allow-empty", "-m", "amended")
		a.Git("reflog", "expire", "--expire=now", "--all")
		a.Git("gc", "-q", "--prune=now")
	case "back":
		a.try("reset", "-q", "--hard", "HEAD~1")
	case "folders":
		a.Write("promptctl.yaml", "version: 1\nprompts: "+rapid.SampledFrom([]string{"prompts", "[prompts, more]", "[more, prompts]", "prompts/sub", "."}).Draw(a.t, "folders")+"\n")
	case "release":
		a.steps++
		a.Git("tag", fmt.Sprintf("a/v1.0.%d", a.steps))
	case "damage":
		a.damageCache()
	}
}

// Whatever happens, a list that remembers says what one that does not says, and
// counts the versions that a log lists.
func TestListRemembersNothingWrong(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		a := &author{Repo: repotest.New(t), t: rt, cache: t.TempDir()}
		a.Write("prompts/a.prompt.yaml", contents[0])
		a.Commit("first")
		for range rapid.IntRange(2, 10).Draw(rt, "steps") {
			a.step()
			if rapid.IntRange(0, 2).Draw(rt, "look") > 0 {
				a.look()
			}
		}
		a.look()
	})
}

func (a *author) look() {
	r, err := repo.Open(context.Background(), repo.Options{Dir: a.Dir, Env: a.Env()})
	require.NoError(a.t, err)
	defer r.Close()
	p, err := Open(context.Background(), r)
	require.NoError(a.t, err)
	revision, err := p.Revision(context.Background(), "", rapid.SampledFrom([]string{"worktree", "worktree", "staged", "HEAD", "main"}).Draw(a.t, "revision"))
	require.NoError(a.t, err)
	q := ListQuery{Revision: revision, Tokens: counter, Cache: a.cache}
	fresh := q
	fresh.Refresh, fresh.Cache = true, ""
	want, err := p.List(context.Background(), fresh)
	require.NoError(a.t, err)
	for range 2 {
		got, err := p.List(context.Background(), q)
		require.NoError(a.t, err)
		require.Equal(a.t, want, got)
	}
	if revision.Kind != Staged { // whose folders need not be those of a log
		requireCounts(a.t, p, want)
	}
}

// requireCounts compares each prompt of a listing with its log.
func requireCounts(t require.TestingT, p *Project, l *Listing) {
	for _, listed := range l.Prompts {
		reference := listed.File.Path
		if l.Revision.Commit != "" {
			reference += "@" + string(l.Tip)
		}
		log, err := p.Log(context.Background(), LogQuery{Reference: reference})
		if listed.Version == nil {
			if err == nil {
				require.True(t, log.Versions[0].Removed, "%s has versions", reference)
			}
			continue
		}
		require.NoError(t, err)
		require.Equal(t, log.Versions[0].Commit.Hash, listed.Version.Commit, reference)
		require.Equal(t, len(log.Versions), listed.Version.Ordinal, reference)
		require.Equal(t, log.Versions[0].Digest == listed.Digest, !listed.Modified, reference)
	}
}

func TestListCountsRandomHistories(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := repotest.DrawRandom(rt, t)
		r.WriteGraph(rapid.SampledFrom(repotest.Graphs()).Draw(rt, "graph"))
		r.Git("update-ref", "--no-deref", "HEAD", rapid.SampledFrom(r.Commits[len(r.Commits)/2:]).Draw(rt, "tip").Hash)
		p := open(t, r.Repo)
		revision, err := p.Revision(context.Background(), "", "HEAD")
		require.NoError(rt, err)
		l, err := p.List(context.Background(), ListQuery{Revision: revision, Tokens: counter})
		require.NoError(rt, err)
		require.True(rt, l.Complete)
		requireCounts(rt, p, l)
	})
}

func TestListModified(t *testing.T) {
	r := repotest.New(t)
	write(r, map[string]string{"prompts/a.prompt.yaml": includes("tone"), "prompts/b.prompt.yaml": says("b"), "prompts/tone.partial.md": "tone"})
	r.Commit("first")
	modified := func() map[string]bool {
		got := map[string]bool{}
		for _, l := range list(t, open(t, r)).Prompts {
			got[l.Name] = l.Modified
		}
		return got
	}
	require.Equal(t, map[string]bool{"a": false, "b": false}, modified())
	later := time.Now().Add(time.Hour)
	require.NoError(t, os.Chtimes(filepath.Join(r.Dir, "prompts/b.prompt.yaml"), later, later))
	require.Equal(t, map[string]bool{"a": false, "b": false}, modified(), "its time alone is another")
	r.Write("prompts/tone.partial.md", "another")
	require.Equal(t, map[string]bool{"a": true, "b": false}, modified())
	r.Git("add", "-A")
	require.Equal(t, map[string]bool{"a": true, "b": false}, modified(), "staged is not committed")
	r.Remove("prompts/tone.partial.md")
	require.Equal(t, map[string]bool{"a": true, "b": false}, modified())
	r.Git("reset", "-q", "--hard")
	r.Git("rm", "-q", "--cached", "prompts/b.prompt.yaml")
	require.Equal(t, map[string]bool{"a": false, "b": false}, modified(), "the file is as it was")
}

func TestListQueries(t *testing.T) {
	r := repotest.New(t)
	write(r, map[string]string{
		"prompts/support/triage.prompt.yaml": "owner: ana\ntags: [x, y]\n" + says("Needle"),
		"prompts/support/reply.prompt.yaml":  "owner: ben\ntags: [x]\n" + says("b"),
		"prompts/greet.prompt.yaml":          says("c"),
	})
	r.Commit("first")
	for _, version := range []string{"v1.9.0", "v1.10.0", "v1.10.0-rc.1", "nightly"} {
		r.Tag("greet/"+version, "release")
	}
	p := open(t, r)
	for _, c := range []struct {
		q    ListQuery
		want []string
	}{
		{ListQuery{}, []string{"greet", "support/reply", "support/triage"}},
		{ListQuery{Globs: []string{"support/*"}}, []string{"support/reply", "support/triage"}},
		{ListQuery{Globs: []string{"*"}}, []string{"greet"}},
		{ListQuery{Globs: []string{"**/reply", "greet"}}, []string{"greet", "support/reply"}},
		{ListQuery{Tags: []string{"x"}}, []string{"support/reply", "support/triage"}},
		{ListQuery{Tags: []string{"x", "y"}}, []string{"support/triage"}},
		{ListQuery{Owner: "ben"}, []string{"support/reply"}},
		{ListQuery{Search: "nEEdle"}, []string{"support/triage"}},
		{ListQuery{Search: "needle", Owner: "ben"}, []string{}},
	} {
		c.q.Revision, c.q.Tokens = Revision{Kind: WorkTree}, counter
		l, err := p.List(t.Context(), c.q)
		require.NoError(t, err)
		got := []string{}
		for _, listed := range l.Prompts {
			got = append(got, listed.Name)
		}
		require.Equal(t, c.want, got)
	}
	require.Equal(t, "v1.10.0", list(t, p).Prompts[0].Release)
	require.ErrorContains(t, ListQuery{Globs: []string{"a", "[b"}}.Check(), `"[b" is no glob`)
	require.NoError(t, ListQuery{Globs: []string{"{a,b}/**"}}.Check())
}

func TestListBeforeTheFirstCommit(t *testing.T) {
	r := repotest.New(t)
	r.Write("prompts/a.prompt.yaml", says("a"))
	l := list(t, open(t, r))
	require.Len(t, l.Prompts, 1)
	require.Nil(t, l.Prompts[0].Version)
	require.True(t, l.Complete)
	require.Empty(t, l.Tip)
}

// A summary does not tell where else a partial would be looked for now.
func TestListWithOtherFolders(t *testing.T) {
	r := repotest.New(t)
	write(r, map[string]string{"prompts/a.prompt.yaml": includes("tone"), "more/tone.partial.md": "tone"})
	r.Commit("first")
	cache := t.TempDir()
	for _, c := range []struct {
		folders string
		errors  int
	}{{"prompts", 1}, {"[prompts, more]", 0}, {"prompts", 1}} {
		r.Write("promptctl.yaml", "version: 1\nprompts: "+c.folders+"\n")
		p := open(t, r)
		got, err := p.List(t.Context(), ListQuery{Revision: Revision{Kind: WorkTree}, Tokens: counter, Cache: cache})
		require.NoError(t, err)
		require.Equal(t, c.errors, got.Prompts[0].Errors, c.folders)
		require.Equal(t, list(t, p), got)
	}
}

// What is known of a history that is cut off is not taken for all of it, and
// what was known of all of it does not hide that it is cut off now.
func TestListOfShallowClones(t *testing.T) {
	r := repotest.New(t)
	for i := range 4 {
		r.Write("prompts/a.prompt.yaml", says(fmt.Sprint(i)))
		r.Commit("edit")
	}
	cache := t.TempDir()
	look := func(in *repotest.Repo) *Listing {
		l, err := open(t, in).List(t.Context(), ListQuery{Revision: Revision{Kind: WorkTree}, Tokens: counter, Cache: cache})
		require.NoError(t, err)
		return l
	}
	clone := r.Shallow(2)
	for range 2 {
		l := look(clone)
		require.False(t, l.Complete)
		require.Equal(t, 2, l.Prompts[0].Version.Ordinal)
	}
	clone.Git("fetch", "-q", "--unshallow")
	for range 2 {
		l := look(clone)
		require.True(t, l.Complete)
		require.Equal(t, 4, l.Prompts[0].Version.Ordinal)
	}
	clone.Git("fetch", "-q", "--depth", "1")
	require.False(t, look(clone).Complete)
}

func TestListWhereNothingCanBeRemembered(t *testing.T) {
	r := repotest.New(t)
	r.Write("prompts/a.prompt.yaml", says("a"))
	r.Commit("first")
	p := open(t, r)
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	folder := t.TempDir()
	require.NoError(t, os.MkdirAll(rememberedFile(folder, p.Repo), 0o700), "a folder in its place")
	for _, cache := range []string{"", file, filepath.Join(file, "below"), folder} {
		l, err := p.List(t.Context(), ListQuery{Revision: Revision{Kind: WorkTree}, Tokens: counter, Cache: cache})
		require.NoError(t, err)
		require.Equal(t, list(t, p), l)
	}
}

// Several at once write one file, and each finds it whole or finds nothing.
func TestListsAtOnce(t *testing.T) {
	r := repotest.New(t)
	for i := range 40 {
		r.Write(fmt.Sprintf("prompts/p%d.prompt.yaml", i), says(fmt.Sprint(i)))
	}
	r.Commit("first")
	r.Write("prompts/p7.prompt.yaml", says("another"))
	head := r.Commit("second")
	p, cache := open(t, r), t.TempDir()
	want := list(t, p)
	var group errgroup.Group
	for i := range 8 {
		group.Go(func() error {
			q := ListQuery{Revision: Revision{Kind: WorkTree}, Tokens: counter, Cache: cache}
			if i%2 == 1 {
				q.Revision = Revision{Git, "HEAD~1", repo.Hash(r.Git("rev-parse", "HEAD~1"))}
			}
			for range 5 {
				got, err := p.List(context.Background(), q)
				if err != nil {
					return err
				}
				if i%2 == 0 && (len(got.Prompts) != len(want.Prompts) || string(got.Tip) != head || got.Prompts[36].Version.Ordinal != want.Prompts[36].Version.Ordinal) {
					return fmt.Errorf("lists %v", got)
				}
			}
			return nil
		})
	}
	require.NoError(t, group.Wait())
	left, err := filepath.Glob(filepath.Join(cache, "list", "*"))
	require.NoError(t, err)
	require.Len(t, left, 1)
}
