package standing

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/promptctl-io/promptctl/pkg/token"
)

var now = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// policyText is a policy in which production asks for this.
func policyText(requires string) string {
	return `version: 1
repository: 4f6c1b0de29a8857c3d1f00a9b7e6d52
persons:
  ana: {emails: [ana@example.com], keys: ["SHA256:tzkHQtVNuskdpQG6d4GnFvzmtgkP29h9AhnXGkFbcms"], roles: [legal, admin]}
  bo: {emails: [bo@example.com], keys: ["SHA256:6aCx8g3dyLgq/IcZPCoa6Lh0S5kpBIhGcTTVOASJzlI"], roles: [legal, release]}
admin: {role: admin, count: 1}
environments:
  development: {branch: main, open: true}
  production: {branch: env/production, requires: ` + requires + `, may: {promote: [release]}}
`
}

func hello(text string) string { return "messages:\n  - {role: user, content: " + text + "}\n" }

// fixture is a repository with a policy and a prompt; ana's key signs.
func fixture(t *testing.T, requires string) *repotest.Repo {
	t.Helper()
	keys := t.TempDir()
	require.NoError(t, repotest.WriteKeys(keys, "ana", "bo"))
	allowed, err := os.ReadFile(keys + "/allowed_signers")
	require.NoError(t, err)
	r := repotest.New(t).With(repotest.SigningAs(keys, "ana")...).With("GIT_COMMITTER_DATE=2026-03-02T08:00:00Z")
	r.Write(".promptctl/policy.yaml", policyText(requires))
	r.Write(".promptctl/allowed_signers", string(allowed))
	r.Write("prompts/a.prompt.yaml", hello("Hello"))
	r.Commit("Begin")
	return r
}

func open(t *testing.T, in *repotest.Repo) (*Register, error) {
	t.Helper()
	r, err := repo.Open(t.Context(), repo.Options{Dir: in.Dir, Env: in.Env()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	p, err := catalog.Open(t.Context(), r)
	require.NoError(t, err)
	return Open(t.Context(), p, now)
}

func opened(t *testing.T, in *repotest.Repo) *Register {
	t.Helper()
	r, err := open(t, in)
	require.NoError(t, err)
	return r
}

// record adds a commit to the ledger of production, with the policy at HEAD.
func record(in *repotest.Repo, action string, prompts ...string) string {
	message := "Ledger\n\nPromptctl-Ledger: v1\nAction: " + action + "\nEnvironment: production\n" + strings.Join(prompts, "\n")
	args := []string{"commit-tree", "HEAD^{tree}"}
	if tip, err := in.TryGit("", "rev-parse", "-q", "--verify", "refs/heads/env/production"); err == nil {
		args = append(args, "-p", strings.TrimSpace(tip))
	}
	id := in.GitInput(message, args...)
	in.Git("update-ref", "refs/heads/env/production", id)
	return id
}

// say signs a statement with plain git.
func say(t *testing.T, in *repotest.Repo, name string, s *statement.Statement) {
	t.Helper()
	s.Repository, s.Nonce, s.Title = "4f6c1b0de29a8857c3d1f00a9b7e6d52", fmt.Sprintf("%032x", len(name)), "Say"
	message, err := s.Message()
	require.NoError(t, err)
	in.GitInput(string(message), "tag", "-s", "-F", "-", name)
}

func approval(l *Look, tip string) *statement.Statement {
	return &statement.Statement{Kind: statement.Approval, Role: "legal", Suite: statement.None, Subjects: []statement.Subject{l.Subject},
		For: []statement.For{{Environment: "production", Tip: tip}}}
}

func look(t *testing.T, r *Register, reference string) *Look {
	t.Helper()
	l, err := r.Look(t.Context(), reference)
	require.NoError(t, err)
	return l
}

func TestWithoutALedgerThePolicyAtHeadIsInForce(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}}")
	in.Write(".promptctl/policy.yaml", policyText("{approvals: {legal: 2}}"))
	r := opened(t, in)
	f, err := r.Force("production")
	require.NoError(t, err)
	require.Equal(t, "HEAD", f.Source)
	require.Empty(t, f.Tip)
	q := f.RequirementsFor("a")
	require.Equal(t, 1, q.Count("legal"), "what is not committed counts for nothing")
	require.Equal(t, []*Force{f}, r.Closed())
	_, err = r.Force("prodction")
	require.EqualError(t, err, `there is no environment "prodction" in the policy (did you mean "production"?)`)
}

func TestThePolicyOnTheLedgerIsInForce(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 2}}")
	record(in, "root")
	tip := record(in, "promotion")
	in.Write(".promptctl/policy.yaml", policyText("{approvals: {legal: 1}}"))
	in.Commit("Weaken it")
	f, err := opened(t, in).Force("production")
	require.NoError(t, err)
	require.Equal(t, "env/production", f.Source)
	require.Equal(t, repo.Hash(tip), f.Tip)
	require.Equal(t, tip, f.Ledger.Tip())
	q := f.RequirementsFor("a")
	require.Equal(t, 2, q.Count("legal"))
}

