package statement

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// asked is the answer for triage in production.
func asked(t *testing.T, requires string, q Question, ledger *Ledger, known ...*Signed) *Answer {
	t.Helper()
	q.Environment, q.Subject = "production", subject()
	j := NewJudge(policyFor(t, requires), noon(), map[string]*Ledger{"production": ledger}, known)
	answer, err := j.Ask(q)
	require.NoError(t, err)
	return answer
}

// reasons are the verdicts by the statements' ids.
func (a *Answer) reasons() map[string]Reason {
	all := map[string]Reason{}
	for _, v := range a.Verdicts {
		all[v.ID] = v.Reason
	}
	return all
}

// at is a time, some minutes before noon.
func at(minutes int) time.Time { return noon().Add(time.Duration(minutes-60) * time.Minute) }

func TestAskApprovals(t *testing.T) {
	const both = "approvals: {legal: 1, security: 1}"
	ana := signed(t, "ana", at(1), said(Approval, "legal"))
	again := signed(t, "ana", at(2), said(Approval, "legal"))
	ben := signed(t, "ben", at(3), said(Approval, "security"))
	cyLegal, cySecurity := signed(t, "cy", at(4), said(Approval, "legal")), signed(t, "cy", at(5), said(Approval, "security"))

	require.False(t, asked(t, both, Question{}, nil).Met())
	require.True(t, asked(t, both, Question{}, nil, ana, ben).Met())
	require.True(t, asked(t, both, Question{}, nil, ben, ana).Met())
	require.True(t, asked(t, both, Question{}, nil, cySecurity, cyLegal, ana).Met())
	require.False(t, asked(t, both, Question{}, nil, cySecurity, cyLegal).Met())

	a := asked(t, both, Question{}, nil, ana, again)
	require.False(t, a.Met())
	require.Equal(t, map[string]Reason{ana.ID: Counted, again.ID: Repeated}, a.reasons())
	require.Equal(t, []string{"ben", "cy"}, a.Needs[1].Who)

	a = asked(t, "approvals: {legal: 2}", Question{}, nil, ana, again, cySecurity)
	require.False(t, a.Met())
	require.Equal(t, NotAsked, a.reasons()[cySecurity.ID])
	require.True(t, asked(t, "approvals: {legal: 2}", Question{}, nil, ana, cyLegal).Met())

	elsewhere := signed(t, "ana", at(1), said(Approval, "legal", func(s *Statement) { s.For[0].Environment = "staging" }))
	alias := signed(t, "ana", at(1), said(Approval, "legal", func(s *Statement) { s.Subjects[0].Name = "medical" }))
	moved := signed(t, "ana", at(1), said(Approval, "legal", func(s *Statement) { s.Subjects[0].Path = "prompts/Triage.prompt.yaml" }))
	other := signed(t, "ana", at(1), said(Approval, "legal", func(s *Statement) { s.Subjects[0].Digest = digestOf("b") }))
	a = asked(t, both, Question{}, nil, elsewhere, alias, moved, other)
	require.Equal(t, map[string]Reason{elsewhere.ID: Elsewhere, alias.ID: Other, moved.ID: Other}, a.reasons())

	_, err := NewJudge(policyFor(t, both), noon(), nil, nil).Ask(Question{Environment: "live", Subject: subject()})
	require.ErrorContains(t, err, "no environment")
}

func TestAskFreshness(t *testing.T) {
	one, two := "2222222222222222222222222222222222222222", "3333333333333333333333333333333333333333"
	ledger := &Ledger{}
	ledger.Append(one)
	ledger.Append(two, digestOf("a"))
	with := func(tip string) *Signed {
		return signed(t, "ana", at(1), said(Approval, "legal", func(s *Statement) { s.For[0].Tip = tip }))
	}
	for tip, want := range map[string]Reason{None: Stale, one: Stale, two: Counted, commitID: Stale} {
		s := with(tip)
		require.Equal(t, want, asked(t, "approvals: {legal: 1}", Question{}, ledger, s).reasons()[s.ID], tip)
	}
	s := with(one)
	require.Equal(t, Stale, asked(t, "approvals: {legal: 1}", Question{}, nil, s).reasons()[s.ID])
}

