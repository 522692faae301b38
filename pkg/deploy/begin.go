package deploy

import (
	"context"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/environment"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/standing"
)

func (d *Desk) store() ledger.Store { return environment.Store(d.Project.Repo) }

// Begin drafts the root of an environment's ledger: the policy at HEAD, which all
// trust begins with. It refuses where there is a ledger already, here or at a
// remote, and where a remote cannot be asked: a second root is another trust.
func (d *Desk) Begin(ctx context.Context, name string) (*Draft, error) {
	f, err := d.Force(name)
	if err != nil {
		return nil, err
	}
	if f.State != nil {
		err := fmt.Errorf("%s has its ledger on %s already, which begins with %s", f.Name, f.Branch, short(f.State.Root))
		return nil, diag.WithHint(err, "promptctl env show %s; where the quorum of its admins is lost, --reroot begins it anew", f.Name)
	}
	if d.ordinary(f) {
		return nil, d.taken(f)
	}
	if err := d.nowhere(ctx, f); err != nil {
		return nil, err
	}
	pinned, err := d.Ledgers.Pins.Root(f.Policy.Repository, f.Name)
	if err != nil {
		return nil, err
	}
	if pinned != "" {
		err := fmt.Errorf("%s has a ledger elsewhere, whose root %s is trusted here: a second root would be another trust", f.Name, short(pinned))
		return nil, diag.WithHint(err, "fetch it: git fetch; where it is lost, --reroot begins it anew")
	}
	return d.root(ctx, f)
}

// BeginAgain drafts another root of a ledger, for those who have lost the quorum
// of its admins, or whose branch does not verify. What was served, and verifies, is
// served on; every verifier has to be told of the new root.
func (d *Desk) BeginAgain(ctx context.Context, name string) (*Draft, error) {
	f, err := d.Force(name)
	if err != nil {
		return nil, err
	}
	if d.ordinary(f) {
		return nil, d.taken(f)
	}
	if f.State == nil {
		if err := d.nowhere(ctx, f); err != nil {
			return nil, err
		}
		return d.root(ctx, f)
	}
	own, err := d.Own(ctx)
	if err != nil {
		return nil, err
	}
	e, there := own.Policy.Environment(name)
	if !there || e.Branch != f.Branch {
		return nil, fmt.Errorf("the policy at HEAD does not have %s on the branch %s", name, f.Branch)
	}
	again := *f
	again.Environment, again.Policy, again.Folder, again.Source = e, own.Policy, own.Folder, "HEAD"
	draft, err := d.root(ctx, &again)
	if err != nil {
		return nil, err
	}
	draft.Onto = f.State.Tip
	draft.Title = fmt.Sprintf("Begin the ledger of %s anew", f.Name)
	draft.Plan.Trees = map[string]string{}
	for name, v := range f.State.Served {
		draft.Plan.Trees[name] = v.Tree
		draft.Prompts = append(draft.Prompts, ledger.Change{Name: name, From: ledger.None, To: v.Digest, Version: v.Version, Path: v.Path})
	}
	return draft, nil
}

func (d *Desk) root(ctx context.Context, f *standing.Force) (*Draft, error) {
	commit, err := d.Project.Repo.Resolve(ctx, standing.DefaultRevision)
	if err != nil {
		return nil, err
	}
	draft := &Draft{Force: f, Entry: &ledger.Entry{Action: ledger.Root, Environment: f.Name, From: ledger.None, To: f.Folder,
		Title: fmt.Sprintf("Begin the ledger of %s", f.Name)}}
	draft.Plan.Policy, err = d.policyTree(ctx, commit)
	return draft, err
}

// ordinary reports whether an environment's branch is there and is no ledger.
func (d *Desk) ordinary(f *standing.Force) bool { return f.State == nil && f.Ordinary }

func (d *Desk) taken(f *standing.Force) error {
	err := fmt.Errorf("the branch %s of %s is there already, and is no ledger", f.Branch, f.Name)
	if f.Open {
		return diag.WithHint(err, "%s is open, and serves the branch as it is: there is nothing to begin", f.Name)
	}
	return diag.WithHint(err, "let the policy name a branch of its own for the environment")
}

// nowhere checks that no remote has the branch.
func (d *Desk) nowhere(ctx context.Context, f *standing.Force) error {
	remotes, err := d.Project.Repo.Remotes(ctx)
	if err != nil {
		return err
	}
	branch := "refs/heads/" + f.Branch
	for _, remote := range remotes {
		refs, err := d.Project.Repo.RemoteRefs(ctx, remote, "refs/heads/")
		if err != nil {
			err = fmt.Errorf("whether %s has a ledger of %s already: %w", remote, f.Name, err)
			return diag.WithHint(err, "a second root would be another trust, so every remote must be asked; one that is gone is taken out by git remote remove")
		}
		for _, ref := range refs {
			if ref.Name == branch {
				return diag.WithHint(fmt.Errorf("%s has the branch %s already", remote, f.Branch), "fetch it: git fetch %s %s", remote, f.Branch)
			}
		}
	}
	return nil
}

func short(id string) string { return repo.Hash(id).Short() }
