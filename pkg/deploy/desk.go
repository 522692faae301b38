// Package deploy changes what environments serve: it begins a ledger, promotes,
// rolls back, removes, makes revocations binding and changes the policy. Each is
// drafted and shown first, then signed, verified as every verifier would, and only
// then written: one commit, by compare-and-swap on the environment's branch.
package deploy

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/environment"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/signoff"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/promptctl-io/promptctl/pkg/token"
	"golang.org/x/sync/errgroup"
)

// Desk is where one person changes environments.
type Desk struct {
	*signoff.Desk
	Tokens *token.Counter // for lint
	caught bool           // what a remote has of comments is here
}

// Draft is an entry of a ledger that is not signed yet.
type Draft struct {
	*ledger.Entry
	Force    *standing.Force // nil State: the entry begins the ledger
	Plan     ledger.Plan
	Evidence []*statement.Signed
	Onto     string // of a root: the tip of the ledger that it begins anew; "" for none
}

// Written is an entry that is signed and, unless it was only to be prepared, at the
// tip of the environment's branch.
type Written struct {
	*Draft
	Commit repo.Hash
	Signed bool
	State  *ledger.State // of the ledger with it
	local  repo.Hash     // where the local branch was; "" where there was none
}

// ErrMoved says that the ledger went on since the draft was made.
var ErrMoved = errors.New("the ledger went on meanwhile")

// lockedError is an ErrMoved: nobody can tell whether the ledger goes on while a git
// holds its branch, or was killed and holds it still.
type lockedError struct{ branch, file string }

func (e *lockedError) Error() string {
	return fmt.Sprintf("%s: another git has locked its branch, by %s", e.branch, e.file)
}

func (e *lockedError) Is(target error) bool { return target == ErrMoved }

// moved is the ErrMoved of a branch that is here, or at a remote, by what git said.
func moved(branch, where, said string) error {
	file := repo.LockFile(said)
	if file == "" {
		err := fmt.Errorf("%s: %w", branch, ErrMoved)
		return diag.WithHint(err, "others were faster each time: try again")
	}
	return diag.WithHint(&lockedError{branch, file}, "if no git is at work %s, one that was killed left it: delete that file", where)
}

// May checks that who runs promptctl may sign an entry of an action, and that the
// branch can be moved to it, before anyone is asked. In an open environment anybody may.
func (d *Desk) May(ctx context.Context, f *standing.Force, action ledger.Action) error {
	if err := d.movable(ctx, f); err != nil || f.Open {
		return err
	}
	owner, err := d.Signs(f)
	if err != nil {
		return err
	}
	if why := ledger.Forbids(f.Policy, f.Environment, action, owner.Name); why != "" {
		err := fmt.Errorf("%s: %s %s", f.Name, owner.Name, why)
		return diag.WithHint(err, "promptctl policy explain %s says who may do what", f.Name)
	}
	return nil
}

// Lock keeps other processes of this clone from changing an environment until
// unlock is called, so that they wait for each other and need not try again; wait is
// called before one that may take long. What
// is not this program is kept out by the compare-and-swap alone. What cannot be the
// name of an environment, such as that of its branch, needs no lock, and is no path.
func Lock(r *repo.Repo, name string, wait func()) (unlock func(), err error) {
	if !ledger.IsEnvironment(name) {
		return func() {}, nil
	}
	folder := filepath.Join(r.CommonDir(), "promptctl")
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, fmt.Errorf("cannot lock %s: %w", name, err)
	}
	lock := flock.New(filepath.Join(folder, name+".lock"))
	free, err := lock.TryLock()
	if err == nil && !free {
		wait()
		err = lock.Lock()
	}
	if err != nil {
		return nil, fmt.Errorf("cannot lock %s: %w", name, err)
	}
	return func() { _ = lock.Unlock() }, nil
}

// tip is the commit that the entry follows; "" where there is none.
func (d *Draft) tip() string {
	if d.Force.State != nil && d.Action != ledger.Root {
		return d.Force.State.Tip
	}
	return d.Onto
}

// Prepare signs a draft, and verifies the ledger with it. Nothing is written to
// the repository's refs.
func (d *Desk) Prepare(ctx context.Context, draft *Draft) (*Written, error) {
	w := &Written{Draft: draft, Signed: d.Signer != nil}
	var objects []ledger.Object
	group, within := errgroup.WithContext(ctx) // who signs takes its time
	group.Go(func() error { return d.movable(within, draft.Force) })
	group.Go(func() (err error) { w.local, err = d.local(within, draft); return err })
	group.Go(func() (err error) { objects, err = d.entry(within, w); return err })
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return w, d.writeObjects(ctx, objects)
}

// entry makes the commit of a draft with its trees, and verifies the ledger with it.
func (d *Desk) entry(ctx context.Context, w *Written) ([]ledger.Object, error) {
	draft, state := w.Draft, w.Force.State
	if draft.Action == ledger.Root {
		state = nil
	}
	store := environment.Store(d.Project.Repo)
	tree, objects, err := ledger.Plant(ctx, store, state, draft.Plan)
	if err != nil {
		return nil, err
	}
	commit, err := d.commit(ctx, draft, tree)
	if err != nil {
		return nil, err
	}
	raw, err := d.sign(ctx, draft, commit)
	if err != nil {
		return nil, err
	}
	objects = append(objects, ledger.Object{Kind: "commit", Data: raw})
	w.Commit = repo.Hash(store.ID("commit", raw))
	claim := ledger.Claim{Environment: draft.Force.Name, Branch: draft.Force.Branch, Tip: string(w.Commit), Now: d.Now, Known: state}
	if state == nil {
		claim.Root = claim.Tip
	}
	if w.State, err = ledger.Verify(ctx, ledger.Over(store, objects...), claim); err != nil {
		return nil, fmt.Errorf("nothing is written, as it would not verify: %w", err)
	}
	return objects, nil
}

