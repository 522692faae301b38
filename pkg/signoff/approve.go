package signoff

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Opinion is what a person asks to have said of prompts.
type Opinion struct {
	References   []string // NAME[@REV]
	Using        string   // the partial whose prompts are meant, PARTIAL[@REV], instead
	Role         string   // "" is the only one that the signer has
	Environments []string // none for every one that asks for the role
	Expires      time.Time
	Text         string // more for people; of a rejection, the reason
	Unsigned     bool   // another program will sign it, so that whose key that is need not be known
}

// RequestError is a command line that makes no sense, whatever the repository
// holds.
type RequestError struct{ Problem string }

// Error says what is wrong.
func (e *RequestError) Error() string { return e.Problem }

// Approve drafts an approval.
func (d *Desk) Approve(ctx context.Context, o Opinion) (*Draft, error) {
	return d.opinion(ctx, statement.Approval, o)
}

// Reject drafts a rejection.
func (d *Desk) Reject(ctx context.Context, o Opinion) (*Draft, error) {
	if strings.TrimSpace(o.Text) == "" {
		return nil, &RequestError{"a rejection needs its reason: -m REASON"}
	}
	return d.opinion(ctx, statement.Rejection, o)
}

func (d *Desk) opinion(ctx context.Context, kind statement.Kind, o Opinion) (*Draft, error) {
	references, partial, err := d.references(ctx, o)
	if err != nil {
		return nil, err
	}
	looks, err := d.looks(ctx, references)
	if err != nil {
		return nil, err
	}
	draft := &Draft{Commit: looks[0].Revision.Commit, Looks: looks, Partial: partial, Statement: &statement.Statement{Kind: kind, Expires: o.Expires}}
	for _, l := range looks {
		draft.Subjects = append(draft.Subjects, l.Subject)
	}
	if err := d.address(draft, o); err != nil {
		return nil, err
	}
	if kind == statement.Approval {
		draft.Body = o.Text
		draft.Suite, err = looks[0].Suite(ctx, draft.Subjects)
	} else {
		draft.Reason = strings.Join(strings.Fields(o.Text), " ")
	}
	if err != nil {
		return nil, err
	}
	verb := map[statement.Kind]string{statement.Approval: "Approve", statement.Rejection: "Reject"}[kind]
	draft.Title = fmt.Sprintf("%s %s for %s as %s", verb, about(looks), names(draft.Forces), draft.Role)
	if err := d.prepare(draft); err != nil || o.Unsigned {
		return draft, err
	}
	return draft, d.again(ctx, draft)
}

// about names some prompts in a title.
func about(looks []*standing.Look) string {
	if len(looks) == 1 {
		return looks[0].Name
	}
	return fmt.Sprintf("%s and %d more", looks[0].Name, len(looks)-1)
}

// looks finds the prompts that are meant, sound and committed.
func (d *Desk) looks(ctx context.Context, references []string) ([]*standing.Look, error) {
	var looks []*standing.Look
	for _, reference := range references {
		l, err := d.Sound(ctx, reference)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(looks, func(other *standing.Look) bool { return other.Subject == l.Subject }) {
			looks = append(looks, l)
		}
	}
	slices.SortFunc(looks, func(a, b *standing.Look) int { return strings.Compare(a.Name, b.Name) })
	return looks, d.oneCommit(looks)
}

// sound looks at one prompt: it must be without errors and, where no revision
// is named, as it is in the work tree.
func (d *Desk) Sound(ctx context.Context, reference string) (*standing.Look, error) {
	l, err := d.Look(ctx, reference)
	if err != nil {
		return nil, err
	}
	if err := l.Findings.Err(); err != nil {
		return nil, err
	}
	if _, rev, err := catalog.SplitReference(reference); err == nil && (rev == "" || rev == standing.DefaultRevision) {
		return l, d.Clean(ctx, l)
	}
	return l, nil
}

// oneCommit checks that the prompts of one statement are of one commit: their
// tests are read there.
func (d *Desk) oneCommit(looks []*standing.Look) error {
	for _, l := range looks {
		if l.Revision.Commit != looks[0].Revision.Commit {
			return &RequestError{fmt.Sprintf("%s and %s are at different commits, and one statement speaks of one", looks[0].Name, l.Name)}
		}
	}
	return nil
}

// references returns the prompts that are meant and, where those that include a
// partial are, its name.
func (d *Desk) references(ctx context.Context, o Opinion) (references []string, partial string, err error) {
	if o.Using == "" {
		return o.References, "", nil
	}
	name, rev, err := catalog.SplitReference(o.Using)
	if err != nil {
		return nil, "", err
	}
	revision, err := d.Project.Revision(ctx, "", cmp.Or(rev, standing.DefaultRevision))
	if err != nil {
		return nil, "", err
	}
	c, err := d.Project.At(ctx, revision)
	if err != nil {
		return nil, "", err
	}
	e, err := findPartial(c, name, revision)
	if err != nil {
		return nil, "", err
	}
	users, err := c.Affected(ctx, map[string]bool{e.File.Path: true})
	if err != nil {
		return nil, "", err
	}
	if len(users) == 0 {
		return nil, "", fmt.Errorf("no prompt includes %s at %s", e.Name, revision)
	}
	for _, user := range users {
		if rev != "" {
			user.Name += "@" + rev
		}
		references = append(references, user.Name)
	}
	return references, e.Name, nil
}

