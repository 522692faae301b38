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
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// showSubjects shows what changed in the prompts that a statement speaks of.
func (a *app) showSubjects(ctx context.Context, desk *signoff.Desk, d *signoff.Draft, partial string) error {
	shown := &comparison.Comparison{}
	var alike []string
	for _, l := range d.Looks {
		c, err := desk.Changes(ctx, l, comparison.Options{Tokens: a.tokens, Facts: desk.Project.Config.Facts})
		if err != nil {
			return err
		}
		if partial != "" && len(shown.Prompts) > 0 && broughtBy(c, partial) {
			alike = append(alike, l.Name)
			continue
		}
		shown.Before, shown.After = c.Before, c.After
		shown.Prompts = append(shown.Prompts, c.Prompts...)
	}
	return a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error {
		if len(shown.Prompts) == 0 {
			fmt.Fprintf(t.Out, "%s as released: nothing changed\n", strings.Join(namesOf(d.Looks), ", "))
		}
		if err := diffview.Text(t.Out, shown, diffview.Options{Style: t.OutStyle, Width: t.Width, Whole: true}); err != nil {
			return err
		}
		return showAlike(t.Out, alike, partial)
	})
}

// broughtBy reports whether a partial brings every change of a prompt about.
func broughtBy(c *comparison.Comparison, partial string) bool {
	name, _, _ := strings.Cut(partial, "@")
	for _, p := range c.Prompts {
		if p.Status != change.Edited || slices.ContainsFunc(p.Changes, func(c change.Change) bool { return !slices.Contains(c.Partials, name) }) {
			return false
		}
	}
	return true
}

func showAlike(w io.Writer, alike []string, partial string) error {
	if len(alike) == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "\nchanged by %s alone, as above: %s\n", partial, strings.Join(alike, ", "))
	return err
}

func namesOf(looks []*standing.Look) []string {
	names := make([]string, len(looks))
	for i, l := range looks {
		names[i] = l.Name
	}
	return names
}
