package main

import (
	"os"
	"path/filepath"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/report"
)

// answerFindings shows what is wrong with a prompt, which an answer in JSON or
// YAML has said already, and makes the answer no where some of it is an error.
func (a *app) answerFindings(found diag.List) error {
	switch a.output {
	case "json", "yaml":
	case "jsonl":
		return found.Err()
	default:
		a.showFindings(found)
	}
	if found.HasErrors() {
		return errNo
	}
	return nil
}

// showFindings prints findings on standard error, each with the line that it
// is about.
func (a *app) showFindings(found diag.List) {
	for _, f := range found {
		a.showFinding(f)
	}
}

func (a *app) showFinding(f diag.Finding) {
	line := report.Line{Col: f.Range.Start.Col}
	if !f.Hidden {
		line.Text = a.sourceLine(f.Range)
	}
	report.Finding(a.term.Err, f, line, report.Options{Style: a.term.ErrStyle, Width: a.term.Width})
}

func (a *app) showHint(hint string) { report.Hint(a.term.Err, hint, a.term.ErrStyle) }

// sourceLine returns the line that a range begins on: of the revision that
// was read, or of the work tree's file where that is what was read.
func (a *app) sourceLine(r diag.Range) string {
	if r.Start.Line == 0 {
		return ""
	}
	text, known := a.sources[r.File]
	if !known && a.opened != nil && a.opened.Root() != "" {
		// The line is for display only: without it the finding still says all.
		text, _ = os.ReadFile(filepath.Join(a.opened.Root(), filepath.FromSlash(r.File)))
	}
	return diag.NewSource(r.File, text).Line(r.Start.Line)
}

// remember keeps the files of a closure, to show their lines in findings.
func (a *app) remember(c *prompt.Closure) {
	if a.sources == nil {
		a.sources = map[string][]byte{}
	}
	for _, f := range c.Files {
		a.sources[f.Path] = f.Data
	}
}
