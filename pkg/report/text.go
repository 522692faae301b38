package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// defaultWidth is the width in columns where none is given.
const defaultWidth = 80

// Line is a line of source with a place in it.
type Line struct {
	Text string // "" where there is none to show
	Col  int    // code points, from 1
}

// Finding writes a finding as people read it: where and what it is, the line
// that it begins on with a mark, and its hint.
func Finding(w io.Writer, f diag.Finding, line Line, o Options) {
	paint := painter(f.Severity, o.Style)
	fmt.Fprintf(w, "%s: %s %s\n", o.Style.Bold(term.OneLine(o.place(f.Range))),
		paint(f.Severity.String()+"["+f.Code+"]:"), term.OneLine(o.said(f.Message, f)))
	if line.Text != "" {
		io.WriteString(w, term.Excerpt{
			Line: f.Range.Start.Line, Text: line.Text, Col: line.Col, Len: marked(f.Range, line), Paint: paint,
		}.Render(o.width(), o.Style))
	}
	if f.Hint != "" {
		Hint(w, o.said(f.Hint, f), o.Style)
	}
}

// Hint writes what to do about something.
func Hint(w io.Writer, hint string, style term.Style) {
	fmt.Fprintf(w, "%s %s\n", style.Cyan("hint:"), term.Sanitize(hint))
}

// marked is how many code points of a line are marked: up to its end where the
// range goes on below it.
func marked(r diag.Range, line Line) int {
	if r.End.Line > r.Start.Line {
		return utf8.RuneCountInString(strings.TrimRight(line.Text, " \t")) - line.Col + 1
	}
	return r.End.Col - r.Start.Col
}

// painter returns the colour of a severity.
func painter(s diag.Severity, style term.Style) func(string) string {
	switch s {
	case diag.Error:
		return style.Red
	case diag.Warning:
		return style.Yellow
	default:
		return style.Blue
	}
}

// place is where a range begins, in the words of the reader.
func (o Options) place(r diag.Range) string {
	if o.Path != nil {
		r.File = o.Path(r.File)
	}
	return r.String()
}

// said is what a finding says, with the other file that it names in the words of
// the reader too.
func (o Options) said(text string, f diag.Finding) string {
	if o.Path == nil || f.Other == "" {
		return text
	}
	return strings.ReplaceAll(text, f.Other, o.Path(f.Other))
}

func (o Options) width() int {
	if o.Width <= 0 {
		return defaultWidth
	}
	return o.Width
}

// writeFull writes each problem as Finding does, with how it can be mended.
func writeFull(w *bufio.Writer, r *lint.Result, o Options) error {
	for i, p := range r.Problems {
		if i > 0 {
			w.WriteByte('\n')
		}
		writeProblem(w, p, o)
	}
	return nil
}

func writeProblem(w io.Writer, p lint.Problem, o Options) {
	Finding(w, p.Finding, Line{p.Line, p.LineCol}, o)
	if p.Fix != nil {
		flag := "--fix"
		if p.Fix.Unsafe {
			flag = "--unsafe-fixes"
		}
		fmt.Fprintln(w, o.Style.Dim(fmt.Sprintf("fix: %s (%s)", term.OneLine(p.Fix.Title), flag)))
	}
}

// writeConcise writes a line for each problem. All have a line and a column, so
// that one pattern reads them: file:line:col: severity code message.
func writeConcise(w *bufio.Writer, r *lint.Result, o Options) error {
	for _, p := range r.Problems {
		writeLine(w, p, o)
	}
	return nil
}

func writeLine(w io.Writer, p lint.Problem, o Options) {
	at := p.Range
	if at.Start.Line == 0 {
		at.Start.Line, at.Start.Col = 1, 1
	}
	fmt.Fprintf(w, "%s: %s %s %s\n", o.Style.Bold(term.OneLine(o.place(at))),
		painter(p.Severity, o.Style)(p.Severity.String()), p.Code, term.OneLine(o.said(p.Message, p.Finding)))
}
