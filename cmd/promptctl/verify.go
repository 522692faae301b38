package main

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/spf13/cobra"
)

// verifyFlags are the flags of verify.
type verifyFlags struct {
	all bool
	env []string
}

func (a *app) verifyCmd() *cobra.Command {
	f := &verifyFlags{}
	cmd := &cobra.Command{
		Use:   "verify [NAME[@REV] | TAG | --all]",
		Short: "Check the signatures: what is approved, by whom, and what does not count",
		Long: `Check, offline and without trusting git's own verdict, what the signed statements
of this repository are worth.

NAME[@REV] asks whether that version may be in each environment, and gives every
statement of it a verdict: counted, or why not. TAG checks whether one statement
counts. --all checks that every statement that there is is genuine: one that
expired or was taken back since is no forgery.

It reads what is committed, never the work tree, and leaves out of account what a
hook's environment, grafts and replacements would make of it.

The answer is no (1) where something is missing or does not verify, and 3 where
nobody can tell, because this clone lacks the statements.`,
		Example: `  promptctl verify support/triage
  promptctl verify support/triage@v1.4.0 --env production -o json
  promptctl verify support/triage/v1.4.0
  promptctl verify --all`,
		ValidArgsFunction: a.completeReference,
		Args: func(cmd *cobra.Command, args []string) error {
			if f.all {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.ExactArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.runVerify(cmd.Context(), f, args) },
	}
	cmd.Flags().BoolVar(&f.all, "all", false, "every statement that the repository has")
	cmd.Flags().StringArrayVar(&f.env, "env", nil, "this `ENV` alone; may be repeated (default all that ask for something)")
	cmd.MarkFlagsMutuallyExclusive("all", "env")
	completeFlag(cmd, "env", a.completeEnvironments)
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) runVerify(ctx context.Context, f *verifyFlags, args []string) error {
	r, err := a.register(ctx)
	if err != nil {
		return err
	}
	if err := r.Complete(ctx); err != nil {
		return err
	}
	var answer *standing.Verification
	if f.all {
		answer, err = r.VerifyAll(ctx)
	} else {
		answer, err = r.Verify(ctx, args[0], f.env)
	}
	if err != nil {
		return err
	}
	if err := a.showVerification(answer); err != nil {
		return err
	}
	if !answer.Good() {
		return errNo
	}
	return nil
}
