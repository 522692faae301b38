package main

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/history"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// save keeps the runs in the history of their versions, where that is asked for.
func (b *testBatch) save(ctx context.Context, project *catalog.Project) error {
	if !b.flags.save {
		return nil
	}
	for _, of := range b.done {
		run, err := history.Save(ctx, project, of.Head, of.Summary, of.Modes, of.Cases)
		if err != nil {
			return err
		}
		if !b.inJSON() {
			b.talk("kept with %s at %s; promptctl log %s --results shows the history", term.OneLine(run.Head.Prompt), shortID(run.Head.Commit), term.OneLine(run.Head.Prompt))
		}
	}
	return nil
}
