package exchange

import (
	"context"
	"errors"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Embedded is the tag of a statement that a ledger embeds, so that its ref can
// go: the statement stays, for verification and for `git log --show-signature`.
type Embedded struct {
	Item
	Environment string `json:"environment"` // whose ledger has it
	Here        bool   `json:"here"`        // the tag is here, and the ledger that embeds it
	There       bool   `json:"there"`       // likewise at the remote
}

// ledger is the branch of a closed environment, and the tags that it embeds.
type ledger struct {
	environment, branch string
	policy              *policy.Environment
	tip                 repo.Hash // of what is here; "" where there is nothing
	tags                map[repo.Hash][]byte
	err                 error // why nobody can say which tip counts
}

// Prunable returns the tags that can be pruned on the sides that o names, and
// the branches of ledgers that are newer at the remote than anything that is
// here: what they embed is not known, and stays there.
func (x *Exchange) Prunable(ctx context.Context, o Options) (tags []Embedded, unread []string, err error) {
	if err := x.readLedgers(ctx); err != nil {
		return nil, nil, err
	}
	var there []ledger
	for _, l := range x.ledgers {
		if l.err != nil {
			return nil, nil, l.err
		}
		tip := x.there[headsPrefix+l.branch]
		switch {
		case tip == "" || !o.Push:
		case !x.repo.Has(ctx, tip):
			unread = append(unread, l.branch)
		default:
			if l.tags, err = x.repo.MergedTags(ctx, tip); err != nil {
				return nil, nil, err
			}
			there = append(there, l)
		}
	}
	for _, ref := range x.names() {
		tags = append(tags, x.prunable(ref, o, there)...)
	}
	return tags, unread, nil
}

// prunable returns the tag of a ref where it can be pruned, on one side or both.
// Two tags of one name that differ are two.
func (x *Exchange) prunable(ref string, o Options, there []ledger) []Embedded {
	item := Item{Kind: kindOf(ref), Ref: ref}
	if !item.Kind.IsStatement() {
		return nil
	}
	var tags []Embedded
	if id := x.here[ref].Hash; id != "" && o.Fetch {
		if environment := embeds(x.ledgers, id); environment != "" {
			item.ID = id
			tags = append(tags, Embedded{Item: item, Environment: environment, Here: true})
		}
	}
	id := x.there[ref]
	environment := embeds(there, id)
	switch {
	case environment == "":
	case len(tags) > 0 && tags[0].ID == id:
		tags[0].There = true
	default:
		item.ID = id
		tags = append(tags, Embedded{Item: item, Environment: environment, There: true})
	}
	return tags
}

// embeds returns the environments whose ledgers embed a tag, in words, if none of
// those that it is for still needs it; "" else.
func embeds(ledgers []ledger, id repo.Hash) string {
	var raw []byte
	var in, lack []string
	for _, l := range ledgers {
		if tag, has := l.tags[id]; has {
			raw, in = tag, append(in, l.environment)
		} else {
			lack = append(lack, l.environment)
		}
	}
	if raw == nil {
		return ""
	}
	s := statement.Read(string(id), "", raw)
	for _, name := range lack {
		_, wanted := s.Tip(name)
		if wanted || len(s.For) == 0 { // what is for none is for all
			return ""
		}
	}
	return strings.Join(in, ", ")
}

// Prune deletes the refs of tags: first at the remote, which may refuse, then
// here, each only if it is as it was. What is deleted is the ref; the ledger
// keeps the statement.
func (x *Exchange) Prune(ctx context.Context, tags []Embedded) error {
	var here []repo.Ref
	var names []string
	ids := map[string]repo.Hash{}
	for _, t := range tags {
		if t.Here {
			here = append(here, repo.Ref{Name: t.Ref, Hash: t.ID})
		}
		if t.There {
			names, ids[t.Ref] = append(names, t.Ref), t.ID
		}
	}
	for _, batch := range batches(names, commandLine) {
		refs := make([]repo.RemoteRef, len(batch))
		for i, name := range batch {
			refs[i] = repo.RemoteRef{Name: name, ID: ids[name]}
		}
		if _, err := x.repo.PushDelete(ctx, x.Remote, refs...); err != nil {
			return diag.WithHint(explainRefusal(err), "leave the tags there, and prune those that are here: promptctl sync --prune --fetch-only")
		}
	}
	return x.repo.DeleteRefs(ctx, here...)
}

// embedded returns whether tags are in a ledger that is here. Where nobody can
// say which tip of a ledger counts, nothing of it is.
func (x *Exchange) embedded(ctx context.Context) (func(repo.Hash) bool, error) {
	err := x.readLedgers(ctx)
	return func(id repo.Hash) bool { return embeds(x.ledgers, id) != "" }, err
}

// readLedgers reads, once, what the ledgers that are here embed. They are the
// branches of the environments that the policy does not leave open.
func (x *Exchange) readLedgers(ctx context.Context) error {
	if x.read {
		return nil
	}
	pol, err := x.project.Policy(ctx)
	if err != nil || pol == nil {
		return err
	}
	x.repository = pol.Repository
	for i, e := range pol.Environments {
		if e.Open {
			continue
		}
		l := ledger{environment: e.Name, branch: e.Branch, policy: &pol.Environments[i]}
		tip, err := x.repo.BranchTip(ctx, e.Branch)
		switch {
		case errors.As(err, new(*repo.UnknownRevisionError)):
		case err != nil:
			l.err = err
		default:
			l.tip = tip
			if l.tags, err = x.repo.MergedTags(ctx, tip); err != nil {
				return err
			}
		}
		x.ledgers = append(x.ledgers, l)
	}
	x.read = true
	return nil
}
