package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/promptctl-io/promptctl/pkg/atomicfile"
	"github.com/promptctl-io/promptctl/pkg/exchange"
	"github.com/promptctl-io/promptctl/pkg/signoff"
	"github.com/spf13/cobra"
)

// attestFlags are the flags of attest.
type attestFlags struct {
	signoff.Attestation
	writeFlags
	print  bool
	push   bool
	remote string
}

func (a *app) attestCmd() *cobra.Command {
	f := &attestFlags{}
	cmd := &cobra.Command{
		Use:   "attest RESULTS…",
		Short: "Sign how tests came out, from a results file",
		Long: `Sign an evaluation of each prompt whose results are in the files: what
"promptctl test --report json=FILE" wrote, - being standard input. It is what an
environment asks for that requires an evaluation.

It runs no test and nothing else that the repository has, so that the job which
holds the key is another one than the job which runs the tests. Whoever writes the
file is believed how the cases came out. What can be looked up is: that the prompt
and its tests are committed just so, that its own model answered, that all tests were
run, that none errored, and that the results are of this repository.

What was signed already with this key, of the same bytes with the same outcome, is
not signed again.`,
		Example: `  promptctl attest results.json
  promptctl attest results/*.json --env production --yes --push
  promptctl attest results.json --print | git tag -s -F - evaluations/support/triage/by-hand`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.runAttest(cmd.Context(), args, f) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&f.Environments, "env", nil, "sign only what this `ENV` takes; may be repeated")
	flags.BoolVar(&f.Together, "together", false, "one signature for all prompts of which every case passed, with one model, at one commit; editing the tests of one then voids it for all")
	flags.BoolVar(&f.AllowErrored, "allow-errored", false, "count cases that errored as cases that did not pass")
	flags.BoolVar(&f.OtherModel, "other-model", false, "sign results of another model than the prompt's")
	flags.StringVarP(&f.Text, "message", "m", "", "a `TEXT` that the evaluation carries, for people")
	flags.BoolVar(&f.print, "print", false, "print the message alone, for git tag -s -F -")
	flags.BoolVar(&f.push, "push", false, "push the tags")
	flags.StringVar(&f.remote, "remote", "", "the `REMOTE` to push to (default the branch's, or origin)")
	f.add(cmd)
	cmd.MarkFlagsMutuallyExclusive("print", "yes", "push")
	cmd.MarkFlagsMutuallyExclusive("push", "dry-run")
	completeFlag(cmd, "env", a.completeEnvironments)
	completeFlag(cmd, "remote", a.completeRemote)
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) runAttest(ctx context.Context, files []string, f *attestFlags) error {
	if f.print && a.output != "text" {
		return usagef("--print prints the message alone, and -o %s something else", a.output)
	}
	for _, file := range files {
		tested, err := a.readTested(ctx, file)
		if err != nil {
			return err
		}
		f.Tested = append(f.Tested, tested)
	}
	desk, err := a.desk(ctx)
	if err == nil && f.push {
		f.remote, err = exchange.Remote(ctx, desk.Project.Repo, f.remote)
	}
	if err != nil {
		return err
	}
	f.Unsigned = f.print
	drafts, err := desk.Attest(ctx, f.Attestation)
	if err != nil {
		return asNo(asUsage(err))
	}
	if f.print {
		if len(drafts) > 1 {
			return usagef("--print prints one message, and these results are %d evaluations: name one file", len(drafts))
		}
		return a.printMessage(drafts[0])
	}
	return a.signEvaluations(ctx, desk, f, drafts)
}

// readTested reads a results file, - being standard input.
func (a *app) readTested(ctx context.Context, file string) (*signoff.Tested, error) {
	if file == "-" {
		text, err := a.readInput(ctx, file)
		if err != nil {
			return nil, err
		}
		return signoff.ReadTested("standard input", bytes.NewReader(text))
	}
	r, err := os.Open(a.path(file))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, atomicfile.Reason(err))
	}
	defer r.Close()
	return signoff.ReadTested(file, r)
}

// asNo makes a no of results that are not what they must be.
func asNo(err error) error {
	var unfit *signoff.UnfitError
	if errors.As(err, &unfit) {
		return noError{err}
	}
	return err
}
