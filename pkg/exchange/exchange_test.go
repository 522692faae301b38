package exchange_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/exchange"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

const (
	comments = "refs/notes/promptctl/comments"
	greet    = "messages:\n  - {role: user, content: Hello}\n"
)

// sides makes a bare remote with one prompt, and clones of it.
func sides(t *testing.T, clones int) (remote *repotest.Repo, all []*repotest.Repo) {
	t.Helper()
	r := repotest.New(t)
	r.Write("prompts/greet.prompt.yaml", greet)
	r.Commit("Begin")
	remote = r.Bare()
	for range clones {
		all = append(all, remote.Clone())
	}
	return remote, all
}

func open(t *testing.T, in *repotest.Repo) *catalog.Project {
	t.Helper()
	r, err := repo.Open(t.Context(), repo.Options{Dir: in.Dir, Env: in.Env()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	p, err := catalog.Open(t.Context(), r)
	require.NoError(t, err)
	return p
}

func syncOnce(ctx context.Context, p *catalog.Project) (*exchange.Done, error) {
	x, err := exchange.Open(ctx, p, "")
	if err != nil {
		return nil, err
	}
	return x.Sync(ctx, exchange.Options{Fetch: true, Push: true})
}

// Clones that write comments and sync at the same time lose none of
// them, and have the same ones in the end.
func TestCommentsOfTwoAtOnce(t *testing.T) {
	remote, clones := sides(t, 2)
	head := repo.Hash(clones[0].Git("rev-parse", "HEAD"))
	var all sync.WaitGroup
	for i, c := range clones {
		p := open(t, c)
		all.Go(func() {
			for j := range 3 {
				line := fmt.Appendf(nil, "{\"id\":\"%d-%d\"}\n", i, j)
				if err := p.Repo.AppendNote(t.Context(), comments, head, line, "comment"); err != nil {
					t.Error(err)
				}
				if _, err := syncOnce(t.Context(), p); err != nil && !strings.Contains(err.Error(), "changed there meanwhile") {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for range 2 { // the first round brings all to the remote, the second from it
		for _, c := range clones {
			_, err := syncOnce(t.Context(), open(t, c))
			require.NoError(t, err)
		}
	}
	for _, c := range append(clones, remote) {
		lines := strings.Fields(c.Git("notes", "--ref", comments, "show", string(head)))
		require.Len(t, lines, 6)
		require.Equal(t, clones[0].Git("rev-parse", comments), c.Git("rev-parse", comments))
	}
	for _, c := range clones {
		done, err := syncOnce(t.Context(), open(t, c))
		require.NoError(t, err)
		require.Empty(t, append(done.Fetched, done.Pushed...))
		require.Empty(t, c.Git("for-each-ref", "refs/notes/merging"))
	}
}

func TestWhatIsCountedOfComments(t *testing.T) {
	_, clones := sides(t, 2)
	ana, bo := open(t, clones[0]), open(t, clones[1])
	head := repo.Hash(clones[0].Git("rev-parse", "HEAD"))
	say := func(p *catalog.Project, lines string) {
		require.NoError(t, p.Repo.AppendNote(t.Context(), comments, head, []byte(lines), "x"))
	}
	count := func(p *catalog.Project) (in, out int) {
		done, err := syncOnce(t.Context(), p)
		require.NoError(t, err)
		for _, i := range done.Fetched {
			in += i.Lines
		}
		for _, i := range done.Pushed {
			out += i.Lines
		}
		return in, out
	}
	check := func(p *catalog.Project, wantIn, wantOut int) {
		t.Helper()
		in, out := count(p)
		require.Equal(t, []int{wantIn, wantOut}, []int{in, out})
	}
	say(ana, "a1\na2\n")
	check(ana, 0, 2)
	say(ana, "a3\n")
	check(ana, 0, 1)
	say(bo, "b1\na1\n")
	check(bo, 2, 1)
	check(ana, 1, 0)
	say(ana, "a4\n")
	say(bo, "b2\nb3\n")
	check(bo, 0, 2)
	check(ana, 2, 1)
	check(bo, 1, 0)
}

// What a remote may have is nothing that git or a terminal could be fooled with,
// and what is not ours stays where it is.
func TestOnlyOursIsFetched(t *testing.T) {
	remote, clones := sides(t, 1)
	remote.Tag("approvals/greet/0123/legal/1", "x")
	for _, name := range []string{"approvals/greet/{x}", "approvals", "v1.0.0", "other/v1.0.0", "greet/v1", "greet/latest", "approval/greet/1"} {
		if _, err := remote.TryGit("", "tag", "-a", "-m", "x", name); err != nil {
			require.Equal(t, "approvals", name, "it is in the way")
		}
	}
	remote.Git("notes", "--ref", "refs/notes/promptctl/drafts", "add", "-m", "x", "HEAD")
	remote.Git("notes", "add", "-m", "x", "HEAD")
	remote.Git("update-ref", "refs/heads/refs/tags/approvals/x", "HEAD")
	done, err := syncOnce(t.Context(), open(t, clones[0]))
	require.NoError(t, err)
	require.Len(t, done.Fetched, 1)
	require.Equal(t, "approvals/greet/0123/legal/1", clones[0].Git("tag", "-l"))
	require.Empty(t, clones[0].Git("for-each-ref", "refs/notes", "refs/promptctl"))
}

// No configuration of fetch or push makes it do more or less.
func TestConfigurationChangesNothing(t *testing.T) {
	remote, clones := sides(t, 2)
	ana := clones[0]
	for _, pair := range [][]string{
		{"fetch.prune", "true"}, {"fetch.pruneTags", "true"}, {"remote.origin.prune", "true"}, {"remote.origin.tagOpt", "--tags"},
		{"push.followTags", "true"}, {"push.default", "matching"}, {"remote.origin.push", "refs/heads/*:refs/heads/*"},
		{"fetch.recurseSubmodules", "true"}, {"push.recurseSubmodules", "check"}, {"color.ui", "always"}, {"push.autoSetupRemote", "true"},
	} {
		ana.Git("config", pair[0], pair[1])
	}
	ana.Git("config", "--add", "remote.origin.fetch", "+refs/tags/*:refs/remotes/origin/tags/*")
	ana.Tag("mine", "x")
	ana.Tag("greet/v1.0.0", "x")
	ana.Commit("Not pushed")
	clones[1].Tag("approvals/greet/0123/legal/1", "x")
	clones[1].Git("push", "-q", "origin", "refs/tags/approvals/greet/0123/legal/1")
	clones[1].Tag("theirs", "x")
	clones[1].Git("push", "-q", "origin", "refs/tags/theirs")
	_, err := syncOnce(t.Context(), open(t, ana))
	require.NoError(t, err)
	require.Equal(t, "approvals/greet/0123/legal/1\ngreet/v1.0.0\nmine", ana.Git("tag", "-l"))
	require.Equal(t, "approvals/greet/0123/legal/1\ngreet/v1.0.0\ntheirs", remote.Git("tag", "-l"))
	require.Empty(t, ana.Git("for-each-ref", "refs/remotes/origin/tags/approvals"))
	require.NotEqual(t, ana.Head(), remote.Git("rev-parse", "main"))
	require.NoFileExists(t, filepath.Join(ana.Dir, ".git", "FETCH_HEAD"))
}

// Releases are pushed three at a time; after a push that was refused the rest
// is not tried.
func TestPushTags(t *testing.T) {
	remote, clones := sides(t, 1)
	ana := clones[0]
	hook := func(script string) {
		file := filepath.Join(remote.Dir, "hooks", "pre-receive")
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte("#!/bin/sh\n"+script), 0o755)) //nolint:gosec // git runs it
	}
	var names []string
	for i := range 8 {
		names = append(names, fmt.Sprintf("greet/v1.%d.0", i))
		ana.Tag(names[i], "x")
	}
	hook("if grep -q v1.4.0; then echo frozen; exit 1; fi\n")
	p := open(t, ana)
	result, err := exchange.PushTags(t.Context(), p.Repo, "origin", names)
	var refused *exchange.RefusedError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "frozen", refused.Said)
	require.Len(t, result.Pushed, 3)
	require.Len(t, result.Refused, 3)
	require.Equal(t, strings.Join(names[:3], "\n"), remote.Git("tag", "-l"))
	hook("wc -l >> pushes\n")
	result, err = exchange.PushTags(t.Context(), p.Repo, "origin", names)
	require.NoError(t, err)
	require.Len(t, result.Pushed, 8, "what is there already is there")
	pushes, err := os.ReadFile(filepath.Join(remote.Dir, "pushes"))
	require.NoError(t, err)
	require.Equal(t, []string{"3", "2"}, strings.Fields(string(pushes)))
	result, err = exchange.PushTags(t.Context(), p.Repo, "origin", []string{"greet/v9.0.0"})
	require.Error(t, err)
	require.Empty(t, result)
	_, err = exchange.PushTags(t.Context(), p.Repo, "origin", nil)
	require.NoError(t, err)
}

// A clone of any shape syncs.
func TestShapes(t *testing.T) {
	origin := repotest.New(t)
	origin.Write("prompts/greet.prompt.yaml", greet)
	origin.Commit("Begin")
	origin.Commit("Go on")
	origin.Tag("approvals/greet/0123/legal/1", "x")
	origin.Git("notes", "--ref", comments, "add", "-m", "a", "HEAD~1")
	for name, in := range map[string]*repotest.Repo{
		"shallow": origin.Shallow(1), "partial": origin.Partial(), "bare": origin.Bare(), "linked": origin.Clone().Worktree("linked"),
	} {
		in.Git("notes", "--ref", comments, "add", "-f", "-m", name, "HEAD")
		_, err := syncOnce(t.Context(), open(t, in))
		require.NoError(t, err, name)
		require.Contains(t, in.Git("tag", "-l"), "approvals/greet/0123/legal/1", name)
		require.Contains(t, origin.Git("notes", "--ref", comments, "show", "HEAD"), name)
	}
}
