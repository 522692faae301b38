package standing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/environment"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"golang.org/x/sync/errgroup"
)

// Force is an environment with the policy that is in force there.
type Force struct {
	*policy.Environment
	Policy *policy.Policy
	Source string        // where the policy stands: the environment's branch, or HEAD
	Tip    repo.Hash     // of the environment's ledger; "" where there is none yet
	Folder string        // the digest of the policy's folder
	State  *ledger.State // of the ledger, verified; nil where there is none yet
	// Ordinary says that the branch is there and is no ledger: the environment is
	// open, and serves it as it is.
	Ordinary bool
	Err      error // why nothing can be told of the ledger; only Survey leaves it there
	Ledger   *statement.Ledger
	judge    *statement.Judge
}

// ErrNoCommit says that HEAD leads to no commit: there is none yet, or none on the
// branch that is checked out.
var ErrNoCommit = errors.New("there is no commit at HEAD, and what is not committed cannot be approved")

// forces finds the policy in force in every environment that the policy at HEAD
// names: the one at the tip of the environment's own branch and, while it has
// no ledger, the one at HEAD. What is not committed counts for nothing.
func (r *Register) forces(ctx context.Context) ([]*Force, error) {
	var own Stated
	var branches *repo.Branches
	group, within := errgroup.WithContext(ctx) // git is asked two things at once
	group.Go(func() (err error) { own, err = r.Own(within); return err })
	group.Go(func() (err error) { branches, err = r.Project.Repo.Branches(within); return err })
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var all []*Force
	for i := range own.Policy.Environments {
		f := &Force{Environment: &own.Policy.Environments[i], Policy: own.Policy, Folder: own.Folder, Source: "HEAD"}
		f.Err = r.ledger(ctx, f, branches)
		all = append(all, f)
	}
	r.Project.Trust(own.Policy)
	return all, r.elsewhere(ctx, all, own.Policy, branches.Refs())
}

// Own reads the policy at HEAD.
func (r *Register) Own(ctx context.Context) (Stated, error) {
	head, err := r.Project.Repo.Resolve(ctx, DefaultRevision)
	if unknown := (*repo.UnknownRevisionError)(nil); errors.As(err, &unknown) {
		return Stated{}, diag.WithHint(ErrNoCommit, "commit first (git add --all && git commit), or check out a branch that has one")
	}
	if err != nil {
		return Stated{}, err
	}
	own, err := r.PolicyAt(ctx, head)
	if err != nil {
		err = fmt.Errorf("the policy at HEAD: %w", err)
	}
	return own, err
}

// elsewhere checks that no environment has its ledger on another branch than
// the one that the policy at HEAD names, and that none is left out there: a
// change must not get rid of the policy that it is judged by.
func (r *Register) elsewhere(ctx context.Context, all []*Force, own *policy.Policy, refs []repo.Ref) error {
	refs = slices.DeleteFunc(slices.Clone(refs), func(ref repo.Ref) bool { // those are known, and may be large
		return slices.ContainsFunc(all, func(f *Force) bool { return f.Tip == ref.Peeled })
	})
	tips := make([]repo.Hash, len(refs))
	for i, ref := range refs {
		tips[i] = ref.Peeled
	}
	commits, err := r.Project.Repo.RawCommits(ctx, tips)
	if err != nil {
		return err
	}
	for i, tip := range tips {
		c, err := ledger.ParseCommit(string(tip), commits[tip])
		if err != nil {
			continue // an ordinary branch
		}
		known := slices.ContainsFunc(all, func(f *Force) bool { return f.Name == c.Environment && (f.State != nil || f.Err != nil) })
		if known {
			continue
		}
		real, err := r.real(ctx, own, c, refs[i])
		if err != nil {
			return err
		}
		if !real {
			continue
		}
		err = fmt.Errorf("%s is the ledger of %s, and the policy at HEAD does not say so", refs[i].Name, c.Environment)
		return diag.WithHint(err, "let the policy name its branch; where the environment is given up, delete the branch")
	}
	return nil
}

