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
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// showSubjects shows what changed in the prompts that a statement speaks of.
func (a *app) showSubjects(ctx context.Context, desk *signoff.Desk, d *signoff.Draft) error {
	var shown []*comparison.Comparison
	var alike, otherwise []string
	for _, l := range d.Looks {
		c, err := desk.Changes(ctx, l, d.Forces, comparison.Options{Tokens: a.tokens, Facts: desk.Project.Config.Facts})
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
		shown = append(shown, c)
	}
	return a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error {
		if err := writeEach(t, shown); err != nil {
			return err
		}
		return showUsers(t, d.Partial, alike, otherwise)
	})
}

// showAlready tells that nothing is signed, as who signs has said the same.
func (a *app) showAlready(said *signoff.Said) error {
	if a.output == "json" {
		return a.printJSON(newSignedAnswer(nil, said))
	}
	verb := map[statement.Kind]string{statement.Approval: "approved", statement.Rejection: "rejected"}[said.Kind]
	for _, s := range said.Subjects {
		line := fmt.Sprintf("%s already %s %s %s for %s as %s: %s", said.Person, verb, s.Name, s.Digest, said.Environments(), said.Role, said.Ref)
		a.talk("%s", term.OneLine(line))
	}
	return nil
}

// writeEach writes what changed in some prompts, each against what it is compared
// with.
func writeEach(t *term.Terminal, all []*comparison.Comparison) error {
	all = slices.DeleteFunc(all, func(c *comparison.Comparison) bool { return len(c.Prompts) == 0 })
	for i, c := range all {
		if i > 0 {
			fmt.Fprintln(t.Out)
		}
		if err := diffview.Text(t.Out, c, diffview.Options{Style: t.OutStyle, Width: t.Width, Whole: true}); err != nil {
			return err
		}
	}
	return nil
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
