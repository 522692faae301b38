package main

import (
	"context"
	"errors"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/review"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// listComments lists the threads of a prompt, or of all.
func (a *app) listComments(ctx context.Context, p *catalog.Project, reference string, all bool) error {
	record, err := review.Read(ctx, p.Repo)
	if err != nil {
		return err
	}
	answer := &commented{record: record}
	name, prompts, err := answer.look(ctx, p, reference)
	if err != nil {
		return err
	}
	threads := record.Threads
	if !all {
		threads = review.Open(threads)
	}
	shown := review.Show(p, prompts)
	if answer.threads, err = shown.Of(ctx, threads, name); err != nil {
		return err
	}
	if err := answer.place(ctx, shown); err != nil {
		return err
	}
	return a.showCommented(ctx, answer)
}

// look resolves what threads are asked for: those of a prompt, which may be gone
// where it has some, or of all.
func (c *commented) look(ctx context.Context, p *catalog.Project, reference string) (name string, prompts *catalog.Catalog, err error) {
	const head = "HEAD"
	if reference == "" {
		if c.at, err = p.Revision(ctx, "", head); err != nil {
			return "", nil, err
		}
		prompts, err = p.At(ctx, c.at)
		return "", prompts, err
	}
	target, err := p.Resolve(ctx, reference, head)
	var gone *catalog.UnknownPromptError
	if errors.As(err, &gone) && len(c.record.Of(gone.Name)) > 0 {
		_, all, err := c.look(ctx, p, "")
		return gone.Name, all, err
	}
	if err != nil {
		return "", nil, err
	}
	c.at = target.Revision
	return target.Name, target.Catalog, nil
}

// maxProblems is how many lines that are no events are told of.
const maxProblems = 5

// showCommented shows threads.
func (a *app) showCommented(ctx context.Context, c *commented) error {
	if a.output == "json" {
		return a.printJSON(newCommentedAnswer(c))
	}
	for i, p := range c.record.Problems {
		if i == maxProblems {
			a.talk("and %d more lines that are no events", len(c.record.Problems)-i)
			break
		}
		a.talk("%s %s", a.term.ErrStyle.Yellow("warning:"), term.OneLine(p.String()))
	}
	switch {
	case len(c.record.Threads) == 0:
		a.talk("no threads: nothing was said here; `promptctl sync` gets what others said")
		return nil
	case len(c.threads) == 0:
		a.talk("no threads: all is resolved, or nothing was said")
		return nil
	}
	return a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error {
		view := threadView{term: t, zone: a.now().Location(), record: c.record}
		return view.write(c)
	})
}
