package statement

import (
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/stretchr/testify/require"
)

// judged is what a judge of a policy, who knows all statements, says of the
// first.
func judged(p *policy.Policy, all ...*Signed) Verdict {
	return NewJudge(p, noon(), nil, all).Genuine(all[0])
}

func TestGenuine(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}")
	before := noon().Add(-time.Hour)
	role := func(role string) func(*Statement) { return func(s *Statement) { s.Role = role } }
	for name, c := range map[string]struct {
		who    string
		at     time.Time
		kind   Kind
		role   string
		edit   func(*Statement)
		reason Reason
	}{
		"approval":               {who: "ana", kind: Approval, role: "legal", reason: Counted},
		"rejection":              {who: "ana", kind: Rejection, role: "legal", reason: Counted},
		"evaluation":             {who: "ci", kind: Evaluation, role: "evaluation", reason: Counted},
		"release":                {who: "ci", kind: Release, role: "release", reason: Counted},
		"revocation":             {who: "ben", kind: Revocation, role: "security", reason: Counted},
		"revocation by an admin": {who: "ana", kind: Revocation, role: "admin", reason: Counted},
		"policy":                 {who: "ana", kind: Policy, role: "admin", reason: Counted},
		"nobody":                 {kind: Approval, role: "legal", reason: Unsigned},
		"stranger":               {who: "eve", kind: Approval, role: "legal", reason: Stranger},
		"retired":                {who: "dan", kind: Approval, role: "legal", reason: Withdrawn},
		"another's role":         {who: "ana", kind: Approval, role: "security", reason: Role},
		"approval as admin":      {who: "ana", kind: Approval, role: "admin", reason: Role},
		"release as approver":    {who: "ana", kind: Release, role: "legal", reason: Role},
		"evaluation as approver": {who: "ana", kind: Evaluation, role: "legal", reason: Role},
		"policy as approver":     {who: "ana", kind: Policy, role: "legal", reason: Role},
		"robot approves":         {who: "ci", kind: Approval, role: "release", reason: Role},
		"robot revokes":          {who: "ci", kind: Revocation, role: "release", reason: Role},
		"evaluation by releaser": {who: "ci", kind: Evaluation, role: "release", reason: Role},
		"foreign":                {who: "ana", kind: Approval, role: "legal", edit: func(s *Statement) { s.Repository = strings.Repeat("ab", 8) }, reason: Foreign},
		"clocks differ":          {who: "ana", at: noon().Add(5 * time.Minute), kind: Approval, role: "legal", reason: Counted},
		"future":                 {who: "ana", at: noon().Add(5*time.Minute + time.Second), kind: Approval, role: "legal", reason: Future},
		"not yet expired":        {who: "ana", kind: Approval, role: "legal", edit: func(s *Statement) { s.Expires = noon().Add(time.Second) }, reason: Counted},
		"expired":                {who: "ana", kind: Approval, role: "legal", edit: func(s *Statement) { s.Expires = noon() }, reason: Expired},
		"role that nobody has":   {who: "ana", kind: Approval, role: "oncall", reason: Role},
		"role but for the case":  {who: "ana", kind: Approval, role: "Legal", edit: role("Legal"), reason: Role},
	} {
		t.Run(name, func(t *testing.T) {
			if c.at.IsZero() {
				c.at = before
			}
			edits := []func(*Statement){}
			if c.edit != nil {
				edits = append(edits, c.edit)
			}
			v := judged(p, signed(t, c.who, c.at, said(c.kind, c.role, edits...)))
			require.Equal(t, c.reason, v.Reason, v.Why)
			require.Equal(t, v.Good(), v.Why == "")
		})
	}
}

func TestGenuineForged(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}")
	s := signed(t, "ana", noon(), said(Approval, "legal"))
	other := signed(t, "ana", noon(), said(Approval, "legal"))
	forged := Read("1", s.Ref, []byte(string(s.Tag.Payload)+string(other.Tag.Armour)))
	v := judged(p, forged)
	require.Equal(t, BadKey, v.Reason)
	require.False(t, v.Proven)
	require.True(t, judged(p, s).Proven)
	require.Equal(t, Void, judged(p, NotATag("1", "refs/tags/approvals/x", ErrLightweight)).Reason)

	// A withdrawn key that verifies is no forgery; one that does not is.
	retired := signed(t, "dan", noon(), said(Approval, "legal"))
	v = judged(p, retired)
	require.Equal(t, Withdrawn, v.Reason)
	require.True(t, v.Lapsed())
	p.Keys.SSH = nil
	v = judged(p, retired)
	require.Equal(t, Withdrawn, v.Reason)
	require.False(t, v.Lapsed())
}

func TestRevocation(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}")
	approval := signed(t, "ana", noon(), said(Approval, "legal"))
	target := func(id string) func(*Statement) { return func(s *Statement) { s.Target, s.Subjects = id, nil } }
	revocation := signed(t, "ben", noon(), said(Revocation, "security", target(approval.ID)))
	require.Equal(t, Revoked, judged(p, approval, revocation).Reason)
	require.True(t, judged(p, approval, revocation).Lapsed())

	undone := signed(t, "ana", noon(), said(Revocation, "admin", target(revocation.ID)))
	require.Equal(t, Counted, judged(p, approval, revocation, undone).Reason)
	redone := signed(t, "cy", noon(), said(Revocation, "legal", target(undone.ID)))
	require.Equal(t, Revoked, judged(p, approval, revocation, undone, redone).Reason)
	second := signed(t, "cy", noon(), said(Revocation, "legal", target(approval.ID)))
	require.Equal(t, Revoked, judged(p, approval, revocation, second, undone).Reason)

	for name, bad := range map[string]*Signed{
		"stranger": signed(t, "eve", noon(), said(Revocation, "legal", target(approval.ID))),
		"robot":    signed(t, "ci", noon(), said(Revocation, "release", target(approval.ID))),
		"unsigned": signed(t, "", noon(), said(Revocation, "legal", target(approval.ID))),
		"future":   signed(t, "ben", noon().Add(time.Hour), said(Revocation, "security", target(approval.ID))),
		"other":    signed(t, "ben", noon(), said(Revocation, "security", target(strings.Repeat("2", 40)))),
	} {
		require.Equal(t, Counted, judged(p, approval, bad).Reason, name)
	}
	j := NewJudge(p, noon(), nil, []*Signed{approval, signed(t, "ben", noon(), said(Revocation, "security"))})
	_, revoked := j.Revoked(digestOf("a"))
	require.True(t, revoked)
	_, revoked = j.Revoked(digestOf("b"))
	require.False(t, revoked)
	require.True(t, j.Genuine(approval).Good()) // what it says is true; the version is good no longer
}
