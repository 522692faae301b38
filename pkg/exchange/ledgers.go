package exchange

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// FetchLedgers brings the remote-tracking branches of environments up to date. One
// that would be put back is refused: a ledger only goes on.
func FetchLedgers(ctx context.Context, r *repo.Repo, remote string, branches []string) error {
	there, err := r.RemoteRefs(ctx, remote, headsPrefix)
	if err != nil {
		return err
	}
	var refspecs []string
	for _, branch := range branches {
		if slices.ContainsFunc(there, func(ref repo.RemoteRef) bool { return ref.Name == headsPrefix+branch }) {
			refspecs = append(refspecs, trackBranch(remote, branch))
		}
	}
	err = r.Fetch(ctx, remote, refspecs...)
	if err == nil || diag.Hint(err) != "" {
		return err
	}
	return explainPutBack(cmp.Or(putBack(ctx, r, remote, branches, there), err), remote)
}

// putBack is an error where a remote has a branch that does not go on from where it
// was when it was fetched last: git, which has refused it, does not say so.
func putBack(ctx context.Context, r *repo.Repo, remote string, branches []string, there []repo.RemoteRef) error {
	for _, ref := range there {
		branch := strings.TrimPrefix(ref.Name, headsPrefix)
		seen, err := r.Refs(ctx, "refs/remotes/"+remote+"/"+branch)
		if err != nil || len(seen) != 1 || !slices.Contains(branches, branch) {
			continue
		}
		if leads, err := r.IsAncestor(ctx, seen[0].Peeled, ref.ID); err == nil && !leads {
			err := fmt.Errorf("remote %s has %s at %s, which does not go on from %s, where it was when it was fetched last", remote, branch, ref.ID.Short(), seen[0].Peeled.Short())
			return diag.WithHint(err, "ask who put it back; git fetch %s takes that over, and promptctl verify --all says whether it goes on from what was verified here", remote)
		}
	}
	return nil
}

// trackBranch is the refspec that forwards a remote-tracking branch.
func trackBranch(remote, branch string) string {
	return headsPrefix + branch + ":refs/remotes/" + remote + "/" + branch
}

func explainPutBack(err error, remote string) error {
	if err == nil || diag.Hint(err) != "" {
		return err
	}
	return diag.WithHint(err, "a ledger that %s has put back is not taken over; ask who did that, and see what is pinned: promptctl verify --all", remote)
}

// PushEntry pushes a commit to the branch of an environment, with tags by their full
// names, all or nothing. A remote that has gone on is an error that is ErrBehind;
// where it refuses otherwise the error is a *RefusedError.
func PushEntry(ctx context.Context, r *repo.Repo, remote string, entry repo.Hash, branch string, tags []string) error {
	refspecs := []string{string(entry) + ":" + headsPrefix + branch}
	for _, tag := range tags {
		refspecs = append(refspecs, tag+":"+tag)
	}
	_, err := r.Push(ctx, remote, refspecs, true)
	var refused *repo.PushError
	if errors.As(err, &refused) && overtaken(refused) {
		return fmt.Errorf("%s at %s: %w: %s", branch, remote, ErrBehind, refused.Said)
	}
	return explainRefusal(err)
}

// overtaken reports whether a push was refused because another one was faster: before
// it came there or, as the remote's git says, while it was being taken.
func overtaken(refused *repo.PushError) bool {
	return refused.First().Cause == repo.CauseBehind || strings.Contains(refused.Said, "cannot lock ref ")
}

// ErrBehind says that a remote has entries of a ledger that are not here.
var ErrBehind = errors.New("there are newer entries")

// planLedgers finds out which side has entries of ledgers that the other has not.
// What is there may not be known here yet.
func (x *Exchange) planLedgers(ctx context.Context, p *plan) error {
	if err := x.readLedgers(ctx); err != nil {
		return err
	}
	for _, l := range x.ledgers {
		item := Item{Kind: Ledger, Ref: headsPrefix + l.branch}
		there := x.there[item.Ref]
		switch {
		case l.err != nil:
			return l.err
		case there == l.tip:
		case there == "":
			item.ID = l.tip
			p.push = append(p.push, item)
		case l.tip == "" || !x.repo.Has(ctx, there):
			item.ID = there
			p.fetch = append(p.fetch, item)
		default:
			if err := x.planKnown(ctx, p, item, l.tip, there); err != nil {
				return err
			}
		}
	}
	return nil
}

// planKnown compares two tips of a ledger that are both here.
func (x *Exchange) planKnown(ctx context.Context, p *plan, item Item, here, there repo.Hash) error {
	behind, ahead, err := x.between(ctx, here, there)
	if err != nil {
		return err
	}
	switch {
	case behind:
		item.ID = there
		p.fetch = append(p.fetch, item)
	case ahead:
		item.ID = here
		p.push = append(p.push, item)
	default:
		p.conflicts = append(p.conflicts, Conflict{Ledger, item.Ref, here, there})
	}
	return nil
}

// settleForks takes out of the ledgers that were fetched those that went on here too,
// which are conflicts.
func (x *Exchange) settleForks(ctx context.Context, fetched []Item, done *Done) (rest []Item, err error) {
	for _, item := range fetched {
		var p plan
		i := slices.IndexFunc(x.ledgers, func(l ledger) bool { return headsPrefix+l.branch == item.Ref })
		if here := x.ledgers[i].tip; here != "" {
			if err := x.planKnown(ctx, &p, item, here, item.ID); err != nil {
				return nil, err
			}
		}
		if len(p.conflicts) == 0 {
			rest = append(rest, item)
		}
		done.Conflicts = append(done.Conflicts, p.conflicts...)
	}
	return rest, nil
}

// verify verifies ledgers up to the tips that items have.
func (x *Exchange) verify(ctx context.Context, items []Item) error {
	for _, item := range items {
		for _, l := range x.ledgers {
			if headsPrefix+l.branch != item.Ref {
				continue
			}
			if err := x.Verify(ctx, l.policy, x.repository, item.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// pushLedgers pushes entries of ledgers, of all or of none.
func (x *Exchange) pushLedgers(ctx context.Context, items []Item, done *Done) error {
	if err := x.verify(ctx, items); err != nil {
		return err
	}
	refspecs := make([]string, len(items))
	for i, item := range items {
		refspecs[i] = string(item.ID) + ":" + item.Ref
	}
	_, err := x.repo.Push(ctx, x.Remote, refspecs, len(items) > 1)
	if err == nil {
		done.Pushed = append(done.Pushed, items...)
	}
	return done.refuse(err)
}
