package main

import (
	"errors"
	"io/fs"
	"os"

	"github.com/promptctl-io/promptctl/pkg/atomicfile"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// readBaseline reads the file of --baseline, if there is one. One that is to be
// updated need not be there yet.
func (a *app) readBaseline(f *lintFlags, q *lint.Query) error {
	if f.baseline == "" {
		if f.updateBaseline {
			return usagef("--update-baseline has no file to write: name it with --baseline FILE")
		}
		return nil
	}
	if f.updateBaseline && (f.mends() || f.input.BufferName != "") {
		return usagef("--update-baseline keeps what is found, and goes neither with fixes nor with standard input")
	}
	data, err := os.ReadFile(a.path(f.baseline))
	switch {
	case errors.Is(err, fs.ErrNotExist) && f.updateBaseline:
		data = nil
	case errors.Is(err, fs.ErrNotExist):
		return diag.WithHint(err, "`promptctl lint --baseline %s --update-baseline` writes it", f.baseline)
	case err != nil:
		return err
	}
	if q.Baseline, err = lint.ReadBaseline(f.baseline, data); err != nil {
		return usageError{err}
	}
	return nil
}

// updateBaseline writes what is found into the baseline, and says how many
// problems are put up with that were not, and the other way around.
func (a *app) updateBaseline(f *lintFlags, q lint.Query, r *lint.Result) error {
	if r.Unusable {
		return a.answerLint(f, r)
	}
	data, added, pruned := q.Baseline.Update(r)
	if err := atomicfile.Write(a.path(f.baseline), data, 0o644); err != nil {
		return err
	}
	a.talk("%s: %d added, %d removed", term.OneLine(f.baseline), added, pruned)
	return nil
}
