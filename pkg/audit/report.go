package audit

import (
	"slices"
	"time"

	"github.com/promptctl-io/promptctl/pkg/ledger"
)

// Query is what is asked of the ledgers.
type Query struct {
	Filter
	At time.Time // what was served then; zero is at the end of the period
}

// Report is the answer for several environments.
type Report struct {
	Query
	Repository   string    // the policy's id of it
	Verified     time.Time // when that was done
	By           string    // which promptctl did it
	Environments []*Environment
}

// Environment is the answer for one environment.
type Environment struct {
	Name, Branch string
	Err          error      // why nothing is told of it; nil where its ledger was verified
	Absent       Absence    // why there is no ledger of which anything could be told; "" where there is one
	Ledger       *Chronicle // nil where nothing is told
	Events       []*Event   // those that were asked for
	Served       []Served   // at the time that was asked for
}

// Absence is why an environment has no ledger.
type Absence string

// The reasons.
const (
	Ordinary Absence = "ordinary" // its branch is no ledger, and need not be
	Unbegun  Absence = "unbegun"
)

// WhyAbsent says why there is no ledger; "" where there is one.
func (e *Environment) WhyAbsent() string {
	return e.whyAbsent(func(text string) string { return text })
}

// whyAbsent quotes what a policy or a person's shell gave or gets.
func (e *Environment) whyAbsent(quote func(string) string) string {
	switch e.Absent {
	case Ordinary:
		return "its branch " + quote(e.Branch) + " is an ordinary one, and nothing is asked there"
	case Unbegun:
		return "nobody has begun it: " + quote("promptctl env init "+e.Name)
	default:
		return ""
	}
}

// Served is a version that an environment served.
type Served struct {
	*Event         // by which it did
	Against string // why nobody should serve it any more, by all that is known now; "" where nothing is against it
}

// Told is the answer for an environment whose ledger was verified up to a state.
func (q Query) Told(name, branch string, c *Chronicle, s *ledger.State) *Environment {
	e := &Environment{Name: name, Branch: branch, Ledger: c}
	for _, one := range c.Events {
		if q.Takes(one) {
			e.Events = append(e.Events, one)
		}
	}
	for _, one := range c.Served(q.Filter, q.within()) {
		e.Served = append(e.Served, Served{one, s.Against(*one.Serves)})
	}
	return e
}

// within tells which entries were there at the time that is asked for.
func (q Query) within() func(time.Time) bool {
	switch {
	case !q.At.IsZero():
		return func(t time.Time) bool { return !t.After(q.At) }
	case !q.Until.IsZero():
		return func(t time.Time) bool { return t.Before(q.Until) }
	}
	return nil
}

// Events are the events of all environments, the oldest first.
func (r *Report) Events() (all []*Event) {
	for _, e := range r.Environments {
		all = append(all, e.Events...)
	}
	slices.SortStableFunc(all, func(a, b *Event) int { return a.When.Compare(b.When) })
	return all
}

// Served is what all environments served.
func (r *Report) Served() (all []Served) {
	for _, e := range r.Environments {
		all = append(all, e.Served...)
	}
	return all
}
