package main

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/deploy"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

func (a *app) policyPromoteCmd() *cobra.Command {
	var f changeFlags
	cmd := &cobra.Command{
		Use:   "promote [REV]",
		Short: "Bring a changed policy in force in an environment",
		Long: `Bring the policy that is committed at REV in force in an environment, with one signed
commit on its branch that holds the consents of its admins (promptctl policy
approve). The policy that is in force there says how many it takes.`,
		Example:           "  promptctl policy promote --env production\n  promptctl policy promote origin/tighten --env production --push",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeRevision,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runPolicyPromote(cmd.Context(), f, append(args, standing.DefaultRevision)[0])
		},
	}
	a.changeFlags(cmd, &f)
	return cmd
}

func (a *app) runPolicyPromote(ctx context.Context, f changeFlags, rev string) error {
	return a.change(ctx, f, changes{draft: func(ctx context.Context, desk *deploy.Desk) (*deploy.Draft, error) {
		draft, answer, err := desk.ChangePolicy(ctx, f.environment, rev)
		if err != nil {
			return nil, err
		}
		a.sayConsent(f.environment, answer)
		if draft == nil {
			return nil, errNo
		}
		draft.Body = f.text
		return draft, nil
	}})
}

// sayConsent says who agreed to a policy, and who still could.
func (a *app) sayConsent(environment string, answer *statement.Answer) {
	for _, n := range answer.Needs {
		if n.Want > 0 {
			a.talk("%s: %s %s", environment, a.mark(n.Met), term.OneLine(n.String()))
		}
	}
}
