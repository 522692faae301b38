package main

import (
	"context"
	"errors"
	"time"

	"github.com/promptctl-io/promptctl/pkg/audit"
	"github.com/promptctl-io/promptctl/pkg/glob"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/spf13/cobra"
)

// auditFlags are the flags of audit.
type auditFlags struct {
	environments     []string
	prompts          []string
	since, until, at string
}

func (a *app) auditCmd() *cobra.Command {
	f := &auditFlags{}
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Tell who approved what and when, and what was live at a given hour",
		Long: `Tell from the ledgers of the environments what was done, by whom and when, and on
which signed statements it rests; or, with --at, what was served at a given time.
Each ledger is verified from its root to its tip first. It takes no tags: the
ledgers hold the statements.

A TIME is a date, which is its first moment here, an RFC 3339 time, or a span back
from now such as 36h or 7d. It is compared with the time of a ledger's entry, which
is what the committer's clock said: the verifier lets it neither go back nor lie in
the future. --until leaves out the TIME itself, and --at takes what was committed by
then. Whether a version is servable is what is known now, also with --at.

The answer is no (1) where a ledger does not verify, and 3 where nobody can tell;
the other environments are told of all the same.`,
		Example: `  promptctl audit --env production --since 7d
  promptctl audit --prompt 'support/**' -o csv
  promptctl audit --env production --at 2026-03-02T03:00:00Z
  promptctl audit --since 2026-01-01 --until 2026-04-01 -o markdown > audit.md`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runAudit(cmd, f) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&f.environments, "env", nil, "this `ENV` alone; may be repeated (default all that have a ledger)")
	flags.StringArrayVar(&f.prompts, "prompt", nil, "this prompt alone, or those of a `GLOB`; may be repeated")
	flags.StringVar(&f.since, "since", "", "only what was done from a `TIME` on")
	flags.StringVar(&f.until, "until", "", "only what was done before a `TIME`")
	flags.StringVar(&f.at, "at", "", "what was served at a `TIME`; with -o markdown beside what was done")
	completeFlag(cmd, "env", a.completeEnvironments)
	completeFlag(cmd, "prompt", a.completeReferences)
	for _, name := range []string{"since", "until", "at"} {
		completeFlag(cmd, name, cobra.NoFileCompletions)
	}
	a.formats(cmd, "table", "json", "jsonl", "csv", "markdown")
	return cmd
}

func (a *app) runAudit(cmd *cobra.Command, f *auditFlags) error {
	query, err := a.auditQuery(cmd, f)
	if err != nil {
		return err
	}
	project, err := a.signingProject(cmd.Context())
	if err != nil {
		return err
	}
	register, err := standing.Survey(cmd.Context(), project, a.ledgers(project.Repo))
	if err != nil {
		return err
	}
	forces := register.Forces
	if len(f.environments) > 0 {
		if forces, err = register.Named(f.environments); err != nil {
			return err
		}
	}
	report := &audit.Report{Query: query, Repository: register.Forces[0].Policy.Repository, Verified: a.now(), By: a.build.version}
	for _, force := range forces {
		told, err := audited(cmd.Context(), register, force, query)
		if err != nil {
			return err
		}
		report.Environments = append(report.Environments, told)
	}
	if err := a.showAudit(cmd.Context(), report); err != nil {
		return err
	}
	return untold(report)
}

// auditQuery is what the flags ask for.
func (a *app) auditQuery(cmd *cobra.Command, f *auditFlags) (q audit.Query, err error) {
	if err := noneEmpty(cmd, "since", "until", "at"); err != nil {
		return q, err
	}
	q.Prompts = f.prompts
	for _, pattern := range f.prompts {
		if problem, _ := glob.Check(pattern); problem != "" {
			return q, usagef("--prompt %s: %s", pattern, problem)
		}
	}
	for _, flag := range []struct {
		name, text string
		to         *time.Time
	}{{"since", f.since, &q.Since}, {"until", f.until, &q.Until}, {"at", f.at, &q.At}} {
		if flag.text == "" {
			continue
		}
		if *flag.to, err = parseWhen(flag.name, flag.text, a.now()); err != nil {
			return q, err
		}
	}
	switch {
	case q.At.After(a.now()):
		err = usagef("--at %s is yet to come", f.at)
	case !q.Until.IsZero() && !q.Since.Before(q.Until):
		err = usagef("--until %s is not after --since %s", f.until, f.since)
	case !q.At.IsZero() && f.since+f.until != "" && a.output != "markdown":
		err = usagef("--at tells what was served then, and --since and --until what was done: only -o markdown tells both")
	}
	return q, err
}

// audited tells of one environment. It fails where telling of the others makes no
// sense either.
func audited(ctx context.Context, r *standing.Register, f *standing.Force, q audit.Query) (*audit.Environment, error) {
	none := &audit.Environment{Name: f.Name, Branch: f.Branch, Err: f.Err}
	switch {
	case f.Err != nil:
		return none, ctx.Err()
	case f.Ordinary:
		none.Absent = audit.Ordinary
		return none, nil
	case f.State == nil:
		none.Absent = audit.Unbegun
		none.Err = r.CompleteLedger(ctx, f)
		return none, ctx.Err()
	}
	story := audit.NewChronicle()
	state, err := r.Ledgers.Walk(ctx, f.Environment, f.State, story.Take)
	if err != nil {
		none.Err = err
		return none, ctx.Err()
	}
	return q.Told(f.Name, f.Branch, story, state), nil
}

// untold is the failure of those environments of which nothing could be told; nil
// where there is none.
func untold(report *audit.Report) error {
	var all []error
	for _, e := range report.Environments {
		err := e.Err
		if is[*ledger.Error](err) && !errors.Is(err, ledger.ErrIncomplete) {
			err = noError{err}
		}
		if err != nil {
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}
