package policy

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Requirements is what a version of a prompt must meet. The zero value asks
// for nothing. Approvals, Evaluation, Release and Separation can be verified
// for ever; Lint, Threads and Soak are checked when a version is promoted.
type Requirements struct {
	Lint       Lint
	Evaluation Evaluation
	Approvals  []Approval // one entry a role
	Release    bool       // a signed release of the version
	Separation Separation
	Threads    bool          // every review thread is resolved
	Soak       time.Duration // how long a version has been where it comes from
}

// Approval is how many distinct persons must approve in a role.
type Approval struct {
	Role  string
	Count int
}

// Evaluation is the share of test cases that must pass; a PassRate of 0 asks
// for no evaluation.
type Evaluation struct {
	PassRate float64 // above 0, to 1
	Replay   bool    // recorded answers of a model are good enough
}

// Mode returns "live" or "replay".
func (v Evaluation) Mode() string {
	if v.Replay {
		return "replay"
	}
	return "live"
}

// Lint is the findings that a prompt must be without, from the mildest demand.
type Lint int

// The demands.
const (
	LintAny      Lint = iota // whatever lint finds
	LintErrors               // no errors
	LintWarnings             // no errors, no warnings
	LintInfos                // nothing at all
)

// Forbids reports whether a finding of this severity is one too many.
func (l Lint) Forbids(s diag.Severity) bool { return l != LintAny && int(diag.Error-s) < int(l) }

// Separation is whether those who wrote a change may approve it.
type Separation int

// The kinds. Where a commit is unsigned nobody knows who wrote it: that
// denies under SeparationStrict and is only told under SeparationWarn.
const (
	SeparationNone Separation = iota
	SeparationWarn
	SeparationStrict
)

// Count returns how many approvals a role must give.
func (q Requirements) Count(role string) int {
	for _, a := range q.Approvals {
		if a.Role == role {
			return a.Count
		}
	}
	return 0
}

// and returns what meets both: of each, the stricter.
func (q Requirements) and(o Requirements) Requirements {
	q.Lint = max(q.Lint, o.Lint)
	q.Evaluation = q.Evaluation.and(o.Evaluation)
	q.Release = q.Release || o.Release
	q.Separation = max(q.Separation, o.Separation)
	q.Threads = q.Threads || o.Threads
	q.Soak = max(q.Soak, o.Soak)
	q.Approvals = slices.Clone(q.Approvals)
	for _, a := range o.Approvals {
		i := slices.IndexFunc(q.Approvals, func(b Approval) bool { return b.Role == a.Role })
		if i < 0 {
			q.Approvals = append(q.Approvals, a)
			continue
		}
		q.Approvals[i].Count = max(q.Approvals[i].Count, a.Count)
	}
	return q
}

func (v Evaluation) and(o Evaluation) Evaluation {
	switch {
	case v.PassRate == 0:
		return o
	case o.PassRate == 0:
		return v
	}
	return Evaluation{max(v.PassRate, o.PassRate), v.Replay && o.Replay}
}

func (q Requirements) equal(o Requirements) bool { return reflect.DeepEqual(q, o) }

func (r *reader) requires(v value, e *Environment) {
	r.Fields(v, r.requirements(&e.Requires)...)
	if v.Node.Kind == yamldoc.Mapping && len(v.Node.Pairs) == 0 {
		r.Errorf("Y005", v.Node, "%s asks for nothing", v.Name()).
			Hint = "delete it, or add what it is to ask for, such as approvals: {legal: 1}"
	}
}

// requirements are the keys that an environment and a rule have in common.
func (r *reader) requirements(q *Requirements) []yamldoc.Field {
	return []yamldoc.Field{
		yamldoc.Optional("lint", func(v value) { r.lint(v, q) }),
		yamldoc.Optional("evaluation", func(v value) { r.evaluation(v, q) }),
		yamldoc.Optional("approvals", func(v value) { r.approvals(v, q) }),
		yamldoc.Optional("release", func(v value) { r.release(v, q) }),
		yamldoc.Optional("separation", func(v value) { r.separation(v, q) }),
		yamldoc.Optional("threads", func(v value) {
			if _, ok := r.Word(v, "resolved"); ok {
				q.Threads = true
			}
		}),
		yamldoc.Optional("soak", func(v value) { q.Soak, _ = r.Duration(v) }),
	}
}

func (r *reader) lint(v value, q *Requirements) {
	if s, ok := r.Word(v, "error", "warning", "info"); ok {
		q.Lint = map[string]Lint{"error": LintErrors, "warning": LintWarnings, "info": LintInfos}[s]
	}
}

func (r *reader) evaluation(v value, q *Requirements) {
	r.Fields(v,
		yamldoc.Required("passRate", func(v value) { q.Evaluation.PassRate = r.passRate(v) }),
		yamldoc.Optional("mode", func(v value) {
			s, _ := r.Word(v, "live", "replay")
			q.Evaluation.Replay = s == "replay"
		}),
	)
	r.checks = append(r.checks, func() { r.factual(v, RoleEvaluation) })
}

func (r *reader) passRate(v value) float64 {
	isShare := func(f float64) bool { return f > 0 && f <= 1 }
	f, ok := v.Node.Float()
	if ok && isShare(f) {
		return f
	}
	wrong := r.WrongNumber(v, "a share above 0 and up to 1", isShare)
	if f > 1 && f <= 100 {
		wrong.Hint = fmt.Sprintf("write %g for %g %%", f/100, f)
	}
	return 0
}

func (r *reader) approvals(v value, q *Requirements) {
	r.Entries(v, 1, maxCount, func(v value) {
		if n, ok := r.count(v); ok {
			q.Approvals = append(q.Approvals, Approval{v.Key.Value, n})
		}
		r.checks = append(r.checks, func() { r.approving(v) })
	})
	asked := q.Approvals
	r.checks = append(r.checks, func() { r.quorum(v, asked) })
}

func (r *reader) release(v value, q *Requirements) {
	if q.Release, _ = r.Bool(v); q.Release {
		r.checks = append(r.checks, func() { r.factual(v, RoleRelease) })
	}
}

func (r *reader) separation(v value, q *Requirements) {
	if on, ok := v.Node.Bool(); ok {
		if on {
			q.Separation = SeparationStrict
		}
		return
	}
	if !r.Is(v, yamldoc.Mapping, "true, false or {unsigned: warn}") {
		return
	}
	r.Fields(v, yamldoc.Required("unsigned", func(v value) {
		if _, ok := r.Word(v, "warn"); ok {
			q.Separation = SeparationWarn
		}
	}))
}
