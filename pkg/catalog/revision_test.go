package catalog

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// referable is a repository with three versions of the prompt greet: the first
// is released and in production, and the third is staged.
func referable(t *testing.T) (r *repotest.Repo, commits []string) {
	r = repotest.New(t)
	write(r, map[string]string{".promptctl/policy.yaml": openPolicy, "prompts/greet.prompt.yaml": says("one"), "prompts/other.prompt.yaml": says("x")})
	commits = append(commits, r.Commit("first @ one"))
	r.Tag("greet/v1.0.0", "release")
	r.Git("branch", "env/production")
	r.Write("prompts/greet.prompt.yaml", says("two"))
	commits = append(commits, r.Commit("second"))
	r.Write("prompts/other.prompt.yaml", says("y"))
	commits = append(commits, r.Commit("third"))
	r.Write("prompts/greet.prompt.yaml", says("three"))
	r.Git("add", "-A")
	return r, commits
}

func TestRevision(t *testing.T) {
	r, commits := referable(t)
	r.Git("branch", "worktree", commits[0])
	r.Git("branch", "production", commits[1])
	p := open(t, r)
	for rev, want := range map[string]Revision{
		"worktree":            {WorkTree, "worktree", ""},
		"staged":              {Staged, "staged", ""},
		"rev:worktree":        {Git, "worktree", repo.Hash(commits[0])},
		"production":          {Environment, "production", repo.Hash(commits[0])},
		"env:production":      {Environment, "production", repo.Hash(commits[0])},
		"rev:production":      {Git, "production", repo.Hash(commits[1])},
		"development":         {Environment, "development", repo.Hash(commits[2])},
		"v1.0.0":              {Release, "v1.0.0", repo.Hash(commits[0])},
		"release:v1.0.0":      {Release, "v1.0.0", repo.Hash(commits[0])},
		"rev:greet/v1.0.0":    {Git, "greet/v1.0.0", repo.Hash(commits[0])},
		"~":                   {Back, "~", repo.Hash(commits[0])},
		"~0":                  {Back, "~0", repo.Hash(commits[1])},
		"~1":                  {Back, "~1", repo.Hash(commits[0])},
		"~01":                 {Back, "~01", repo.Hash(commits[0])},
		"HEAD":                {Git, "HEAD", repo.Hash(commits[2])},
		"HEAD~1":              {Git, "HEAD~1", repo.Hash(commits[1])},
		"main@{0}":            {Git, "main@{0}", repo.Hash(commits[2])},
		"@":                   {Git, "@", repo.Hash(commits[2])},
		"main^{/first @ one}": {Git, "main^{/first @ one}", repo.Hash(commits[0])},
		":/second":            {Git, ":/second", repo.Hash(commits[1])},
		"rev::/second":        {Git, ":/second", repo.Hash(commits[1])},
		commits[1][:12]:       {Git, commits[1][:12], repo.Hash(commits[1])},
	} {
		for _, name := range []string{"greet", "prompts/greet.prompt.yaml"} {
			got, err := p.Revision(t.Context(), name, rev)
			require.NoError(t, err, rev)
			require.Equal(t, want, got, rev)
		}
	}
}

