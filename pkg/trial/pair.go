// Package trial puts two runs of the same test cases side by side, and says which is
// better, as far as that can be said: cases are paired by id and repeat, what cannot be
// paired or judged is told and left out, and chance is reckoned with.
package trial

import (
	"crypto/sha256"
	"fmt"
	"iter"

	"github.com/promptctl-io/promptctl/pkg/results"
)

// Cases are the cases of a run. They may be gone through more than once.
type Cases = iter.Seq2[*results.Case, error]

// Pair is what came of one case, run once, before and after. One of them is nil where the
// case is in the other run alone.
type Pair struct {
	Before, After *results.Case
}

// Change is what became of a case.
type Change string

// The changes. A case that is judged alike, or on one side alone, has none.
const (
	Fixed  Change = "fixed"  // it failed before
	Broken Change = "broken" // it passed before
)

// Change says what became of the pair; "" for nothing.
func (p Pair) Change() Change {
	switch {
	case !p.Judged() || p.Before.Status == p.After.Status:
		return ""
	case p.After.Status == results.Passed:
		return Fixed
	}
	return Broken
}

// Judged reports whether the case passed or failed on both sides.
func (p Pair) Judged() bool { return judged(p.Before) && judged(p.After) }

func judged(c *results.Case) bool { return c != nil && c.Status != results.Errored }

// key stands for a case, or for a case and a repeat.
type key [16]byte

func keyOf(id string, repeat int) key {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", repeat, id))
	return key(sum[:16])
}

// Runs are two runs that are compared. Of each case the hash of its name is kept; the
// cases themselves are read again whenever they are asked for.
type Runs struct {
	before, after side
}

type side struct {
	cases Cases
	keys  map[key]struct{}
}

// Of looks at two runs.
func Of(before, after Cases) (*Runs, error) {
	a, err := newSide(before)
	if err != nil {
		return nil, err
	}
	b, err := newSide(after)
	return &Runs{a, b}, err
}

func newSide(cases Cases) (side, error) {
	s := side{cases, map[key]struct{}{}}
	for c, err := range cases {
		if err != nil {
			return s, err
		}
		s.keys[keyOf(c.ID, c.Repeat)] = struct{}{}
	}
	return s, nil
}

func (s side) has(k key) bool { _, ok := s.keys[k]; return ok }

// Pairs yields every case of both runs once. Where both have the cases in one order, which
// two runs of one suite have, no more than a pair is held at a time. An error is the last
// that it yields.
func (r *Runs) Pairs() iter.Seq2[Pair, error] {
	return func(yield func(Pair, error) bool) {
		before, stopBefore := iter.Pull2(r.before.cases)
		defer stopBefore()
		after, stopAfter := iter.Pull2(r.after.cases)
		defer stopAfter()
		j := &join{r, map[key]*results.Case{}, map[key]*results.Case{}, yield}
		for more := true; more; {
			a, errA, moreA := before()
			b, errB, moreB := after()
			if !j.take(a, errA, moreA, false) || !j.take(b, errB, moreB, true) {
				return
			}
			more = moreA || moreB
		}
	}
}

// join finds the other of each case.
type join struct {
	*Runs
	waitBefore, waitAfter map[key]*results.Case
	yield                 func(Pair, error) bool
}

// take takes the next case of a side, and returns false where no more is wanted.
func (j *join) take(c *results.Case, err error, more, after bool) bool {
	switch {
	case !more:
		return true
	case err != nil:
		j.yield(Pair{}, err)
		return false
	}
	k := keyOf(c.ID, c.Repeat)
	wait, others, other := j.waitBefore, j.waitAfter, j.after
	if after {
		wait, others, other = j.waitAfter, j.waitBefore, j.before
	}
	pair := func(with *results.Case) Pair {
		if after {
			return Pair{with, c}
		}
		return Pair{c, with}
	}
	if !other.has(k) {
		return j.yield(pair(nil), nil)
	}
	if with, there := others[k]; there {
		delete(others, k)
		return j.yield(pair(with), nil)
	}
	wait[k] = c
	return true
}

// Changed yields the pairs that became so.
func (r *Runs) Changed(to Change) iter.Seq2[Pair, error] {
	return func(yield func(Pair, error) bool) {
		for p, err := range r.Pairs() {
			if err != nil || p.Change() == to {
				if !yield(p, err) {
					return
				}
			}
		}
	}
}
