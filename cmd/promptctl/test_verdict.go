package main

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/eval"
	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// verdict is the exit status, and words on what is not in the results.
func (b *testBatch) verdict(ctx context.Context) error {
	answer := eval.Yes
	for _, of := range b.done {
		answer = min(answer, eval.Decide(of.Summary, float64(b.flags.least)))
		b.talkOfEnd(of)
	}
	if b.left > 0 { // whatever passed before: nobody can tell of the others
		answer = min(answer, eval.Open)
		b.talk("--fail-fast ended it: %s not begun", wereRuns(b.left))
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

// talkOfEnd says why a run ended before its end, where that was not asked for.
func (b *testBatch) talkOfEnd(of resultview.Of) {
	left, name := of.Summary.NotRun, term.OneLine(of.Head.Reference)
	switch {
	case left == 0:
	case of.Summary.Stopped == eval.OverBudget:
		b.talk("%s: the budget of %s ended the run: %s was spent, and %s not run", name, resultview.Dollars(b.sources.budget), resultview.Dollars(b.sources.meter.SpentUSD()), wereCases(left))
	case of.Summary.Stopped == eval.Interrupted:
		b.talk("%s: interrupted; %s not run", name, wereCases(left))
	}
}

// noCase says that nothing was chosen.
func (f *testFlags) noCase() error {
	chosen := f.choose.String()
	if chosen == "" {
		return usagef("there is no test case: the files of data have no rows")
	}
	return diag.WithHint(usagef("no test case matches %s", chosen), "promptctl test --list shows those that there are")
}

func wereRuns(n int) string {
	if n == 1 {
		return "1 run was"
	}
	return counted(n, "run") + " were"
}

func wereCases(n int) string {
	if n == 1 {
		return "1 case was"
	}
	return counted(n, "case") + " were"
}
