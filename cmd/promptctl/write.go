package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/review"
	"github.com/promptctl-io/promptctl/pkg/scaffold"
	"github.com/promptctl-io/promptctl/pkg/signoff"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// asUsage makes a usage error of a request that makes no sense.
func asUsage(err error) error {
	var request *scaffold.RequestError
	var query *comparison.QueryError
	var comment *review.RequestError
	var member *policy.RequestError
	var opinion *signoff.RequestError
	if errors.As(err, &request) || errors.As(err, &query) || errors.As(err, &comment) || errors.As(err, &member) || errors.As(err, &opinion) {
		return usageError{err}
	}
	return err
}

func (a *app) talkEach(lines []string) {
	for _, line := range lines {
		a.talk("%s", term.Sanitize(line))
	}
}

// talkNext says which commands come next.
func (a *app) talkNext(commands []string) {
	a.talk("%s", a.term.ErrStyle.Bold("next:"))
	for _, command := range commands {
		a.talk("  %s", term.Sanitize(command))
	}
}

// warnIgnored says which of the files no commit would get.
func (a *app) warnIgnored(ctx context.Context, r *repo.Repo, files ...string) error {
	ignored, err := scaffold.Ignored(ctx, r, files...)
	for _, file := range ignored {
		a.talk("%s git ignores %s, so that no command sees it: `git check-ignore -v %s` says why",
			a.term.ErrStyle.Yellow("warning:"), term.OneLine(file), term.OneLine(file))
	}
	return err
}

// showTemplates lists what a prompt can begin with.
func (a *app) showTemplates() error {
	if a.output == "json" {
		return a.printJSON(struct {
			Templates []scaffold.Template `json:"templates"`
		}{scaffold.Templates()})
	}
	table := a.term.Table(term.Column{Header: "TEMPLATE"}, term.Column{Header: "WHAT IT IS", Flex: true, Min: 20})
	for _, t := range scaffold.Templates() {
		table.Row(t.Name, t.Summary)
	}
	return table.Write()
}

// drafted is the answer of new.
type drafted struct {
	Name     string    `json:"name"`
	Path     string    `json:"path"`
	Written  bool      `json:"written"` // not with --dry-run
	Text     string    `json:"text"`
	Findings diag.List `json:"findings"`
}

// showDraft prints the path of a new prompt, seen from the caller's folder, or
// its text where it was not written, and what is wrong with it.
func (a *app) showDraft(ctx context.Context, p *catalog.Project, d *scaffold.Draft, written bool) error {
	closure, found, err := d.Check(ctx, p)
	if err != nil {
		return err
	}
	a.remember(closure)
	text := string(closure.Prompt.Doc.Src)
	switch {
	case a.output == "json":
		err = a.printJSON(drafted{d.Name, d.Path, written, text, append(diag.List{}, found...)})
	case written:
		_, err = fmt.Fprintln(a.term.Out, a.shown(fromPrefix(p.Repo, d.Path)))
	default:
		_, err = fmt.Fprint(a.term.Out, a.shown(text))
	}
	if err != nil {
		return err
	}
	if written {
		err = a.talkOfDraft(ctx, p, d, closure, !found.HasErrors())
	} else {
		a.talk("would create %s", term.OneLine(d.Path))
	}
	if err != nil {
		return err
	}
	return a.answerFindings(found)
}

// talkOfDraft says what to know of a new prompt, and what comes next where
// nothing is wrong with it.
func (a *app) talkOfDraft(ctx context.Context, p *catalog.Project, d *scaffold.Draft, c *prompt.Closure, sound bool) error {
	if err := a.warnIgnored(ctx, p.Repo, d.Path); err != nil {
		return err
	}
	if sound {
		a.talkNext(d.Next(c, fromPrefix(p.Repo, d.Path)))
	}
	return nil
}

// fromPrefix is the path of a file as seen from the caller's folder.
func fromPrefix(r *repo.Repo, path string) string {
	if rel, err := filepath.Rel(filepath.FromSlash("./"+r.Prefix()), filepath.FromSlash(path)); err == nil {
		return rel
	}
	return path
}
