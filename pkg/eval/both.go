package eval

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/assertion"
	"github.com/promptctl-io/promptctl/pkg/results"
)

// Each takes what came of a case.
type Each func(*results.Case) error

// Both runs the same cases in two ways, such as with two versions of a prompt, in step:
// neither begins a case before the other has begun the one before it, so that a provider
// that grows slower, or worse, does so for both. Assertions that compare two answers get
// that of the other run. It fails where either run does, which ends the other.
func Both(ctx context.Context, a, b *Run, eachOfA, eachOfB Each) (ofA, ofB *Outcome, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	one, other := *a, *b
	one.beside, other.beside = newBeside()
	var failed [2]error
	var runs sync.WaitGroup
	start := func(r *Run, each Each, out **Outcome, failed *error) {
		runs.Go(func() {
			defer r.beside.over()
			if *out, *failed = r.Do(ctx, each); *failed != nil {
				cancel()
			}
		})
	}
	start(&one, eachOfA, &ofA, &failed[0])
	start(&other, eachOfB, &ofB, &failed[1])
	runs.Wait()
	return ofA, ofB, errors.Join(failed[:]...)
}

// beside is the other run, as a run sees it. The nil one is none.
type beside struct {
	*step
	side int
}

// step keeps two runs together. What a run has is at its side.
type step struct {
	mu      sync.Mutex
	moved   *sync.Cond
	count   [2]int  // cases that have begun
	all     [2]bool // no further case begins
	answers map[name]*swapped
	ended   [2]chan struct{} // closed when no further answer comes
}

type name struct {
	id     string
	repeat int
}

// swapped are the answers to a case that are compared with each other.
type swapped struct {
	text  [2]*string
	given [2]bool
	both  chan struct{} // closed when both are given
}

func newBeside() (a, b *beside) {
	s := &step{answers: map[name]*swapped{}, ended: [2]chan struct{}{make(chan struct{}), make(chan struct{})}}
	s.moved = sync.NewCond(&s.mu)
	return &beside{s, 0}, &beside{s, 1}
}

// begin waits until the next case may begin.
func (b *beside) begin() {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.count[b.side] > b.count[1-b.side] && !b.all[1-b.side] {
		b.moved.Wait()
	}
	b.count[b.side]++
	b.moved.Broadcast()
}

// begun says that no further case begins.
func (b *beside) begun() {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all[b.side] = true
	b.moved.Broadcast()
}

// over says that the run has ended.
func (b *beside) over() {
	b.begun()
	close(b.ended[b.side])
}

// compares reports whether an assertion of the case compares two answers.
func (j *job) compares() bool {
	if j.input == nil {
		return false
	}
	return slices.ContainsFunc(j.assertions(), func(a held) bool {
		return (&assertion.Check{Assertion: a.Assertion}).Compares()
	})
}

// give hands over the answer to a case, or that there is none. What was given stays.
func (b *beside) give(j *job, text *string) *swapped {
	if b == nil || !j.compares() {
		return nil
	}
	if j.swapped {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	k := name{j.id(), j.repeat}
	s := b.answers[k]
	if s == nil {
		s = &swapped{both: make(chan struct{})}
		b.answers[k] = s
	}
	s.text[b.side], s.given[b.side], j.swapped = text, true, true
	if s.given[1-b.side] {
		delete(b.answers, k)
		close(s.both)
	}
	return s
}

// swap hands over the answer to a case that compares two, and waits for the other's: nil
// where there is none. Every run gives its answer before it waits, and both begin cases
// in one order, so that they never wait for each other.
func (b *beside) swap(ctx context.Context, j *job, text *string) *string {
	s := b.give(j, text)
	if s == nil {
		return nil
	}
	select {
	case <-s.both:
	case <-b.ended[1-b.side]:
	case <-ctx.Done():
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return s.text[1-b.side]
}
