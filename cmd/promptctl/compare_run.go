package main

import (
	"context"
	"errors"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/eval"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// live are the prompts that are run.
func (c *contest) live() (all []*tested) {
	for _, s := range c.sides {
		if s.tested != nil {
			all = append(all, s.tested)
		}
	}
	return all
}

// asTest are the flags that test has too.
func (c *contest) asTest() *testFlags {
	f := c.flags
	return &testFlags{answerFlags: f.answerFlags, choose: f.choose, tests: f.tests, repeat: f.repeat, dryRun: f.dryRun}
}

// run runs what is to be run: both prompts in step, or the one that there is beside a
// results file.
func (c *contest) run(ctx context.Context) error {
	if c.sources == nil {
		return nil
	}
	batch := &testBatch{app: c.app, flags: c.asTest(), sources: c.sources}
	var runs [2]*eval.Run
	for i := range c.sides {
		s := &c.sides[i]
		if s.tested == nil {
			continue
		}
		spool, err := results.NewSpool("")
		if err != nil {
			return err
		}
		runs[i] = batch.evalRun(s.tested, s.model)
		s.spool, s.of = spool, resultview.Of{Head: batch.head(s.tested, runs[i]), Cases: spool.All()}
	}
	replayed := c.sources.player.Replayed()
	err := c.both(ctx, runs)
	for i := range c.sides {
		if head := &c.sides[i].of.Head; runs[i] != nil {
			head.Mode = c.sources.mode(&c.flags.answerFlags, head.Model, replayed)
		}
	}
	c.talkOfKept(c.sources)
	return err
}

// both runs two runs, of which one may be none.
func (c *contest) both(ctx context.Context, runs [2]*eval.Run) error {
	progress := c.progressOf(slices.DeleteFunc(slices.Clone(runs[:]), func(r *eval.Run) bool { return r == nil })...)
	each := func(s *side) eval.Each {
		return func(result *results.Case) error {
			progress.Case(result)
			return s.spool.Add(result)
		}
	}
	var outcomes [2]*eval.Outcome
	var err error
	one, other := runs[0], runs[1]
	switch {
	case other == nil:
		outcomes[0], err = one.Do(ctx, each(&c.sides[0]))
	case one == nil:
		outcomes[1], err = other.Do(ctx, each(&c.sides[1]))
	default:
		one.Concurrency, other.Concurrency = (one.Concurrency+1)/2, max(1, other.Concurrency/2)
		outcomes[0], outcomes[1], err = eval.Both(ctx, one, other, each(&c.sides[0]), each(&c.sides[1]))
	}
	progress.End()
	var found *diag.FindingsError
	switch {
	case errors.As(err, &found):
		return usageError{err} // the tests are wrong
	case err != nil:
		return err
	}
	return c.took(outcomes)
}

// took takes what the runs came to. Nothing chosen is a mistake.
func (c *contest) took(outcomes [2]*eval.Outcome) error {
	for i, o := range outcomes {
		if o == nil {
			continue
		}
		if o.Summary.Cases+o.Summary.NotRun == 0 {
			return c.asTest().noCase()
		}
		of := &c.sides[i].of
		of.Summary, of.Modes = o.Summary, o.Modes
		if o.Summary.Stopped == eval.OverBudget {
			c.talk("%s: the budget of %s ended the run: %s was spent, and %d cases were not run",
				term.OneLine(of.Head.Reference), resultview.Dollars(c.sources.budget), resultview.Dollars(c.sources.meter.SpentUSD()), o.Summary.NotRun)
		}
	}
	return nil
}
