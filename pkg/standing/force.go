package standing

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"golang.org/x/sync/errgroup"
)

// Force is an environment with the policy that is in force there.
type Force struct {
	*policy.Environment
	Policy *policy.Policy
	Source string    // where the policy stands: the environment's branch, or HEAD
	Tip    repo.Hash // of the environment's ledger; "" where there is none yet
	Folder string    // the digest of the policy's folder
	Ledger *statement.Ledger
	judge  *statement.Judge
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
	group.Go(func() (err error) { own, err = r.own(within); return err })
	group.Go(func() (err error) { branches, err = r.Project.Repo.Branches(within); return err })
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var all []*Force
	for i := range own.Policy.Environments {
		f := &Force{Environment: &own.Policy.Environments[i], Policy: own.Policy, Folder: own.Folder, Source: "HEAD"}
		if err := r.ledger(ctx, f, branches); err != nil {
			return nil, fmt.Errorf("environment %s: %w", f.Name, err)
		}
		all = append(all, f)
	}
	r.Project.Trust(own.Policy)
	return all, r.elsewhere(ctx, all, branches.Refs())
}

// own reads the policy at HEAD.
func (r *Register) own(ctx context.Context) (Stated, error) {
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
func (r *Register) elsewhere(ctx context.Context, forces []*Force, refs []repo.Ref) error {
	tips := make([]repo.Hash, len(refs))
	for i, ref := range refs {
		tips[i] = ref.Peeled
	}
	commits, err := r.Project.Repo.Commits(ctx, tips)
	if err != nil {
		return err
	}
	for i, c := range commits {
		e, isLedger := entryOf(c)
		known := slices.ContainsFunc(forces, func(f *Force) bool { return f.Name == e.Environment && f.Ledger != nil })
		if isLedger && !known {
			err := fmt.Errorf("%s is the ledger of %s, and the policy at HEAD does not say so", refs[i].Name, e.Environment)
			return diag.WithHint(err, "let the policy name its branch; where the environment is given up, delete the branch")
		}
	}
	return nil
}

// entryOf reads a commit as one of a ledger.
func entryOf(c repo.Commit) (statement.Entry, bool) {
	return statement.EntryOf(string(c.Hash), c.Subject+"\n\n"+c.Body)
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
	folder := PolicyDigest(files)
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

// PolicyDigest is the digest of the policy's folder, whose files are given by
// their paths within it.
func PolicyDigest(folder map[string][]byte) string {
	files := map[string][]byte{}
	for path, data := range folder {
		files[policy.Folder+"/"+path] = data
	}
	return statement.Digest(files)
}

// ledger reads an environment's ledger, where there is one, and the policy at its
// tip.
func (r *Register) ledger(ctx context.Context, f *Force, branches *repo.Branches) error {
	tip, err := branches.Tip(ctx, f.Branch)
	if unknown := (*repo.UnknownRevisionError)(nil); errors.As(err, &unknown) && len(unknown.Candidates) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if f.Open { // where nothing is asked, a branch need not be a ledger
		commits, err := r.Project.Repo.Commits(ctx, []repo.Hash{tip})
		if err != nil {
			return err
		}
		if _, isLedger := entryOf(commits[0]); !isLedger {
			return nil
		}
	}
	entries, err := r.entries(ctx, f.Branch, tip)
	if err != nil {
		return err
	}
	at, err := r.PolicyAt(ctx, tip)
	if err != nil {
		return fmt.Errorf("the policy at the tip of %s: %w", f.Branch, err)
	}
	e, there := at.Policy.Environment(f.Name)
	if !there || e.Branch != f.Branch {
		return fmt.Errorf("the policy at the tip of %s does not know it under this name and branch", f.Branch)
	}
	f.Environment, f.Policy, f.Folder, f.Source = e, at.Policy, at.Folder, f.Branch
	f.Tip, f.Ledger = tip, statement.NewLedger(entries)
	return nil
}

// entries reads a ledger along its first parents, the oldest first.
func (r *Register) entries(ctx context.Context, branch string, tip repo.Hash) ([]statement.Entry, error) {
	commits, err := r.Project.Repo.FirstParents(ctx, tip)
	if err != nil {
		return nil, err
	}
	entries := make([]statement.Entry, len(commits))
	for i, c := range commits {
		e, ok := entryOf(c)
		if !ok {
			err := fmt.Errorf("commit %s on %s is not a promotion, so the branch is no ledger", c.Hash.Short(), branch)
			return nil, diag.WithHint(err, "let the policy name a branch of its own for the environment")
		}
		entries[len(entries)-1-i] = e
	}
	return entries, nil
}
