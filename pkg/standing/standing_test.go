package standing

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/environment"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/ledger/ledgertest"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/promptctl-io/promptctl/pkg/token"
)

var now = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

const repositoryID = "4f6c1b0de29a8857c3d1f00a9b7e6d52"

// policyText is a policy in which production asks for this.
func policyText(requires string) string {
	return `version: 1
repository: ` + repositoryID + `
persons:
  ana: {emails: [ana@example.com], keys: ["SHA256:tzkHQtVNuskdpQG6d4GnFvzmtgkP29h9AhnXGkFbcms"], roles: [legal, admin]}
  bo: {emails: [bo@example.com], keys: ["SHA256:6aCx8g3dyLgq/IcZPCoa6Lh0S5kpBIhGcTTVOASJzlI"], roles: [legal, release]}
admin: {role: admin, count: 1}
environments:
  development: {branch: main, open: true}
  production: {branch: env/production, requires: ` + requires + `, may: {promote: [release], rollback: [release], remove: [admin]}}
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
	return Open(t.Context(), p, &environment.Ledgers{Repo: r, Now: now, Pins: environment.NewPins("", "")})
}

func opened(t *testing.T, in *repotest.Repo) *Register {
	t.Helper()
	r, err := open(t, in)
	require.NoError(t, err)
	return r
}

// book is the ledger of production, which is written into a repository.
type book struct {
	*ledgertest.Book
	t  *testing.T
	in *repotest.Repo
}

// begin begins the ledger with the policy at HEAD.
func begin(t *testing.T, in *repotest.Repo) book {
	t.Helper()
	r, err := repo.Open(t.Context(), repo.Options{Dir: in.Dir, Env: in.Env()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	put := func(kind string, data []byte) string {
		return in.GitInput(string(data), "hash-object", "-w", "-t", kind, "--stdin")
	}
	policy := map[string]string{}
	for _, file := range []string{"policy.yaml", "allowed_signers"} {
		text, err := os.ReadFile(filepath.Join(in.Dir, ".promptctl", file))
		require.NoError(t, err)
		policy[file] = string(text)
	}
	b := book{&ledgertest.Book{Store: environment.Store(r), Put: put, Environment: "production", Branch: "env/production", Repository: repositoryID,
		Now: now.Add(-time.Hour), Policy: policy, Served: map[string]map[string]string{}}, t, in}
	b.write(b.Root("ana"))
	return b
}

// write adds a commit to the ledger.
func (b book) write(d ledgertest.Draft) string {
	b.t.Helper()
	id, err := b.Write(d)
	require.NoError(b.t, err)
	b.in.Git("update-ref", "refs/heads/env/production", id)
	return id
}

// promote promotes a version that these persons approve.
func (b book) promote(p ledgertest.Prompt, approvers ...string) string {
	b.t.Helper()
	var evidence [][]byte
	for _, who := range approvers {
		evidence = append(evidence, b.Say(who, b.Approval("legal", b.Tip(), p)))
	}
	return b.write(b.Promote("bo", ledger.Checked{}, b.Source("", "ana", p.Files), evidence, p))
}

// version is a version of the prompt a.
func version(text string) ledgertest.Prompt {
	return ledgertest.Prompt{Name: "a", Files: map[string]string{"prompts/a.prompt.yaml": hello(text)}}
}

// say signs a statement with plain git.
func say(t *testing.T, in *repotest.Repo, name string, s *statement.Statement) {
	t.Helper()
	s.Repository, s.Nonce, s.Title = repositoryID, fmt.Sprintf("%032x", len(name)), "Say"
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
	tip := begin(t, in).promote(version("Hello"), "ana", "bo")
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
	require.ErrorContains(t, err, "it is not of a ledger")

	in = fixture(t, "{approvals: {legal: 1}}")
	b := begin(t, in)
	elsewhere := maps.Clone(b.Policy)
	elsewhere["policy.yaml"] = strings.Replace(strings.ReplaceAll(elsewhere["policy.yaml"], "env/production", "env/elsewhere"),
		"  production:", "  other: {branch: env/production, open: true}\n  production:", 1)
	b.write(b.Change("bo", elsewhere))
	_, err = open(t, in)
	require.ErrorContains(t, err, "its policy does not have production on the branch env/production")
}

func TestARolledBackVersionNeedsFreshApprovals(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}}")
	b := begin(t, in)
	b.promote(version("Hi"), "ana")
	l := look(t, opened(t, in), "a")
	say(t, in, "approvals/a/1", approval(l, b.Tip()))
	met := func() bool {
		v, err := opened(t, in).Verify(t.Context(), "a", nil)
		require.NoError(t, err)
		return v.Good()
	}
	require.True(t, met())
	b.promote(version("Hello"), "ana")
	require.True(t, met())
	tip := b.write(b.Serve(ledger.Rollback, "bo", version("Hi")))
	require.False(t, met())
	say(t, in, "approvals/a/2", approval(l, tip))
	require.True(t, met())
}

// Of the statements of thousands of prompts, those are read that bear on what is
// to be said of one.
func TestBearing(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}}")
	a := approval(look(t, opened(t, in), "a"), statement.None)
	for _, name := range []string{"approvals/a/1", "approvals/b/1"} {
		say(t, in, name, a)
	}
	in.Tag("rejections/b/1", "No statement")
	in.Git("notes", "--ref", "promptctl/comments", "add", "-m", "{}", "HEAD")
	bearing, err := opened(t, in).Bearing(t.Context(), a)
	require.NoError(t, err)
	require.Len(t, bearing, 2)
	require.Equal(t, "refs/tags/approvals/a/1", bearing[0].Ref)
	require.NoError(t, bearing[0].Err)
	require.Equal(t, "refs/tags/rejections/b/1", bearing[1].Ref)
	require.Error(t, bearing[1].Err)
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
	base, err := r.Base(t.Context(), first, r.Forces)
	require.NoError(t, err)
	require.Zero(t, base)
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
	base, err = r.Base(t.Context(), l, r.Forces)
	require.NoError(t, err)
	require.Equal(t, repo.Hash(second), base.Revision.Commit)
	require.Equal(t, "v1.1.0, the last release", base.What)
	base, err = r.Base(t.Context(), look(t, r, "a@"+second), r.Forces)
	require.NoError(t, err)
	require.Equal(t, first.Revision.Commit, base.Revision.Commit, "a version is not compared with itself")
	require.Equal(t, "v1.0.0, the release before", base.What)

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
	c, err := r.Changes(t.Context(), look(t, r, "a"), r.Forces, comparison.Options{Tokens: token.NewCounter(), Facts: r.Project.Config.Facts})
	require.NoError(t, err)
	require.Equal(t, "nothing", c.Before)
	require.Len(t, c.Prompts, 1)
}

// The last environment that is asked and serves other bytes is what a reviewer
// compares with: an open one asks for nothing, and what is the same shows nothing.
func TestBaseIsWhatIsServed(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}}")
	r := opened(t, in)
	l := look(t, r, "a")
	other := "sha256:" + strings.Repeat("0", 64)
	serves := func(name, digest, version string) *Force {
		f := &Force{Environment: &policy.Environment{Name: name}, Tip: repo.Hash("tip of " + name)}
		f.State = &ledger.State{Served: map[string]ledger.Version{"a": {Digest: digest, Version: version}}}
		return f
	}
	open := serves("open", other, "v9.0.0")
	open.Open = true
	nothing := serves("nothing", other, "v9.0.0")
	nothing.State.Served = nil
	for _, c := range []struct {
		name  string
		asked []*Force
		want  string
		tip   repo.Hash
	}{
		{"nobody is asked", nil, "", ""},
		{"the last", []*Force{serves("one", other, "v1.0.0"), serves("two", other, "v2.0.0")}, "v2.0.0, served by two", "tip of two"},
		{"that serves it", []*Force{serves("one", other, "v1.0.0"), nothing, {Environment: &policy.Environment{Name: "none"}}}, "v1.0.0, served by one", "tip of one"},
		{"that asks for something", []*Force{serves("one", other, "v1.0.0"), open}, "v1.0.0, served by one", "tip of one"},
		{"that serves other bytes", []*Force{serves("one", other, "v1.0.0"), serves("two", l.Subject.Digest, "v2.0.0")}, "v1.0.0, served by one", "tip of one"},
		{"without a release", []*Force{serves("one", other, ledger.None)}, "sha256:000000000000, served by one", "tip of one"},
	} {
		base, err := r.Base(t.Context(), l, c.asked)
		require.NoError(t, err, c.name)
		require.Equal(t, c.want, base.What, c.name)
		require.Equal(t, c.tip, base.Revision.Commit, c.name)
	}
}
