package main

import (
	"context"
	"io"

	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/diffview"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// diffAnswer is the answer of diff.
type diffAnswer struct {
	diffview.Answer
	Findings diag.List `json:"findings"`
}

// showDiff shows a comparison in the form that is asked for, and what was met in
// place of a prompt.
func (a *app) showDiff(ctx context.Context, f *diffFlags, c *comparison.Comparison) error {
	if a.output == "json" && !f.raw {
		return a.printJSON(diffAnswer{diffview.NewAnswer(c), append(diag.List{}, c.Findings...)})
	}
	err := a.showChanges(ctx, f, c)
	a.showFindings(c.Findings)
	return err
}

func (a *app) showChanges(ctx context.Context, f *diffFlags, c *comparison.Comparison) error {
	if f.raw {
		_, err := io.WriteString(a.term.Out, a.shown(diffview.Raw(c)))
		return err
	}
	if len(c.Prompts) == 0 && a.output == "text" {
		a.talk("no prompt differs")
		return nil
	}
	options := diffview.Options{Style: a.term.OutStyle, Width: a.term.Width, SideBySide: f.sideBySide, Strict: f.strict, Command: f.commandLine()}
	switch a.output {
	case "markdown":
		return diffview.Markdown(a.term.Out, c, options)
	case "html":
		return diffview.HTML(a.term.Out, c, options)
	}
	return a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error {
		if f.stat {
			return diffview.Stat(t, c)
		}
		return diffview.Text(t.Out, c, diffview.Options{Style: t.OutStyle, Width: t.Width, SideBySide: f.sideBySide, Strict: f.strict})
	})
}
