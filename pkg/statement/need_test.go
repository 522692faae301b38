package statement

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// need is the one thing of a kind that an answer says is required.
func (a *Answer) need(t *testing.T, what string) Need {
	t.Helper()
	var all []Need
	for _, n := range a.Needs {
		if n.What == what {
			all = append(all, n)
		}
	}
	require.Len(t, all, 1, what)
	return all[0]
}

// why is what an answer says of each statement that does not count.
func (a *Answer) why() map[string]string {
	all := map[string]string{}
	for _, v := range a.Verdicts {
		if !v.Good() {
			all[v.ID] = v.Why
		}
	}
	return all
}

func TestAnEvaluationSaysWhatItIsWorth(t *testing.T) {
	q := Question{Suite: func([]Subject) string { return digestOf("5") }}
	first := signed(t, "ci", at(1), said(Evaluation, "evaluation"))
	second := signed(t, "ci", at(2), said(Evaluation, "evaluation", func(s *Statement) { s.Passed = 20 }))
	low := signed(t, "ci", at(3), said(Evaluation, "evaluation", func(s *Statement) { s.Passed = 18 }))
	a := asked(t, "evaluation: {passRate: 0.95}", q, nil, second, low, first)
	require.Equal(t, map[string]string{second.ID: "another one counts already", low.ID: "too few, as it takes 95 %"}, a.why())
	require.Equal(t, Repeated, a.reasons()[second.ID])
	require.Equal(t, Need{What: "evaluation", Role: "evaluation", Want: 1, By: []string{"ci"}, Who: []string{"ci"}, Why: "19 of 20 cases passed with gpt-4o", Met: true},
		a.need(t, "evaluation"))
}

// A release counts by whoever made it, and is nobody's business where none is
// asked for.
func TestAReleaseSaysWhoMadeIt(t *testing.T) {
	release := signed(t, "ci", at(1), said(Release, "release"))
	a := asked(t, "release: true", Question{}, nil, release)
	require.Equal(t, Need{What: "release", Role: "release", Want: 1, By: []string{"ci"}, Who: []string{"ci"}, Why: "v1.0.0", Met: true}, a.need(t, "release"))
	a = asked(t, "approvals: {legal: 1}", Question{}, nil, release)
	require.Equal(t, map[string]string{release.ID: "production does not ask for it"}, a.why())
}

// Whoever is not needed is told why: they count elsewhere, or there are enough.
func TestApprovalsThatAreNotNeeded(t *testing.T) {
	ana, again := signed(t, "ana", at(1), said(Approval, "legal")), signed(t, "ana", at(2), said(Approval, "legal"))
	cyLegal, cySecurity := signed(t, "cy", at(3), said(Approval, "legal")), signed(t, "cy", at(4), said(Approval, "security"))
	ben := signed(t, "ben", at(5), said(Approval, "legal"))
	a := asked(t, "approvals: {legal: 1, security: 1}", Question{}, nil, ana, again, ben, cyLegal, cySecurity)
	require.True(t, a.Met())
	require.Equal(t, map[string]string{
		again.ID:   "ana has approved as legal already",
		ben.ID:     "there are 1 approvals as legal already",
		cyLegal.ID: "cy counts as security already, and each person counts in one role",
	}, a.why())
	require.Equal(t, map[string]Reason{ana.ID: Counted, cySecurity.ID: Counted, again.ID: Repeated, ben.ID: Repeated, cyLegal.ID: Repeated}, a.reasons())
	require.Nil(t, a.Needs[0].Who, "nobody is asked for what is there")
}

// The names stand in one order, whoever had to make room for whom.
func TestApprovalsNameTheirPersonsInOrder(t *testing.T) {
	a := asked(t, "approvals: {legal: 2, security: 1}", Question{}, nil,
		signed(t, "ben", at(1), said(Approval, "legal")), signed(t, "ben", at(2), said(Approval, "security")),
		signed(t, "cy", at(3), said(Approval, "legal")), signed(t, "dan2", at(4), said(Approval, "legal")))
	require.True(t, a.Met())
	require.Equal(t, []string{"cy", "dan"}, a.Needs[0].By)
	require.Equal(t, []string{"ben"}, a.Needs[1].By)
}

// Asked are those who hold the role, do not count already, and did not write the
// change where that matters.
func TestWhoCouldApprove(t *testing.T) {
	cy := signed(t, "cy", at(1), said(Approval, "security"))
	authors := &Authors{Persons: []string{"ana"}, Emails: []string{"ben@example.com"}}
	for name, c := range map[string]struct {
		requires string
		authors  *Authors
		who      []string
	}{
		"anyone":                      {"approvals: {legal: 1}", nil, []string{"ana", "ben", "cy", "dan"}},
		"who counts in another role":  {"approvals: {legal: 1, security: 1}", nil, []string{"ana", "ben", "dan"}},
		"who wrote it":                {"approvals: {legal: 1, security: 1}, separation: true", authors, []string{"dan"}},
		"who wrote it, where all may": {"approvals: {legal: 1, security: 1}, separation: false", authors, []string{"ana", "ben", "dan"}},
	} {
		a := asked(t, c.requires, Question{Authors: c.authors}, nil, cy)
		require.Equal(t, c.who, a.Needs[0].Who, name)
	}
}

// What is wrong with a statement by itself is not covered by what else is.
func TestTheFirstReasonStays(t *testing.T) {
	elsewhere := func(s *Statement) { s.For[0].Environment = "staging" }
	alias := func(s *Statement) { s.Subjects[0].Name = "medical" }
	stranger := signed(t, "eve", at(1), said(Approval, "legal", elsewhere))
	expired := signed(t, "ana", at(1), said(Approval, "legal", alias, func(s *Statement) { s.Expires = at(2) }))
	both := signed(t, "ana", at(1), said(Approval, "legal", alias, elsewhere))
	a := asked(t, "approvals: {legal: 1}", Question{}, nil, stranger, expired, both)
	require.Equal(t, map[string]Reason{stranger.ID: Stranger, expired.ID: Expired, both.ID: Other}, a.reasons())
}

// A rejection that was given with another history in view has no place on this
// one: no approval comes after it, also not at the ledger's beginning.
func TestARejectionOfAnotherHistoryStays(t *testing.T) {
	tip := "2222222222222222222222222222222222222222"
	seen := func(tip string) func(*Statement) { return func(s *Statement) { s.For[0].Tip = tip } }
	no := signed(t, "cy", at(1), said(Rejection, "legal", seen(commitID)))
	yes := signed(t, "cy", at(2), said(Approval, "legal", seen(tip)))
	ledger := &Ledger{}
	ledger.Append(tip)
	a := asked(t, "approvals: {legal: 1}", Question{}, ledger, no, yes)
	require.Equal(t, map[string]Reason{no.ID: Blocks, yes.ID: Counted}, a.reasons())
}
