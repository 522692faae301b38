// Package environment finds the environments of a repository: where the ledger of
// each one is, what it serves, and what this machine knows of it already. A ledger
// is verified before anything of it is told.
package environment

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Ledgers reads the ledgers of a repository.
type Ledgers struct {
	Repo  *repo.Repo
	Pins  *Pins
	Now   time.Time
	Roots map[string]string // the roots that are trusted, whatever is pinned, by the environments
	// Told is told of a root that is trusted as the first that is seen: from now on
	// where it is kept, or this once. nil is nobody.
	Told func(environment, root string, kept bool)
	// Unkept is told that what was verified cannot be remembered; nil is nobody.
	Unkept func(error)
}

// ErrNoLedger says that an environment has no ledger yet: its branch is missing or,
// where the environment is open, an ordinary one.
var ErrNoLedger = errors.New("there is no ledger yet")

// Tip returns the tip of an environment's ledger: the local branch, or the
// remote-tracking one where that is missing or behind. It fails with ErrNoLedger.
// The repository is known by its policy's id.
func (l *Ledgers) Tip(ctx context.Context, e *policy.Environment, repository string, branches *repo.Branches) (repo.Hash, error) {
	tip, err := branches.Tip(ctx, e.Branch)
	if unknown := (*repo.UnknownRevisionError)(nil); errors.As(err, &unknown) && len(unknown.Candidates) == 0 {
		tip, err = "", ErrNoLedger
	}
	if forked := (*repo.DivergedError)(nil); errors.As(err, &forked) {
		return "", l.forked(e, repository, forked, err)
	}
	if err != nil && !errors.Is(err, ErrNoLedger) || !e.Open {
		return tip, err
	}
	raw := map[repo.Hash][]byte{}
	if err == nil {
		raw, err = l.Repo.RawCommits(ctx, []repo.Hash{tip})
	}
	if errors.Is(err, ErrNoLedger) || err == nil && !ledger.Speaks(raw[tip]) { // where nothing is asked, a branch need not be a ledger
		err = l.never(e, repository, tip)
	}
	return tip, err
}

// forked says what mends a ledger that went on here and at a remote. Its branches
// cannot be merged, and what this machine has seen of it is in the way of giving up
// either. Where no root is known the environment may be open, and the branch ordinary.
func (l *Ledgers) forked(e *policy.Environment, repository string, branches *repo.DivergedError, err error) error {
	root := l.Roots[e.Name]
	if root == "" {
		root, _ = l.Pins.Root(repository, e.Name) // who cannot read it learns so from whatever reads the ledger
	}
	switch {
	case root == "" && e.Open:
		return err
	case root == "":
		root = "COMMIT"
	}
	return diag.WithHint(err, "to keep what the remote has: git branch -f %s %s && promptctl verify --env %s --root %s; then do again what was done only here, with --push", branches.Local, branches.Remote, e.Name, root)
}

// never is ErrNoLedger of an environment of whose ledger nothing is known here: no
// root is trusted, and this clone has never seen it. Otherwise whoever says that the
// environment is open would get rid of it.
func (l *Ledgers) never(e *policy.Environment, repository string, tip repo.Hash) error {
	what := "the branch " + e.Branch + " is not here"
	if tip != "" {
		what = fmt.Sprintf("commit %s of %s is not of one", tip.Short(), e.Branch)
	}
	if root := l.Roots[e.Name]; root != "" {
		err := fmt.Errorf("the ledger of %s is to begin with %s, and %s", e.Name, repo.Hash(root).Short(), what)
		return diag.WithHint(err, "put the branch back, and the policy that names it; where the ledger was given up on purpose, leave out the root")
	}
	mark, err := l.Pins.Mark(e.Name)
	if err != nil {
		return err
	}
	root, err := l.Pins.Root(repository, e.Name)
	switch {
	case err != nil:
		return err
	case mark != nil:
		err = fmt.Errorf("%s had a ledger, whose tip was %s, and %s", e.Name, repo.Hash(mark.Tip).Short(), what)
	case root != "":
		err = fmt.Errorf("%s has a ledger, whose root %s is trusted, and %s", e.Name, repo.Hash(root).Short(), what)
	default:
		return ErrNoLedger
	}
	return diag.WithHint(err, "put the branch back; where the ledger was given up on purpose, delete what is known of it: %s", strings.Join(l.Pins.files(repository, e.Name), ", "))
}

// Read verifies the ledger of an environment of a repository that is known by its
// policy's id, and remembers how far it was verified.
func (l *Ledgers) Read(ctx context.Context, e *policy.Environment, repository string, tip repo.Hash) (*ledger.State, error) {
	claim, err := l.Claim(e, repository, tip)
	if err != nil {
		return nil, err
	}
	return l.Verify(ctx, claim, repository)
}

