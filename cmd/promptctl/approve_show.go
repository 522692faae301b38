package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/diffview"
	"github.com/promptctl-io/promptctl/pkg/signoff"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// showSubjects shows what changed in the prompts that a statement speaks of.
func (a *app) showSubjects(ctx context.Context, desk *signoff.Desk, d *signoff.Draft) error {
	shown := &comparison.Comparison{}
	var alike, otherwise []string
	for _, l := range d.Looks {
		c, err := desk.Changes(ctx, l, comparison.Options{Tokens: a.tokens, Facts: desk.Project.Config.Facts})
		if err != nil {
			return err
		}
		if d.Partial != "" {
			if !broughtBy(c, d.Partial) {
				otherwise = append(otherwise, l.Name)
			} else if alike = append(alike, l.Name); len(alike) > 1 {
				continue // it is as the first of them
			}
		}
		shown.Before, shown.After = c.Before, c.After
		shown.Prompts = append(shown.Prompts, c.Prompts...)
	}
	return a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error {
		if err := diffview.Text(t.Out, shown, diffview.Options{Style: t.OutStyle, Width: t.Width, Whole: true}); err != nil {
			return err
		}
		return showUsers(t, d.Partial, alike, otherwise)
	})
}

// broughtBy reports whether a partial brings every change of a prompt about.
func broughtBy(c *comparison.Comparison, partial string) bool {
	for _, p := range c.Prompts {
		if p.Status != change.Edited || slices.ContainsFunc(p.Changes, func(c change.Change) bool { return !slices.Contains(c.Partials, partial) }) {
			return false
		}
	}
	return true
}

// showUsers lists the prompts that a partial changed, and those that changed
// otherwise too.
func showUsers(t *term.Terminal, partial string, alike, otherwise []string) error {
	var text string
	if len(alike) > 1 {
		text = fmt.Sprintf("changed by %s alone, as shown once above: %s\n", partial, strings.Join(alike, ", "))
	}
	if len(otherwise) > 0 {
		text += t.OutStyle.Yellow(fmt.Sprintf("changed by more than %s: %s", partial, strings.Join(otherwise, ", "))) + "\n"
	}
	if text != "" {
		text = "\n" + text
	}
	_, err := io.WriteString(t.Out, text+"\n")
	return err
}
