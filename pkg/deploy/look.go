package deploy

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/exchange"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/review"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// look adds to an answer what is looked at when a version is promoted, and that
// nobody can verify later.
func (d *Desk) look(ctx context.Context, f *standing.Force, l *standing.Look, a *statement.Answer, served map[string]string) error {
	require := f.RequirementsFor(l.Name)
	if require.Lint != policy.LintAny {
		need, err := d.lint(ctx, l, require.Lint)
		if err != nil {
			return err
		}
		a.Needs = append(a.Needs, need)
	}
	if f.From != "" {
		needs, err := d.from(ctx, f, l, require.Soak, served)
		if err != nil {
			return err
		}
		a.Needs = append(a.Needs, needs...)
	}
	return nil
}

// heard checks that all comments which a remote has are here. Neither git clone nor
// git fetch brings notes, and who has none would find every thread resolved.
func (d *Desk) heard(ctx context.Context, remote string) error {
	remotes, err := d.Project.Repo.Remotes(ctx)
	if err != nil || len(remotes) == 0 || d.caught {
		return err
	}
	if remote, err = exchange.Remote(ctx, d.Project.Repo, remote); err != nil {
		return err
	}
	lacks, err := exchange.LacksNotes(ctx, d.Project.Repo, remote, review.Ref)
	switch {
	case err != nil:
		return fmt.Errorf("%w: whether %s has comments that are not here: %w", standing.ErrIncomplete, remote, err)
	case lacks:
		err := fmt.Errorf("%w: %s has comments that are not here, so nobody can tell whether all threads are resolved", standing.ErrIncomplete, remote)
		return diag.WithHint(err, "fetch them: promptctl sync --fetch-only --remote %s", remote)
	}
	d.caught = true
	return nil
}

// lint lints the version as it is committed.
func (d *Desk) lint(ctx context.Context, l *standing.Look, demand policy.Lint) (statement.Need, error) {
	need := statement.Need{What: "lint", Met: true, Why: "without findings of " + demand.String()}
	snapshot, err := d.Project.Repo.At(ctx, l.Revision.Commit)
	if err != nil {
		return need, err
	}
	result, err := lint.Run(ctx, lint.Query{Snapshot: snapshot, Args: []string{l.File.Path}, Tokens: d.Tokens})
	if err != nil {
		return need, err
	}
	found := lint.Findings(result.Problems)
	i := slices.IndexFunc(found, func(f diag.Finding) bool { return demand.Forbids(f.Severity) })
	if i >= 0 {
		need.Met = false
		need.Why = fmt.Sprintf("%s: %s", found[i].Code, found[i].Message)
		need.Want = 1
	}
	return need, nil
}

// from checks that the environment before serves the version, and for how long.
func (d *Desk) from(ctx context.Context, f *standing.Force, l *standing.Look, soak time.Duration, planned map[string]string) ([]statement.Need, error) {
	before, err := d.Force(f.From)
	if err != nil {
		return nil, err
	}
	need := statement.Need{What: "from", Why: f.From + " does not serve it"}
	since := time.Time{}
	switch {
	case planned[l.Name] == l.Subject.Digest:
		need.Met, since = true, d.Now
	case before.State != nil:
		v, there := before.State.Served[l.Name]
		spoilt := slices.ContainsFunc(before.State.NotServable(), func(p ledger.Problem) bool { return p.Name == l.Name })
		need.Met, since = there && v.Digest == l.Subject.Digest && !spoilt, v.When
	case before.Open:
		if need.Met, err = d.onBranch(ctx, before, l); err != nil {
			return nil, err
		}
	}
	if need.Met {
		need.Why = f.From + " serves it"
	}
	needs := []statement.Need{need}
	if soak > 0 {
		needs = append(needs, soaked(f.From, soak, since, d.Now, need.Met))
	}
	return needs, nil
}

// soaked is how long a version has been in the environment before.
func soaked(from string, soak time.Duration, since, now time.Time, there bool) statement.Need {
	need := statement.Need{What: "soak", Why: fmt.Sprintf("%s in %s", soak, from)}
	switch {
	case !there:
	case since.IsZero():
		need.Why = fmt.Sprintf("%s has no ledger, so nobody can tell for how long it was there", from)
	case now.Sub(since) < soak:
		need.Why = fmt.Sprintf("%s in %s: not before %s", soak, from, since.Add(soak).UTC().Format(time.RFC3339))
	default:
		need.Met = true
	}
	return need
}

// onBranch reports whether an open environment has the version on its branch.
func (d *Desk) onBranch(ctx context.Context, f *standing.Force, l *standing.Look) (bool, error) {
	tip, err := d.Project.Repo.BranchTip(ctx, f.Branch)
	if err != nil {
		return false, err
	}
	there, err := d.Look(ctx, l.Name+"@rev:"+string(tip))
	if err != nil {
		return false, err
	}
	return there.Subject == l.Subject, nil
}
