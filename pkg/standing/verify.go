package standing

import (
	"context"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Verification is what came of verifying a version, a statement or all of them.
type Verification struct {
	Look     *Look // nil where no version was asked for
	Answers  []Answered
	Verdicts []statement.Verdict
	all      bool // every statement was asked for
}

// Answered is what an environment says of a version.
type Answered struct {
	*statement.Answer
	Source string // where the policy in force stands: the environment's branch, or HEAD
}

// Good reports whether every environment that was asked takes the version or,
// where a statement was asked for, whether it counts. Of all statements each
// must be genuine: one that was good once is no forgery.
func (v *Verification) Good() bool {
	if v.Look != nil {
		return !slices.ContainsFunc(v.Answers, func(a Answered) bool { return !a.Met() })
	}
	return !slices.ContainsFunc(v.Verdicts, func(one statement.Verdict) bool {
		return !one.Good() && !(v.all && one.Lapsed())
	})
}

// Verify asks whether NAME[@REV] may be in environments, or whether a statement,
// which is named by its tag or object id, is genuine.
func (r *Register) Verify(ctx context.Context, what string, environments []string) (*Verification, error) {
	s, err := r.Find(ctx, what)
	if err != nil {
		return nil, err
	}
	if s != nil {
		judge, err := r.Judge(ctx, r.judging())
		if err != nil {
			return nil, err
		}
		return &Verification{Verdicts: []statement.Verdict{judge.Genuine(s)}}, nil
	}
	l, err := r.Look(ctx, what)
	if err != nil {
		return nil, err
	}
	v := &Verification{Look: l}
	forces, err := r.asked(environments)
	if err != nil {
		return nil, err
	}
	for _, f := range forces {
		answer, err := r.Ask(ctx, l, f)
		if err != nil {
			return nil, err
		}
		v.Answers = append(v.Answers, Answered{answer, f.Source})
	}
	v.Verdicts = merged(v.Answers)
	if len(v.Answers) == 0 {
		err = r.unasked(ctx, v)
	}
	return v, err
}

// unasked judges what speaks of a version where nothing asks for anything.
func (r *Register) unasked(ctx context.Context, v *Verification) error {
	judge, err := r.Judge(ctx, r.judging())
	if err != nil {
		return err
	}
	for _, s := range judge.About(v.Look.Subject.Digest) {
		v.Verdicts = append(v.Verdicts, judge.Genuine(s))
	}
	return nil
}

// asked returns the environments of these names or, where none is named, those
// that ask for something.
func (r *Register) asked(names []string) ([]*Force, error) {
	if len(names) == 0 {
		return r.Closed(), nil
	}
	return r.Named(names)
}

// Named returns the environments of these names, each once.
func (r *Register) Named(names []string) ([]*Force, error) {
	var forces []*Force
	for _, name := range names {
		f, err := r.Force(name)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(forces, f) {
			forces = append(forces, f)
		}
	}
	return forces, nil
}

// merged gives each statement one verdict: the best that any environment has
// for it.
func merged(answers []Answered) []statement.Verdict {
	var all []statement.Verdict
	at := map[string]int{}
	for _, a := range answers {
		for _, v := range a.Verdicts {
			i, seen := at[v.Ref+v.ID]
			switch {
			case !seen:
				at[v.Ref+v.ID] = len(all)
				all = append(all, v)
			case v.Good() || all[i].Reason == statement.Elsewhere || all[i].Reason == statement.NotAsked:
				if !all[i].Good() {
					all[i] = v
				}
			}
		}
	}
	return all
}

// VerifyAll judges every statement of the repository by itself.
func (r *Register) VerifyAll(ctx context.Context) (*Verification, error) {
	known, err := r.Statements(ctx)
	if err != nil {
		return nil, err
	}
	judge, err := r.Judge(ctx, r.judging())
	if err != nil {
		return nil, err
	}
	v := &Verification{all: true}
	for _, s := range known {
		v.Verdicts = append(v.Verdicts, judge.Genuine(s))
	}
	return v, nil
}

// judging is the environment by whose policy a statement is judged that is not
// asked for in any: the last one that asks for something.
func (r *Register) judging() *Force {
	if closed := r.Closed(); len(closed) > 0 {
		return closed[len(closed)-1]
	}
	return r.Last()
}