func TestABranchThatIsNoLedgerIsRefused(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}}")
	in.Git("branch", "env/production")
	_, err := open(t, in)
	require.ErrorContains(t, err, "is not a promotion, so the branch is no ledger")

	in = fixture(t, "{approvals: {legal: 1}}")
	record(in, "root")
	text := strings.ReplaceAll(policyText("{approvals: {legal: 1}}"), "env/production", "env/elsewhere")
	in.Write(".promptctl/policy.yaml", strings.Replace(text, "  production:", "  other: {branch: env/production, open: true}\n  production:", 1))
	in.Commit("Let production be elsewhere")
	record(in, "policy")
	in.Write(".promptctl/policy.yaml", policyText("{approvals: {legal: 1}}"))
	in.Commit("And back")
	_, err = open(t, in)
	require.EqualError(t, err, "environment production: the policy at the tip of env/production does not know it under this name and branch")
}

func TestARolledBackVersionNeedsFreshApprovals(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}}")
	root := record(in, "root")
	l := look(t, opened(t, in), "a")
	say(t, in, "approvals/a/1", approval(l, root))
	met := func() bool {
		v, err := opened(t, in).Verify(t.Context(), "a", nil)
		require.NoError(t, err)
		return v.Good()
	}
	require.True(t, met())
	record(in, "promotion", "Prompt: a none "+l.Subject.Digest+" none prompts/a.prompt.yaml")
	require.True(t, met())
	tip := record(in, "rollback", "Prompt: a "+l.Subject.Digest+" none none prompts/a.prompt.yaml")
	require.False(t, met())
	say(t, in, "approvals/a/2", approval(l, tip))
	require.True(t, met())
}

func TestComplete(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}}")
	require.NoError(t, opened(t, in).Complete(t.Context()), "there is no remote that could have statements")
	clone := in.Clone("--no-tags")
	require.ErrorIs(t, opened(t, clone).Complete(t.Context()), ErrIncomplete)
	clone.Tag("other", "No statement")
	require.ErrorIs(t, opened(t, clone).Complete(t.Context()), ErrIncomplete)
	clone.Tag("a/v1.0.0", "A release")
	require.NoError(t, opened(t, clone).Complete(t.Context()))
}

// What is compared with is the newest release of other bytes; who wrote the
// change is asked since the newest that is genuine.
func TestBaseAndAuthors(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}, separation: true}")
	r := opened(t, in)
	first := look(t, r, "a")
	base, err := r.Base(t.Context(), first)
	require.NoError(t, err)
	require.Nil(t, base)
	say(t, in, "a/v1.0.0", &statement.Statement{Kind: statement.Release, Role: "release", Version: "v1.0.0", Subjects: []statement.Subject{first.Subject}})
	in.Write("prompts/a.prompt.yaml", hello("Hi"))
	second := in.Commit("Say hi")
	in.Tag("a/v1.1.0", "Nobody signed it")
	in.Write("prompts/a.prompt.yaml", hello("Hey"))
	third := in.Commit("Say hey")
	in.Write("elsewhere", "x")
	in.Commit("Something else")

	r = opened(t, in)
	l := look(t, r, "a")
	base, err = r.Base(t.Context(), l)
	require.NoError(t, err)
	require.Equal(t, repo.Hash(second), base.Commit)
	base, err = r.Base(t.Context(), look(t, r, "a@"+second))
	require.NoError(t, err)
	require.Equal(t, first.Revision.Commit, base.Commit, "a version is not compared with itself")

	f, err := r.Force("production")
	require.NoError(t, err)
	judge, err := r.Judge(t.Context(), f)
	require.NoError(t, err)
	authors, err := r.authors(t.Context(), l, f, judge)
	require.NoError(t, err)
	require.Equal(t, []string{"ana@example.com"}, authors.Emails)
	unknown := strings.Join(authors.Unknown, "\n")
	require.Contains(t, unknown, second[:12])
	require.Contains(t, unknown, third[:12])
	require.Contains(t, unknown, string(first.Revision.Commit[:12]), "ana does not hold release, so that it is no base")
}

func TestChangesSinceNothing(t *testing.T) {
	r := opened(t, fixture(t, "{approvals: {legal: 1}}"))
	c, err := r.Changes(t.Context(), look(t, r, "a"), comparison.Options{Tokens: token.NewCounter(), Facts: r.Project.Config.Facts})
	require.NoError(t, err)
	require.Equal(t, "nothing", c.Before)
	require.Len(t, c.Prompts, 1)
}
