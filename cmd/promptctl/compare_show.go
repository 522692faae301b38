package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/promptctl-io/promptctl/pkg/atomicfile"
	"github.com/promptctl-io/promptctl/pkg/resultview"
)

// show writes the comparison into files, and then where the answer goes: what is on the
// screen is the last word. A file that cannot be written does not stop the others.
func (c *contest) show(t *resultview.Trial) error {
	failed := []error{c.keep()}
	for _, o := range c.flags.reports.list {
		var text bytes.Buffer
		err := writeTrial(&text, t, o.format, resultview.Options{})
		if err == nil {
			file := c.path(o.file)
			if err = os.MkdirAll(filepath.Dir(file), 0o755); err == nil {
				err = atomicfile.Write(file, text.Bytes(), 0o644)
			}
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("writing %s: %w", o.file, atomicfile.Reason(err)))
		}
	}
	return errors.Join(append(failed, writeTrial(c.term.Out, t, c.output, c.resultOptions()))...)
}

func writeTrial(w io.Writer, t *resultview.Trial, format string, o resultview.Options) error {
	switch format {
	case "json":
		return t.JSON(w)
	case "markdown":
		return t.Markdown(w, o)
	case "html":
		return t.HTML(w, o)
	}
	return t.Text(w, o)
}

// keep writes the results files of both runs, where that is asked for.
func (c *contest) keep() error {
	if c.flags.results == "" {
		return nil
	}
	for i, name := range []string{"before", "after"} {
		s := c.sides[i]
		if s.tested == nil {
			continue
		}
		file := filepath.Join(c.path(c.flags.results), name+".json")
		if err := c.writeReportFile(output{"json", file}, []resultview.Of{s.of}); err != nil {
			return err
		}
	}
	return nil
}

// verdict is the exit status.
func (c *contest) verdict(ctx context.Context, t *resultview.Trial) error {
	f := c.flags
	open := t.Left.Undecided() || t.Before.Summary.NotRun+t.After.Summary.NotRun > 0
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case f.bounded && t.Exceeds(float64(f.maxRegression)):
		c.talk("the pass rate fell by %.3g points: --max-regression allows %.3g", 100*t.Regression(), 100*float64(f.maxRegression))
		return errNo
	case f.exitCode && t.Class() == resultview.Worse:
		return errNo
	case t.Cases == 0:
		return errUndecided
	case (f.bounded || f.exitCode) && open:
		c.talk("some cases are errored or were not run, so that nobody can tell")
		return errUndecided
	}
	return nil
}
