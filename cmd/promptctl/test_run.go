package main

import (
	"context"
	"errors"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/eval"
	"github.com/promptctl-io/promptctl/pkg/recording"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/resultview"
)

// runTest runs the tests once, or again and again.
func (a *app) runTest(ctx context.Context, args []string, f *testFlags) error {
	if f.watch {
		return a.watchTests(ctx, args, f)
	}
	project, err := a.project(ctx)
	if err != nil {
		return err
	}
	all, err := a.testedPrompts(ctx, project, args, f)
	if err != nil {
		return err
	}
	return a.testAll(ctx, project, all, f)
}

// testAll does with the tests what is asked for.
func (a *app) testAll(ctx context.Context, project *catalog.Project, all []*tested, f *testFlags) error {
	s, err := a.answering(project, &f.answerFlags)
	if err != nil {
		return err
	}
	switch {
	case f.list:
		return a.listTests(all, f, s)
	case f.dryRun:
		return a.planTests(ctx, all, f, s)
	}
	if err := f.priced(all, s); err != nil {
		return err
	}
	batch := &testBatch{app: a, flags: f, sources: s}
	defer batch.close()
	for _, t := range all {
		for _, model := range f.modelsOf(t) {
			if err := batch.run(ctx, t, model); err != nil {
				return err
			}
		}
	}
	a.talkOfKept(s)
	return batch.answer(ctx, project)
}

// modelsOf are the models that a prompt is run with; "" is its own.
func (f *answerFlags) modelsOf(*tested) []string {
	if len(f.models) == 0 {
		return []string{""}
	}
	return f.models
}

// priced demands that the price of every model is known where there is a budget.
func (f *testFlags) priced(all []*tested, s *sources) error {
	if s.budget == 0 || f.replay {
		return nil
	}
	for _, t := range all {
		for _, model := range f.modelsOf(t) {
			if model == "" {
				model = t.closure.Prompt.Model.Value
			}
			if err := s.Priced(model); err != nil && model != "" {
				return usageError{err}
			}
		}
	}
	return nil
}

// testBatch is the runs of one call of the command.
type testBatch struct {
	*app
	flags   *testFlags
	sources *sources
	done    []resultview.Of
	spools  []*results.Spool
}

func (b *testBatch) close() {
	for _, s := range b.spools {
		_ = s.Close() // a temporary file, of which all has been read
	}
}

// run runs the cases of a prompt with a model.
func (b *testBatch) run(ctx context.Context, t *tested, model string) error {
	spool, err := results.NewSpool("")
	if err != nil {
		return err
	}
	b.spools = append(b.spools, spool)
	run := b.evalRun(t, model)
	head, replayed := b.head(t, run), b.sources.player.Replayed()
	progress := b.term.Progress(b.now, "testing "+t.Name, 0)
	outcome, err := run.Do(ctx, func(c *results.Case) error {
		progress.Step(c.ID)
		return spool.Add(c)
	})
	progress.End()
	var found *diag.FindingsError
	switch {
	case errors.As(err, &found):
		return usageError{err} // the tests are wrong
	case err != nil:
		return err
	}
	if b.flags.mode() == recording.Replay || b.sources.player.Replayed() > replayed {
		head.Mode = results.Replay
	}
	if outcome.Summary.Cases+outcome.Summary.NotRun > 0 {
		b.done = append(b.done, resultview.Of{Head: head, Summary: outcome.Summary, Modes: outcome.Modes, Cases: spool.All()})
	}
	return nil
}

func (b *testBatch) evalRun(t *tested, model string) *eval.Run {
	f := b.flags
	return &eval.Run{
		Closure: t.closure, Suites: t.tests.Suites, Open: t.tests.Open, Provider: b.sources.player, Facts: b.sources.Facts, Now: b.now,
		Model: model, Repeat: int(f.repeat), Select: f.choose.selection(), Concurrency: b.sources.concurrency,
		FailFast: f.failFast, AllowExec: f.allowExec, Folder: t.project.Repo.Root(),
	}
}

func (b *testBatch) head(t *tested, run *eval.Run) results.Head {
	h := results.Head{
		Prompt: t.Name, Path: t.File.Path, Reference: t.reference, Commit: string(t.Revision.Commit), Digest: t.closure.Digest(),
		Suite: t.digest, Model: run.Model, Mode: results.Live, Started: b.now(), Tool: "promptctl " + b.build.version,
	}
	if h.Model == "" {
		h.Model = t.closure.Prompt.Model.Value
	}
	return h
}

// answer shows what came of the runs, keeps it where that is asked for, and gives the
// answer.
func (b *testBatch) answer(ctx context.Context, project *catalog.Project) error {
	if len(b.done) == 0 {
		return b.flags.noCase()
	}
	if err := b.named(ctx, project); err != nil {
		return err
	}
	if err := b.flags.reports.write(b.app, b.done); err != nil {
		return err
	}
	if err := b.save(ctx, project); err != nil {
		return err
	}
	return b.verdict(ctx)
}

// named writes the repository's id into the results, where there is a policy.
func (b *testBatch) named(ctx context.Context, project *catalog.Project) error {
	p, err := project.Policy(ctx)
	if err != nil || p == nil {
		return err
	}
	for i := range b.done {
		b.done[i].Head.Repository = p.Repository
	}
	return nil
}

// verdict is the exit status, and words on what is not in the results.
func (b *testBatch) verdict(ctx context.Context) error {
	answer := eval.Yes
	for _, of := range b.done {
		answer = min(answer, eval.Decide(of.Summary, float64(b.flags.least)))
		if of.Summary.Stopped == eval.OverBudget {
			b.talk("%s: the budget of $%g ended the run: $%.4f was spent, and %d cases were not run", of.Head.Prompt, b.sources.budget, b.sources.meter.SpentUSD(), of.Summary.NotRun)
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
	return diag.WithHint(usagef("no test case matches %s", f.choose.String()), "promptctl test --list shows those that there are")
}
