package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/promptctl-io/promptctl/pkg/atomicfile"
	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/resultview"
)

// contest is what is compared, and with what.
type contest struct {
	*app
	flags   *compareFlags
	sources *sources // nil where nothing is run
	sides   [2]side
}

// side is a results file, or a prompt that is run.
type side struct {
	file string
	*tested
	model string // in the place of the prompt's own
	spool *results.Spool
	of    resultview.Of
}

func (c *contest) close() {
	for _, s := range c.sides {
		if s.spool != nil {
			_ = s.spool.Close() // a temporary file, of which all has been read
		}
	}
}

// enter reads both sides: results files whole, prompts with the tests that both get.
func (c *contest) enter(ctx context.Context, args []string) error {
	args = append(args, args[0])[:2]
	for i, arg := range args {
		if isResults(arg) {
			if err := c.read(i, arg); err != nil {
				return err
			}
		}
		if len(c.flags.models) > 0 {
			c.sides[i].model = c.flags.models[min(i, len(c.flags.models)-1)]
		}
	}
	if c.sides[0].file != "" && c.sides[1].file != "" {
		return c.unused()
	}
	return c.prompts(ctx, args)
}

// read reads a results file.
func (c *contest) read(i int, file string) error {
	s := &c.sides[i]
	s.file = file
	in, name := io.NopCloser(c.term.In), "standard input"
	if file != "-" {
		opened, err := os.Open(c.path(file))
		if err != nil {
			return usageError{fmt.Errorf("%s: %w", file, atomicfile.Reason(err))}
		}
		in, name = opened, file
	}
	defer in.Close()
	spool, err := results.NewSpool("")
	if err != nil {
		return err
	}
	s.spool = spool
	r, err := results.Each(name, in, spool.Add)
	if err != nil {
		return usageError{err}
	}
	s.of = resultview.Of{Head: r.Head, Summary: r.Summary, Modes: r.Modes, Cases: spool.All()}
	return nil
}

// prompts loads the prompts that are run. Both get the tests of the second.
func (c *contest) prompts(ctx context.Context, args []string) error {
	project, err := c.project(ctx)
	if err != nil {
		return err
	}
	var tests *tested
	for i := len(args) - 1; i >= 0; i-- {
		if c.sides[i].file != "" {
			continue
		}
		if c.sides[i].tested, err = c.prompt(ctx, project, args[i], tests); err != nil {
			return err
		}
		tests = c.sides[i].tested
	}
	if c.sources, err = c.answering(project, &c.flags.answerFlags); err != nil {
		return err
	}
	return c.asTest().ready(c.live(), c.sources)
}

// prompt loads a prompt, with the tests of another; nil is with its own.
func (c *contest) prompt(ctx context.Context, project *catalog.Project, reference string, tests *tested) (*tested, error) {
	if tests == nil {
		t, err := c.testedPrompt(ctx, project, reference, c.asTest())
		if err == nil && t.tests.Empty() {
			err = noTests(t)
		}
		return t, err
	}
	l, err := c.load(ctx, reference)
	if err != nil {
		return nil, err
	}
	if err := l.findings.Err(); err != nil {
		return nil, usageError{err}
	}
	return &tested{l, reference, tests.tests, tests.digest}, nil
}