func TestRevisionsThatAreNone(t *testing.T) {
	r, _ := referable(t)
	r.Tag("greet/nightly", "no version")
	p := open(t, r)
	usage, unknown := new(*ReferenceError), new(*repo.UnknownRevisionError)
	for _, c := range []struct {
		rev, problem, hint string
		kind               any
	}{
		{"", `unknown revision ""`, "a revision is worktree, staged, an environment (development, staging, production), a release (v1.2.3), ~N, or a revision of git", unknown},
		{"--all", `unknown revision "--all"`, "", unknown},
		{"a\nb", `unknown revision "a\nb"`, "", unknown},
		{"main..HEAD", `unknown revision "main..HEAD"`, "", unknown},
		{"prodution", `unknown revision "prodution"`, "did you mean production?", unknown},
		{"stagde", `unknown revision "stagde"`, "did you mean staged?", unknown},
		{"rev:", "missing after rev:", "", usage},
		{"env:", "missing after env:", "", usage},
		{"release:", "missing after release:", "", usage},
		{"env:prodution", `environment "prodution" is not in the policy (did you mean "production"?)`, "there are development, staging, production", nil},
		{"staging", `environment "staging" has no branch env/staging yet`, "`git fetch` brings it if another clone has it", nil},
		{"v9.9.9", "release v9.9.9 of greet is not there", "`git fetch --tags` brings what this clone lacks; `git tag -l 'greet/*'` lists what it has", nil},
		{"release:1.0.0", "a release is a version such as v1.2.3", "did you mean v1.0.0?", usage},
		{"release:v1.0.0^", "a release is a version such as v1.2.3", "", usage},
		{"release:nightly", "a release is a version such as v1.2.3", "", usage},
		{"~9", "greet has 2 versions at HEAD, so there is no ~9", "", nil},
		{"~99999999999999999999", "the number is too large", "", usage},
		{"~9223372036854775807", "greet has 2 versions at HEAD", "", nil},
		{"HEAD^{tree}", "is a tree, not a commit", "", unknown},
	} {
		_, err := p.Revision(t.Context(), "greet", c.rev)
		require.ErrorContains(t, err, c.problem, c.rev)
		if c.hint != "" {
			require.Equal(t, c.hint, diag.Hint(err), c.rev)
		}
		if c.kind != nil {
			require.ErrorAs(t, err, c.kind, c.rev)
		}
	}
	for _, rev := range []string{"~1", "release:v1.0.0", "v1.0.0"} {
		_, err := p.Revision(t.Context(), "", rev)
		require.ErrorAs(t, err, usage, rev)
	}
	_, err := p.Revision(t.Context(), "README.prompt.yaml", "v1.0.0")
	require.ErrorContains(t, err, "release v1.0.0 of README.prompt.yaml is not there", "a file outside of the prompt folders")
}

// Two matches that lead to one commit are one; otherwise the error lists both.
func TestAmbiguousRevisions(t *testing.T) {
	r, commits := referable(t)
	p := open(t, r)
	resolve := func(rev string) (Revision, error) { return p.Revision(t.Context(), "greet", rev) }

	r.Git("tag", "v1.0.0", commits[0])
	got, err := resolve("v1.0.0")
	require.NoError(t, err)
	require.Equal(t, Revision{Release, "v1.0.0", repo.Hash(commits[0])}, got)

	r.Git("tag", "-f", "v1.0.0", commits[1])
	_, err = resolve("v1.0.0")
	require.EqualError(t, err, `reference "greet@v1.0.0": it is the release (`+commits[0][:8]+`) and the git revision (`+commits[1][:8]+`)`)
	require.Equal(t, "write release:v1.0.0 or rev:v1.0.0", diag.Hint(err))

	r.Git("branch", "v1.0.0", commits[2])
	_, err = resolve("v1.0.0")
	require.ErrorContains(t, err, `ambiguous revision "v1.0.0"`, "to git it is two already, and is none of them for sure")

	r.Git("tag", "v2.0.0", commits[1])
	got, err = resolve("v2.0.0")
	require.NoError(t, err)
	require.Equal(t, Revision{Git, "v2.0.0", repo.Hash(commits[1])}, got, "no release, but a tag")

	r.Git("tag", "production", commits[0])
	got, err = resolve("production")
	require.NoError(t, err)
	require.Equal(t, Environment, got.Kind)
	r.Git("tag", "-f", "production", commits[1])
	_, err = resolve("production")
	require.EqualError(t, err, `reference "greet@production": it is the environment (`+commits[0][:8]+`) and the git revision (`+commits[1][:8]+`)`)
	require.Equal(t, "write env:production or rev:production", diag.Hint(err))
}