// Serves returns the commit of whose files an environment serves, where its branch
// has a tip: that tip, if its ledger verifies, or if it has none and asks for nothing.
// Where it does not verify, it is the commit that verified last here, with the error
// why; "" where there is none.
func (l *Ledgers) Serves(ctx context.Context, e *policy.Environment, repository string, tip repo.Hash) (repo.Hash, error) {
	if e.Open {
		raw, err := l.Repo.RawCommits(ctx, []repo.Hash{tip})
		if err == nil && !ledger.Speaks(raw[tip]) {
			if err = l.never(e, repository, tip); errors.Is(err, ErrNoLedger) {
				return tip, nil
			}
		}
		if err != nil {
			return "", err
		}
	}
	c, err := l.Claim(e, repository, tip)
	if err != nil {
		return "", err
	}
	if _, err = l.Verify(ctx, c, repository); err == nil {
		return tip, nil
	}
	if last := repo.Hash(c.Mark); last != "" && last != tip && l.Repo.Has(ctx, last) {
		return last, err
	}
	return "", err
}

// Claim is what is to be verified of an environment, by what is pinned.
func (l *Ledgers) Claim(e *policy.Environment, repository string, tip repo.Hash) (ledger.Claim, error) {
	c := ledger.Claim{Environment: e.Name, Branch: e.Branch, Tip: string(tip), Root: l.Roots[e.Name], Now: l.Now}
	if c.Root != "" {
		return c, nil
	}
	mark, err := l.Pins.Mark(e.Name)
	if err != nil {
		return c, err
	}
	if c.Root, err = l.Pins.Root(repository, e.Name); err != nil || mark == nil {
		return c, err
	}
	if c.Root == "" {
		c.Root = mark.Root
	}
	if mark.Root == c.Root {
		c.Known, c.Mark = mark.State, mark.Tip
	}
	return c, nil
}

// Verify verifies a claim, and remembers it.
func (l *Ledgers) Verify(ctx context.Context, c ledger.Claim, repository string) (*ledger.State, error) {
	s, err := ledger.Verify(ctx, store{l.Repo}, c)
	if err != nil {
		return nil, explain(err, c)
	}
	if s.Repository != repository {
		return nil, fmt.Errorf("the ledger of %s is of the repository %s, and this is %s", c.Environment, s.Repository, repository)
	}
	if c.Known != nil && c.Known.Tip == s.Tip {
		return s, nil
	}
	kept, err := l.Keep(s, l.Roots[c.Environment] != "")
	if err != nil {
		return nil, err
	}
	if c.Root == "" && l.Told != nil {
		l.Told(c.Environment, s.Root, kept)
	}
	return s, nil
}

// Keep remembers a ledger that was verified and, where it is trusted anew, its root in
// the place of any other. That nothing can be written is told, and does not fail: what
// was known has been read by then, and refuses what it must. It returns whether the
// ledger is remembered.
func (l *Ledgers) Keep(s *ledger.State, anew bool) (kept bool, err error) {
	if anew {
		err = l.Pins.Trust(s.Repository, s.Environment, s.Root)
	}
	if err == nil {
		err = l.Pins.Keep(s)
	}
	if errors.As(err, new(*UnkeptError)) {
		if l.Unkept != nil {
			l.Unkept(err)
		}
		return false, nil
	}
	return err == nil && l.Pins.folder != "", err
}

// Whole verifies a ledger again from its root to a tip that was verified, for those
// who ask what was served before.
func (l *Ledgers) Whole(ctx context.Context, e *policy.Environment, s *ledger.State) (*ledger.State, error) {
	return l.Walk(ctx, e, s, func(*ledger.Step) error { return nil })
}

// Walk is Whole, and tells of every entry, the oldest first.
func (l *Ledgers) Walk(ctx context.Context, e *policy.Environment, s *ledger.State, each func(*ledger.Step) error) (*ledger.State, error) {
	c := ledger.Claim{Environment: e.Name, Branch: e.Branch, Tip: s.Tip, Root: s.Root, Now: l.Now, Each: each}
	whole, err := ledger.Verify(ctx, store{l.Repo}, c)
	return whole, explain(err, c)
}

// explain says what mends a ledger that does not verify.
func explain(err error, c ledger.Claim) error {
	var wrong *ledger.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong) && wrong.Commit == c.Root && errors.Is(err, ledger.ErrNoRoot):
		return diag.WithHint(err, "that commit was named as the root, and is none: git log --first-parent --format='%%H %%s' %s lists the entries, the root last", c.Branch)
	case errors.Is(err, ledger.ErrRewound):
		return diag.WithHint(err, "fetch the branch; where it was put back on purpose, say so: promptctl verify --env %s --root COMMIT", c.Environment)
	case errors.Is(err, ledger.ErrOtherRoot):
		return diag.WithHint(err, "where its admins began it anew, say so: promptctl verify --env %s --root COMMIT", c.Environment)
	case errors.Is(err, ledger.ErrIncomplete):
		return diag.WithHint(err, "fetch the whole history: git fetch --unshallow, or clone without --filter")
	case wrong != nil:
		good := "the last commit that verifies"
		if c.Mark != "" {
			good = c.Mark + ", which verified last here"
		}
		return diag.WithHint(err, "nothing but promptctl may write on %s: put the branch back, at the remote too, to %s", c.Branch, good)
	}
	return err
}
