package main

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/overview"
	"github.com/spf13/cobra"
)

// statusFlags are the flags of status.
type statusFlags struct {
	environments []string
	exitCode     bool
}

func (a *app) statusCmd() *cobra.Command {
	f := &statusFlags{}
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show what each environment serves, and what waits",
		Long: `Show prompt by prompt what the environments serve, how that stands to what is at
HEAD, and what waits to be served: for whose signature, or for a promotion. What lint
finds and how long a version was elsewhere is looked at when it is promoted.

A version is shown by its release or, where it has none, by its digest. After it,
  !  it must not be served any more
  ^  there is a newer release
  *  HEAD has another text
  x  HEAD has the prompt no more
and - is nothing. -o wide says also since when, and who brought it there.`,
		Example: "  promptctl status\n  promptctl status --env production -o wide\n  promptctl status --exit-code -q >/dev/null || echo 'something waits'",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.runStatus(cmd.Context(), f) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&f.environments, "env", nil, "this `ENV` alone; may be repeated")
	flags.BoolVar(&f.exitCode, "exit-code", false, "end with status 1 where something waits, differs from HEAD, or must not be served")
	completeFlag(cmd, "env", a.completeEnvironments)
	a.formats(cmd, "text", "wide", "json")
	return cmd
}

func (a *app) runStatus(ctx context.Context, f *statusFlags) error {
	r, err := a.survey(ctx)
	if err != nil {
		return err
	}
	o, err := overview.Of(ctx, r, f.environments, a.cacheFolder())
	if err != nil {
		return err
	}
	if a.output == "json" {
		err = a.printJSON(newStatusAnswer(o))
	} else {
		err = a.showOverview(ctx, o)
	}
	switch {
	case err != nil:
		return err
	case o.Incomplete != nil:
		return o.Incomplete
	case f.exitCode && !o.Quiet():
		return errNo
	}
	return nil
}
