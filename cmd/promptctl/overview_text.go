package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/overview"
	"github.com/promptctl-io/promptctl/pkg/term"
)

func (a *app) showOverview(ctx context.Context, o *overview.Overview) error {
	for _, e := range o.Environments {
		switch {
		case e.Err != nil:
			a.talk("%s %s: %s", a.mark(false), e.Name, term.OneLine(e.Err.Error()))
			if hint := diag.Hint(e.Err); hint != "" {
				a.showHint(hint)
			}
		case !e.Ledger && !e.Open:
			a.talk("%s has no ledger yet: promptctl env init %s", e.Name, e.Name)
		}
	}
	if len(o.Prompts) == 0 {
		a.talk("there is no prompt")
		return nil
	}
	err := a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error { return showMatrix(t, o, a.output == "wide") })
	if legend := legendOf(o); err == nil && legend != "" {
		a.talk("%s", a.term.ErrStyle.Dim(legend))
	}
	if command := staleOf(o); err == nil && command != "" {
		a.talk("%s", a.term.ErrStyle.Dim("again: the approval that there is counts no more, "+command+" says why"))
	}
	return err
}

// staleOf is the command that tells why an approval is asked for again; "" where none
// is.
func staleOf(o *overview.Overview) string {
	for _, p := range o.Prompts {
		for i, c := range p.Cells {
			for _, w := range c.Waits {
				if slices.ContainsFunc(w.Lacks, overview.Lack.Stale) {
					return "promptctl verify " + p.Name + "@" + cmp.Or(w.Version, "HEAD") + " --env " + o.Environments[i].Name
				}
			}
		}
	}
	return ""
}

// showMatrix shows a row for each prompt. What waits stands beside it or, where that
// would be cut, below the table.
func showMatrix(t *term.Terminal, o *overview.Overview, wide bool) error {
	table := matrixTable(t, o, wide, func(p *overview.Prompt) []term.Cell {
		var all []string
		for i, c := range p.Cells {
			all = append(all, waitsOf(o.Environments[i].Name, c)...)
		}
		return []term.Cell{{Text: strings.Join(all, "; ")}}
	}, term.Column{Header: "WAITS FOR"})
	if table.Fits() {
		return table.Write()
	}
	table = matrixTable(t, o, wide, func(*overview.Prompt) []term.Cell { return nil })
	if err := table.Write(); err != nil {
		return err
	}
	return showWaits(t, o)
}

// matrixTable is the table with more columns.
func matrixTable(t *term.Terminal, o *overview.Overview, wide bool, more func(*overview.Prompt) []term.Cell, columns ...term.Column) *term.Table {
	all := []term.Column{{Header: "PROMPT", Flex: len(columns) == 0, Min: 16}}
	for _, e := range o.Environments {
		all = append(all, term.Column{Header: strings.ToUpper(e.Name), Flex: wide && len(columns) == 0, Min: 10})
	}
	table := t.Table(append(all, columns...)...)
	for _, p := range o.Prompts {
		cells := []term.Cell{{Text: p.Name, Paint: t.OutStyle.Bold}}
		for _, c := range p.Cells {
			cells = append(cells, servedCell(t.OutStyle, c, wide))
		}
		table.Cells(append(cells, more(p)...)...)
	}
	return table
}

// showWaits lists what waits, by environment.
func showWaits(t *term.Terminal, o *overview.Overview) error {
	var b strings.Builder
	for i, e := range o.Environments {
		head := false
		for _, p := range o.Prompts {
			for _, text := range waitsOf(p.Name, p.Cells[i]) {
				if !head {
					fmt.Fprintf(&b, "\n%s\n", t.OutStyle.Bold(e.Name))
					head = true
				}
				for _, line := range term.Wrap("  "+term.OneLine(text), t.Width) {
					fmt.Fprintln(&b, line)
				}
			}
		}
	}
	_, err := io.WriteString(t.Out, b.String())
	return err
}

// servedCell shows what is served.
func servedCell(style term.Style, c overview.Cell, wide bool) term.Cell {
	if c.Digest == "" {
		return term.Cell{Text: "-", Paint: style.Dim}
	}
	cell := term.Cell{Text: cmp.Or(c.Version, c.Digest[len("sha256:"):][:8])}
	if marks := marksOf(c); marks != "" {
		cell = term.Cell{Text: cell.Text + " " + marks, Paint: style.Yellow}
	}
	if c.Spoilt != "" {
		cell.Paint = style.Red
	}
	if wide && !c.When.IsZero() {
		cell.Text += " " + c.When.UTC().Format(time.DateOnly) + " " + cmp.Or(c.By, "UNSIGNED")
	}
	return cell
}

// legend are the marks with what they mean.
func legend() []struct{ mark, means string } {
	return []struct{ mark, means string }{
		{"!", "must not be served"}, {"^", "there is a newer release"}, {"*", "HEAD has another text"}, {"x", "HEAD has it no more"},
	}
}

// marksOf are the marks of a cell.
func marksOf(c overview.Cell) (marks string) {
	for i, is := range []bool{c.Spoilt != "", c.Drifts(overview.Release), c.Drifts(overview.Head), c.Drifts(overview.Deleted)} {
		if is {
			marks += legend()[i].mark
		}
	}
	return marks
}

// legendOf explains the marks that are shown.
func legendOf(o *overview.Overview) string {
	var shown strings.Builder
	for _, p := range o.Prompts {
		for _, c := range p.Cells {
			if c.Digest != "" {
				shown.WriteString(marksOf(c))
			}
		}
	}
	var all []string
	for _, l := range legend() {
		if strings.Contains(shown.String(), l.mark) {
			all = append(all, l.mark+" "+l.means)
		}
	}
	return strings.Join(all, ", ")
}

// waitsOf says what a cell waits for, each after the name of what it is about.
func waitsOf(name string, c overview.Cell) (all []string) {
	if c.Spoilt != "" {
		all = append(all, name+": NOT SERVABLE, "+c.Spoilt)
	}
	if c.Drifts(overview.Deleted) {
		all = append(all, name+": serves what HEAD has no more")
	}
	for _, w := range c.Waits {
		text := cmp.Or(w.Version, "HEAD")
		if len(w.Lacks) == 0 {
			all = append(all, name+": promote "+text)
			continue
		}
		lacks := make([]string, len(w.Lacks))
		for i, l := range w.Lacks {
			lacks[i] = l.String()
		}
		all = append(all, name+" "+text+": "+strings.Join(lacks, ", "))
	}
	return all
}