// real reports whether a commit at the tip of a branch that no policy in force names
// is of a ledger that ever was an environment's: one that leads to a root that is
// trusted here, or that the policy named before HEAD. Whoever may push any branch can
// write what looks like one, and must not stop everybody's work with it.
func (r *Register) real(ctx context.Context, own *policy.Policy, tip *ledger.Commit, ref repo.Ref) (bool, error) {
	root, err := r.Ledgers.Pins.Root(own.Repository, tip.Environment)
	if err != nil {
		return false, err
	}
	if root != "" {
		claim := ledger.Claim{Environment: tip.Environment, Branch: ref.Branch(), Tip: tip.ID, Root: root, Now: r.Now}
		if _, err := ledger.Verify(ctx, environment.Store(r.Project.Repo), claim); err == nil {
			return true, nil
		}
	}
	return r.named(ctx, tip.Environment, ref)
}

// named reports whether the policy ever gave an environment this branch, in the
// history of HEAD. Where that is cut off it may have.
func (r *Register) named(ctx context.Context, name string, ref repo.Ref) (bool, error) {
	head, err := r.Project.Repo.Resolve(ctx, DefaultRevision)
	if err != nil {
		return false, err
	}
	commits, err := r.Project.Repo.Touching(ctx, head, nil, []string{ledger.PolicyFolder + "/" + policy.File})
	if errors.As(err, new(*repo.IncompleteError)) || errors.Is(err, repo.ErrMissingObject) {
		return true, nil
	}
	for _, commit := range commits {
		past, wrong := r.PolicyAt(ctx, commit)
		if wrong != nil {
			continue // no ledger was ever begun with that
		}
		if e, there := past.Policy.Environment(name); there && strings.HasSuffix(ref.Name, "/"+e.Branch) {
			return true, nil
		}
	}
	return false, err
}

// Stated is a policy with its digest.
type Stated struct {
	Policy *policy.Policy
	Folder string
}

// PolicyAt reads the policy at a commit. Two that are the same are one.
func (r *Register) PolicyAt(ctx context.Context, commit repo.Hash) (Stated, error) {
	snapshot, err := r.Project.Repo.At(ctx, commit)
	if err != nil {
		return Stated{}, err
	}
	files, err := catalog.PolicyFolder(ctx, snapshot)
	if err != nil {
		return Stated{}, err
	}
	folder := ledger.PolicyDigest(files)
	if known, there := r.policies[folder]; there {
		return known, nil
	}
	p, err := policy.Load(files)
	if errors.Is(err, policy.ErrNone) {
		err = diag.WithHint(fmt.Errorf("%w, so nobody can approve", policy.ErrNone), "write one and commit it: promptctl init")
	}
	if err != nil {
		return Stated{}, err
	}
	r.policies[folder] = Stated{p, folder}
	return r.policies[folder], nil
}

// ledger reads an environment's ledger, where there is one, and the policy at its
// tip.
func (r *Register) ledger(ctx context.Context, f *Force, branches *repo.Branches) error {
	tip, err := r.Ledgers.Tip(ctx, f.Environment, f.Policy.Repository, branches)
	if errors.Is(err, environment.ErrNoLedger) {
		f.Ordinary = tip != ""
		return nil
	}
	if err != nil {
		return err
	}
	state, err := r.Ledgers.Read(ctx, f.Environment, f.Policy.Repository, tip)
	if err != nil {
		return err
	}
	at, there := r.policies[state.Policy]
	if !there {
		at = Stated{state.InForce(), state.Policy}
		r.policies[state.Policy] = at
	}
	f.Environment, _ = at.Policy.Environment(f.Name)
	f.Policy, f.Folder, f.Source = at.Policy, at.Folder, f.Branch
	f.Tip, f.State, f.Ledger = tip, state, state.Freshness()
	return nil
}
