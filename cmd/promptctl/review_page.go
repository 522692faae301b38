package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/diffview"
	"github.com/promptctl-io/promptctl/pkg/dossier"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// runPage shows all that a reviewer needs of one prompt.
func (a *app) runPage(ctx context.Context, reference string, f *reviewFlags) error {
	if f.mine {
		return usagef("--mine is for the queue: name no prompt")
	}
	if f.rev != "HEAD" && !strings.Contains(reference, "@") {
		reference += "@" + f.rev
	}
	desk, err := a.desk(ctx)
	if err != nil {
		return err
	}
	if err := desk.Complete(ctx); err != nil {
		return err
	}
	d, err := dossier.Gather(ctx, desk.Register, reference, desk.Key, comparison.Options{Tokens: a.tokens, Facts: desk.Project.Config.Facts})
	if err != nil {
		return err
	}
	switch a.output {
	case "json":
		return a.printJSON(newPageAnswer(d))
	case "markdown":
		return a.writeMarkdownPage(d)
	}
	return a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error { return a.writePage(t, d) })
}

// writePage writes the page for a terminal: what stands in the way first, the
// text last.
func (a *app) writePage(t *term.Terminal, d *dossier.Dossier) error {
	w, style := t.Out, t.OutStyle
	showLook(w, style, d.Look)
	for _, answer := range d.Answers {
		showAnswer(w, style, answer)
	}
	heading := func(format string, args ...any) { fmt.Fprintf(w, "\n%s\n", style.Bold(fmt.Sprintf(format, args...))) }
	if len(d.Verdicts) > 0 {
		heading("Statements")
		if err := showVerdicts(t, d.Verdicts); err != nil {
			return err
		}
	}
	if len(d.Runs) > 0 {
		heading("Tests, as kept and not signed")
		if err := showRuns(t, d.Runs); err != nil {
			return err
		}
	}
	if len(d.Findings) > 0 {
		heading("Lint")
		for _, f := range d.Findings {
			fmt.Fprintf(w, "%s %s %s\n", f.Severity, f.Code, term.OneLine(f.String()))
		}
	}
	if len(d.Threads) > 0 {
		heading("Open threads")
		view := threadView{term: t, zone: a.now().Location(), record: d.Record}
		for _, thread := range d.Threads {
			if err := view.thread(thread.Thread, thread.Now); err != nil {
				return err
			}
		}
	}
	return writeChanges(t, d, heading)
}

func writeChanges(t *term.Terminal, d *dossier.Dossier, heading func(string, ...any)) error {
	options := diffview.Options{Style: t.OutStyle, Width: t.Width, Whole: true}
	if a := d.Approved; a != nil {
		heading("Since you approved it on %s, at %s", a.When.UTC().Format(time.DateOnly), a.Commit.Short())
		if err := diffview.Text(t.Out, a.Changes, options); err != nil {
			return err
		}
	}
	if len(d.Changes.Prompts) == 0 {
		return nil
	}
	heading("Since %s", baseOf(d))
	return diffview.Text(t.Out, d.Changes, options)
}

// baseOf says what the changes are compared with.
func baseOf(d *dossier.Dossier) string {
	if d.Changes.Before == "nothing" {
		return "the beginning: no other version was released"
	}
	return d.Changes.From()
}
