package repo_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// branched is a repository whose branch env/production has two commits, and a
// clone of it in which main is checked out.
func branched(t *testing.T) (origin, clone *repotest.Repo) {
	origin = repotest.New(t)
	origin.Write("a", "1")
	origin.Commit("first")
	origin.Branch("env/production")
	origin.Commit("promote")
	origin.Commit("promote again")
	origin.Switch("main")
	return origin, origin.Clone()
}

func TestBranchTip(t *testing.T) {
	const there = "origin/env/production"
	for name, c := range map[string]struct {
		local string // where the local branch is put; "" for none
		want  string
	}{
		"missing": {"", there},
		"equal":   {there, there},
		"behind":  {there + "~1", there},
		"ahead":   {"ahead", "ahead"},
	} {
		t.Run(name, func(t *testing.T) {
			_, clone := branched(t)
			clone.Git("switch", "-q", "-c", "ahead", "--no-track", there)
			clone.Commit("ahead")
			clone.Switch("main")
			if c.local != "" {
				clone.Git("branch", "--no-track", "env/production", c.local)
			}
			got, err := open(t, clone).BranchTip(t.Context(), "env/production")
			require.NoError(t, err)
			require.Equal(t, clone.Git("rev-parse", c.want), string(got))
		})
	}
}

func TestBranchTipDiverged(t *testing.T) {
	_, clone := branched(t)
	clone.Git("switch", "-q", "-c", "env/production", "--no-track", "origin/env/production~1")
	local := clone.Commit("aside")
	remote := clone.Git("rev-parse", "origin/env/production")
	_, err := open(t, clone).BranchTip(t.Context(), "env/production")
	require.EqualError(t, err, "branch env/production ("+local[:8]+") and origin/env/production ("+remote[:8]+") have diverged")
	require.Equal(t, "bring them together, or name one of the two as a revision: rev:env/production or rev:origin/env/production", diag.Hint(err))
}

// In a clone that is cut off two branches can look as if they had diverged.
func TestBranchTipOfShallowClone(t *testing.T) {
	origin, _ := branched(t)
	clone := origin.Clone("--depth", "1", "--no-single-branch")
	clone.Git("branch", "--no-track", "env/production", "origin/main")
	_, err := open(t, clone).BranchTip(t.Context(), "env/production")
	require.ErrorContains(t, err, "which is newer cannot be told")
	require.Equal(t, "run `git fetch --unshallow`", diag.Hint(err))
}

// What a branch was begun at is its upstream for git, and another branch all
// the same.
func TestBranchTipHasTheBranchsName(t *testing.T) {
	_, clone := branched(t)
	clone.Git("branch", "-q", "--no-track", "env/testing", "origin/main")
	clone.Git("branch", "-q", "-u", "origin/env/production", "env/testing")
	got, err := open(t, clone).BranchTip(t.Context(), "env/testing")
	require.NoError(t, err)
	require.Equal(t, clone.Git("rev-parse", "origin/main"), string(got), "env/production is newer, and is not env/testing")
}

// A name that ends another, or begins one, is not it.
func TestBranchTipIsExact(t *testing.T) {
	_, clone := branched(t)
	clone.Git("branch", "-q", "--track", "env/production", "origin/env/production")
	opened := open(t, clone)
	for _, branch := range []string{"production", "env", "origin/env/production", "absent", "env/*", "env/production/"} {
		_, err := opened.BranchTip(t.Context(), branch)
		var unknown *repo.UnknownRevisionError
		require.ErrorAs(t, err, &unknown, branch)
		require.Equal(t, branch, unknown.Rev)
	}
}

func TestBranchTipOfSeveralRemotes(t *testing.T) {
	origin, clone := branched(t)
	fork := origin.Clone()
	fork.Git("switch", "-q", "env/production")
	forked := fork.Commit("in the fork")
	add := func(name string) {
		clone.Git("remote", "add", name, fork.Dir)
		clone.Git("fetch", "-q", name)
	}
	tip := func() (repo.Hash, error) { return open(t, clone).BranchTip(t.Context(), "env/production") }

	add("fork/of")
	got, err := tip()
	require.NoError(t, err)
	require.Equal(t, clone.Git("rev-parse", "origin/env/production"), string(got), "origin comes first")

	clone.Git("remote", "rename", "origin", "upstream")
	_, err = tip()
	require.ErrorContains(t, err, "branch env/production is at several remotes, as fork/of")
	require.Equal(t, "say which remote counts: git config branch.env/production.remote NAME", diag.Hint(err))

	clone.Git("config", "branch.env/production.remote", "fork/of")
	got, err = tip()
	require.NoError(t, err)
	require.Equal(t, forked, string(got))

	clone.Git("remote", "remove", "upstream")
	clone.Git("config", "--unset", "branch.env/production.remote")
	got, err = tip()
	require.NoError(t, err)
	require.Equal(t, forked, string(got), "the only one")
}

func TestIsAncestor(t *testing.T) {
	r := repotest.New(t)
	first := repo.Hash(r.Commit("first"))
	second := repo.Hash(r.Commit("second"))
	opened := open(t, r)
	for _, c := range []struct {
		a, b repo.Hash
		want bool
	}{{first, second, true}, {second, first, false}, {first, first, true}} {
		got, err := opened.IsAncestor(t.Context(), c.a, c.b)
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
	_, err := opened.IsAncestor(t.Context(), repo.Hash("1234567812345678123456781234567812345678"), first)
	require.Error(t, err)
}

// A tag may name what is no commit, and a stash is no branch.
func TestTips(t *testing.T) {
	origin, clone := branched(t)
	opened := open(t, clone)
	clone.Write("a", "2")
	clone.Git("stash", "-q")
	clone.Git("tag", "-a", "-m", "a tree", "tree", "HEAD^{tree}")
	clone.Git("tag", "blob", "HEAD:a")
	clone.Git("tag", "-a", "-m", "middle", "middle", "origin/env/production~1")
	clone.Git("tag", "-a", "-m", "again", "again", "middle")
	tips, err := opened.Tips(t.Context())
	require.NoError(t, err)
	var want []repo.Hash
	for _, rev := range []string{"main", "env/production", "env/production~1"} {
		want = append(want, repo.Hash(origin.Git("rev-parse", rev)))
	}
	require.ElementsMatch(t, want, tips)

	tips, err = open(t, repotest.New(t)).Tips(t.Context())
	require.NoError(t, err)
	require.Empty(t, tips)
}
