package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/environment"
	"github.com/promptctl-io/promptctl/pkg/eval"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// tested is a prompt with its test cases.
type tested struct {
	*loaded
	reference string
	tests     *eval.Tests
	digest    string // of the tests
}

// testedPrompts finds the prompts that are to be tested, and reads their tests.
func (a *app) testedPrompts(ctx context.Context, project *catalog.Project, references []string, f *testFlags) ([]*tested, error) {
	if f.all {
		return a.allTested(ctx, project, f)
	}
	var all []*tested
	for _, reference := range references {
		t, err := a.testedPrompt(ctx, project, reference, f)
		if err != nil {
			return nil, err
		}
		if t.tests.Empty() {
			return nil, noTests(t)
		}
		all = append(all, t)
	}
	return all, nil
}

// allTested is every prompt that has test cases.
func (a *app) allTested(ctx context.Context, project *catalog.Project, f *testFlags) ([]*tested, error) {
	revision, err := project.Revision(ctx, "", project.DefaultRevision())
	if err != nil {
		return nil, err
	}
	c, err := project.At(ctx, revision)
	if err != nil {
		return nil, err
	}
	var all []*tested
	for _, e := range c.Prompts {
		has, err := eval.HasTests(ctx, c, e)
		if err != nil {
			return nil, err
		}
		if !has {
			continue
		}
		t, err := a.testedPrompt(ctx, project, e.File.Path, f)
		if err != nil {
			return nil, err
		}
		if t.reference = t.Name; !t.tests.Empty() {
			all = append(all, t)
		}
	}
	if len(all) == 0 {
		return nil, usageError{diag.WithHint(errors.New("no prompt has test cases"), "write them into a file beside the prompt: NAME.tests.yaml; `promptctl explain tests` shows how")}
	}
	return all, nil
}

func noTests(t *tested) error {
	return usageError{diag.WithHint(fmt.Errorf("%s has no test cases", t.Name), "write some into %s; `promptctl explain tests` shows how", t.tests.Files[0])}
}

// testedPrompt reads a prompt and its tests. Both must be sound: nothing is sent that
// is known to be wrong.
func (a *app) testedPrompt(ctx context.Context, project *catalog.Project, reference string, f *testFlags) (*tested, error) {
	l, err := a.load(ctx, reference)
	if err != nil {
		return nil, err
	}
	if err := l.findings.Err(); err != nil {
		return nil, usageError{err}
	}
	snapshot, file, err := a.testsAt(ctx, l, f.tests)
	if err != nil {
		return nil, err
	}
	tests, found, err := eval.Load(ctx, snapshot, file, l.closure)
	if err != nil {
		return nil, err
	}
	a.tests = append(a.tests, tests.Files...)
	if err := found.Err(); err != nil {
		return nil, usageError{err}
	}
	digest, err := environment.Suite(ctx, snapshot, []statement.Subject{{Digest: l.closure.Digest(), Name: l.Name, Path: file}})
	return &tested{l, reference, tests, digest}, err
}

// testsAt is where the tests of a prompt are read: where the prompt is from, or at the
// revision of --tests. What an environment serves comes without tests: they are those
// of the commit that it was promoted from.
func (a *app) testsAt(ctx context.Context, l *loaded, rev string) (repo.Snapshot, string, error) {
	if rev != "" {
		revision, err := l.project.Revision(ctx, l.Name, rev)
		if err != nil {
			return nil, "", err
		}
		snapshot, err := l.project.Snapshot(ctx, revision)
		return snapshot, l.File.Path, err
	}
	source, err := l.project.AtSource(ctx, l.Target)
	if err != nil {
		return nil, "", diag.WithHint(err, "--tests worktree takes the test cases of the work tree")
	}
	snapshot, err := l.project.Snapshot(ctx, source.Revision)
	return snapshot, source.File.Path, err
}
