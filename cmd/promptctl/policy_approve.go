package main

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/spf13/cobra"
)

func (a *app) policyApproveCmd() *cobra.Command {
	var f writeFlags
	var environments []string
	cmd := &cobra.Command{
		Use:   "approve [REV]",
		Short: "Agree to a changed policy, with your signature",
		Long: `Agree, as one of those who may change the policy, to the one that is committed at
REV, in place of the one that is in force: says what becomes different, asks, and
signs with the key that git signs with. The policy counts in a protected
environment once enough of them have agreed and it is brought there.`,
		Example: `  promptctl policy approve
  promptctl policy approve origin/tighten --env production`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeRevision,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runPolicyApprove(cmd.Context(), f, append(args, standing.DefaultRevision)[0], environments)
		},
	}
	cmd.Flags().StringArrayVar(&environments, "env", nil, "for this `ENV` alone; may be repeated")
	f.add(cmd)
	completeFlag(cmd, "env", a.completeEnvironments)
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) runPolicyApprove(ctx context.Context, f writeFlags, rev string, environments []string) error {
	desk, err := a.desk(ctx)
	if err != nil {
		return err
	}
	draft, err := desk.AgreeTo(ctx, rev, environments)
	if err != nil {
		return asUsage(err)
	}
	if a.output == "text" {
		a.talkOfEffects(policy.Effects(draft.Was, draft.Becomes))
	}
	return a.sign(ctx, desk, f, draft.Title+"?", draft)
}
