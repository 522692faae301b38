package eval

import "github.com/promptctl-io/promptctl/pkg/results"

// Answer is whether enough cases passed.
type Answer int

// The answers, from the worst.
const (
	No   Answer = iota // too few passed, whatever became of the rest
	Open               // it hangs on cases that are errored or were not run
	Yes                // enough passed, whatever became of the rest
)

// Decide tells whether a share of the cases passed, from 0 to 1. Cases of which
// nobody can tell leave it open only where it hangs on them.
func Decide(s results.Summary, least float64) Answer {
	all := s.Cases + s.NotRun
	needed := least*float64(all) - slack
	switch {
	case all == 0:
		return Open
	case float64(s.Passed) >= needed:
		return Yes
	case float64(all-s.Failed) < needed:
		return No
	}
	return Open
}
