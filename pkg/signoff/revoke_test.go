package signoff

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Persons revoke in a role that approves, or as admin; robots never.
func TestWhoRevokes(t *testing.T) {
	f := newFixture(t)
	p := f.desk(t, "ana").Last().Policy
	for name, c := range map[string]struct{ person, named, role, err string }{
		"the first that may":        {"ana", "", "legal", ""},
		"as admin":                  {"ana", "admin", "admin", ""},
		"one that approves":         {"bo", "", "doctor", ""},
		"named":                     {"cy", "security", "security", ""},
		"one that they do not have": {"ana", "security", "", "ana does not have a role security that revokes"},
		"one that states facts":     {"bo", "release", "", "bo does not have a role release that revokes"},
		"a robot":                   {"ci", "", "", "ci is a robot, and only persons revoke"},
		"a robot, named":            {"ci", "release", "", "ci is a robot, and only persons revoke"},
	} {
		person, there := p.Person(c.person)
		require.True(t, there)
		got, err := revoker(p, person, c.named)
		require.Equal(t, c.role, got, name)
		if c.err != "" {
			require.EqualError(t, err, c.err, name)
		}
	}
	bo, _ := p.Person("bo")
	bo.Roles = []string{"release"}
	_, err := revoker(p, bo, "")
	require.EqualError(t, err, "bo has no role that revokes: one that approves, or admin")
}

// A revocation names the statement by its object id and says of which prompts that
// was, or names the digest of a version.
func TestWhatIsRevoked(t *testing.T) {
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("it takes ssh-keygen to sign:", err)
	}
	f := newFixture(t)
	d := f.desk(t, "ana")
	f.write(t, d, d.Approve, Opinion{})
	tag := f.Git("tag")
	d = f.desk(t, "cy")
	draft, err := d.Revoke(t.Context(), tag, "", "Too  early.")
	require.NoError(t, err)
	require.Equal(t, []string{f.Git("rev-parse", tag), "Too early.", "legal", "Revoke the approval " + tag, f.Head()},
		[]string{draft.Target, draft.Reason, draft.Role, draft.Title, string(draft.Commit)})
	require.Equal(t, "a", draft.Subjects[0].Name)
	require.Equal(t, "production", draft.Forces[0].Name)

	digest := draft.Subjects[0].Digest
	draft, err = d.Revoke(t.Context(), "a@HEAD", "security", "It leaks.")
	require.NoError(t, err)
	require.Equal(t, []string{digest, digest, "security", "Revoke a as it is at " + f.Head()[:8]},
		[]string{draft.Target, draft.Subjects[0].Digest, draft.Role, draft.Title})

	_, err = d.Revoke(t.Context(), tag, "", " \n")
	require.EqualError(t, err, "a revocation needs its reason: --reason REASON")
	f.Tag("approvals/by-hand", "Approved!")
	_, err = f.desk(t, "cy").Revoke(t.Context(), "approvals/by-hand", "", "No.")
	require.ErrorContains(t, err, "approvals/by-hand is no statement: ")
	_, err = d.Revoke(t.Context(), "approvals/nowhere", "", "No.")
	require.Error(t, err)
	_, err = f.desk(t, "ci").Revoke(t.Context(), tag, "", "No.")
	require.EqualError(t, err, "ci is a robot, and only persons revoke")
}

// An admin consents to what is to come into force, in those environments where one
// and the same policy is, and which it would change.
func TestAgreeTo(t *testing.T) {
	f := newFixture(t)
	_, err := f.desk(t, "ana").AgreeTo(t.Context(), "HEAD", nil)
	require.EqualError(t, err, "the policy at HEAD is in force already in staging, production")
	began := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	staged, produced := f.book(t, "staging", began), f.book(t, "production", began)
	staged.add(t, staged.Root("ana"))
	produced.add(t, produced.Root("ana"))
	f.Write(".promptctl/policy.yaml", strings.Replace(policyText, "requires: {approvals: {legal: 1}}", "requires: {approvals: {legal: 2}}", 1))
	f.Commit("Two for staging")
	d := f.desk(t, "ana")
	draft, err := d.AgreeTo(t.Context(), "HEAD", nil)
	require.NoError(t, err)
	staging, err := d.Force("staging")
	require.NoError(t, err)
	require.Equal(t, []statement.For{{Environment: "production", Tip: f.Git("rev-parse", "env/production")}, {Environment: "staging", Tip: f.Git("rev-parse", "env/staging")}}, draft.For)
	require.Equal(t, []string{staging.Folder, "admin"}, []string{draft.From, draft.Role})
	require.NotEqual(t, draft.From, draft.To)

	// Where another one is in force, that is another statement.
	consent := produced.Say("ana", statement.Statement{Kind: statement.Policy, From: draft.From, To: draft.To, For: draft.For[:1], Role: "admin"})
	produced.add(t, produced.Change("ana", f.policy(), consent))
	draft, err = f.desk(t, "ana").AgreeTo(t.Context(), "HEAD", nil)
	require.NoError(t, err)
	require.Equal(t, []string{"staging"}, environments(draft))
	f.Write(".promptctl/policy.yaml", strings.Replace(policyText, "requires: {approvals: {legal: 1}}", "requires: {approvals: {security: 1}}", 1))
	f.Commit("Another for staging")
	draft, err = f.desk(t, "ana").AgreeTo(t.Context(), "HEAD", nil)
	require.NoError(t, err)
	require.Equal(t, []string{"staging"}, environments(draft), "production's is not the one that staging has")
	draft, err = f.desk(t, "ana").AgreeTo(t.Context(), "HEAD", []string{"production"})
	require.NoError(t, err)
	require.Equal(t, []string{"production"}, environments(draft))
	_, err = f.desk(t, "cy").AgreeTo(t.Context(), "HEAD", nil)
	require.EqualError(t, err, "cy is not admin in the policy of staging (env/staging)")
}

// What the last environment would not take has no draft: nobody can write it by
// mistake.
func TestWhatIsRefusedHasNoDraft(t *testing.T) {
	releases, err := newFixture(t).desk(t, "bo").Release(t.Context(), Request{References: []string{"a"}})
	require.NoError(t, err)
	require.Len(t, releases, 1)
	require.True(t, releases[0].Refused())
	require.Nil(t, releases[0].Draft)
}

// Also where nothing is asked, nothing is written that is no statement.
func TestNothingIsWrittenThatIsNoStatement(t *testing.T) {
	f := newFixture(t)
	f.Write(".promptctl/policy.yaml", policyText[:strings.Index(policyText, "  staging:")])
	f.Commit("Open all")
	d := f.desk(t, "ana").clock(time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC))
	d.Signer = nil
	releases, err := d.Release(t.Context(), Request{References: []string{"a"}})
	require.NoError(t, err)
	_, err = d.Revoke(t.Context(), "a@HEAD", "", "No.")
	require.EqualError(t, err, "every environment is open, so nothing rests on a statement")
	d.tagger.Name = "Ana\nencoding latin1"
	_, err = d.Write(t.Context(), releases[0].Draft)
	require.ErrorContains(t, err, "it would not count in development, so nothing is written: ")
	require.Empty(t, f.Git("tag"))
	d.tagger.Name = "Ana"
	written, err := d.Write(t.Context(), releases[0].Draft)
	require.NoError(t, err)
	require.False(t, written[0].Signed)
	require.Equal(t, "a/v1.0.0", f.Git("tag"))
}
