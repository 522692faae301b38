package main

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/deploy"
	"github.com/spf13/cobra"
)

func (a *app) envCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "env",
		Short: "Begin environments, and look at them",
		Long: `An environment is a name, a branch and a rule. Its branch holds each prompt that it
serves, whole and apart, and the policy in force; its history is the ledger.`,
		Example: "  promptctl env init production\n  promptctl env list\n  promptctl env show production",
	}
	cmd.AddCommand(a.envInitCmd(), a.envListCmd(), a.envShowCmd())
	return cmd
}

func (a *app) envInitCmd() *cobra.Command {
	var f changeFlags
	reroot := false
	cmd := &cobra.Command{
		Use:   "init ENV",
		Short: "Begin the ledger of an environment",
		Long: `Begin the ledger of an environment: its first commit has the policy at HEAD, and is the
root of trust that verifiers pin. It refuses if the branch is there already, also at
a remote, and if a remote cannot be asked.

--reroot begins it anew, for those who have lost the quorum of its admins: what it
serves is served on, and the new root must be pinned by every verifier
(promptctl verify --env ENV --root COMMIT). There is no other way back.`,
		Example:           "  promptctl env init production\n  promptctl env init production --reroot",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeEnvironment,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.environment = args[0]
			return a.change(cmd.Context(), f, changes{draft: func(ctx context.Context, desk *deploy.Desk) (*deploy.Draft, error) {
				if reroot {
					return desk.BeginAgain(ctx, f.environment)
				}
				return desk.Begin(ctx, f.environment)
			}})
		},
	}
	cmd.Flags().BoolVar(&reroot, "reroot", false, "begin the ledger anew, with another root of trust")
	a.changeFlags(cmd, &f)
	return cmd
}
