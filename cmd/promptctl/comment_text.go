package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/review"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// threadView shows threads on a terminal, or as text of the same form.
type threadView struct {
	term   *term.Terminal
	zone   *time.Location
	record *review.Record
}

func (v threadView) write(c *commented) error {
	for i, t := range c.threads {
		if i > 0 {
			if _, err := fmt.Fprintln(v.term.Out); err != nil {
				return err
			}
		}
		if err := v.thread(t, c.places[i]); err != nil {
			return err
		}
	}
	return nil
}

// thread writes what a thread is about and, indented, what was said.
func (v threadView) thread(t *review.Thread, now review.Place) error {
	var b strings.Builder
	b.WriteString(v.header(t, now))
	if t.Quote != "" {
		v.lines(&b, "  > ", v.term.OutStyle.Dim, term.OneLine(t.Quote))
	}
	for i, e := range t.Events {
		v.event(&b, e, i == 0)
	}
	_, err := io.WriteString(v.term.Out, b.String())
	return err
}

// header is the line that says which thread it is, and what about, or several
// where the terminal is narrow. Its state is in words, so that no colour has to
// be told from another.
func (v threadView) header(t *review.Thread, now review.Place) string {
	style := v.term.OutStyle
	state := term.Cell{Text: "open", Paint: style.Yellow}
	if t.Resolved {
		state = term.Cell{Text: "resolved", Paint: style.Green}
	}
	parts := []term.Cell{{Text: "#" + v.record.Short(t.ID), Paint: style.Bold}, {Text: term.OneLine(t.Prompt), Paint: style.Cyan}}
	if now.Prompt != "" {
		parts = append(parts, term.Cell{Text: "→ now", Paint: plain}, term.Cell{Text: term.OneLine(now.Prompt), Paint: style.Cyan})
	}
	for _, word := range strings.Fields(term.OneLine(where(t, now))) {
		parts = append(parts, term.Cell{Text: word, Paint: plain})
	}
	var b strings.Builder
	width := 0
	for _, part := range append(parts, state) {
		switch wide := term.Width(part.Text); {
		case width > 0 && width+1+wide > v.term.Width:
			b.WriteString("\n  ")
			width = 2 + wide
		case width > 0:
			b.WriteString(" ")
			width += 1 + wide
		default:
			width = wide
		}
		b.WriteString(part.Paint(part.Text))
	}
	return b.String() + "\n"
}

// where says what a thread is about: "guardrails (line 14 → now 17)".
func where(t *review.Thread, now review.Place) string {
	place := t.Section
	if now.Section != "" && t.Section != "" && now.Section != t.Section {
		place += " → now " + now.Section
	}
	switch {
	case now.Outdated && t.Line > 0:
		return fmt.Sprintf("%s (line %d, outdated)", place, t.Line)
	case now.Outdated:
		return place + " (outdated)"
	case t.Line > 0 && t.Line != now.Line:
		return fmt.Sprintf("%s (line %d → now %d)", place, t.Line, now.Line)
	case now.Line > 0:
		return fmt.Sprintf("%s (line %d)", place, now.Line)
	}
	return place
}

// event writes who said something, when, and what.
func (v threadView) event(b *strings.Builder, e review.Event, first bool) {
	indent := "    "
	if first {
		indent = "  "
	}
	did := map[review.Kind]string{review.Resolve: " resolved it", review.Reopen: " reopened it"}[e.Kind]
	who := term.OneLine(cmp.Or(e.Author.Name, e.Author.Email, "somebody")) + did + ", " + e.At.In(v.zone).Format("2006-01-02 15:04")
	v.lines(b, indent, v.term.OutStyle.Bold, who)
	if e.Body != "" {
		v.lines(b, indent+"  ", plain, term.Sanitize(e.Body))
	}
}

func plain(text string) string { return text }

// lines writes a text that is sanitised, wrapped to the terminal, each line
// behind a margin.
func (v threadView) lines(b *strings.Builder, margin string, paint func(string) string, text string) {
	for _, line := range term.Wrap(text, max(v.term.Width-len(margin), 10)) {
		b.WriteString(strings.TrimRight(margin+paint(line), " ") + "\n")
	}
}
