package main

import (
	"context"
	"errors"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/history"
)

// savable checks that the runs can be kept, where that is asked for, before anything is
// sent.
func (b *testBatch) savable(ctx context.Context, project *catalog.Project, all []*tested) error {
	if !b.flags.save {
		return nil
	}
	for _, t := range all {
		if err := history.Check(ctx, project, b.head(t, b.evalRun(t, ""))); err != nil {
			return err
		}
	}
	return nil
}

// save keeps what came of the runs in the history of the versions, where that is
// asked for. One that cannot be kept does not stop the others.
func (b *testBatch) save(ctx context.Context, project *catalog.Project) error {
	if !b.flags.save {
		return nil
	}
	var failed []error
	for _, of := range b.done {
		run, err := history.Save(ctx, project, of.Head, of.Summary, of.Modes, of.Cases)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		b.talk("kept with %s at %.8s: promptctl log %s --results shows it, promptctl sync shares it", of.Head.Prompt, run.Object(), of.Head.Prompt)
	}
	return errors.Join(failed...)
}