// findPartial finds a partial by its name or its path.
func findPartial(c *catalog.Catalog, name string, revision catalog.Revision) (catalog.Entry, error) {
	var known []string
	for _, e := range c.Partials {
		if e.Name == name || e.File.Path == name {
			return e, nil
		}
		known = append(known, e.Name)
	}
	err := fmt.Errorf("there is no partial %s at %s%s", name, revision, diag.DidYouMean(name, known))
	return catalog.Entry{}, diag.WithHint(err, "a partial is a file NAME.partial.md in a prompt folder")
}

// address finds the environments that a statement is for, and the role in which
// its signer speaks.
func (d *Desk) address(draft *Draft, o Opinion) error {
	forces, err := d.asked(o.Environments)
	if err != nil {
		return err
	}
	if draft.Role = o.Role; draft.Role == "" {
		draft.Role = d.onlyRole(forces, draft.Looks)
	}
	for _, f := range forces {
		if o.Unsigned && o.Role != "" {
			break
		}
		person, err := d.Signs(f)
		if err != nil {
			return err
		}
		if draft.Role, err = role(f, person, draft.Role); err != nil {
			return err
		}
	}
	if len(o.Environments) == 0 {
		forces = slices.DeleteFunc(forces, func(f *standing.Force) bool { return !asks(f, draft.Looks, draft.Role) })
	}
	if len(forces) == 0 {
		err := fmt.Errorf("no environment asks for %s", draft.Role)
		return diag.WithHint(err, "promptctl policy explain says what each asks for; --env ENV speaks for one all the same")
	}
	draft.Forces = forces
	for _, f := range forces {
		draft.For = append(draft.For, statement.For{Environment: f.Name, Tip: f.Ledger.Tip()})
	}
	return nil
}

// onlyRole returns the one role in which the signer approves and that any of the
// environments asks for; "" where there is none, or more than one.
func (d *Desk) onlyRole(forces []*standing.Force, looks []*standing.Look) (only string) {
	for _, f := range forces {
		person, there := f.Policy.Owner(policy.Key(d.Key))
		if !there {
			continue
		}
		for _, r := range person.Roles {
			if !f.Policy.Approves(r) || !asks(f, looks, r) || r == only {
				continue
			}
			if only != "" {
				return ""
			}
			only = r
		}
	}
	return only
}

// asked returns the environments that a person may mean.
func (d *Desk) asked(environments []string) ([]*standing.Force, error) {
	var forces []*standing.Force
	for _, name := range environments {
		f, err := d.Force(name)
		if err != nil {
			return nil, err
		}
		if f.Open {
			return nil, &RequestError{fmt.Sprintf("%s is open: nothing is asked there, so there is nothing to sign", name)}
		}
		forces = append(forces, f)
	}
	if len(environments) == 0 {
		forces = d.Closed()
	}
	if len(forces) == 0 {
		err := errors.New("every environment is open, so there is nothing to approve")
		return nil, diag.WithHint(err, "say in .promptctl/policy.yaml who approves for production: its last lines show how")
	}
	return forces, nil
}

// role returns the role in which a person approves for an environment: the one
// that is named or, of those that the environment's policy gives them, the only
// one.
func role(f *standing.Force, person *policy.Person, named string) (string, error) {
	var has []string
	for _, r := range person.Roles {
		if f.Policy.Approves(r) {
			has = append(has, r)
		}
	}
	switch {
	case person.Robot:
		return "", fmt.Errorf("%s is a robot, and only persons approve or reject", person.Name)
	case named != "" && !slices.Contains(has, named):
		err := fmt.Errorf("%s does not have the role %s in the policy of %s (%s)", person.Name, named, f.Name, f.Source)
		return "", diag.WithHint(err, "roles in which %s approves: %s", person.Name, cmp.Or(strings.Join(has, ", "), "none"))
	case named != "":
		return named, nil
	case len(has) == 1:
		return has[0], nil
	case len(has) == 0:
		return "", fmt.Errorf("%s has no role that approves in the policy of %s (%s)", person.Name, f.Name, f.Source)
	default:
		return "", &RequestError{fmt.Sprintf("%s approves as %s: say which with --role", person.Name, strings.Join(has, " or "))}
	}
}

// asks reports whether an environment asks for a role of any of the prompts.
func asks(f *standing.Force, looks []*standing.Look, role string) bool {
	return slices.ContainsFunc(looks, func(l *standing.Look) bool {
		q := f.RequirementsFor(l.Name)
		return q.Count(role) > 0
	})
}
