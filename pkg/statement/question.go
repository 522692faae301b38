package statement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/policy"
)

// Question is whether a prompt may be in an environment.
type Question struct {
	Environment string
	Subject     Subject
	// Suite gives the digest of the test suites of these prompts, as they stand
	// where the subject was taken from. It is asked where an evaluation is
	// required.
	Suite func([]Subject) string
	// Authors are those who wrote the change; nil where separation is not asked
	// for.
	Authors *Authors
}

// Need is one thing that an environment requires, and whether it is there.
type Need struct {
	What string   // "approval", "evaluation", "release", "standing"; others may add to them
	Role string   // whose statements it takes
	Want int      // how many
	By   []string // the persons who gave it
	Who  []string // the persons who could give what is missing
	Why  string   // what is in the way, or what was given, in words
	Met  bool
}

// String says what is wanted, who gave it and who could.
func (n Need) String() string {
	text := n.What
	switch n.What {
	case "approval", "policy":
		text = fmt.Sprintf("%s %d of %d", n.Role, len(n.By), n.Want)
	case "standing", "sound":
		return n.Why
	case "threads":
		return "threads: " + n.Why
	}
	if len(n.By) > 0 {
		text += ": " + strings.Join(n.By, ", ")
	}
	if n.Why != "" {
		text += " (" + n.Why + ")"
	}
	if n.Met || n.Role == "" { // what is no statement nobody gives
		return text
	}
	if len(n.Who) == 0 {
		return text + "; nobody who is left can give it"
	}
	return text + "; " + strings.Join(n.Who, ", ") + " can give it"
}

// Answer is what came of a question.
type Answer struct {
	Question
	Needs    []Need
	Verdicts []Verdict // of every statement that speaks of the digest
	Warnings []string  // what is not enforced
}

// Met reports whether everything that is required is there.
func (a *Answer) Met() bool {
	return !slices.ContainsFunc(a.Needs, func(n Need) bool { return !n.Met })
}

// Without leaves out a need, for those who ask what comes before it.
func (a *Answer) Without(what string) {
	a.Needs = slices.DeleteFunc(a.Needs, func(n Need) bool { return n.What == what })
}

// inquiry is a question that is being answered.
type inquiry struct {
	*Judge
	Question
	require  policy.Requirements
	ledger   *Ledger
	verdicts []Verdict
	warnings []string
}

// Ask answers a question from all statements that the judge knows. The
// environment must be in the policy. An open one asks for nothing.
func (j *Judge) Ask(q Question) (*Answer, error) {
	e, there := j.policy.Environment(q.Environment)
	if !there {
		return nil, fmt.Errorf("there is no environment %q in the policy", q.Environment)
	}
	in := j.inquire(q)
	in.require = e.RequirementsFor(q.Subject.Name)
	slices.SortStableFunc(in.verdicts, func(a, b Verdict) int {
		return cmp.Or(a.dated().Compare(b.dated()), strings.Compare(a.ID, b.ID))
	})
	needs := in.needs()
	return &Answer{Question: q, Needs: needs, Verdicts: in.verdicts, Warnings: in.warnings}, nil
}

// inquire begins an inquiry: it judges each statement that speaks of the digest
// by itself, and whether it is for the question.
func (j *Judge) inquire(q Question) *inquiry {
	in := &inquiry{Judge: j, Question: q, ledger: j.ledgers[q.Environment]}
	for _, s := range j.byDigest[q.Subject.Digest] {
		v := j.Genuine(s)
		in.fits(&v)
		in.verdicts = append(in.verdicts, v)
	}
	return in
}

// needs judges each thing that is required. Rejections come first, as what
// they block no approval mends; the evaluation comes before the approvals, as
// those must have seen its tests.
func (in *inquiry) needs() []Need {
	var needs []Need
	add := func(n []Need) { needs = append(needs, n...) }
	add(in.objections())
	if in.require.Evaluation.PassRate > 0 {
		add(in.evaluation())
	} else {
		in.leave(Evaluation)
	}
	add(in.approvals())
	if in.require.Release {
		add(in.release())
	} else {
		in.leave(Release)
	}
	return needs
}

// leave notes statements of a kind that nobody asks for.
func (in *inquiry) leave(kind Kind) {
	for v := range in.good(kind) {
		v.refuse(NotAsked, "%s does not ask for it", in.Environment)
	}
}

// good gives the statements of a kind that count so far.
func (in *inquiry) good(kind Kind) func(yield func(*Verdict) bool) {
	return func(yield func(*Verdict) bool) {
		for i := range in.verdicts {
			if v := &in.verdicts[i]; v.Good() && v.Kind == kind && !yield(v) {
				return
			}
		}
	}
}

// fits checks that a statement speaks of this prompt, and for this environment.
func (in *inquiry) fits(v *Verdict) {
	if !v.Good() {
		return
	}
	if !slices.Contains(v.Subjects, in.Subject) {
		v.refuse(Other, "it is of these bytes as another prompt")
		return
	}
	if v.Kind != Approval && v.Kind != Rejection {
		return
	}
	tip, there := v.Tip(in.Environment)
	if !there {
		v.refuse(Elsewhere, "it is for %s", v.Environments())
		return
	}
	if why := in.ledger.stale(tip, in.Subject.Digest); why != "" && v.Kind == Approval {
		v.refuse(Stale, "%s", why)
	}
}

// objections are a revoked digest and rejections that stand.
func (in *inquiry) objections() []Need {
	var needs []Need
	if by, revoked := in.Revoked(in.Subject.Digest); revoked {
		needs = append(needs, Need{What: "standing", Role: by.Role, By: []string{by.Person},
			Why: fmt.Sprintf("%s revoked this version: %s", by.Person, by.Statement.Reason)})
	}
	for v := range in.good(Rejection) {
		if later := in.answered(v); later != nil {
			v.refuse(Superseded, "%s approved it since", v.Person)
			continue
		}
		v.refuse(Blocks, "%s rejected it: %s", v.Person, v.Statement.Reason)
		needs = append(needs, Need{What: "standing", Role: v.Role, By: []string{v.Person}, Who: []string{v.Person},
			Why: fmt.Sprintf("%s rejected it as %s: %s", v.Person, v.Role, v.Statement.Reason)})
	}
	return needs
}

// answered returns the approval by which the same person, in the same role,
// took a rejection back: one that saw a later tip of the ledger or, at the same
// tip, one that they dated later. Their own dates order their own words.
func (in *inquiry) answered(rejection *Verdict) *Verdict {
	at, known := in.place(rejection)
	for v := range in.good(Approval) {
		then, _ := in.place(v)
		same := v.Person == rejection.Person && v.Role == rejection.Role
		if same && known && (then > at || then == at && v.dated().After(rejection.dated())) {
			return v
		}
	}
	return nil
}

// place is where on the ledger a statement was given.
func (in *inquiry) place(v *Verdict) (int, bool) {
	tip, _ := v.Tip(in.Environment)
	return in.ledger.seen(tip)
}
