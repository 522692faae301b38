package signoff

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// First is the version of a prompt's first release.
const First = "v1.0.0"

// Request is what a person asks to have released.
type Request struct {
	References  []string
	AllApproved bool   // every prompt at HEAD that the last environment would take, instead
	As          string // the version; "" is the proposed one
	Bump        string // at least "major", "minor" or "patch"; "" is as proposed
}

// Release is a version that is to be released, or why it cannot be.
type Release struct {
	*Draft  // nil where nothing is to be written
	Look    *standing.Look
	Next    comparison.Next
	Version string
	Above   string            // a tag that does not count, which the version is above all the same; "" where none matters
	Already string            // the release that has these bytes; "" where none has
	Answer  *statement.Answer // what the last environment says, but for the release itself
}

// Refused reports whether the last environment would not take it.
func (r *Release) Refused() bool { return r.Answer != nil && !r.Answer.Met() }

// Release drafts the releases of some prompts. What the last environment would
// not take has no draft, and its answer says who is missing.
func (d *Desk) Release(ctx context.Context, q Request) ([]*Release, error) {
	looks, err := d.releasable(ctx, q)
	if err != nil {
		return nil, err
	}
	if q.As != "" && !catalog.IsVersion(q.As) {
		return nil, &RequestError{fmt.Sprintf("--as %q is no version: write v1.2.3", q.As)}
	}
	if q.As != "" && (q.AllApproved || len(looks) > 1) {
		return nil, &RequestError{"--as names one version, and several prompts are to be released"}
	}
	var all []*Release
	for _, l := range looks {
		r, err := d.release(ctx, l, q)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.Name, err)
		}
		if q.AllApproved && (r.Refused() || r.Already != "") {
			continue
		}
		all = append(all, r)
	}
	return all, nil
}

// releasable finds the prompts that are meant.
func (d *Desk) releasable(ctx context.Context, q Request) ([]*standing.Look, error) {
	if !q.AllApproved {
		return d.each(ctx, q.References)
	}
	revision, err := d.Project.Revision(ctx, "", standing.DefaultRevision)
	if err != nil {
		return nil, err
	}
	c, err := d.Project.At(ctx, revision)
	if err != nil {
		return nil, err
	}
	var looks []*standing.Look
	for _, e := range c.Prompts {
		l, err := d.LookAt(ctx, &catalog.Target{Entry: e, Revision: revision, Catalog: c})
		if err != nil {
			return nil, err
		}
		if !l.Findings.HasErrors() {
			looks = append(looks, l)
		}
	}
	return looks, nil
}

// each looks at prompts, each at a commit of its own.
func (d *Desk) each(ctx context.Context, references []string) ([]*standing.Look, error) {
	var looks []*standing.Look
	for _, reference := range references {
		l, err := d.Sound(ctx, reference)
		if err != nil {
			return nil, err
		}
		looks = append(looks, l)
	}
	return looks, nil
}

func (d *Desk) release(ctx context.Context, l *standing.Look, q Request) (*Release, error) {
	r := &Release{Look: l}
	last := d.Last()
	var err error
	if r.Already, err = d.already(ctx, l, q); err != nil || r.Already != "" {
		return r, err
	}
	if !last.Open {
		if err := d.CompleteThere(ctx); err != nil {
			return nil, err
		}
		if r.Answer, err = d.Ask(ctx, l, last); err != nil {
			return nil, err
		}
		r.Answer.Without("release")
		if r.Refused() {
			return r, nil
		}
	}
	if err := d.number(ctx, r, q); err != nil {
		return nil, err
	}
	return r, d.draft(r, last)
}

// already returns the release that has these bytes, if another one makes no
// sense: a pre-release becomes a release where it is asked for by name.
func (d *Desk) already(ctx context.Context, l *standing.Look, q Request) (string, error) {
	has, err := d.Released(ctx, l)
	switch {
	case err != nil || has == "" || has == q.As:
		return has, err
	case catalog.IsPreRelease(has) && !q.AllApproved:
		return "", nil
	case q.As != "":
		return "", &RequestError{fmt.Sprintf("it is %s already, and so it cannot be %s", has, q.As)}
	default:
		return has, nil
	}
}

// draft drafts the statement of a release.
func (d *Desk) draft(r *Release, last *standing.Force) error {
	role := policy.RoleRelease
	if !last.Open {
		person, err := d.Signs(last)
		if err != nil {
			return err
		}
		if !person.HasRole(role) {
			return lacksRole(last, person, role)
		}
	}
	r.Draft = &Draft{Commit: r.Look.Revision.Commit, Forces: []*standing.Force{last}, Looks: []*standing.Look{r.Look}, Statement: &statement.Statement{
		Title: fmt.Sprintf("Release %s %s", r.Look.Name, r.Version), Kind: statement.Release, Role: role,
		Subjects: []statement.Subject{r.Look.Subject}, Version: r.Version,
	}}
	return d.prepare(r.Draft)
}

// lacksRole says that a person does not have the role that states a fact, and who has.
func lacksRole(f *standing.Force, person *policy.Person, role string) error {
	err := fmt.Errorf("%s does not have the role %s in the policy of %s (%s)", person.Name, role, f.Name, f.Source)
	if holders := f.Policy.Holders(role); len(holders) > 0 {
		return diag.WithHint(err, "those who have: %s", strings.Join(holders, ", "))
	}
	return diag.WithHint(err, "nobody has: promptctl policy add-person NAME --role %s --key FILE gives it to someone, with --robot to a job", role)
}
