package exchange

import (
	"context"
	"errors"
)

// Options says what of an exchange is done.
type Options struct {
	Fetch, Push bool
	DryRun      bool // say what would be done, and write nothing here or there
}

// Done is what an exchange did, or would do.
type Done struct {
	Remote    string     `json:"remote"`
	Fetched   []Item     `json:"fetched"`
	Pushed    []Item     `json:"pushed"`
	Conflicts []Conflict `json:"conflicts"`
	Refused   []Refusal  `json:"refused"`
	Embedded  int        `json:"embedded"` // statements that were left where they are, because a ledger has them
}

// Sync fetches what is not here and pushes what is not there. What is refused
// does not keep the rest from going; then the error is a *RefusedError. What was
// done is returned also where there is an error.
func (x *Exchange) Sync(ctx context.Context, o Options) (*Done, error) {
	done := &Done{Remote: x.Remote, Fetched: []Item{}, Pushed: []Item{}, Conflicts: []Conflict{}, Refused: []Refusal{}}
	p, err := x.plan(ctx)
	if err != nil {
		return done, err
	}
	if !o.Fetch {
		p.fetch = nil
	}
	if !o.Push {
		p.push = nil
	}
	done.Conflicts, done.Embedded = append([]Conflict{}, p.conflicts...), p.embedded
	if o.DryRun {
		done.Fetched, done.Pushed = append(done.Fetched, p.fetch...), append(done.Pushed, p.push...)
		return done, nil
	}
	if err := x.fetch(ctx, p.fetch, done); err != nil {
		return done, err
	}
	return done, x.push(ctx, p.push, done)
}

// fetch brings tags, and notes, which are merged with those that are here.
func (x *Exchange) fetch(ctx context.Context, items []Item, done *Done) error {
	var tags, ledgers []Item
	var refspecs, notes []string
	for _, i := range items {
		switch {
		case i.Kind == Ledger:
			ledgers = append(ledgers, i)
			refspecs = append(refspecs, trackBranch(x.Remote, i.Name()))
		case i.Kind.IsNotes():
			notes = append(notes, i.Ref)
			refspecs = append(refspecs, x.trackNotes(i.Ref))
		default:
			tags = append(tags, i)
		}
	}
	refspecs = append(refspecs, tagRefspecs(tags, x.there, x.idsHere())...)
	if err := x.repo.Fetch(ctx, x.Remote, refspecs...); err != nil {
		return explainPutBack(err, x.Remote)
	}
	done.Fetched = append(append(done.Fetched, tags...), ledgers...)
	ledgers, err := x.settleForks(ctx, ledgers, done)
	if err == nil {
		err = x.verify(ctx, ledgers)
	}
	if err != nil {
		return err
	}
	for _, ref := range notes {
		if err := x.mergeNotes(ctx, ref, done); err != nil {
			return err
		}
	}
	return nil
}

// push sends statements, releases and notes, each on their own, so that what a
// remote refuses of one does not keep the others back.
func (x *Exchange) push(ctx context.Context, items []Item, done *Done) error {
	var statements, releases, ledgers []Item
	var notes []string
	for _, i := range items {
		switch {
		case i.Kind.IsNotes():
			notes = append(notes, i.Ref)
		case i.Kind == Ledger:
			ledgers = append(ledgers, i)
		case i.Kind == Release:
			releases = append(releases, i)
		default:
			statements = append(statements, i)
		}
	}
	sends := []func() error{
		func() error { return x.pushTags(ctx, statements, commandLine, done) },
		func() error { return x.pushTags(ctx, releases, threeTags, done) },
	}
	if len(ledgers) > 0 {
		sends = append(sends, func() error { return x.pushLedgers(ctx, ledgers, done) })
	}
	for _, ref := range notes {
		sends = append(sends, func() error { return x.pushNotes(ctx, ref, done) })
	}
	var refused []error
	for _, send := range sends {
		err := send()
		if err != nil && !errors.As(err, new(*RefusedError)) {
			return err
		}
		refused = append(refused, err)
	}
	return joinRefused(refused)
}

func (x *Exchange) pushTags(ctx context.Context, items []Item, full func(refspecs, bytes int) bool, done *Done) error {
	result, err := pushTags(ctx, x.repo, x.Remote, batches(tagRefspecs(items, x.idsHere(), x.there), full))
	pushed := map[string]bool{}
	for _, ref := range result.Pushed {
		pushed[ref] = true
	}
	for _, i := range items {
		if pushed[i.Ref] {
			done.Pushed = append(done.Pushed, i)
		}
	}
	done.Refused = append(done.Refused, result.Refused...)
	return err
}

// refuse notes down what a remote refused, and explains it.
func (d *Done) refuse(err error) error {
	err = explainRefusal(err)
	var refused *RefusedError
	if errors.As(err, &refused) {
		d.Refused = append(d.Refused, refused.Refused...)
	}
	return err
}
