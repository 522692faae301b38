// Package assertion holds a model's answer to what a test case asserts of it.
//
// An answer is its text without the white space around it. Whatever it says, and
// however long it is, holding it to an assertion takes time in proportion to its
// size or ends with an error, and what it says is data: it is never run, expanded
// or obeyed.
package assertion

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Options are what assertions need besides the answer.
type Options struct {
	Judges    provider.Provider // models that judge, and that make embeddings
	Judge     *suite.Judge      // who judges where an assertion does not say; nil for nobody
	Schema    any               // the JSON Schema that the prompt wants answers to satisfy; nil for none
	AllowExec bool              // programs may be run
	Folder    string            // in which they are run
	Environ   []string          // of programs that are run; nil is this program's own
	Timeout   time.Duration     // for a program; 0 is DefaultTimeout
	// Cost is what a call of a model costs in US dollars, and whether that is known.
	// Nil reckons with the prices that promptctl knows.
	Cost func(model string, usage model.Usage) (usd float64, known bool)
}

// Check is an assertion that is ready: what it says compiles. Several goroutines may
// use it at once.
type Check struct {
	*suite.Assertion
	hold      holder
	threshold float64 // the least score with which it holds
	forbidden error   // see Forbidden
}

// holder says whether something holds of an answer, before it is negated.
type holder func(ctx context.Context, s *Subject) finding

// Compile makes an assertion ready. What does not compile, such as a JSON Schema or an
// expression, is found at its place in the file.
func Compile(s *suite.Suite, a *suite.Assertion, o Options) (*Check, diag.List) {
	if a.Foreign {
		return unknown(s, a), nil
	}
	c := &compiler{suite: s, assertion: a, options: o}
	compile := compilers()[a.Type.Name]
	if compile == nil {
		c.problem(a.Key, "promptctl cannot check %s", a.Type.Name)
		return nil, c.found
	}
	check := &Check{Assertion: a, hold: compile(c), threshold: DefaultThreshold(a.Type.Name)}
	if a.Threshold != nil {
		check.threshold = *a.Threshold
	}
	if c.found.HasErrors() {
		return nil, c.found
	}
	check.forbidden = c.forbidden
	return check, c.found
}

// unknown is an evaluator that GitHub Models has not, and promptctl neither.
func unknown(s *suite.Suite, a *suite.Assertion) *Check {
	what := a.Type.Name + ", which promptctl does not know"
	if a.Key.Kind == yamldoc.Mapping { // it has a name at most
		what = "nothing that an answer could be held to"
	}
	err := diag.WithHint(fmt.Errorf("%s: the evaluator says %s", s.Doc.NodeRange(a.Key), what),
		"write what holds as an assertion into NAME.tests.yaml beside the prompt, and take the evaluator out")
	return &Check{Assertion: a, forbidden: err, hold: func(context.Context, *Subject) finding { return finding{err: err} }}
}

// Forbidden is why nobody can judge it, whatever the answer is: it runs a program, and
// Options do not allow that, or it is none that promptctl knows. Otherwise it is nil.
func (c *Check) Forbidden() error { return c.forbidden }

// Compares reports whether the assertion is of two answers: this one and another
// version's. Where there is no other, it cannot be judged.
func (c *Check) Compares() bool { return c.Type.Name == "prefer" }

// DefaultThreshold is the least score with which an assertion of a type holds that
// does not say one.
func DefaultThreshold(name string) float64 {
	switch name {
	case "levenshtein", "similar":
		return 0.8
	case "prefer":
		return 0.75 // better in one order of the two, and no worse in the other
	}
	return 0.5
}

// Verdict is what came of one assertion.
type Verdict struct {
	Passed  bool
	Score   float64 // 0 to 1
	Reason  string  // why it does not hold, or what a judge said, in one line
	Err     error   // why it could not be judged; it never passes then
	CostUSD float64 // of the judge
}

// finding is what is the case, before it is negated.
type finding struct {
	holds  bool
	score  float64       // where scored
	scored bool          // it holds more or less: the threshold decides
	reason func() string // what is the case, in words; nil says nothing
	said   bool          // the reason is a judge's, and told where the assertion passes too
	moot   bool          // neither the assertion nor its contrary holds
	err    error
	cost   float64
}

// Hold holds an answer to the assertion. A negated one holds where it would not, and
// its score is what is missing to 1. Where it cannot be judged, neither it nor its
// contrary passes.
func (c *Check) Hold(ctx context.Context, s *Subject) Verdict {
	f := c.hold(ctx, s)
	if f.err == nil && ctx.Err() != nil {
		f.err = ctx.Err()
	}
	if f.err == nil && math.IsNaN(f.score) {
		f.err = errors.New("its score is no number")
	}
	v := Verdict{Err: f.err, CostUSD: f.cost}
	if f.err != nil {
		return v
	}
	if f.scored {
		const rounding = 1e-9
		f.holds = f.score >= c.threshold-rounding
	} else if f.holds {
		f.score = 1
	}
	v.Passed, v.Score = f.holds != c.Negated && !f.moot, min(1, max(f.score, 0))
	if c.Negated {
		v.Score = 1 - v.Score
	}
	if f.moot {
		v.Score = 0
	}
	if f.reason != nil && (!v.Passed || f.said) {
		v.Reason = shortened(oneLine(f.reason()), maxReason)
	}
	return v
}

// is is a finding with what is the case in either way.
func is(holds bool, yes, no func() string) finding {
	if holds {
		return finding{holds: true, reason: yes}
	}
	return finding{reason: no}
}
