package main

import (
	"time"

	"github.com/promptctl-io/promptctl/pkg/eval"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/resultview"
)

// liveInterval is how often the line at the foot of the terminal moves on while
// nothing happens.
const liveInterval = 100 * time.Millisecond

// liveRun is what a run shows while it goes on.
type liveRun struct {
	*resultview.Progress
	tick *time.Ticker
}

// live begins to show a run. Where people read the answer on a terminal, what fails
// is written as it comes.
func (b *testBatch) live(run *eval.Run, head results.Head, several bool) *liveRun {
	l := b.progressOf(run)
	if b.term.OutTTY && b.term.ErrTTY && b.output == "text" {
		title := ""
		if several {
			title = resultview.Title(head)
		}
		l.Tell(b.term.Out, title, b.resultOptions())
		b.told = true
	}
	return l
}

// progressOf begins to show how far runs that go on together have come.
func (a *app) progressOf(runs ...*eval.Run) *liveRun {
	l := &liveRun{tick: time.NewTicker(liveInterval)}
	total := 0
	if a.term.ErrTTY {
		total = countCases(runs)
	}
	l.Progress = resultview.NewProgress(a.term, a.now, l.tick.C, total)
	return l
}

// End removes the line.
func (l *liveRun) End() {
	l.tick.Stop()
	l.Progress.End()
}

// mostCounted is how many cases are counted before a run, to tell how much of it is
// left: to read more of them twice would take longer than it is worth.
const mostCounted = 5000

// countCases is how many cases will be run; 0 where there are too many to count.
func countCases(runs []*eval.Run) int {
	n := 0
	for _, run := range runs {
		for c := range run.Listed() {
			if n += c.Repeat; n > mostCounted {
				return 0
			}
		}
	}
	return n
}
