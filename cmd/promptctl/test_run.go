package main

import (
	"cmp"
	"context"
	"errors"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/eval"
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
	batch := &testBatch{app: a, flags: f, sources: s}
	defer batch.close()
	if err := batch.check(all); err != nil {
		return err
	}
	switch {
	case f.list:
		return batch.list(all)
	case f.dryRun:
		return batch.plan(ctx, all)
	}
	if err := f.ready(all, s); err != nil {
		return err
	}
	if err := f.reports.writable(a, f.runsForSure(all)); err != nil {
		return err
	}
	if err := batch.savable(ctx, project, all); err != nil {
		return err
	}
	if err := batch.runAll(ctx, all); err != nil {
		return err
	}
	a.talkOfKept(s)
	return batch.answer(ctx, project)
}

// testBatch is the runs of one call of the command.
type testBatch struct {
	*app
	flags   *testFlags
	sources *sources
	done    []resultview.Of
	spools  []*results.Spool
	left    int  // runs that were not begun
	told    bool // what failed was written as it came
}

func (b *testBatch) close() {
	for _, s := range b.spools {
		_ = s.Close() // a temporary file, of which all has been read
	}
}

// runAll runs each prompt with each model. What is not to be gone on with ends it.
func (b *testBatch) runAll(ctx context.Context, all []*tested) error {
	b.left = len(all) * max(1, len(b.flags.models))
	several := b.left > 1
	for _, t := range all {
		for _, model := range b.flags.modelsToRun() {
			stopped, err := b.run(ctx, t, model, several)
			b.left--
			if err != nil || stopped == eval.FailedFast {
				return err
			}
		}
	}
	return nil
}

// run runs the cases of a prompt with a model, and returns why that ended before its
// end.
func (b *testBatch) run(ctx context.Context, t *tested, model string, several bool) (string, error) {
	spool, err := results.NewSpool("")
	if err != nil {
		return "", err
	}
	b.spools = append(b.spools, spool)
	run := b.evalRun(t, model)
	head, replayed := b.head(t, run), b.sources.player.Replayed()
	live := b.live(run, head, several)
	outcome, err := run.Do(ctx, func(c *results.Case) error {
		live.Case(c)
		return spool.Add(c)
	})
	live.End()
	var found *diag.FindingsError
	switch {
	case errors.As(err, &found):
		return "", usageError{err} // the tests are wrong
	case err != nil:
		return "", err
	}
	head.Mode = b.sources.mode(&b.flags.answerFlags, head.Model, replayed)
	if outcome.Summary.Cases+outcome.Summary.NotRun > 0 {
		b.done = append(b.done, resultview.Of{Head: head, Summary: outcome.Summary, Modes: outcome.Modes, Cases: spool.All()})
	}
	return outcome.Summary.Stopped, nil
}

func (b *testBatch) evalRun(t *tested, model string) *eval.Run {
	f := b.flags
	return &eval.Run{
		Closure: t.closure, Suites: t.tests.Suites, Open: t.tests.Open, Provider: b.sources.player, Facts: b.sources.Facts, Now: b.now,
		Model: model, Repeat: int(f.repeat), Select: f.choose.selection(), Unread: f.choose.unread(), Concurrency: b.sources.concurrency,
		FailFast: f.failFast, AllowExec: f.allowExec, Folder: t.project.Repo.Root(), Environ: b.env, Timeout: f.patience(t.project),
		Recorder: func(id string) string { return f.recorder(t.reference, model, id) },
	}
}

func (b *testBatch) head(t *tested, run *eval.Run) results.Head {
	h := results.Head{
		Prompt: t.Name, Path: t.File.Path, Reference: t.reference, Commit: string(t.Revision.Commit), Digest: t.closure.Digest(),
		Suite: t.digest, Model: run.Model, Mode: results.Live, Started: b.now(), Tool: "promptctl " + b.build.version,
	}
	h.Model = cmp.Or(h.Model, t.closure.Prompt.Model.Value)
	return h
}

// answer shows what came of the runs, keeps it where that is asked for, and gives the
// answer. It goes on after Ctrl-C: what has been answered counts.
func (b *testBatch) answer(ctx context.Context, project *catalog.Project) error {
	if len(b.done) == 0 {
		return b.flags.noCase()
	}
	after := context.WithoutCancel(ctx)
	if err := b.named(after, project); err != nil {
		return err
	}
	o := b.resultOptions()
	o.Told = b.told
	if err := b.flags.reports.write(b.app, b.done, o); err != nil {
		return err
	}
	if err := b.save(after, project); err != nil {
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
