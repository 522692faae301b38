// Package diffview shows what changed between prompts: as text for a terminal,
// as Markdown for a pull request, as a page, and as JSON.
//
// Whatever comes from a prompt is data here. On its way to a terminal it passes
// through term.Sanitize, and in each other format it is quoted by that format's
// rules.
package diffview

import (
	"fmt"
	"io"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/prose"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// Options say how a comparison is shown.
type Options struct {
	Style      term.Style // of text
	Width      int        // of a line of text, in columns
	SideBySide bool
	Strict     bool   // white space that differs between the same words is shown
	Command    string // the command line that shows all of it; "" where there is none
	Intro      string // Markdown that comes before, and takes its part of the limit
	Whole      bool   // the files of a prompt that is new are shown, for one who has not seen them
}

// Text writes a comparison for people: of each prompt first what matters, then
// its fields, then its prose.
func Text(w io.Writer, c *comparison.Comparison, o Options) error {
	t := &textWriter{Options: o}
	for i, p := range c.Prompts {
		if i > 0 {
			t.line("")
		}
		t.prompt(c, p)
	}
	_, err := io.WriteString(w, t.b.String())
	return err
}

type textWriter struct {
	Options
	b strings.Builder
}

func (t *textWriter) line(format string, args ...any) {
	fmt.Fprintf(&t.b, format+"\n", args...)
}

func (t *textWriter) prompt(c *comparison.Comparison, p *comparison.Prompt) {
	t.line("%s  %s", t.Style.Bold(term.OneLine(titleOf(p))), t.Style.Dim(term.OneLine(c.From()+" → "+c.After)))
	matters, version := verdictOf(p)
	if p.Class() > change.None {
		matters = strings.ToUpper(matters)
	}
	for _, l := range term.Wrap(matters+version, max(t.Width, 20)) {
		t.line("%s", t.paint(p.Class())(l))
	}
	for _, cost := range costText(p.Costs) {
		for _, l := range term.Wrap(term.OneLine(cost), max(t.Width, 20)) {
			t.line("%s", t.Style.Dim(l))
		}
	}
	for _, f := range p.Broken {
		t.line("%s", t.Style.Yellow(term.OneLine("compared as text: "+f.String())))
	}
	if len(p.Broken) > 0 {
		if text := raw(p); text != "" {
			t.line("\n%s", term.Sanitize(strings.TrimSuffix(text, "\n")))
		}
		return
	}
	t.changes(p.Changes)
	if t.Whole && p.Status == change.Added {
		t.line("\n%s", strings.TrimSuffix(term.Sanitize(raw(p)), "\n"))
	}
	for _, change := range p.Changes {
		t.text(change)
	}
}

// titleOf is what a prompt is called, and what it was.
func titleOf(p *comparison.Prompt) string {
	if p.Was != p.Name {
		return p.Was + " → " + p.Name
	}
	return p.Name
}

// verdictOf says what matters most of a prompt, and which version that asks for.
func verdictOf(p *comparison.Prompt) (matters, version string) {
	switch {
	case len(p.Broken) > 0:
		return "may break callers", ": one side cannot be read as a prompt"
	case p.Rendered && len(p.Changes) == 0:
		return "the model is sent the same messages", " with these values"
	case p.Rendered:
		return "the model is sent something else", " with these values"
	case p.Status == change.Added && p.HasErrors():
		return "is new", ", and has errors"
	case p.Status == change.Added:
		return "is new", ""
	}
	switch p.Class() {
	case change.Breaking:
		matters, version = "breaks callers", ", and asks for a major version"
	case change.Behaviour:
		matters, version = "changes behaviour", ", and asks for a minor version"
	default:
		matters, version = "changes no behaviour", ": a patch version will do"
	}
	switch n := p.Next; {
	case n == nil:
	case n.Version == "":
		version += "; it is what " + n.Last + " is"
	default:
		version += fmt.Sprintf("; the next after %s is %s", n.Last, n.Version)
	}
	return matters, version
}

// costText says what a prompt's own text takes of each model, and took.
func costText(costs []comparison.Cost) []string {
	var lines []string
	for _, c := range costs {
		text := fmt.Sprintf("%d tokens, as before", c.After)
		if c.Before != c.After {
			text = fmt.Sprintf("%d → %d tokens (%+d%s)", c.Before, c.After, c.After-c.Before, percent(c.Before, c.After))
		}
		if !c.Exact {
			text = "about " + text
		}
		if c.Model != "" {
			text += " with " + c.Model
		}
		switch {
		case c.USDBefore == nil || c.USDAfter == nil:
		case usd(*c.USDBefore) == usd(*c.USDAfter):
			text += fmt.Sprintf(": $%s for %d calls", usd(*c.USDAfter), comparison.Calls)
		default:
			text += fmt.Sprintf(": $%s → $%s for %d calls", usd(*c.USDBefore), usd(*c.USDAfter), comparison.Calls)
		}
		lines = append(lines, text)
	}
	if len(costs) == 2 && costs[0].USDBefore != nil && costs[1].USDAfter != nil {
		lines = append(lines, fmt.Sprintf("with the change of model: $%s → $%s for %d calls", usd(*costs[0].USDBefore), usd(*costs[1].USDAfter), comparison.Calls))
	}
	return lines
}

func percent(before, after int) string {
	if before == 0 {
		return ""
	}
	return fmt.Sprintf(", %+.1f %%", 100*float64(after-before)/float64(before))
}

// usd writes dollars with the digits that tell something.
func usd(d float64) string {
	switch {
	case d == 0 || d >= 1:
		return fmt.Sprintf("%.2f", d)
	case d >= 0.01:
		return fmt.Sprintf("%.3f", d)
	default:
		return fmt.Sprintf("%.2g", d)
	}
}

// marks of classes, for those who see no colours.
var marks = map[change.Class]string{change.Breaking: "!", change.Behaviour: "~", change.None: "·"}

// changes lists what changed, in a line each, the gravest first.
func (t *textWriter) changes(all []change.Change) {
	if len(all) > 0 {
		t.line("")
	}
	for class := change.Breaking; class >= change.None; class-- {
		for _, c := range all {
			if c.Class == class {
				t.change(c)
			}
		}
	}
}

func (t *textWriter) change(c change.Change) {
	text := c.Message + detail(c)
	if c.Class != change.Behaviour {
		text += ": " + c.Why
	}
	for i, l := range term.Wrap(term.OneLine(text), max(t.Width-4, 16)) {
		mark := "    "
		if i == 0 {
			mark = "  " + marks[c.Class] + " "
		}
		t.line("%s", t.paint(c.Class)(mark+l))
	}
}

func (t *textWriter) paint(c change.Class) func(string) string {
	switch c {
	case change.Breaking:
		return t.Style.Red
	case change.Behaviour:
		return func(text string) string { return text }
	default:
		return t.Style.Dim
	}
}

// detail is how much of a text changed, and through which partials.
func detail(c change.Change) string {
	var parts []string
	if d := c.Text; d != nil {
		switch {
		case d.Rewritten:
			parts = append(parts, fmt.Sprintf("rewritten: %d words for %d", d.Words.New, d.Words.Old))
		case !d.Same():
			parts = append(parts, fmt.Sprintf("+%d −%d words", d.Words.Inserted, d.Words.Deleted))
		}
		if len(d.Moves) > 0 {
			parts = append(parts, fmt.Sprintf("%d moved", len(d.Moves)))
		}
		if d.Reflowed > 0 && !d.Same() {
			parts = append(parts, "reflowed")
		}
	}
	if len(c.Partials) > 0 {
		parts = append(parts, "through partial "+strings.Join(c.Partials, ", "))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, "; ") + ")"
}

// mostRewritten is how many lines of a text that was rewritten are shown, as it
// was and as it is, and longestRewritten how many bytes: with more of them, the
// file is better read.
const (
	mostRewritten    = 40
	longestRewritten = 8000
)

// text shows a text that changed.
func (t *textWriter) text(c change.Change) {
	if c.Text == nil || c.Text.Same() && !t.Strict {
		return
	}
	t.line("\n%s", t.Style.Cyan(term.OneLine(headOf(c))))
	lines := linesOf(c.Text, t.Strict)
	if c.Text.Rewritten {
		for _, l := range term.Wrap(fmt.Sprintf("rewritten: %d words for %d", c.Text.Words.New, c.Text.Words.Old), max(t.Width-4, 16)) {
			t.line("    %s", t.Style.Dim(l))
		}
		if len(lines) > mostRewritten || len(c.Text.Old)+len(c.Text.New) > longestRewritten {
			return
		}
	}
	for _, s := range stretchesOf(lines) {
		if s.skipped > 0 {
			t.line("    %s", t.Style.Dim("⋮"))
		}
		if t.SideBySide && t.Width >= narrowest {
			t.columns(s.lines)
			continue
		}
		for _, l := range s.lines {
			if l.changed {
				t.layout(l.shortened())
			} else {
				t.line("%s", strings.TrimRight("    "+term.Truncate(plain(l), max(t.Width-4, 16)), " "))
			}
		}
	}
}

// plain is a line that did not change.
func plain(l line) string {
	var b strings.Builder
	for _, p := range l.pieces {
		b.WriteString(term.OneLine(p.text))
	}
	return b.String()
}

// headOf names what a text is of.
func headOf(c change.Change) string {
	switch c.Subject {
	case change.Section, change.Tool, change.File:
		return string(c.Subject) + " " + c.Name
	default:
		return c.Name
	}
}

// layout writes a line, with marks around what changed.
func (t *textWriter) layout(l line) {
	const indent = "    "
	for _, row := range l.marked().wrapped(max(t.Width-len(indent), 16)) {
		t.line("%s", strings.TrimRight(indent+t.painted(row), " "))
	}
}

// marked is a line with marks around what changed in it, for those who see no
// colours. White space at the ends of a piece stays outside of them.
func (l line) marked() line {
	m := line{changed: l.changed}
	for k, p := range l.pieces {
		text := term.OneLine(p.text)
		core := strings.Trim(text, " ")
		lead, trail := text, ""
		if core != "" {
			lead, trail, _ = strings.Cut(text, core)
		}
		core = p.mark(core)
		if p.moved() && (k == 0 || l.pieces[k-1].move != p.move || l.pieces[k-1].gone) {
			core = fmt.Sprintf("<%d: %s", p.move, core)
		}
		if p.moved() && (k == len(l.pieces)-1 || l.pieces[k+1].move != p.move || l.pieces[k+1].gone) {
			core += ">"
		}
		p.text = lead + core + trail
		m.pieces = append(m.pieces, p)
	}
	return m
}

// moved reports whether a piece is of what came from elsewhere.
func (p piece) moved() bool { return p.move > 0 && !p.gone }

func (p piece) mark(text string) string {
	switch {
	case text == "":
		return ""
	case p.gone:
		return fmt.Sprintf("[moved to %d: %s]", p.move, shortenedText(text, true, false))
	case p.op == prose.Delete:
		return "[-" + text + "-]"
	case p.op == prose.Insert:
		return "{+" + text + "+}"
	default:
		return text
	}
}

// painted is a row in its colours.
func (t *textWriter) painted(l line) string {
	var b strings.Builder
	for _, p := range l.pieces {
		b.WriteString(t.paintPiece(p)(p.text))
	}
	return b.String()
}

func (t *textWriter) paintPiece(p piece) func(string) string {
	switch {
	case p.move > 0 && (p.gone || p.op == prose.Equal):
		return t.Style.Blue
	case p.op == prose.Delete:
		return t.Style.Red
	case p.op == prose.Insert:
		return t.Style.Green
	default:
		return func(text string) string { return text }
	}
}
