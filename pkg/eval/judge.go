package eval

import (
	"context"
	"errors"

	"github.com/promptctl-io/promptctl/pkg/assertion"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// Check finds assertions that cannot be made ready, such as a JSON Schema that does not
// compile. Nothing is sent.
func (r *Run) Check() diag.List {
	_, found := r.checks()
	return found
}

// checks makes the assertions of the files ready, once for the run, and finds what
// cannot be made so.
func (r *Run) checks() (map[*suite.Assertion]*assertion.Check, diag.List) {
	all := map[*suite.Assertion]*assertion.Check{}
	var found diag.List
	add := func(s *suite.Suite, list []*suite.Assertion) {
		for _, a := range list {
			check, wrong := assertion.Compile(s, a, r.options(s))
			all[a] = check
			found = append(found, wrong...)
		}
	}
	for _, s := range r.Suites {
		add(s, s.Defaults.Assert)
		for _, c := range s.Cases {
			add(s, c.Assert)
		}
	}
	return all, found
}

func (r *Run) options(s *suite.Suite) assertion.Options {
	o := assertion.Options{
		Judges: r.Provider, Judge: s.Defaults.Judge, AllowExec: r.AllowExec, Folder: r.Folder, Environ: r.Environ, Timeout: r.Timeout,
		Cost: func(name string, u model.Usage) (float64, bool) {
			facts, _ := r.Facts(name)
			return facts.Cost(u.Input, u.Output)
		},
	}
	if schema := r.Closure.Prompt.Format.Schema; schema != nil {
		o.Schema = r.Closure.Bundled(schema)
	}
	return o
}

// ready makes the assertions of a case ready, before anything is sent for it. Those of a
// row, which no file of cases has, are compiled here. It fails where nobody could judge
// the answer, whatever it is.
func (c *course) ready(j *job) ([]held, error) {
	all := j.assertions()
	if len(all) == 0 {
		return nil, diag.WithHint(errors.New("nothing is asserted of its answer"),
			"write assert: into the case or into defaults; `promptctl run` shows answers that nobody judges")
	}
	for i := range all {
		a := &all[i]
		if a.check = c.checks[a.Assertion]; a.check == nil {
			var found diag.List
			if a.check, found = assertion.Compile(a.in, a.Assertion, c.options(a.in)); found.HasErrors() {
				return nil, found.Err()
			}
		}
		if err := a.check.Forbidden(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// judge holds an answer to the assertions of its case. It fails only with what ends
// the run.
func (c *course) judge(ctx context.Context, j *job, all []held, out *results.Case, subject *assertion.Subject) error {
	var s sheet
	for _, a := range all {
		verdict := a.check.Hold(ctx, subject)
		var over *BudgetError
		if verdict.Err != nil && (ctx.Err() != nil || errors.As(verdict.Err, &over)) {
			return verdict.Err
		}
		out.JudgeUSD += verdict.CostUSD
		out.Assertions = append(out.Assertions, c.judged(j, a, verdict))
		s.add(a.Weight, verdict)
	}
	out.Status, out.Score = s.status(j.threshold()), s.score()
	return nil
}

// held is an assertion that an answer is held to, and the suite that it stands in.
type held struct {
	*suite.Assertion
	in    *suite.Suite
	check *assertion.Check // nil before it is made ready
}

// assertions are those of a case, after those of the defaults.
func (j *job) assertions() (all []held) {
	for _, a := range j.input.Suite.Defaults.Assert {
		all = append(all, held{Assertion: a, in: j.input.Suite})
	}
	for _, a := range j.input.Case.Assert {
		all = append(all, held{Assertion: a, in: j.input.Own})
	}
	return all
}

// threshold is the share of the weight that must hold; nil is all of it.
func (j *job) threshold() *float64 {
	if own := j.input.Case.Threshold; own != nil {
		return own
	}
	return j.input.Suite.Defaults.Threshold
}

// judged is what came of an assertion.
func (r *Run) judged(j *job, a held, v assertion.Verdict) results.Assertion {
	out := results.Assertion{
		Type: a.Type.Name, Name: a.Name, Place: a.in.Doc.NodeRange(a.Key).String(),
		Passed: v.Passed && v.Err == nil, Score: v.Score, Weight: a.Weight, Reason: v.Reason,
	}
	if a.Negated {
		out.Type = "not-" + out.Type
	}
	if v.Err != nil {
		out.Score, out.Error, out.Hint = 0, said(v.Err), r.hint(j, v.Err)
	}
	return out
}

// sheet adds up what came of the assertions of a case.
type sheet struct {
	weight, held, open float64 // all weight, that of assertions that hold, and that of those that nobody could judge
	scores             float64 // weighted
	failed, unjudged   int     // of those that have weight
}

func (s *sheet) add(weight float64, v assertion.Verdict) {
	s.weight += weight
	switch {
	case v.Err != nil:
		s.open += weight
		if weight > 0 {
			s.unjudged++
		}
	case v.Passed:
		s.held += weight
		s.scores += weight * v.Score
	default:
		s.scores += weight * v.Score
		if weight > 0 {
			s.failed++
		}
	}
}

// score is the weighted mean of the assertions' scores, and 1 where none has weight.
func (s *sheet) score() float64 {
	if s.weight == 0 {
		return 1
	}
	return s.scores / s.weight
}

// slack is how far sums of weights may be off by rounding.
const slack = 1e-9

// status decides a case. Assertions that could not be judged leave it open only
// where it hangs on them: they never count as holding.
func (s *sheet) status(threshold *float64) results.Status {
	if threshold == nil {
		switch {
		case s.failed > 0:
			return results.Failed
		case s.unjudged > 0:
			return results.Errored
		}
		return results.Passed
	}
	needed := *threshold*s.weight - slack
	switch {
	case s.held >= needed:
		return results.Passed
	case s.held+s.open < needed:
		return results.Failed
	}
	return results.Errored
}
