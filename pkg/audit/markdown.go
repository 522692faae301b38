package audit

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/term"
)

// WriteMarkdown writes a report that can be filed.
func (r *Report) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Audit of %s\n\n", code(r.Repository))
	var names []string
	for _, e := range r.Environments {
		names = append(names, code(e.Name))
	}
	fmt.Fprintf(&b, "- Environments: %s\n", strings.Join(names, ", "))
	fmt.Fprintf(&b, "- Period: %s\n", r.period())
	if len(r.Prompts) > 0 {
		fmt.Fprintf(&b, "- Prompts: %s\n", codes(r.Prompts))
	}
	fmt.Fprintf(&b, "- Verified: %s, by promptctl %s, offline: every entry of each ledger from its root to its tip, with the signatures, the rule that was in force "+
		"and the digests of the files. Times are those of the committers, which never go back; what was *checked* is vouched for by the promoter alone.\n", stamp(r.Verified), code(r.By))
	for _, e := range r.Environments {
		r.environment(&b, e)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// period says which events are told.
func (r *Report) period() string {
	from, to := "the root", "the tip"
	if !r.Since.IsZero() {
		from = stamp(r.Since)
	}
	if !r.Until.IsZero() {
		to = "before " + stamp(r.Until)
	}
	return "from " + from + " to " + to
}

func (r *Report) environment(b *strings.Builder, e *Environment) {
	fmt.Fprintf(b, "\n## %s\n\n", code(e.Name))
	switch {
	case e.Err != nil:
		fmt.Fprintf(b, "**NOT VERIFIED**, so nothing is told of it: %s\n", code(e.Err.Error()))
		return
	case e.Ledger == nil:
		fmt.Fprintf(b, "There is no ledger: %s\n", e.whyAbsent(code))
		return
	}
	fmt.Fprintf(b, "- Branch: %s\n", code(e.Branch))
	fmt.Fprintf(b, "- Root: %s, %s\n", code(e.Ledger.Root), stamp(e.Ledger.Began))
	if e.Ledger.Older != "" {
		fmt.Fprintf(b, "- The ledger was begun anew. What was before it is not told here, and ended with %s\n", code(e.Ledger.Older))
	}
	fmt.Fprintf(b, "- Tip: %s, %s\n\n", code(e.Ledger.Tip), stamp(e.Ledger.Ended))
	if len(e.Events) == 0 {
		b.WriteString("Nothing happened.\n")
	} else {
		markdownEvents(b, e.Events)
	}
	r.served(b, e)
}

func markdownEvents(b *strings.Builder, events []*Event) {
	row(b, "#", "Time", "Commit", "Action", "Prompt", "Change", "By", "Rests on", "Checked", "Notes")
	row(b, "--:", "---", "---", "---", "---", "---", "---", "---", "---", "---")
	for _, e := range events {
		var what []string
		if e.Prompt != "" {
			what = []string{e.From.markdown(), "→", e.To.markdown()}
		} else if e.PolicyTo != "" {
			what = []string{code(e.PolicyFrom), "→", code(e.PolicyTo)}
		}
		checked := ""
		if e.Checked != nil {
			checked = code(e.Checked.String())
		}
		row(b, fmt.Sprint(e.Place), stamp(e.When), code(e.Commit), string(e.Action), code(e.Prompt), strings.Join(what, " "), e.by(), items(e.Rests), checked, e.notes())
	}
}

// markdown is a version with its digest.
func (v Version) markdown() string {
	if v.Digest == "" {
		return "nothing"
	}
	return strings.TrimSpace(code(v.Release) + " " + code(v.Digest))
}

// by is who did it.
func (e *Event) by() string {
	if e.Signer.Key == "" {
		return "**" + unsigned + "**, committed as " + code(e.committer())
	}
	return code(e.Signer.Person) + " with " + code(e.Signer.Key)
}

// notes are what else there is to know of an event.
func (e *Event) notes() string {
	var notes []string
	if e.Reason != "" {
		notes = append(notes, code(e.Reason))
	}
	if e.Source != "" {
		notes = append(notes, "from the commit "+code(e.Source))
	}
	for _, s := range e.Bound {
		notes = append(notes, "binds the "+code(s.String()))
		if len(s.Prompts) > 0 {
			notes = append(notes, "about "+codes(s.Prompts))
		}
	}
	for _, s := range e.Agreed {
		notes = append(notes, "agreed: "+code(s.String()))
	}
	for _, w := range e.Warnings() {
		notes = append(notes, "**not enforced**: "+code(w))
	}
	return strings.Join(notes, "<br>")
}

func (r *Report) served(b *strings.Builder, e *Environment) {
	var when time.Time
	title := "Served at the end"
	switch {
	case !r.At.IsZero():
		title, when = "Served at "+stamp(r.At), r.At
	case !r.Until.IsZero():
		title, when = "Served until "+stamp(r.Until), r.Until
	}
	fmt.Fprintf(b, "\n### %s\n\n", title)
	switch {
	case !when.IsZero() && when.Before(e.Ledger.Began):
		b.WriteString("The ledger had not begun: nothing is recorded of that time.\n")
	case len(e.Served) == 0:
		b.WriteString("Nothing.\n")
	default:
		markdownServed(b, e.Served)
	}
}

func markdownServed(b *strings.Builder, served []Served) {
	row(b, "Prompt", "Version", "Since", "Entry", "Action", "By", "Rests on", "Servable")
	row(b, "---", "---", "---", "---", "---", "---", "---", "---")
	for _, s := range served {
		servable := "yes"
		if s.Against != "" {
			servable = "**NOT SERVABLE**: " + code(s.Against)
		}
		row(b, code(s.Prompt), s.To.markdown(), stamp(s.When), code(s.Commit), string(s.Action), s.by(), items(s.Rests), servable)
	}
}

func row(b *strings.Builder, cells ...string) {
	b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

func items(statements []Statement) string {
	texts := make([]string, len(statements))
	for i, s := range statements {
		texts[i] = code(s.String())
	}
	return strings.Join(texts, "<br>")
}

func codes(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = code(text)
	}
	return strings.Join(quoted, ", ")
}

// code quotes a text as code in a cell of a table: nothing in it is markup, HTML, a
// link or a mention, and no bar ends the cell (GitHub Flavored Markdown, 4.10).
func code(text string) string {
	text = strings.ReplaceAll(strings.TrimSpace(term.OneLine(text)), "|", `\|`)
	if text == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}
