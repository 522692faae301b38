package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/term"
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
	style := a.term.ErrStyle
	paint := map[diag.Severity]func(string) string{
		diag.Error: style.Red, diag.Warning: style.Yellow, diag.Info: style.Blue,
	}[f.Severity]
	fmt.Fprintf(a.term.Err, "%s: %s %s\n", style.Bold(term.OneLine(f.Range.String())),
		paint(f.Severity.String()+"["+f.Code+"]:"), term.OneLine(f.Message))
	if line := a.sourceLine(f.Range); line != "" {
		length := 1
		if f.Range.End.Line == f.Range.Start.Line {
			length = max(1, f.Range.End.Col-f.Range.Start.Col)
		}
		fmt.Fprint(a.term.Err, term.Excerpt{
			Line: f.Range.Start.Line, Text: line, Col: f.Range.Start.Col, Len: length, Paint: paint,
		}.Render(a.term.Width, style))
	}
	if f.Hint != "" {
		a.showHint(f.Hint)
	}
}

func (a *app) showHint(hint string) {
	fmt.Fprintf(a.term.Err, "%s %s\n", a.term.ErrStyle.Cyan("hint:"), term.Sanitize(hint))
}

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
