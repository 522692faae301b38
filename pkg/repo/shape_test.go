package repo_test

import (
	"path/filepath"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/stretchr/testify/require"
)

func TestSettingsOutsideOfARepository(t *testing.T) {
	made := repotest.New(t).With("GIT_EDITOR=ed -s", "GIT_AUTHOR_NAME=Ana", "GIT_AUTHOR_EMAIL=ana@example.com")
	outside := t.TempDir()
	s, err := repo.NewSettings(repo.Options{Dir: outside, Env: append(made.Env(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(outside))})
	require.NoError(t, err)

	editor, err := s.Variable(t.Context(), "GIT_EDITOR")
	require.NoError(t, err)
	require.Equal(t, "ed -s", editor)
	ident, err := s.Variable(t.Context(), "GIT_AUTHOR_IDENT")
	require.NoError(t, err)
	require.Regexp(t, `^Ana <ana@example\.com> `, ident)
	_, err = s.Variable(t.Context(), "NO_SUCH_VARIABLE")
	require.Error(t, err)

	value, ok, err := s.Config(t.Context(), "gc.auto")
	require.NoError(t, err)
	require.Equal(t, "0", value)
	require.True(t, ok)
	_, ok, err = s.Config(t.Context(), "core.bare") // only a repository has it
	require.NoError(t, err)
	require.False(t, ok)

	_, err = repo.Open(t.Context(), repo.Options{Dir: outside, Env: append(made.Env(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(outside))})
	require.ErrorIs(t, err, repo.ErrNoRepository)
	_, err = repo.Open(t.Context(), repo.Options{Dir: filepath.Join(outside, "gone"), Env: made.Env()})
	require.Error(t, err)
	require.NotErrorIs(t, err, repo.ErrNoRepository)

	_, err = repo.NewSettings(repo.Options{Env: []string{"PATH="}})
	require.EqualError(t, err, "git was not found")
	require.True(t, repo.MinimumGit().AtLeast(2, 31))
}

func TestSuperproject(t *testing.T) {
	inner := repotest.New(t)
	inner.Write("a.txt", "a\n")
	inner.Commit("first")
	require.Empty(t, superproject(t, inner))
	sub := inner.Submodule("deps/inner")
	require.Equal(t, filepath.Dir(filepath.Dir(sub.Dir)), superproject(t, sub))
}

func superproject(t *testing.T, made *repotest.Repo) string {
	top, err := open(t, made).Superproject(t.Context())
	require.NoError(t, err)
	return filepath.FromSlash(top)
}

func TestCountCommitsAndGraph(t *testing.T) {
	made := repotest.New(t)
	for range 5 {
		made.Commit("empty")
	}
	r := open(t, made)
	head, err := r.Head(t.Context())
	require.NoError(t, err)
	for limit, want := range map[int]int{3: 3, 5: 5, 100: 5} {
		n, err := r.CountCommits(t.Context(), head.Commit, limit)
		require.NoError(t, err)
		require.Equal(t, want, n)
	}

	for _, step := range []struct {
		options        []string
		there, filters bool
	}{
		{nil, false, false},
		{[]string{"--no-changed-paths"}, true, false},
		{[]string{"--changed-paths"}, true, true},
	} {
		if step.options != nil {
			made.Git(append([]string{"commit-graph", "write", "--reachable", "--no-progress"}, step.options...)...)
		}
		there, filters := open(t, made).Graph()
		require.Equal(t, step.there, there, step.options)
		require.Equal(t, step.filters, filters, step.options)
	}
}

func TestAttributes(t *testing.T) {
	made := repotest.New(t)
	made.Write(".gitattributes", "*.prompt.yaml text eol=lf\n*.bin -text\n")
	r := open(t, made)
	got, err := r.Attributes(t.Context(), []string{"prompts/a.prompt.yaml", "x.bin", "with\nbreak"}, "text", "eol")
	require.NoError(t, err)
	require.Equal(t, []map[string]string{
		{"text": "set", "eol": "lf"},
		{"text": "unset", "eol": "unspecified"},
		{"text": "unspecified", "eol": "unspecified"},
	}, got)
	got, err = r.Attributes(t.Context(), nil, "text")
	require.NoError(t, err)
	require.Empty(t, got)
}

func TestOwnAttributes(t *testing.T) {
	made := repotest.New(t)
	made.Write("everywhere", "* diff=mine eol=lf\n")
	made.Git("config", "--global", "core.attributesFile", filepath.Join(made.Dir, "everywhere"))
	made.Write(".gitattributes", "*.yaml -diff\n")
	r := open(t, made)
	all, err := r.Attributes(t.Context(), []string{"a.yaml", "b"}, "diff")
	require.NoError(t, err)
	require.Equal(t, []map[string]string{{"diff": "unset"}, {"diff": "mine"}}, all)
	own, err := r.OwnAttributes(t.Context(), []string{"a.yaml", "b"}, "diff")
	require.NoError(t, err)
	require.Equal(t, []map[string]string{{"diff": "unset"}, {"diff": "unspecified"}}, own)
}

func TestOwnConfig(t *testing.T) {
	made := repotest.New(t)
	made.Git("config", "--global", "diff.x.textconv", "everywhere")
	side := open(t, func() *repotest.Repo { made.Commit("first"); return made.Worktree("side") }())
	_, there, err := side.OwnConfig(t.Context(), "diff.x.textconv")
	require.NoError(t, err)
	require.False(t, there)

	require.NoError(t, side.SetConfig(t.Context(), "diff.x.textconv", "a \"b\" $c"))
	for _, r := range []*repo.Repo{side, open(t, made)} {
		value, there, err := r.OwnConfig(t.Context(), "diff.x.textconv")
		require.NoError(t, err)
		require.True(t, there, "linked work trees share it")
		require.Equal(t, "a \"b\" $c", value)
	}
	require.NoError(t, side.UnsetConfig(t.Context(), "diff.x.textconv"))
	require.Error(t, side.UnsetConfig(t.Context(), "diff.x.textconv"))
	value, _, err := side.Config(t.Context(), "diff.x.textconv")
	require.NoError(t, err)
	require.Equal(t, "everywhere", value)
}

func TestDeleteRef(t *testing.T) {
	made := repotest.New(t)
	first := made.Commit("first")
	second := made.Commit("second")
	made.Git("update-ref", "refs/notes/x", first)
	r := open(t, made)
	require.Error(t, r.DeleteRef(t.Context(), "refs/notes/x", repo.Hash(second)), "it leads elsewhere")
	require.NoError(t, r.DeleteRef(t.Context(), "refs/notes/x", repo.Hash(first)))
	refs, err := r.Refs(t.Context(), "refs/notes/x")
	require.NoError(t, err)
	require.Empty(t, refs)
}
