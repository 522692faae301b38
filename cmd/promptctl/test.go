package main

import (
	"github.com/spf13/cobra"
)

// testFlags are the flags of test.
type testFlags struct {
	answerFlags
	choose   chooseFlags
	reports  reportFlags
	all      bool
	list     bool
	dryRun   bool
	tests    string // a revision
	repeat   number
	failFast bool
	watch    bool
	least    share
	save     bool
}

func (a *app) testCmd() *cobra.Command {
	f := &testFlags{least: 1}
	cmd := &cobra.Command{
		Use:   "test NAME[@REV]…",
		Short: "Run a prompt on its test cases",
		Long: `Run prompts on their test cases, and hold the answers to what is asserted of them.
The cases are those of NAME.tests.yaml beside the prompt, and those that its own
file has; "promptctl explain tests" says what they may be.

Answers come from the prompt's model, or from each that --model names. --record
keeps them in recordings/, and --replay answers from there: without a key, a
network or a cost. A case that gets no answer or cannot be judged is errored, and
the others go on. Ctrl-C ends the run, and what has been answered counts.

The status is 0 where enough cases pass (all, unless --min-pass-rate says less), 1
where they do not, 2 where the command, the prompt or its tests are wrong or there
are none, and 3 where nobody can tell, since cases are errored or were not run.`,
		Example: `  promptctl test support/triage
  promptctl test support/triage --case 'late-*' --model openai/gpt-5.4-mini --model anthropic/claude-haiku-4-5
  promptctl test --all --replay --report junit=out.xml --report html=out.html -o github
  promptctl test support/triage --dry-run
  promptctl test support/triage --watch`,
		ValidArgsFunction: a.completeReferences,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd, args); err != nil {
				return err
			}
			return a.runTest(cmd.Context(), args, f)
		},
	}
	a.testFlags(cmd, f)
	return cmd
}

func (a *app) testFlags(cmd *cobra.Command, f *testFlags) {
	flags := cmd.Flags()
	flags.BoolVar(&f.all, "all", false, "every prompt that has test cases")
	f.choose.add(cmd)
	flags.BoolVar(&f.list, "list", false, "list the test cases, and run none")
	flags.StringVar(&f.tests, "tests", "", "the test cases as they stand at `REV`, such as worktree (default where the prompt is from)")
	f.answerFlags.add(cmd, "several are run one after the other and shown side by side")
	flags.Var(&f.repeat, "repeat", "run every case so often, whatever it says itself")
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "send nothing; say how many calls, tokens and dollars it would take at most")
	flags.BoolVar(&f.failFast, "fail-fast", false, "end with the first case that does not pass")
	flags.BoolVar(&f.watch, "watch", false, "run again whenever the prompt or its tests change; without a terminal, at each line of standard input")
	flags.Var(&f.least, "min-pass-rate", "the share of cases that must pass, such as 0.95 or 95%")
	flags.BoolVar(&f.save, "save", false, "keep what came of it in the history of the prompt's version (git notes)")
	f.reports.add(a, cmd)
	cmd.MarkFlagsMutuallyExclusive("list", "dry-run", "watch")
	cmd.MarkFlagsMutuallyExclusive("save", "dry-run")
	cmd.MarkFlagsMutuallyExclusive("save", "list")
	cmd.MarkFlagsMutuallyExclusive("save", "watch")
	cmd.MarkFlagsMutuallyExclusive("save", "case") // a version's history is of all of its tests
	cmd.MarkFlagsMutuallyExclusive("save", "tag")
	completeFlag(cmd, "tests", a.completeRevision)
}

// check refuses what cannot be meant.
func (f *testFlags) check(cmd *cobra.Command, args []string) error {
	if err := noneEmpty(cmd, "tests", "recordings", "model", "case", "tag"); err != nil {
		return err
	}
	switch {
	case f.all && len(args) > 0:
		return usagef("--all is every prompt that has test cases: name none besides")
	case !f.all && len(args) == 0:
		return usageError{errNothingToTest}
	case cmd.Flags().Changed("repeat") && f.repeat == 0:
		return usagef("--repeat 0 would run nothing")
	}
	return f.answerFlags.check(cmd)
}
