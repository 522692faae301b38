package main

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/deploy"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/signoff"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/spf13/cobra"
)

func (a *app) revokeCmd() *cobra.Command {
	var f writeFlags
	var role, reason, environment string
	cmd := &cobra.Command{
		Use:   "revoke STATEMENT|NAME@REV",
		Short: "Take back a statement, or a version, with your signature",
		Long: `Take back a statement that was signed: an approval, a rejection, a release, an
evaluation; it is named by its tag or its object id. NAME@REV takes back a version:
whatever was said of these bytes, they are good no longer.

With --env it becomes binding there: a commit of the environment's ledger holds it,
whatever becomes of its tag. A revocation or a rejection that is signed already is
made binding as it is.`,
		Example: `  promptctl revoke approvals/support/triage/9f2c5d0b8a71/legal/0c5e91d2 --reason 'Signed the wrong text.'
  promptctl revoke support/triage@v1.4.0 --reason 'It leaks order numbers.' --env production
  promptctl revoke rejections/support/triage/9f2c5d0b8a71/legal/77ab20e4 --env production`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeReference,
		RunE: func(cmd *cobra.Command, args []string) error {
			if environment != "" {
				return a.runBind(cmd.Context(), changeFlags{writeFlags: f, environment: environment}, args[0], role, reason)
			}
			return a.runRevoke(cmd.Context(), f, args[0], role, reason)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&reason, "reason", "", "`WHY`, in one line")
	flags.StringVar(&role, "role", "", "the `ROLE` that you speak in (default any of yours that may revoke)")
	flags.StringVar(&environment, "env", "", "make it binding in this `ENV`")
	f.add(cmd)
	completeFlag(cmd, "env", a.completeEnvironments)
	completeFlag(cmd, "role", cobra.NoFileCompletions)
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) runRevoke(ctx context.Context, f writeFlags, what, role, reason string) error {
	desk, err := a.desk(ctx)
	if err != nil {
		return err
	}
	draft, err := desk.Revoke(ctx, what, role, reason)
	if err != nil {
		return asUsage(err)
	}
	return a.sign(ctx, desk, f, draft.Title+"?", draft)
}

// runBind makes a revocation or a rejection binding in an environment; one that is
// not signed yet is signed first.
func (a *app) runBind(ctx context.Context, f changeFlags, what, role, reason string) error {
	desk, err := a.deployDesk(ctx, false)
	if err != nil {
		return err
	}
	var signed []signoff.Written
	s, err := desk.Find(ctx, what)
	if err != nil {
		return err
	}
	if s == nil || s.Kind != statement.Revocation && s.Kind != statement.Rejection {
		draft, err := desk.Revoke(ctx, what, role, reason)
		if err != nil {
			return asUsage(err)
		}
		if err := a.mayBind(ctx, desk, f); err != nil { // before anything is signed
			return err
		}
		if f.dryRun {
			return a.showDrafts([]*signoff.Draft{draft})
		}
		if signed, err = a.signToBind(ctx, &f, desk.Desk, draft); err != nil {
			return err
		}
		what = string(signed[0].ID)
	}
	done, err := a.entry(ctx, f, changes{draft: func(ctx context.Context, desk *deploy.Desk) (*deploy.Draft, error) {
		return desk.Bind(ctx, f.environment, what, f.text)
	}})
	if err != nil {
		return err
	}
	if a.output == "json" {
		return a.printJSON(boundAnswer{newSignedAnswer(signed), changedAnswer{[]entryAnswer{newEntryAnswer(done)}}})
	}
	return a.shareEntries(ctx, f, done)
}

// mayBind checks that the person may make a revocation binding in an environment that
// there is.
func (a *app) mayBind(ctx context.Context, desk *deploy.Desk, f changeFlags) error {
	force, err := desk.Begun(ctx, f.environment)
	if err != nil {
		return err
	}
	return a.mayChange(ctx, desk, force, ledger.Revocation, f.dryRun)
}

// signToBind signs a revocation that is to be made binding at once, with one
// question for both.
func (a *app) signToBind(ctx context.Context, f *changeFlags, desk *signoff.Desk, draft *signoff.Draft) ([]signoff.Written, error) {
	if !f.yes {
		if err := a.confirm(ctx, draft.Title+", and make that binding in "+f.environment+"?"); err != nil {
			return nil, err
		}
		f.yes = true
	}
	written, err := desk.Write(ctx, draft)
	if err == nil {
		a.talk("signed %s", written[0].Name)
	}
	return written, err
}

// boundAnswer is the answer where a revocation is made binding.
type boundAnswer struct {
	signedAnswer
	changedAnswer
}
