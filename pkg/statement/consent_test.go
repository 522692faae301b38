package statement

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestConsent(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}")
	p.Admin.Count = 2
	from, to := digestOf("b"), digestOf("c")
	l := ledgerOf("", "", "")
	policyOf := func(edit ...func(*Statement)) *Statement {
		return said(Policy, "admin", append([]func(*Statement){func(s *Statement) { s.From, s.For[0].Tip = from, "1"+strings.Repeat("0", 39) }}, edit...)...)
	}
	l.Append("1" + strings.Repeat("0", 39))
	ana, again, cy := signed(t, "ana", at(1), policyOf()), signed(t, "ana", at(2), policyOf()), signed(t, "cy", at(3), policyOf())
	consent := func(known ...*Signed) *Answer {
		return NewJudge(p, noon(), map[string]*Ledger{"production": l}, known).Consent("production", from, to)
	}

	a := consent(ana, again, cy)
	require.True(t, a.Met())
	require.Equal(t, []string{"ana", "cy"}, a.Needs[0].By)
	require.Equal(t, map[string]Reason{ana.ID: Counted, again.ID: Repeated, cy.ID: Counted}, a.reasons())

	a = consent(again, ana)
	require.False(t, a.Met(), "one person is one, however often")
	require.Equal(t, "admin 1 of 2: ana; cy can give it", a.Needs[0].String())

	for name, c := range map[string]struct {
		bad  *Signed
		want Reason // "" where it says nothing of this change
	}{
		"another policy":        {signed(t, "cy", at(1), policyOf(func(s *Statement) { s.To = digestOf("d") })), ""},
		"from another":          {signed(t, "cy", at(1), policyOf(func(s *Statement) { s.From = digestOf("d") })), ""},
		"no statement":          {NotATag("1", "refs/tags/policies/x", ErrLightweight), ""},
		"another environment":   {signed(t, "cy", at(1), policyOf(func(s *Statement) { s.For[0].Environment = "open" })), Elsewhere},
		"before it began":       {signed(t, "cy", at(1), policyOf(func(s *Statement) { s.For[0].Tip = None })), Stale},
		"another history":       {signed(t, "cy", at(1), policyOf(func(s *Statement) { s.For[0].Tip = strings.Repeat("9", 40) })), Stale},
		"not an admin":          {signed(t, "ben", at(1), policyOf()), Role},
		"a stranger":            {signed(t, "eve", at(1), policyOf()), Stranger},
		"nobody":                {signed(t, "", at(1), policyOf()), Unsigned},
		"an approver":           {signed(t, "cy", at(1), policyOf(func(s *Statement) { s.Role = "legal" })), Role},
		"a robot":               {signed(t, "ci", at(1), policyOf()), Role},
		"of another repository": {signed(t, "cy", at(1), policyOf(func(s *Statement) { s.Repository = strings.Repeat("ab", 8) })), Foreign},
	} {
		a := consent(ana, c.bad)
		require.False(t, a.Met(), name)
		require.Equal(t, c.want, a.reasons()[c.bad.ID], name)
	}

	revocation := signed(t, "cy", at(4), said(Revocation, "admin", func(s *Statement) { s.Target, s.Subjects = ana.ID, nil }))
	require.Equal(t, Revoked, consent(ana, cy, revocation).reasons()[ana.ID])

	l.ChangePolicy()
	require.True(t, consent(ana, cy).Met())
	l.Append("x")
	l.ChangePolicy()
	require.Equal(t, map[string]Reason{ana.ID: Stale, cy.ID: Stale}, consent(ana, cy).reasons(), "the policy changed since")
}

// What a ledger made binding holds whatever the policy says of its signer now.
func TestBind(t *testing.T) {
	p := policyFor(t, "approvals: {legal: 1}")
	approval := signed(t, "ana", at(1), said(Approval, "legal"))
	revocation := signed(t, "eve", at(2), said(Revocation, "legal", func(s *Statement) { s.Target, s.Subjects = approval.ID, nil }))
	rejection := signed(t, "eve", at(3), said(Rejection, "legal"))
	known := []*Signed{approval, revocation, rejection}
	ask := func(bound ...Verdict) *Answer {
		j := NewJudge(p, noon(), nil, known)
		for _, v := range bound {
			j.Bind(v)
		}
		a, err := j.Ask(Question{Environment: "production", Subject: subject()})
		require.NoError(t, err)
		return a
	}
	counted := func(s *Signed) Verdict { return Verdict{Signed: s, Reason: Counted, Person: "eve", Proven: true} }
	revoked := func(s *Signed) Verdict { return Verdict{Signed: s, Reason: Revoked, Person: "eve", Proven: true} }

	require.True(t, ask().Met(), "eve is a stranger")
	require.Equal(t, Revoked, ask(counted(revocation)).reasons()[approval.ID])
	require.True(t, ask(revoked(revocation)).Met())
	a := ask(counted(rejection))
	require.False(t, a.Met())
	require.Equal(t, "eve rejected it as legal: It lies.", a.Needs[0].String())
	require.True(t, ask(revoked(rejection)).Met())
}

func TestNeedString(t *testing.T) {
	for want, n := range map[string]Need{
		"legal 1 of 2: ana; cy can give it":            {What: "approval", Role: "legal", Want: 2, By: []string{"ana"}, Who: []string{"cy"}},
		"legal 0 of 1; nobody who is left can give it": {What: "approval", Role: "legal", Want: 1},
		"legal 1 of 1: ana":                            {What: "approval", Role: "legal", Want: 1, By: []string{"ana"}, Met: true},
		"admin 0 of 2; ana, cy can give it":            {What: "policy", Role: "admin", Want: 2, Who: []string{"ana", "cy"}},
		"release; ci can give it":                      {What: "release", Role: "release", Want: 1, Who: []string{"ci"}},
		"release: ci (v1.0.0)":                         {What: "release", By: []string{"ci"}, Why: "v1.0.0", Met: true},
		"evaluation (95 % of the cases, live)":         {What: "evaluation", Why: "95 % of the cases, live", Who: []string{"ci"}},
		"evaluation; ci can give it":                   {What: "evaluation", Role: "evaluation", Who: []string{"ci"}},
		"ana rejected it":                              {What: "standing", Why: "ana rejected it", Who: []string{"ana"}},
		"threads: 2 are open":                          {What: "threads", Why: "2 are open"},
	} {
		require.Equal(t, want, n.String())
	}
}
