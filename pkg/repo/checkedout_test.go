package repo_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

func TestCheckedOut(t *testing.T) {
	checkedOut := func(in *repotest.Repo, branch string) string {
		t.Helper()
		path, err := open(t, in).CheckedOut(t.Context(), branch)
		require.NoError(t, err)
		return path
	}
	unborn := repotest.New(t)
	require.Equal(t, unborn.Dir, checkedOut(unborn, "main"))

	in := repotest.New(t)
	in.Commit("first")
	in.Git("branch", "free")
	linked := in.Worktree("env/linked")
	odd := filepath.Join(t.TempDir(), " a\nbranch refs/heads/free\n ünï")
	in.Git("worktree", "add", "-q", "-b", "odd", odd)
	for _, from := range []*repotest.Repo{in, linked, in.In(".git"), in.In(odd)} {
		require.Equal(t, in.Dir, checkedOut(from, "main"))
		require.Equal(t, linked.Dir, checkedOut(from, "env/linked"))
		require.Equal(t, odd, checkedOut(from, "odd"))
		for _, branch := range []string{"free", "linked", "env", "", "refs/heads/main", "gone"} {
			require.Empty(t, checkedOut(from, branch), branch)
		}
	}
	linked.Git("bisect", "start", "-q")
	require.Equal(t, linked.Dir, checkedOut(in, "env/linked"))
	linked.Git("checkout", "-q", "--detach")
	require.Empty(t, checkedOut(in, "env/linked"))
	require.NoError(t, os.RemoveAll(odd))
	require.Equal(t, odd, checkedOut(in, "odd"), "git keeps the branch for it")
}

// The HEAD of a bare repository is no check out, and one that is linked to it is.
func TestCheckedOutOfBare(t *testing.T) {
	origin := repotest.New(t)
	origin.Commit("first")
	bare := origin.Bare()
	path, err := open(t, bare).CheckedOut(t.Context(), "main")
	require.NoError(t, err)
	require.Empty(t, path)
	folder := filepath.Join(filepath.Dir(bare.Dir), "linked")
	bare.Git("worktree", "add", "-q", folder, "main")
	for _, from := range []*repotest.Repo{bare, bare.In(folder)} {
		path, err = open(t, from).CheckedOut(t.Context(), "main")
		require.NoError(t, err)
		require.Equal(t, folder, path)
	}
}

// Where git's own folder is not in the work tree, git names the wrong one.
func TestCheckedOutWithTheGitFolderElsewhere(t *testing.T) {
	in := repotest.New(t)
	in.Commit("first")
	sub := in.Submodule("deep/sub")
	in.Git("init", "-q", "--separate-git-dir", filepath.Join(t.TempDir(), "elsewhere.git"))
	for _, from := range []*repotest.Repo{in, sub} {
		path, err := open(t, from).CheckedOut(t.Context(), "main")
		require.NoError(t, err)
		require.Equal(t, from.Dir, path)
	}
}

func TestCheckedOutByAnOlderGit(t *testing.T) {
	in := repotest.New(t)
	in.Commit("first")
	linked := in.Worktree("linked")
	old := wrapped(t, in, `case "$*" in *" -z") echo "error: unknown switch z" >&2; exit 129;; esac`)
	path, err := open(t, old).CheckedOut(t.Context(), "linked")
	require.NoError(t, err)
	require.Equal(t, linked.Dir, path)
}
