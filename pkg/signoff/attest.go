package signoff

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Attestation is what is asked to be attested.
type Attestation struct {
	Tested       []*Tested
	Environments []string // those that must take it; none for whoever asks for it
	Text         string   // more for people
	AllowErrored bool     // cases that errored count as not passed
	OtherModel   bool     // another model than the prompt's may have answered
	Together     bool     // one statement for those that can have one
	Unsigned     bool     // another program will sign it
}

// evaluated is a prompt with how it came out.
type evaluated struct {
	look *standing.Look
	*Tested
}

// Attest drafts the evaluations that results speak of, after everything that can be
// looked up has been: the bytes of the prompts and of their tests, which repository
// it is, and that all tests were run.
//
// Each prompt has a statement of its own. Together, those of one commit, model and
// mode of which every case passed are one: a sum of others would hide that one of
// them fails, and whoever edits the tests of one voids it for all.
func (d *Desk) Attest(ctx context.Context, a Attestation) ([]*Draft, error) {
	var all []evaluated
	for _, t := range a.Tested {
		e, err := d.evaluated(ctx, t, a)
		if err != nil {
			return nil, err
		}
		if other := slices.IndexFunc(all, func(o evaluated) bool { return o.look.Name == e.look.Name && !o.differs(e) }); other >= 0 {
			return nil, &RequestError{fmt.Sprintf("%s and %s are both of %s, with %s", all[other].File, t.File, e.look.Name, t.Head.Model)}
		}
		all = append(all, e)
	}
	var drafts []*Draft
	for _, group := range grouped(all, a.Together) {
		draft, err := d.attest(ctx, group, a)
		if err != nil {
			return nil, err
		}
		drafts = append(drafts, draft)
	}
	return drafts, nil
}

// evaluated checks results against what is committed.
func (d *Desk) evaluated(ctx context.Context, t *Tested, a Attestation) (evaluated, error) {
	if err := t.whole(a.AllowErrored); err != nil {
		return evaluated{}, err
	}
	switch own := d.Last().Policy.Repository; {
	case t.Head.Repository == "":
		return evaluated{}, diag.WithHint(t.unfit("they do not say of which repository they are"), "they were made where there was no policy: run the tests again")
	case t.Head.Repository != own:
		return evaluated{}, t.unfit("they are of the repository %s, and this is %s", t.Head.Repository, own)
	}
	look, err := t.look(ctx, d)
	if err != nil {
		return evaluated{}, err
	}
	if own := look.Closure.Prompt.Model.Value; own != "" && own != t.Head.Model && !a.OtherModel {
		return evaluated{}, diag.WithHint(t.unfit("%q answered, and %s is for %s", t.Head.Model, look.Name, own),
			"run its tests with its own model; --other-model signs it all the same, and the evaluation says which model it was")
	}
	return evaluated{look, t}, t.sameTests(ctx, look)
}

// differs reports whether two evaluations are about different things, as far as one
// statement can be about several prompts.
func (e evaluated) differs(o evaluated) bool {
	return e.look.Revision.Commit != o.look.Revision.Commit || e.Head.Model != o.Head.Model || e.Head.Mode != o.Head.Mode
}

// grouped are the evaluations of each statement.
func grouped(all []evaluated, together bool) [][]evaluated {
	var groups [][]evaluated
	for _, e := range all {
		at := slices.IndexFunc(groups, func(g []evaluated) bool {
			return together && !g[0].differs(e) && g[0].flawless() && e.flawless()
		})
		if at < 0 {
			groups = append(groups, []evaluated{e})
		} else {
			groups[at] = append(groups[at], e)
		}
	}
	return groups
}

func (e evaluated) flawless() bool { return e.Summary.Passed == e.Summary.Cases }

