package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/review"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// beginThread comments on a prompt.
func (a *app) beginThread(ctx context.Context, p *catalog.Project, reference string, f *commentFlags) error {
	target, err := p.Resolve(ctx, reference, "HEAD")
	if err != nil {
		return err
	}
	if target.Revision.Commit == "" {
		return diag.WithHint(usagef("a comment is about what is committed, and %s is not", target.Revision), "commit it, and comment on %s@HEAD", target.Name)
	}
	if target, err = p.AtSource(ctx, target); err != nil {
		return err
	}
	version, err := review.Load(ctx, target)
	if err != nil {
		return err
	}
	// What can be wrong with the place is said before anybody writes a text.
	if _, err := version.Begin(f.section, int(f.line), "?", repo.Person{}); err != nil {
		return err
	}
	if err := a.warnEdited(ctx, p, reference, version); err != nil {
		return err
	}
	return a.say(ctx, p, target.Revision, f, version.Title(f.section, int(f.line)), func(body string, by repo.Person) (review.Event, error) {
		return version.Begin(f.section, int(f.line), body, by)
	})
}

// warnEdited says that the lines of a file on disk are not those that are
// commented on, where no revision was named.
func (a *app) warnEdited(ctx context.Context, p *catalog.Project, reference string, v *review.Version) error {
	_, rev, err := catalog.SplitReference(reference)
	if err != nil || rev != "" || p.Repo.Root() == "" {
		return err
	}
	files, err := p.Repo.WorkTree()
	if err != nil {
		return err
	}
	// A file that cannot be read differs too.
	if text, err := files.Read(ctx, v.File); err != nil || !bytes.Equal(text, v.Closure.Prompt.Doc.Src) {
		a.talk("%s %s was edited since HEAD: the comment is on what is committed", a.term.ErrStyle.Yellow("warning:"), term.OneLine(v.File))
	}
	return nil
}

// answerThread answers, resolves or reopens a thread.
func (a *app) answerThread(ctx context.Context, p *catalog.Project, f *commentFlags) error {
	record, err := review.Read(ctx, p.Repo)
	if err != nil {
		return err
	}
	thread, err := record.Find(f.thread())
	if err != nil {
		return err
	}
	head, err := p.Revision(ctx, "", "HEAD")
	if err != nil {
		return err
	}
	title := fmt.Sprintf("#%s, on %s", record.Short(thread.ID), thread.Prompt)
	return a.say(ctx, p, head, f, title, func(body string, by repo.Person) (review.Event, error) {
		switch {
		case f.resolve != "":
			return thread.Settle(review.Resolve, body, by)
		case f.reopen != "":
			return thread.Settle(review.Reopen, body, by)
		}
		return thread.Reply(body, by)
	})
}

// say makes an event of a text, writes it, and shows the thread that it is in.
func (a *app) say(ctx context.Context, p *catalog.Project, at catalog.Revision, f *commentFlags, title string, event func(string, repo.Person) (review.Event, error)) error {
	by, err := p.Repo.Settings().Identity(ctx)
	if err != nil {
		return err
	}
	body, err := a.commentText(ctx, p, f, title)
	if err != nil {
		return err
	}
	e, err := event(body, by)
	if err != nil {
		return err
	}
	if !f.dryRun {
		if err := review.Post(ctx, p.Repo, e); err != nil {
			return err
		}
	}
	record, err := review.Read(ctx, p.Repo)
	if err == nil && f.dryRun {
		record, err = record.With(e)
	}
	if err != nil {
		return err
	}
	return a.showSaid(ctx, p, at, f, record, e)
}

// showSaid shows the thread that an event is in or, where it is written and the
// answer is text, says its id.
func (a *app) showSaid(ctx context.Context, p *catalog.Project, at catalog.Revision, f *commentFlags, record *review.Record, e review.Event) error {
	thread, err := record.Find(e.Thread)
	if err != nil {
		return err
	}
	c, err := p.At(ctx, at)
	if err != nil {
		return err
	}
	answer := &commented{at: at, record: record, threads: []*review.Thread{thread}, written: new(bool)}
	*answer.written = !f.dryRun
	if err := answer.place(ctx, review.Show(p, c)); err != nil {
		return err
	}
	if f.dryRun {
		a.talk("would say:")
	}
	if a.output == "json" || f.dryRun {
		return a.showCommented(ctx, answer)
	}
	short := record.Short(thread.ID)
	if _, err := fmt.Fprintln(a.term.Out, short); err != nil {
		return err
	}
	a.talkNext([]string{
		"promptctl comment --list " + cmp.Or(answer.places[0].Prompt, thread.Prompt),
		"promptctl sync",
	})
	return nil
}

// errNoText is why there is no comment.
var errNoText = errors.New("there is no text")

// commentText is the text of a comment: given, from a file, or from the person's
// editor. Who settles a thread need not say anything.
func (a *app) commentText(ctx context.Context, p *catalog.Project, f *commentFlags, title string) (string, error) {
	switch {
	case len(f.messages) > 0:
		return review.Body(joinParagraphs(f.messages))
	case f.file != "":
		data, err := a.readInput(ctx, f.file)
		if err != nil {
			return "", err
		}
		return review.Body(string(data))
	case f.resolve != "" || f.reopen != "":
		return "", nil
	case a.noInput || !a.term.InTTY || !a.term.ErrTTY:
		return "", diag.WithHint(usageError{errNoText}, "give it with -m TEXT, or with -F FILE (- is standard input)")
	}
	typed, err := a.typedText(ctx, p, title)
	if err != nil {
		return "", err
	}
	return review.Body(typed)
}
