package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"
)

// verifyFlags are the flags of verify.
type verifyFlags struct {
	all     bool
	env     []string
	root    string
	age     string
	maxAge  time.Duration
	ledgers bool // no version and no statement is asked for
}

func (a *app) verifyCmd() *cobra.Command {
	f := &verifyFlags{}
	cmd := &cobra.Command{
		Use:   "verify [NAME[@REV] | TAG | --env ENV | --all]",
		Short: "Check the signatures: what is approved, by whom, and what does not count",
		Long: `Check, offline and without trusting git's own verdict, what the signed statements
of this repository are worth.

NAME[@REV] asks whether that version may be in each environment, and gives every
statement of it a verdict: counted, or why not. TAG checks whether one statement
counts. --env ENV alone verifies the ledger of an environment, every entry from its
root to its tip, and says what it serves and must not. --all checks that every
statement that there is is genuine, one that expired or was taken back since being no
forgery, and that every ledger verifies.

The root that is trusted is the one that this machine saw first. --root trusts
another one from now on: where a ledger was begun anew, or put back on purpose.
--max-age demands that a ledger's newest entry is no older, as nobody can tell a
mirror that is kept from going on from an environment where nothing happens. What
counts is the date that its signer gave, not when it was fetched: a mirror that stands
still can be fetched from at any time. It is for who knows how often something happens.

It reads what is committed, never the work tree, and leaves out of account what a
hook's environment, grafts and replacements would make of it.

The answer is no (1) where something is missing, does not verify or must not be
served, and 3 where nobody can tell, because this clone lacks statements or history.`,
		Example: `  promptctl verify support/triage
  promptctl verify support/triage@v1.4.0 --env production -o json
  promptctl verify support/triage/v1.4.0
  promptctl verify --env production --max-age 30d
  promptctl verify --env production --root 4f6c1b0d
  promptctl verify --all`,
		ValidArgsFunction: a.completeReference,
		Args: func(cmd *cobra.Command, args []string) error {
			f.ledgers = len(args) == 0 && len(f.env) > 0
			if f.all || f.ledgers {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.ExactArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.runVerify(cmd.Context(), f, args) },
	}
	cmd.Flags().BoolVar(&f.all, "all", false, "every statement that the repository has, and every ledger")
	cmd.Flags().StringVar(&f.root, "root", "", "trust this `COMMIT` as the root of the one --env from now on")
	cmd.Flags().StringVar(&f.age, "max-age", "", "how old a ledger's newest entry may be: a `SPAN` such as 36h or 30d")
	completeFlag(cmd, "root", cobra.NoFileCompletions)
	completeFlag(cmd, "max-age", cobra.NoFileCompletions)
	cmd.Flags().StringArrayVar(&f.env, "env", nil, "this `ENV` alone; may be repeated (default all that ask for something)")
	cmd.MarkFlagsMutuallyExclusive("all", "env")
	completeFlag(cmd, "env", a.completeEnvironments)
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) runVerify(ctx context.Context, f *verifyFlags, args []string) error {
	if err := f.check(a.now()); err != nil {
		return err
	}
	if f.ledgers {
		return a.runVerifyLedgers(ctx, f)
	}
	if f.all {
		return a.runVerifyAll(ctx, f)
	}
	r, err := a.register(ctx)
	if err != nil {
		return err
	}
	if err := r.Complete(ctx); err != nil {
		return err
	}
	answer, err := r.Verify(ctx, args[0], f.env)
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
