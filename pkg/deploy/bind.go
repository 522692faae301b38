package deploy

import (
	"context"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/signoff"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Bind drafts that a revocation or a rejection is binding in an environment,
// whatever becomes of its tag. It is named by its tag or its object id.
func (d *Desk) Bind(ctx context.Context, name, what, text string) (*Draft, error) {
	f, err := d.Begun(ctx, name)
	if err != nil {
		return nil, err
	}
	s, err := d.Find(ctx, what)
	if err != nil {
		return nil, err
	}
	if s == nil || s.Err != nil || s.Kind != statement.Revocation && s.Kind != statement.Rejection {
		return nil, &signoff.RequestError{Problem: what + " is neither a revocation nor a rejection"}
	}
	evidence := []*statement.Signed{s}
	if target, err := d.Find(ctx, s.Target); s.Target != "" && err == nil && target != nil && target.Err == nil {
		evidence = append(evidence, target) // so that it is known however its signature is written
	}
	for _, b := range f.State.Bound {
		if b.ID == s.ID && (b.Of != "" || len(evidence) == 1) { // it may have been bound without what it revokes
			return nil, fmt.Errorf("%s is binding in %s already", s.Tag.Name, f.Name)
		}
	}
	return &Draft{Force: f, Evidence: evidence, Entry: &ledger.Entry{Action: ledger.Revocation, Environment: f.Name, Body: text,
		Title: fmt.Sprintf("Make the %s %s binding in %s", s.Kind, s.Tag.Name, f.Name)}}, nil
}

// ChangePolicy drafts that the policy at a revision comes in force in an
// environment, with the consents of its admins.
func (d *Desk) ChangePolicy(ctx context.Context, name, revision string) (*Draft, *statement.Answer, error) {
	f, err := d.Begun(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	commit, err := d.Project.Repo.Resolve(ctx, revision)
	if err != nil {
		return nil, nil, err
	}
	to, err := d.PolicyAt(ctx, commit)
	if err != nil {
		return nil, nil, fmt.Errorf("the policy at %s: %w", revision, err)
	}
	if to.Folder == f.Folder {
		return nil, nil, fmt.Errorf("the policy at %s is in force already in %s", revision, f.Name)
	}
	judge, err := d.Judge(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	answer := judge.Consent(f.Name, f.Folder, to.Folder)
	if !f.Open && !answer.Met() {
		return nil, answer, nil
	}
	draft := &Draft{Force: f, Entry: &ledger.Entry{Action: ledger.Policy, Environment: f.Name, From: f.Folder, To: to.Folder, Sources: []string{string(commit)},
		Title: fmt.Sprintf("Bring the policy at %s to %s", commit.Short(), f.Name)}}
	for _, v := range answer.Verdicts {
		if v.Good() {
			draft.Evidence = append(draft.Evidence, v.Signed)
		}
	}
	draft.Plan.Policy, err = d.policyTree(ctx, commit)
	return draft, answer, err
}

// policyTree is the id of the tree of the policy's folder at a commit.
func (d *Desk) policyTree(ctx context.Context, commit repo.Hash) (string, error) {
	id, err := ledger.TreeAt(ctx, d.store(), string(commit), ledger.PolicyFolder)
	if err == nil && id == "" {
		err = diag.WithHint(fmt.Errorf("there is no %s/ at %s", ledger.PolicyFolder, commit.Short()), "write one and commit it: promptctl init")
	}
	return id, err
}
