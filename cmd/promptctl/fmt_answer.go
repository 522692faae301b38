package main

import (
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/linediff"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// fmtFile is a file in the answer of fmt.
type fmtFile struct {
	Path     string    `json:"path"`
	Changed  bool      `json:"changed"` // its layout is not canonical, or was not
	Written  bool      `json:"written"`
	Diff     string    `json:"diff,omitempty"`
	Findings diag.List `json:"findings"`
}

// showFormatted tells what became of a file, and counts it.
func (a *app) showFormatted(r *fmtRun, f prompt.Formatted, written bool) error {
	if a.sources == nil {
		a.sources = map[string][]byte{}
	}
	a.sources[f.Name] = f.Before
	r.wrong = r.wrong || f.Findings.HasErrors()
	if f.Changed() {
		r.changed++
	}
	if a.output == "json" {
		r.files = append(r.files, fmtFile{f.Name, f.Changed(), f.Changed() && written, fmtDiff(f), append(diag.List{}, f.Findings...)})
		return nil
	}
	a.showFindings(f.Findings)
	if !f.Changed() {
		return nil
	}
	var err error
	switch {
	case r.diff:
		_, err = fmt.Fprint(a.term.Out, a.paintedDiff(fmtDiff(f)))
	case r.check:
		_, err = fmt.Fprintln(a.term.Out, a.shown(f.Name))
	case written:
		a.talk("formatted %s", term.OneLine(f.Name))
	default:
		a.talk("would format %s", term.OneLine(f.Name))
	}
	return err
}

func fmtDiff(f prompt.Formatted) string {
	name := strings.TrimPrefix(f.Name, "/")
	return linediff.Unified("a/"+name, "b/"+name, string(f.Before), string(f.After))
}

// paintedDiff returns a unified diff with the colours that git gives it.
func (a *app) paintedDiff(diff string) string {
	style := a.term.OutStyle
	if !style {
		return a.shown(diff)
	}
	lines := strings.Split(strings.TrimSuffix(a.shown(diff), "\n"), "\n")
	for i, line := range lines {
		switch {
		case strings.HasPrefix(line, "--- "), strings.HasPrefix(line, "+++ "):
			lines[i] = style.Bold(line)
		case strings.HasPrefix(line, "-"):
			lines[i] = style.Red(line)
		case strings.HasPrefix(line, "+"):
			lines[i] = style.Green(line)
		case strings.HasPrefix(line, "@"):
			lines[i] = style.Cyan(line)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// answerFmt ends the answer. It is no where a file has errors, and where one
// would change and that was asked.
func (a *app) answerFmt(r *fmtRun) error {
	if a.output == "json" {
		answer := struct {
			Files []fmtFile `json:"files"`
		}{r.files}
		if err := a.printJSON(answer); err != nil {
			return err
		}
	}
	if r.wrong || r.check && r.changed > 0 {
		return errNo
	}
	return nil
}
