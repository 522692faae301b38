package signoff

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Revoke drafts the revocation of a statement, which is named by its tag or its
// object id, or of the digest of NAME@REV.
func (d *Desk) Revoke(ctx context.Context, what, role, reason string) (*Draft, error) {
	if strings.TrimSpace(reason) == "" {
		return nil, &RequestError{"a revocation needs its reason: --reason REASON"}
	}
	draft := &Draft{Statement: &statement.Statement{Kind: statement.Revocation, Reason: strings.Join(strings.Fields(reason), " ")}}
	if err := d.target(ctx, draft, what); err != nil {
		return nil, err
	}
	draft.Forces = d.Closed()
	if len(draft.Forces) == 0 {
		return nil, errors.New("every environment is open, so nothing rests on a statement")
	}
	f := draft.Forces[len(draft.Forces)-1]
	person, err := d.Signs(f)
	if err != nil {
		return nil, err
	}
	if draft.Role, err = revoker(f.Policy, person, role); err != nil {
		return nil, err
	}
	draft.Forces = []*standing.Force{f}
	return draft, d.prepare(draft)
}

// target finds what is to be revoked.
func (d *Desk) target(ctx context.Context, draft *Draft, what string) error {
	s, err := d.Find(ctx, what)
	if err != nil {
		return err
	}
	if s != nil {
		if s.Err != nil {
			return fmt.Errorf("%s is no statement: %w", what, s.Err)
		}
		draft.Target, draft.Subjects, draft.Commit = s.ID, s.Subjects, repo.Hash(s.Tag.Object)
		draft.Title = fmt.Sprintf("Revoke the %s %s", s.Kind, s.Tag.Name)
		return nil
	}
	l, err := d.Look(ctx, what)
	if err != nil {
		return diag.WithHint(err, "a statement is named by its tag or its object id (promptctl verify --all lists them), a version by NAME@REV")
	}
	draft.Target, draft.Subjects, draft.Commit = l.Subject.Digest, []statement.Subject{l.Subject}, l.Revision.Commit
	draft.Looks = []*standing.Look{l}
	draft.Title = fmt.Sprintf("Revoke %s as it is at %s", l.Name, l.Revision.Commit.Short())
	return nil
}

// revoker returns the role in which a person revokes: any that approves, or the
// one of admins.
func revoker(p *policy.Policy, person *policy.Person, named string) (string, error) {
	if person.Robot {
		return "", fmt.Errorf("%s is a robot, and only persons revoke", person.Name)
	}
	for _, r := range person.Roles {
		if (p.Approves(r) || r == p.Admin.Role) && (named == "" || named == r) {
			return r, nil
		}
	}
	if named != "" {
		return "", fmt.Errorf("%s does not have a role %s that revokes", person.Name, named)
	}
	return "", fmt.Errorf("%s has no role that revokes: one that approves, or %s", person.Name, p.Admin.Role)
}

// AgreeTo drafts the consent of an admin to the policy that is at a revision,
// in place of the one that is in force in some environments.
func (d *Desk) AgreeTo(ctx context.Context, revision string, environments []string) (*Draft, error) {
	commit, err := d.Project.Repo.Resolve(ctx, revision)
	if err != nil {
		return nil, err
	}
	to, err := d.PolicyAt(ctx, commit)
	if err != nil {
		return nil, fmt.Errorf("the policy at %s: %w", revision, err)
	}
	draft := &Draft{Commit: commit, Statement: &statement.Statement{Kind: statement.Policy, To: to.Folder}}
	forces, err := d.asked(environments)
	if err != nil {
		return nil, err
	}
	for _, f := range forces {
		if f.Folder == to.Folder || draft.From != "" && draft.From != f.Folder {
			continue // it is in force there, or another one is: that is another statement
		}
		person, err := d.Signs(f)
		if err != nil {
			return nil, err
		}
		if !person.HasRole(f.Policy.Admin.Role) {
			return nil, fmt.Errorf("%s is not %s in the policy of %s (%s)", person.Name, f.Policy.Admin.Role, f.Name, f.Source)
		}
		draft.From, draft.Role = f.Folder, f.Policy.Admin.Role
		draft.Was, draft.Becomes = f.Policy, to.Policy
		draft.Forces = append(draft.Forces, f)
		draft.For = append(draft.For, statement.For{Environment: f.Name, Tip: f.Ledger.Tip()})
	}
	if len(draft.Forces) == 0 {
		err := fmt.Errorf("the policy at %s is in force already in %s", revision, names(forces))
		return nil, diag.WithHint(err, "there is nothing to agree to; what is agreed to is a change that is committed, for an environment that has a branch of its own")
	}
	draft.Title = fmt.Sprintf("Agree to the policy at %s for %s", commit.Short(), names(draft.Forces))
	return draft, d.prepare(draft)
}