// A policy that is wrong can hide what a name means, so that names are refused,
// and what needs no policy is not.
func TestRevisionWithMalformedPolicy(t *testing.T) {
	r, commits := referable(t)
	r.Write(".promptctl/policy.yaml", "version: [\n")
	p := open(t, r)
	_, err := p.Revision(t.Context(), "greet", "main")
	require.ErrorAs(t, err, new(*policy.Error))
	require.ErrorContains(t, err, ".promptctl/policy.yaml:")
	require.Equal(t, "rev:main means the git revision, whatever the policy says", diag.Hint(err))
	_, err = p.Revision(t.Context(), "greet", "env:production")
	require.ErrorAs(t, err, new(*policy.Error))
	for rev, want := range map[string]string{"rev:main": commits[2], "HEAD": commits[2], "~1": commits[0], "release:v1.0.0": commits[0], "worktree": "", "staged": ""} {
		got, err := p.Revision(t.Context(), "greet", rev)
		require.NoError(t, err, rev)
		require.Equal(t, want, string(got.Commit), rev)
	}
	r.Write(".promptctl/policy.yaml", openPolicy)
	got, err := p.Revision(t.Context(), "greet", "production")
	require.NoError(t, err, "a failure is not kept")
	require.Equal(t, commits[0], string(got.Commit))
}

func TestRevisionWithoutPolicy(t *testing.T) {
	r := repotest.New(t)
	r.Write("prompts/greet.prompt.yaml", says("one"))
	p := open(t, r)
	_, err := p.Revision(t.Context(), "greet", "~1")
	require.EqualError(t, err, "greet has no versions: there is no commit yet")
	r.Commit("first")
	_, err = p.Revision(t.Context(), "greet", "env:production")
	require.ErrorContains(t, err, "the repository has no policy")
	_, err = p.Revision(t.Context(), "greet", "production")
	require.ErrorAs(t, err, new(*repo.UnknownRevisionError))
	got, err := p.Revision(t.Context(), "greet", "main")
	require.NoError(t, err)
	require.Equal(t, Git, got.Kind)
}

// The branch of an environment may be known from a remote alone, or better.
func TestEnvironmentOfClone(t *testing.T) {
	r, commits := referable(t)
	clone := r.Clone()
	p := open(t, clone)
	at := func() string {
		got, err := p.Revision(t.Context(), "greet", "production")
		require.NoError(t, err)
		return string(got.Commit)
	}
	require.Equal(t, commits[0], at(), "missing")
	r.Git("branch", "-f", "env/production", commits[1])
	clone.Git("branch", "--no-track", "env/production", "origin/env/production")
	clone.Git("fetch", "-q")
	require.Equal(t, commits[1], at(), "behind")
	clone.Git("branch", "-f", "env/production", commits[2])
	require.Equal(t, commits[2], at(), "ahead")
	clone.Git("branch", "-f", "env/production", clone.Git("commit-tree", "-m", "aside", "HEAD^{tree}"))
	_, err := p.Revision(t.Context(), "greet", "production")
	require.ErrorContains(t, err, "have diverged")
}

func TestRevisions(t *testing.T) {
	r, _ := referable(t)
	r.Tag("greet/v1.10.0", "release")
	r.Tag("greet/v1.9.0", "release")
	r.Tag("greet/nightly", "none")
	p := open(t, r)
	want := []string{"worktree", "staged", "HEAD", "~1", "development", "staging", "production", "v1.10.0", "v1.9.0", "v1.0.0", "env/production", "main"}
	require.Equal(t, want, p.Revisions(t.Context(), "greet"))
	require.Equal(t, want, p.Revisions(t.Context(), "prompts/greet.prompt.yaml"))
	require.NotContains(t, p.Revisions(t.Context(), ""), "v1.0.0")
}
