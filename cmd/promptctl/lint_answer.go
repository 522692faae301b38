package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/linediff"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/report"
)

// answerLint shows what was found and gives the answer.
func (a *app) answerLint(f *lintFlags, r *lint.Result) error {
	if err := f.outputs.write(r, f.reportOptions(a)); err != nil {
		return err
	}
	a.summarise(f, r)
	return f.verdict(r)
}

// verdict is no where something is found that matters. Settings that are wrong
// are a mistake of the caller.
func (f *lintFlags) verdict(r *lint.Result) error {
	no := f.bounded && lint.Findings(r.Problems).Count(diag.Warning) > int(f.maxWarnings)
	for _, p := range r.Problems {
		no = no || f.fails(p.Severity)
	}
	switch {
	case r.Unusable:
		return usageError{errNo}
	case no:
		return errNo
	}
	return nil
}

// fails reports whether a finding of this severity makes the answer no.
func (f *lintFlags) fails(severity diag.Severity) bool {
	least, any := map[string]diag.Severity{"error": diag.Error, "warning": diag.Warning, "info": diag.Info}[f.failLevel]
	return any && severity >= least
}

// summarise says how much was found, to people alone: a program counts itself.
func (a *app) summarise(f *lintFlags, r *lint.Result) {
	if a.output == "" || a.output == "full" || a.output == "text" {
		a.talk("%s", report.Summary(r, f.input.OnDisk()))
	}
}

// mend mends the files and tells what is left, or shows what would change.
func (a *app) mend(ctx context.Context, f *lintFlags, q lint.Query) error {
	buffer := f.input.BufferName != ""
	how := lint.Fixing{Unsafe: f.unsafe}
	if !buffer && f.input.OnDisk() {
		how.Text = lint.Disk(f.input.Top())
	}
	files, left, err := lint.Fix(ctx, q, how)
	switch {
	case err != nil:
		return asSelection(err)
	case left.Unusable && len(files) == 0:
		return a.answerLint(f, left)
	case f.diff:
		return a.showFixes(files)
	case buffer:
		return a.answerBuffer(f, files, left)
	}
	if failed := lint.Save(f.input.Top(), files); failed != nil {
		if err := a.answerLint(f, left); err != nil && !errors.Is(err, errNo) {
			return errors.Join(failed, err)
		}
		return failed // which is more than the answer no
	}
	if len(files) > 0 {
		a.talk("%s", report.Mended(files))
	}
	return a.answerLint(f, left)
}

// answerBuffer prints standard input as it is after the fixes; what is left
// goes to standard error.
func (a *app) answerBuffer(f *lintFlags, files []lint.FixedFile, left *lint.Result) error {
	text := f.input.Buffer
	for _, file := range files {
		text = file.After
	}
	if _, err := fmt.Fprint(a.term.Out, a.shown(string(text))); err != nil {
		return err
	}
	a.showFindings(lint.Findings(left.Problems))
	return f.verdict(left)
}

// showFixes shows what would change as a diff.
func (a *app) showFixes(files []lint.FixedFile) error {
	for _, f := range files {
		diff := linediff.Unified("a/"+f.File, "b/"+f.File, string(f.Before), string(f.After))
		if _, err := fmt.Fprint(a.term.Out, a.paintedDiff(diff)); err != nil {
			return err
		}
	}
	if len(files) > 0 {
		return errNo
	}
	return nil
}