// attest drafts one statement.
func (d *Desk) attest(ctx context.Context, group []evaluated, a Attestation) (*Draft, error) {
	slices.SortFunc(group, func(a, b evaluated) int { return strings.Compare(a.look.Name, b.look.Name) })
	s := &statement.Statement{Kind: statement.Evaluation, Role: policy.RoleEvaluation, Body: a.Text, Model: group[0].Head.Model, Mode: group[0].Head.Mode}
	draft := &Draft{Commit: group[0].look.Revision.Commit, Statement: s}
	for _, e := range group {
		draft.Looks = append(draft.Looks, e.look)
		s.Subjects = append(s.Subjects, e.look.Subject)
		s.Cases, s.Passed = s.Cases+e.Summary.Cases, s.Passed+e.Summary.Passed
	}
	s.Title = fmt.Sprintf("Evaluate %s: %s", about(draft.Looks), s.Outcome())
	var err error
	if s.Suite, err = draft.Looks[0].Suite(ctx, s.Subjects); err != nil {
		return nil, err
	}
	if draft.Forces, err = d.hearing(group, draft, a); err != nil {
		return nil, err
	}
	if err := d.prepare(draft); err != nil || a.Unsigned {
		return draft, err
	}
	return draft, d.attested(ctx, draft)
}

// hearing returns the environments that an evaluation is for: those that are named,
// which must take it, or those that hear it.
func (d *Desk) hearing(group []evaluated, draft *Draft, a Attestation) ([]*standing.Force, error) {
	if len(a.Environments) == 0 {
		return d.heard(draft.Looks, a.Unsigned)
	}
	var forces []*standing.Force
	for _, name := range a.Environments {
		f, err := d.Force(name)
		if err != nil {
			return nil, err
		}
		for _, e := range group {
			if why := Lacks(f, e.look.Name, draft.Statement); why != "" {
				return nil, e.unfit("%s: %s", draft.Outcome(), why)
			}
		}
		if !a.Unsigned {
			if err := d.evaluates(f); err != nil {
				return nil, err
			}
		}
		forces = append(forces, f)
	}
	return forces, nil
}

// Lacks says why an environment does not take an evaluation of a prompt, "" where it
// does.
func Lacks(f *standing.Force, name string, s *statement.Statement) string {
	asked := f.RequirementsFor(name).Evaluation
	switch {
	case f.Open || asked.PassRate == 0:
		return fmt.Sprintf("%s asks for no evaluation of %s", f.Name, name)
	case float64(s.Passed)/float64(s.Cases) < asked.PassRate || s.Mode != statement.Live && !asked.Replay:
		return fmt.Sprintf("%s does not take it for %s: it asks for %s", f.Name, name, asked)
	}
	return ""
}

// heard returns the environments that ask for an evaluation of some prompts, or all
// that ask for something where none does, and whose policies take one from who signs.
func (d *Desk) heard(looks []*standing.Look, unsigned bool) ([]*standing.Force, error) {
	forces := d.Closed()
	if len(forces) == 0 {
		err := errors.New("every environment is open, so nobody asks for an evaluation")
		return nil, diag.WithHint(err, "`promptctl test --save` keeps results without a signature")
	}
	asking := slices.DeleteFunc(slices.Clone(forces), func(f *standing.Force) bool { return !asksEvaluation(f, looks) })
	if len(asking) > 0 {
		forces = asking
	}
	if unsigned {
		return forces, nil
	}
	var heard []*standing.Force
	var refused error
	for _, f := range forces {
		err := d.evaluates(f)
		if err == nil {
			heard = append(heard, f)
		}
		refused = cmp.Or(refused, err)
	}
	if len(heard) == 0 {
		return nil, refused
	}
	return heard, nil
}

func asksEvaluation(f *standing.Force, looks []*standing.Look) bool {
	return slices.ContainsFunc(looks, func(l *standing.Look) bool { return f.RequirementsFor(l.Name).Evaluation.PassRate > 0 })
}

// evaluates checks that an environment takes evaluations from who signs.
func (d *Desk) evaluates(f *standing.Force) error {
	person, err := d.Signs(f)
	if err != nil || person.HasRole(policy.RoleEvaluation) {
		return err
	}
	return lacksRole(f, person, policy.RoleEvaluation)
}

// attested looks for an evaluation that says the same, made with the same key, and
// that still stands: then there is nothing to sign.
func (d *Desk) attested(ctx context.Context, draft *Draft) error {
	known, err := d.Bearing(ctx, draft.Statement)
	if err != nil {
		return err
	}
	for _, s := range known {
		if s.Err != nil || !s.Repeats(draft.Statement) {
			continue
		}
		stands, person := true, ""
		for _, f := range draft.Forces {
			v := statement.NewJudge(f.Policy, d.Now, nil, known).Genuine(s)
			stands = stands && v.Good() && v.Key == d.Key
			person = v.Person
		}
		if stands {
			draft.Already = &Said{person, s}
			return nil
		}
	}
	return nil
}
