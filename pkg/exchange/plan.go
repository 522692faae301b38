package exchange

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Item is a ref that comes, goes or stays.
type Item struct {
	Kind  Kind      `json:"kind"`
	Ref   string    `json:"ref"`             // in full
	ID    repo.Hash `json:"id"`              // the object that it names
	Lines int       `json:"lines,omitempty"` // of notes: how many are new; 0 where that is not known yet
}

// Name is the ref as people say it.
func (i Item) Name() string { return nameOf(i.Ref) }

func nameOf(ref string) string {
	return strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(ref, tagsPrefix), headsPrefix), "refs/")
}

// Conflict is a tag that is one thing here and another there, or a ledger that went
// on here and there.
type Conflict struct {
	Kind  Kind      `json:"kind"`
	Ref   string    `json:"ref"`
	Here  repo.Hash `json:"here"`
	There repo.Hash `json:"there"`
}

// Name is the tag as people say it.
func (c Conflict) Name() string { return nameOf(c.Ref) }

// plan is what is to be done.
type plan struct {
	fetch, push []Item // tags and notes
	conflicts   []Conflict
	embedded    int // statements that stay where they are, because a ledger has them
}

// plan compares what is here with what is there.
func (x *Exchange) plan(ctx context.Context) (*plan, error) {
	p := &plan{}
	known, err := x.prompts(ctx)
	if err != nil {
		return nil, err
	}
	for _, ref := range x.names() {
		kind := kindOf(ref)
		if kind == Release && !known(promptOf(ref)) {
			continue
		}
		here, there := x.here[ref], x.there[ref]
		switch {
		case here.Hash == there:
		case strings.HasPrefix(ref, notesPrefix):
			if err := x.planNotes(ctx, p, Item{Kind: kind, Ref: ref}); err != nil {
				return nil, err
			}
		case here.Hash == "":
			p.fetch = append(p.fetch, Item{Kind: kind, Ref: ref, ID: there})
		case there != "":
			p.conflicts = append(p.conflicts, Conflict{kind, ref, here.Hash, there})
		case here.Type == "tag" || !kind.IsStatement(): // what is not signed is no statement
			p.push = append(p.push, Item{Kind: kind, Ref: ref, ID: here.Hash})
		}
	}
	if err := x.planLedgers(ctx, p); err != nil {
		return nil, err
	}
	return p, x.leaveEmbedded(ctx, p)
}

// names are the refs of ours that are here or there, in the order of their kinds
// and names.
func (x *Exchange) names() []string {
	var names []string
	for ref := range x.here {
		if kindOf(ref) != "" {
			names = append(names, ref)
		}
	}
	for ref := range x.there {
		if _, both := x.here[ref]; !both && kindOf(ref) != "" {
			names = append(names, ref)
		}
	}
	kinds := Kinds()
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, kindOf(a)), slices.Index(kinds, kindOf(b))), strings.Compare(a, b))
	})
	return names
}

// prompts returns what tells the names of the prompts that are here: tags that
// look like releases may be those of something else. The prompts are listed when
// the first is asked for.
func (x *Exchange) prompts(ctx context.Context) (func(name string) bool, error) {
	if !slices.ContainsFunc(x.names(), func(ref string) bool { return kindOf(ref) == Release && x.here[ref].Hash != x.there[ref] }) {
		return func(string) bool { return false }, nil
	}
	revision, err := x.project.Revision(ctx, "", x.project.DefaultRevision())
	if err != nil {
		return nil, err
	}
	c, err := x.project.At(ctx, revision)
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, e := range c.Prompts {
		names[e.Name] = true
	}
	return func(name string) bool { return names[name] }, nil
}

// between tells whether a commit of this side is in the other's history, and the
// other way round.
func (x *Exchange) between(ctx context.Context, here, there repo.Hash) (behind, ahead bool, err error) {
	if behind, err = x.repo.IsAncestor(ctx, here, there); err != nil {
		return false, false, err
	}
	ahead, err = x.repo.IsAncestor(ctx, there, here)
	return behind, ahead, err
}

// planNotes finds out which side has notes that the other has not. What is
// there may not be known here yet.
func (x *Exchange) planNotes(ctx context.Context, p *plan, item Item) error {
	here, there := x.here[item.Ref].Hash, x.there[item.Ref]
	in, out := there != "", here != ""
	if in && out && x.repo.Has(ctx, there) {
		behind, ahead, err := x.between(ctx, here, there)
		if err != nil {
			return err
		}
		in, out = !ahead, !behind
	}
	if in {
		item.ID = there
		p.fetch = append(p.fetch, item)
	}
	if out {
		item.ID = here
		p.push = append(p.push, item)
	}
	return nil
}

// leaveEmbedded takes out of a plan the statements that a ledger embeds: they
// are where they are needed, and were pruned or are to be.
func (x *Exchange) leaveEmbedded(ctx context.Context, p *plan) error {
	statement := func(i Item) bool { return i.Kind.IsStatement() }
	if !slices.ContainsFunc(p.fetch, statement) && !slices.ContainsFunc(p.push, statement) {
		return nil
	}
	embedded, err := x.embedded(ctx)
	if err != nil {
		return err
	}
	leave := func(i Item) bool { return i.Kind.IsStatement() && embedded(i.ID) }
	before := len(p.fetch) + len(p.push)
	p.fetch, p.push = slices.DeleteFunc(p.fetch, leave), slices.DeleteFunc(p.push, leave)
	p.embedded = before - len(p.fetch) - len(p.push)
	return nil
}
