package main

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/deploy"
	"github.com/spf13/cobra"
)

func (a *app) rollbackCmd() *cobra.Command {
	var f changeFlags
	cmd := &cobra.Command{
		Use:   "rollback NAME[@VERSION]…",
		Short: "Return to a version that an environment served before",
		Long: `Roll prompts back, with one signed commit forward: to the version that is named, by
its release, its digest or the commit of the ledger, or to the last other one that
the environment served and that is still good. It asks for no new approval; what was
rolled back from needs new ones.`,
		Example: `  promptctl rollback support/triage --env production
  promptctl rollback support/triage@v1.3.0 --env production --yes --push -m 'It loops on long tickets.'`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: a.completeReferences,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.change(cmd.Context(), f, a.rollingBack(f, args))
		},
	}
	a.changeFlags(cmd, &f)
	return cmd
}

// rollingBack is the changes that a rollback makes.
func (a *app) rollingBack(f changeFlags, references []string) changes {
	var first *deploy.Draft
	return changes{alone: true, draft: func(ctx context.Context, desk *deploy.Desk) (*deploy.Draft, error) {
		draft, err := desk.Rollback(ctx, f.environment, references, f.text)
		if err != nil {
			return nil, err
		}
		if err := draft.Overtaken(first); err != nil {
			return nil, err
		}
		first = draft
		a.sayChanges(draft)
		return draft, nil
	}}
}

func (a *app) removeCmd() *cobra.Command {
	var f changeFlags
	cmd := &cobra.Command{
		Use:   "remove NAME…",
		Short: "Take prompts out of an environment",
		Long: `Remove prompts from an environment, with one signed commit: they are served there no
more. Their files stay where they are written, and a new promotion with new approvals
brings them back.`,
		Example:           "  promptctl remove support/triage --env production -m 'The queue is closed.'",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: a.completeReferences,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.change(cmd.Context(), f, changes{
				alone: true,
				draft: func(ctx context.Context, desk *deploy.Desk) (*deploy.Draft, error) {
					draft, err := desk.Remove(ctx, f.environment, args, f.text)
					a.sayChanges(draft)
					return draft, err
				},
			})
		},
	}
	a.changeFlags(cmd, &f)
	return cmd
}

// sayChanges says what is served of each prompt, and what would be.
func (a *app) sayChanges(draft *deploy.Draft) {
	if draft == nil {
		return
	}
	for _, c := range draft.Prompts {
		was := "nothing"
		if v, served := draft.Force.State.Served[c.Name]; served {
			was = servedText(v.Version, v.Digest)
		}
		to := "nothing"
		if c.To != "none" {
			to = servedText(c.Version, c.To)
		}
		a.talk("%s: %s serves %s, and then %s", c.Name, draft.Force.Name, was, to)
	}
}
