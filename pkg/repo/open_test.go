package repo_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

func TestOpenRefuses(t *testing.T) {
	good := repotest.New(t)
	good.Write("file", "")
	good.Commit("first")
	outside := t.TempDir()
	config := func(key, value string) *repotest.Repo {
		r := repotest.New(t)
		r.Git("config", key, value)
		return r
	}
	reftable := config("extensions.refStorage", "reftable")
	reftable.Git("config", "core.repositoryFormatVersion", "1")
	newer := config("core.repositoryFormatVersion", "7")
	for _, c := range []struct{ name, dir, want, hint string }{
		{"no repository", outside, "not in a git repository", "git init"},
		{"no folder", filepath.Join(outside, "absent"), "absent: no such file", ""},
		{"a file", filepath.Join(good.Dir, "file"), "file: not a folder", ""},
		{"an extension that git does not know", reftable.Dir, "unknown repository extension", "newer git"},
		{"a version that git does not know", newer.Dir, "7", "newer git"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := repo.Open(t.Context(), repo.Options{Dir: c.dir, Env: good.With("GIT_CEILING_DIRECTORIES=" + outside).Env()})
			require.ErrorContains(t, err, c.want)
			require.Contains(t, diag.Hint(err), c.hint)
		})
	}
}

func TestOpenRefusesAnothersRepository(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	r := repotest.New(t)
	require.NoError(t, os.Chown(r.Dir, 4321, 4321))
	_, err := repo.Open(t.Context(), repo.Options{Dir: r.Dir, Env: r.Env()})
	require.ErrorContains(t, err, r.Dir+": git refuses: detected dubious ownership")
	require.Equal(t, "if you trust its owner, run `git config --global --add safe.directory "+r.Dir+"`", diag.Hint(err))
}

func TestOpenWithoutGit(t *testing.T) {
	r := repotest.New(t)
	for _, path := range []string{"", t.TempDir(), "relative:."} {
		_, err := repo.Open(t.Context(), repo.Options{Dir: r.Dir, Env: []string{"PATH=" + path}})
		require.EqualError(t, err, "git was not found")
		require.Contains(t, diag.Hint(err), "install git")
	}
}

// An environment that is given is the only one that counts.
func TestOpenReadsNoOtherEnvironment(t *testing.T) {
	r := repotest.New(t)
	t.Setenv("GIT_DIR", filepath.Join(t.TempDir(), "nowhere"))
	require.Equal(t, r.Dir, open(t, r).Root())
}

// What the environment says about pathspecs and replacements does not change
// what is asked.
func TestOpenSettlesTheEnvironment(t *testing.T) {
	r := repotest.New(t)
	r.Write("prompts/*", "star\n")
	r.Write("prompts/a", "a\n")
	first := r.Commit("first")
	r.Write("prompts/a", "replaced\n")
	second := r.Commit("second")
	r.Git("replace", first, second)
	got := open(t, r.With("GIT_GLOB_PATHSPECS=1", "GIT_ICASE_PATHSPECS=1", "GIT_TRACE=1"))
	require.Equal(t, map[string]string{"prompts/*": "star\n"}, content(t, snapshot(t)(got.WorkTree()), "prompts/*"))
	require.Equal(t, "a\n", content(t, at(t, got, first), "prompts/a")["prompts/a"])
}

func TestOpenCancelled(t *testing.T) {
	r := repotest.New(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := repo.Open(ctx, repo.Options{Dir: r.Dir, Env: r.Env()})
	require.ErrorIs(t, err, context.Canceled)
}

func TestPartial(t *testing.T) {
	r := shapeOrigin(repotest.New(t))
	require.False(t, open(t, r.Clone()).Partial())
	require.True(t, open(t, r.Partial()).Partial())
}

func TestObjectFormat(t *testing.T) {
	require.Equal(t, "sha1", open(t, repotest.New(t)).ObjectFormat())
	require.Equal(t, "sha256", open(t, repotest.NewSHA256(t)).ObjectFormat())
}

func TestFolders(t *testing.T) {
	main := repotest.New(t)
	main.Commit("first")
	linked := main.Worktree("linked")
	r := open(t, linked)
	require.Equal(t, linked.Dir, r.Root())
	require.Equal(t, filepath.Join(main.Dir, ".git"), r.CommonDir())
	require.Equal(t, filepath.Join(main.Dir, ".git", "worktrees", "linked"), r.GitDir())
	require.False(t, r.Bare())
	require.True(t, open(t, main.Bare()).Bare())
}

func TestGitVersion(t *testing.T) {
	r := repotest.New(t)
	v, err := open(t, r).GitVersion(t.Context())
	require.NoError(t, err)
	require.Equal(t, "git version "+v.Text, r.Git("version"))
	require.True(t, v.AtLeast(2, 31))
	require.True(t, v.AtLeast(v.Major, v.Minor))
	require.False(t, v.AtLeast(v.Major, v.Minor+1))
	require.False(t, v.AtLeast(v.Major+1, 0))
	alone, err := repo.GitVersion(t.Context(), repo.Options{Env: r.Env()})
	require.NoError(t, err)
	require.Equal(t, v, alone)
}

func TestConfig(t *testing.T) {
	r := repotest.New(t)
	r.Git("config", "user.name", "Local Name")
	r.Git("config", "multi.line", "a\nb\n")
	r.Git("config", "include.path", filepath.Join(r.Dir, "more"))
	r.Write("more", "[included]\n\tkey = yes\n\tkey = last\n\tbare\n")
	got := open(t, r.With("GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=from.env", "GIT_CONFIG_VALUE_0=env"))
	for key, want := range map[string]string{
		"user.name": "Local Name", "USER.Name": "Local Name", "multi.line": "a\nb\n",
		"included.key": "last", "from.env": "env", "commit.gpgsign": "false",
	} {
		value, ok, err := got.Config(t.Context(), key)
		require.NoError(t, err)
		require.True(t, ok, key)
		require.Equal(t, want, value)
	}
	_, ok, err := got.Config(t.Context(), "absent.key")
	require.NoError(t, err)
	require.False(t, ok)
	for _, bad := range []string{"", "nodot", "--list", "bad_key.x y"} {
		_, ok, err = got.Config(t.Context(), bad)
		require.False(t, ok, bad)
		require.Error(t, err, bad)
	}
}
