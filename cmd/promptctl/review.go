package main

import (
	"context"
	"errors"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/spf13/cobra"
)

// reviewFlags are the flags of review.
type reviewFlags struct {
	rev  string
	mine bool
}

func (a *app) reviewCmd() *cobra.Command {
	f := &reviewFlags{}
	cmd := &cobra.Command{
		Use:   "review [NAME[@REV]]",
		Short: "Show what waits for whom, or all that a reviewer needs of one prompt",
		Long: `Without a name: the prompts that an environment does not take as they are
committed, and whose signatures they wait for; those that wait for you come first,
by the key that git signs with.

With a name, on one page: what changed, what lint finds, what was evaluated, who
signed and what that is worth, and the threads that are open. -o markdown fits a
comment on a pull request.`,
		Example: `  promptctl review
  promptctl review --mine
  promptctl review support/triage@origin/feature
  promptctl review support/triage -o markdown`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeReference,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.runQueue(cmd.Context(), f)
			}
			return a.runPage(cmd.Context(), args[0], f)
		},
	}
	cmd.Flags().StringVar(&f.rev, "rev", standing.DefaultRevision, "the prompts at this `REV`")
	cmd.Flags().BoolVar(&f.mine, "mine", false, "only what waits for you")
	completeFlag(cmd, "rev", a.completeRevision)
	a.formats(cmd, "text", "markdown", "json")
	return cmd
}

func (a *app) runQueue(ctx context.Context, f *reviewFlags) error {
	if a.output == "markdown" {
		return usagef("-o markdown is for one prompt: name it")
	}
	desk, err := a.deskOf(ctx, a.register)
	if err != nil {
		return err
	}
	if err := desk.Complete(ctx); err != nil {
		return err
	}
	queue, err := desk.Queue(ctx, f.rev, a.cacheFolder())
	if err != nil {
		return err
	}
	me := ""
	if owner, there := desk.Owner(desk.Key); there {
		me = owner.Name
	}
	if f.mine && me == "" {
		return diag.WithHint(errors.New("no policy knows the key that git signs with, so nobody can tell what waits for you"),
			"promptctl doctor shows the key; promptctl review without --mine shows what waits for whom")
	}
	return a.showQueue(ctx, queue, f.mine, me)
}
