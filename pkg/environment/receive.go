package environment

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Receive says what is wrong with the updates of a push, before they are made: that
// a ledger would not verify, would be put back or deleted, or that another one would
// be begun for an environment whose root is pinned. All other refs may become what
// they like. Nothing that is pushed is remembered, as it may yet be refused for
// something else; what is there is.
func (l *Ledgers) Receive(ctx context.Context, updates []repo.RefUpdate) error {
	for _, u := range updates {
		branch, isBranch := strings.CutPrefix(u.Name, "refs/heads/")
		if !isBranch {
			continue
		}
		if err := l.receive(ctx, branch, u); err != nil {
			return refused(err, branch)
		}
	}
	return nil
}

// refused says what those can do whose push is refused. A root that was begun anew is
// known to nobody here before it is pushed, and no push brings it: whoever keeps the
// repository has to.
func refused(err error, branch string) error {
	var wrong *ledger.Error
	switch {
	case errors.As(err, new(*PinError)), errors.As(err, new(*UnkeptError)):
		return err
	case errors.As(err, &wrong) && (errors.Is(err, ledger.ErrOtherRoot) || errors.Is(err, ledger.ErrRewound)):
		return diag.WithHint(err, "where its admins wanted that, whoever keeps this repository fetches it there, past the hook: git fetch CLONE +%s:%[1]s && promptctl verify --env %s --root COMMIT", branch, wrong.Environment)
	}
	return diag.WithHint(err, "a ledger takes what promptctl writes: promptctl promote … --push; a pull request cannot be merged onto it")
}

func (l *Ledgers) receive(ctx context.Context, branch string, u repo.RefUpdate) error {
	old, err := l.entry(ctx, u.Old)
	if err != nil {
		return err
	}
	if old != nil {
		return l.goesOn(ctx, branch, old, u)
	}
	entry, err := l.entry(ctx, u.New)
	if err != nil || entry == nil {
		return err
	}
	c := ledger.Claim{Environment: entry.Environment, Branch: branch, Tip: entry.ID, Now: l.Now}
	state, err := ledger.Verify(ctx, store{l.Repo}, c)
	if err != nil {
		return err
	}
	pinned, err := l.Pins.Root(state.Repository, state.Environment)
	if err == nil && pinned != "" && pinned != state.Root {
		err = fmt.Errorf("%s would begin a ledger of %s with the root %s, and %s is trusted", branch, state.Environment, repo.Hash(state.Root).Short(), repo.Hash(pinned).Short())
	}
	return err
}

// goesOn checks that a ledger goes on from where it is.
func (l *Ledgers) goesOn(ctx context.Context, branch string, old *ledger.Commit, u repo.RefUpdate) error {
	if u.New == "" {
		return fmt.Errorf("%s is the ledger of %s, and cannot be deleted", branch, old.Environment)
	}
	c := ledger.Claim{Environment: old.Environment, Branch: branch, Tip: old.ID, Now: l.Now}
	mark, err := l.Pins.Mark(old.Environment)
	if err != nil {
		return err
	}
	if mark != nil {
		c.Root, c.Known, c.Mark = mark.Root, mark.State, mark.Tip
	}
	known, err := ledger.Verify(ctx, store{l.Repo}, c)
	if err != nil {
		return explain(err, c)
	}
	if err := l.Pins.Keep(known); err != nil {
		return err
	}
	pinned, err := l.Pins.Root(known.Repository, known.Environment)
	if err != nil {
		return err
	}
	c.Tip, c.Root, c.Known, c.Mark = string(u.New), pinned, known, known.Tip
	_, err = ledger.Verify(ctx, store{l.Repo}, c)
	return explain(err, c)
}

// entry reads a commit of a ledger; nil for any other commit, and for none.
func (l *Ledgers) entry(ctx context.Context, id repo.Hash) (*ledger.Commit, error) {
	if id == "" {
		return nil, nil
	}
	kind, raw, err := l.Repo.ReadObject(ctx, id)
	if err != nil || kind != "commit" || !ledger.Speaks(raw) {
		return nil, err
	}
	return ledger.ParseCommit(string(id), raw)
}