func (d *Desk) writeObjects(ctx context.Context, objects []ledger.Object) error {
	all := make([]repo.NewObject, len(objects))
	for i, o := range objects {
		all[i] = repo.NewObject{Kind: o.Kind, Data: o.Data}
	}
	_, err := d.Project.Repo.WriteObjects(ctx, all...)
	return err
}

// Write signs a draft, verifies the ledger with it and moves the environment's
// branch to it. It fails with ErrMoved where the branch is not any more where it
// was; then nothing has changed.
func (d *Desk) Write(ctx context.Context, draft *Draft) (*Written, error) {
	w, err := d.Prepare(ctx, draft)
	if err != nil {
		return nil, err
	}
	return w, d.Move(ctx, w)
}

// Move moves the environment's branch to an entry that was prepared.
func (d *Desk) Move(ctx context.Context, w *Written) error {
	update := repo.RefUpdate{Name: "refs/heads/" + w.Force.Branch, Old: w.local, New: w.Commit, Reason: "promptctl: " + w.Title}
	err := d.Project.Repo.UpdateRefs(ctx, update)
	if errors.Is(err, repo.ErrMoved) {
		return moved(w.Force.Name, "here", err.Error())
	}
	if err != nil {
		return err
	}
	_, err = d.Ledgers.Keep(w.State, w.Action == ledger.Root)
	return err
}

// movable checks that nobody works on the environment's branch: the files of a
// work tree would not follow it.
func (d *Desk) movable(ctx context.Context, f *standing.Force) error {
	where, err := d.Project.Repo.CheckedOut(ctx, f.Branch)
	if err != nil || where == "" {
		return err
	}
	err = fmt.Errorf("the branch %s of %s is checked out in %s, whose files would not follow", f.Branch, f.Name, where)
	return diag.WithHint(err, "check another branch out there: git -C %s switch --detach", where)
}

// local returns the commit of the local branch, which must lead to the tip of the
// ledger; "" where there is none.
func (d *Desk) local(ctx context.Context, draft *Draft) (repo.Hash, error) {
	refs, err := d.Project.Repo.Refs(ctx, "refs/heads/"+draft.Force.Branch)
	for _, ref := range refs {
		if ref.Name != "refs/heads/"+draft.Force.Branch {
			continue
		}
		if string(ref.Peeled) != draft.tip() {
			behind, err := d.Project.Repo.IsAncestor(ctx, ref.Peeled, repo.Hash(draft.tip()))
			if err != nil || !behind {
				return "", errors.Join(err, fmt.Errorf("%s: %w", draft.Force.Name, ErrMoved))
			}
		}
		return ref.Peeled, nil
	}
	return "", err
}

// commit makes the commit of a draft, without its signature.
func (d *Desk) commit(ctx context.Context, draft *Draft, tree string) (*ledger.Commit, error) {
	who := d.Person()
	if state := draft.Force.State; state != nil && who.When.Before(state.When) {
		who.When = state.When // clocks differ, and the ledger's order is its own
	}
	if d.Now.Add(statement.Skew).Before(who.When) {
		err := fmt.Errorf("git dates the entry of %s %s, and it is %s here", draft.Force.Name, who.When.UTC().Format(time.RFC3339), d.Now.UTC().Format(time.RFC3339))
		return nil, diag.WithHint(err, "unset GIT_AUTHOR_DATE and GIT_COMMITTER_DATE")
	}
	c := &ledger.Commit{Tree: tree, Author: who, Committer: who, Entry: draft.Entry}
	if tip := draft.tip(); tip != "" {
		c.Parents = append(c.Parents, tip)
	}
	c.Parents = append(c.Parents, draft.Sources...)
	for _, s := range draft.Evidence {
		c.Evidence = append(c.Evidence, s.Raw())
		reached, err := d.reached(ctx, c.Parents, s.Tag.Object)
		if err != nil {
			return nil, err
		}
		if !reached {
			c.Parents = append(c.Parents, s.Tag.Object)
		}
	}
	return c, nil
}

// reached reports whether a commit leads to any of others, or is not here, so that
// it could not be a parent.
func (d *Desk) reached(ctx context.Context, tips []string, commit string) (bool, error) {
	if slices.Contains(tips, commit) || !d.Project.Repo.Has(ctx, repo.Hash(commit)) {
		return true, nil
	}
	for _, tip := range tips {
		leads, err := d.Project.Repo.IsAncestor(ctx, repo.Hash(commit), repo.Hash(tip))
		if leads || err != nil {
			return leads, err
		}
	}
	return false, nil
}

// sign returns the bytes of a commit with its signature. Where the environment is
// open and there is no key it has none.
func (d *Desk) sign(ctx context.Context, draft *Draft, c *ledger.Commit) ([]byte, error) {
	payload, err := c.Unsigned()
	if err != nil {
		return nil, err
	}
	if d.Signer == nil && draft.Force.Open {
		return payload, nil
	}
	if _, err := d.Signs(draft.Force); err != nil && !draft.Force.Open {
		return nil, err
	}
	armour, err := d.Signer.Sign(ctx, payload)
	if err != nil {
		return nil, err
	}
	return ledger.Sign(payload, armour)
}

// title names what an entry is about: one prompt, or how many.
func title(verb string, changes []ledger.Change, preposition, name string) string {
	what := fmt.Sprintf("%d prompts", len(changes))
	if len(changes) == 1 {
		what = changes[0].Name
		if v := changes[0].Version; v != ledger.None {
			what += " " + v
		}
	}
	return strings.Join([]string{verb, what, preposition, name}, " ")
}