func TestAskRejections(t *testing.T) {
	const one = "approvals: {legal: 1}"
	tip := "2222222222222222222222222222222222222222"
	ledger := &Ledger{}
	ledger.Append(tip)
	seen := func(s *Statement) { s.For[0].Tip = tip }
	ana := signed(t, "ana", at(1), said(Approval, "legal"))
	no := signed(t, "cy", at(10), said(Rejection, "legal"))
	for name, c := range map[string]struct {
		yes *Signed
		met bool
	}{
		"later":          {signed(t, "cy", at(11), said(Approval, "legal")), true},
		"earlier":        {signed(t, "cy", at(9), said(Approval, "legal")), false},
		"at once":        {signed(t, "cy", at(10), said(Approval, "legal")), false},
		"other role":     {signed(t, "cy", at(11), said(Approval, "security")), false},
		"other person":   {signed(t, "ben", at(11), said(Approval, "legal")), false},
		"later tip":      {signed(t, "cy", at(1), said(Approval, "legal", seen)), true},
		"other place":    {signed(t, "cy", at(11), said(Approval, "legal", func(s *Statement) { s.For[0].Environment = "staging" })), false},
		"expired":        {signed(t, "cy", at(11), said(Approval, "legal", func(s *Statement) { s.Expires = at(12) })), false},
		"forged":         {signed(t, "eve", at(11), said(Approval, "legal")), false},
		"another prompt": {signed(t, "cy", at(11), said(Approval, "legal", func(s *Statement) { s.Subjects[0].Digest = digestOf("b") })), false},
	} {
		a := asked(t, one, Question{}, ledger, ana, no, c.yes)
		require.Equal(t, c.met, a.Met(), name)
		require.Equal(t, map[bool]Reason{true: Superseded, false: Blocks}[c.met], a.reasons()[no.ID], name)
	}
	// An earlier tip is earlier, whatever the date says; an unknown one is never
	// taken back by approving.
	late := signed(t, "cy", at(1), said(Rejection, "legal", seen))
	yes := signed(t, "cy", at(20), said(Approval, "legal"))
	require.False(t, asked(t, one, Question{}, ledger, ana, late, yes).Met())
	lost := signed(t, "cy", at(1), said(Rejection, "legal", func(s *Statement) { s.For[0].Tip = commitID }))
	require.False(t, asked(t, one, Question{}, ledger, ana, lost, yes).Met())
	undo := signed(t, "ana", at(30), said(Revocation, "legal", func(s *Statement) { s.Target, s.Subjects = lost.ID, nil }))
	require.True(t, asked(t, one, Question{}, ledger, ana, lost, yes, undo).Met())

	elsewhere := signed(t, "cy", at(1), said(Rejection, "legal", func(s *Statement) { s.For[0].Environment = "staging" }))
	robot := signed(t, "ci", at(1), said(Rejection, "release"))
	require.True(t, asked(t, one, Question{}, ledger, ana, elsewhere, robot).Met())
	revoked := signed(t, "ben", at(1), said(Revocation, "security"))
	a := asked(t, one, Question{}, ledger, ana, revoked)
	require.False(t, a.Met())
	require.Contains(t, a.Needs[0].Why, "It leaks.")
}

func TestAskEvaluation(t *testing.T) {
	suite := func(digest string) Question { return Question{Suite: func([]Subject) string { return digest }} }
	evaluation := func(edit func(*Statement)) *Signed {
		return signed(t, "ci", at(1), said(Evaluation, "evaluation", edit))
	}
	set := func(cases, passed int, mode string) func(*Statement) {
		return func(s *Statement) { s.Cases, s.Passed, s.Mode = cases, passed, mode }
	}
	for name, c := range map[string]struct {
		requires string
		q        Question
		edit     func(*Statement)
		want     Reason
	}{
		"enough":         {"passRate: 0.95", suite(digestOf("5")), set(20, 19, Live), Counted},
		"exactly":        {"passRate: 0.07", suite(digestOf("5")), set(100, 7, Live), Counted},
		"exactly too":    {"passRate: 0.29", suite(digestOf("5")), set(100, 29, Live), Counted},
		"below":          {"passRate: 0.95", suite(digestOf("5")), set(20, 18, Live), Falls},
		"just below":     {"passRate: 1", suite(digestOf("5")), set(maxCases, maxCases-1, Live), Falls},
		"none":           {"passRate: 0.01", suite(digestOf("5")), set(0, 0, Live), Falls},
		"replayed":       {"passRate: 0.95", suite(digestOf("5")), set(20, 20, Replay), Falls},
		"may be replay":  {"passRate: 0.95, mode: replay", suite(digestOf("5")), set(20, 20, Replay), Counted},
		"other tests":    {"passRate: 0.95", suite(digestOf("6")), set(20, 20, Live), Suite},
		"nobody can say": {"passRate: 0.95", Question{}, set(20, 20, Live), Suite},
		"no tests":       {"passRate: 0.95", suite(None), func(s *Statement) { s.Suite = None }, Falls},
	} {
		s := evaluation(c.edit)
		a := asked(t, "evaluation: {"+c.requires+"}", c.q, nil, s)
		require.Equal(t, c.want, a.reasons()[s.ID], name)
		require.Equal(t, c.want == Counted, a.Met(), name)
	}
	s := evaluation(set(1, 0, Live))
	require.Equal(t, NotAsked, asked(t, "approvals: {legal: 1}", Question{}, nil, s).reasons()[s.ID])

	// Where an evaluation is required, an approver must have seen its tests.
	good := evaluation(set(20, 20, Live))
	ana := signed(t, "ana", at(1), said(Approval, "legal"))
	saw := signed(t, "ana", at(1), said(Approval, "legal", func(s *Statement) { s.Suite = digestOf("5") }))
	requires := "approvals: {legal: 1}, evaluation: {passRate: 0.95}"
	require.Equal(t, Suite, asked(t, requires, suite(digestOf("5")), nil, good, ana).reasons()[ana.ID])
	require.True(t, asked(t, requires, suite(digestOf("5")), nil, good, saw).Met())
	require.False(t, asked(t, requires, suite(digestOf("6")), nil, good, saw).Met())
}

func TestAskRelease(t *testing.T) {
	release := signed(t, "ci", at(1), said(Release, "release"))
	other := signed(t, "ci", at(1), said(Release, "release", func(s *Statement) { s.Subjects[0].Digest = digestOf("b") }))
	require.False(t, asked(t, "release: true", Question{}, nil).Met())
	require.False(t, asked(t, "release: true", Question{}, nil, other).Met())
	require.False(t, asked(t, "release: true", Question{}, nil, signed(t, "", at(1), said(Release, "release"))).Met())
	require.False(t, asked(t, "release: true", Question{}, nil, signed(t, "ana", at(1), said(Release, "release"))).Met())
	a := asked(t, "release: true, approvals: {legal: 1}", Question{}, nil, release)
	require.False(t, a.Met())
	a.Without("approval")
	require.True(t, a.Met())
}
