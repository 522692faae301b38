package main

import (
	"context"

	"github.com/spf13/cobra"
)

func (a *app) revokeCmd() *cobra.Command {
	var f writeFlags
	var role, reason string
	cmd := &cobra.Command{
		Use:   "revoke STATEMENT|NAME@REV",
		Short: "Take back a statement, or a version, with your signature",
		Long: `Take back a statement that was signed: an approval, a rejection, a release, an
evaluation; it is named by its tag or its object id. NAME@REV takes back a version:
whatever was said of these bytes, they are good no longer.`,
		Example: `  promptctl revoke approvals/support/triage/9f2c5d0b8a71/legal/0c5e91d2 --reason 'Signed the wrong text.'
  promptctl revoke support/triage@v1.4.0 --reason 'It leaks order numbers.'`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeReference,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runRevoke(cmd.Context(), f, args[0], role, reason)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&reason, "reason", "", "`WHY`, in one line")
	flags.StringVar(&role, "role", "", "the `ROLE` that you speak in (default any of yours that may revoke)")
	f.add(cmd)
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
