package ledger

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Claim is what is to be verified.
type Claim struct {
	Environment string
	Branch      string    // the one that the environment has; below refs/heads/
	Tip         string    // of the ledger
	Root        string    // the one that is trusted; "" takes the newest one there is, for those who see the ledger for the first time
	Now         time.Time // when it is verified
	Known       *State    // what was verified before; nil for nothing
	Mark        string    // a commit that was its tip once, and that must be in it; "" for none
	// Each is told of every entry that was verified, the oldest first; nil is
	// nobody. With it, Known is not made use of.
	Each func(*Step) error
}

// Step is an entry of a ledger that was verified.
type Step struct {
	*Commit
	Place   int // the root's is 0
	Signer  Signer
	Policy  *policy.Policy      // the one in force when it was made
	Answers []*statement.Answer // of a promotion, one for each of its prompts
	Consent *statement.Answer   // of a policy, where the one before asked for it
	Bound   []statement.Verdict // of a revocation
	Serves  []Version           // what is served by it from then on, in the order of its prompts
}

// Errors of Verify. An *Error may be any of them.
var (
	ErrIncomplete = errors.New("INCOMPLETE") // something that is needed to tell is not here
	ErrRewound    = errors.New("the ledger does not go on from what was seen of it before")
	ErrNoRoot     = errors.New("a ledger begins with a root")
	ErrOtherRoot  = errors.New("the ledger has another root than the one that is trusted")
)

// Error says which commit of a ledger is wrong.
type Error struct {
	Environment string
	Commit      string
	Err         error
}

func (e *Error) Error() string {
	return fmt.Sprintf("the ledger of %s does not verify: commit %s: %v", e.Environment, short(e.Commit), e.Err)
}

// Unwrap returns what is wrong.
func (e *Error) Unwrap() error { return e.Err }

// Verify verifies a ledger: every commit from its root to the tip, by the policy
// that was in force before it. It is a pure function of the store and the claim.
//
// What was verified before is taken for granted where it has the same root, and
// the ledger must go on from there.
func Verify(ctx context.Context, store Store, c Claim) (*State, error) {
	known := c.Known
	switch {
	case known == nil:
	case known.Environment != c.Environment, known.Branch != c.Branch, c.Root != "" && c.Root != known.Root:
		known, c.Mark = nil, "" // it was of another ledger
	default:
		c.Root, c.Mark = known.Root, cmp.Or(c.Mark, known.Tip)
	}
	ids, rollback, err := c.path(ctx, store, known)
	if err != nil {
		return nil, err
	}
	w := &walker{Claim: c, forest: &forest{store: store}}
	switch {
	case known == nil:
	case c.Each == nil && !rollback:
		if err := w.resume(ctx, known); err != nil {
			return nil, err
		}
	default:
		ids = append(known.ids(), ids...)
	}
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := w.next(ctx, id); err != nil {
			return nil, &Error{c.Environment, id, err}
		}
	}
	return w.state, nil
}

// path returns the commits that lead to the tip, the oldest first: from the root or,
// where something is known, those that follow it. It tells whether any of them is a
// rollback, for which the whole past has to be known.
func (c Claim) path(ctx context.Context, store Store, known *State) (ids []string, rollback bool, err error) {
	marked, met := c.Mark == "", known == nil // whether the walk came by what was seen before
	for id := c.Tip; ; {
		marked = marked || id == c.Mark
		if known != nil && id == known.Tip {
			marked, met = marked || known.Has(c.Mark), true
			break
		}
		commit, err := read(ctx, store, id)
		if err != nil {
			return nil, false, &Error{c.Environment, id, err}
		}
		ids = append(ids, id)
		rollback = rollback || commit.Action == Rollback
		if id == c.Root || c.Root == "" && commit.Action == Root {
			break
		}
		if commit.Action == Root {
			return nil, false, &Error{c.Environment, id, fmt.Errorf("%w: it begins anew here, and %s is trusted", ErrOtherRoot, short(c.Root))}
		}
		if len(commit.Parents) == 0 {
			return nil, false, &Error{c.Environment, id, errors.New("it has no parent, and is no root")}
		}
		id = commit.Parents[0]
	}
	if !marked || !met {
		return nil, false, &Error{c.Environment, c.Tip, fmt.Errorf("%w: %s is not in it", ErrRewound, short(c.Mark))}
	}
	slices.Reverse(ids)
	return ids, rollback, nil
}

// read reads a commit of a ledger.
func read(ctx context.Context, store Store, id string) (*Commit, error) {
	raw, err := object(ctx, store, "commit", id)
	if err != nil {
		return nil, err
	}
	c, err := ParseCommit(id, raw)
	if err != nil {
		err = fmt.Errorf("it is not of a ledger: %w", err)
	}
	return c, err
}

// walker goes along a ledger.
type walker struct {
	Claim
	*forest
	state  *State
	ledger *statement.Ledger
}

// resume begins at what was verified before.
func (w *walker) resume(ctx context.Context, known *State) (err error) {
	s := *known
	s.Served, s.Dropped = maps.Clone(known.Served), maps.Clone(known.Dropped)
	s.Bound, s.Commits = slices.Clone(known.Bound), slices.Clone(known.Commits)
	s.past = nil
	tree, err := treeOf(ctx, w.store, s.Tip) // its id has not changed, so it says what it said
	if err != nil {
		return &Error{w.Environment, s.Tip, err}
	}
	if s.top, err = w.top(ctx, tree); err == nil {
		s.inside, _, err = w.policy(ctx, s.top.policy)
	}
	if err != nil {
		return &Error{w.Environment, s.Tip, err}
	}
	w.state, w.ledger = &s, s.Freshness()
	return nil
}

// next verifies the next commit, and takes it in.
func (w *walker) next(ctx context.Context, id string) error {
	c, err := read(ctx, w.store, id)
	if err != nil {
		return err
	}
	if c.Environment != w.Environment {
		return fmt.Errorf("it is of the environment %s", c.Environment)
	}
	top, err := w.top(ctx, c.Tree)
	if err != nil {
		return err
	}
	s := &step{walker: w, Step: Step{Commit: c}, top: top}
	if w.state == nil {
		err = s.root(ctx)
	} else {
		err = s.follow(ctx)
	}
	if err != nil {
		return err
	}
	if w.Each != nil {
		return w.Each(&s.Step)
	}
	return nil
}

// policy loads the policy of a tree, and its digest.
func (w *walker) policy(ctx context.Context, tree string) (*policy.Policy, string, error) {
	files, err := w.texts(ctx, tree)
	if err != nil {
		return nil, "", err
	}
	p, err := policy.Load(files)
	if err != nil {
		return nil, "", fmt.Errorf("its policy: %w", err)
	}
	e, there := p.Environment(w.Environment)
	if !there || e.Branch != w.Branch {
		return nil, "", fmt.Errorf("its policy does not have %s on the branch %s", w.Environment, w.Branch)
	}
	return p, PolicyDigest(files), nil
}

// PolicyDigest is the digest of the policy's folder, whose files are given by
// their paths within it.
func PolicyDigest(folder map[string][]byte) string {
	files := map[string][]byte{}
	for path, data := range folder {
		files[PolicyFolder+"/"+path] = data
	}
	return statement.Digest(files)
}

func compare(a, b string) int { return strings.Compare(a, b) }

func binary(id string) []byte {
	b, _ := hex.DecodeString(id) // which the commit's form has made sure of
	return b
}
