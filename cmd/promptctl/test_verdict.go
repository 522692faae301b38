package main

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/eval"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// verdict is the exit status, and words on what is not in the results.
func (b *testBatch) verdict(ctx context.Context) error {
	answer := eval.Yes
	for _, of := range b.done {
		answer = min(answer, eval.Decide(of.Summary, float64(b.flags.least)))
		if of.Summary.Stopped == eval.OverBudget {
			b.talk("%s: the budget of $%g ended the run: $%.4f was spent, and %d cases were not run", term.OneLine(of.Head.Reference), b.sources.budget, b.sources.meter.SpentUSD(), of.Summary.NotRun)
		}
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case answer == eval.No:
		return errNo
	case answer == eval.Open:
		return errUndecided
	}
	return nil
}

// noCase says that nothing was chosen.
func (f *testFlags) noCase() error {
	chosen := f.choose.String()
	if chosen == "" {
		return usagef("there is no test case: the files of data have no rows")
	}
	return diag.WithHint(usagef("no test case matches %s", chosen), "promptctl test --list shows those that there are")
}
