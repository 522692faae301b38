package main

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/spf13/cobra"
)

// compareFlags are the flags of compare.
type compareFlags struct {
	answerFlags
	choose        chooseFlags
	reports       reportFlags
	tests         string // a revision
	repeat        number
	dryRun        bool
	results       string // a folder
	matters       share
	maxRegression share
	bounded       bool // --max-regression was given
	exitCode      bool
}

// compareFormats are the ways to show a comparison, the default first.
func compareFormats() []string { return []string{"text", "json", "markdown", "html"} }

func (a *app) compareCmd() *cobra.Command {
	f := &compareFlags{matters: 0.05}
	cmd := &cobra.Command{
		Use:   "compare A B",
		Short: "Say whether one version of a prompt answers better than another",
		Long: `Run two versions of a prompt on the same test cases, and say which is better, as far
as that can be told from chance. A and B are NAME[@REV], or results files that
"promptctl test --report json=FILE" wrote. The cases are B's, or those at --tests;
both versions are run in step, so that a slow hour of the provider hits both. With
two --model, A and B are compared on one each, and one NAME is enough.

Cases are paired by id and repeat. The verdict is better, worse, no difference
shown, or not enough cases, with how many it would take. It rests on the exact
McNemar test of the cases that flipped, or on sign flips of whole cases where cases
are run several times, and on a bootstrap of scores, times and costs over cases; p
is corrected for the number of measures. What cannot be judged on both sides is
told, and left out.

The status is 0 where the comparison was made. With --exit-code it is 1 where B is
worse, and with --max-regression 1 where the pass rate fell by more than that,
whether or not chance may explain it. With either it is 3 where cases are errored
or were not run, so that nobody can tell.`,
		Example: `  promptctl compare support/triage@production support/triage
  promptctl compare support/triage --model openai/gpt-5.4-mini --model anthropic/claude-haiku-4-5
  promptctl compare support/triage@HEAD support/triage --replay --max-regression 2% --report html=out.html
  promptctl compare before.json after.json -o markdown`,
		Args:              cobra.RangeArgs(1, 2),
		ValidArgsFunction: a.completeReferences,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd, args); err != nil {
				return err
			}
			return a.runCompare(cmd.Context(), args, f)
		},
	}
	a.compareFlags(cmd, f)
	return cmd
}

func (a *app) compareFlags(cmd *cobra.Command, f *compareFlags) {
	flags := cmd.Flags()
	f.choose.add(cmd)
	flags.StringVar(&f.tests, "tests", "", "the test cases as they stand at `REV`, such as worktree (default where B is from)")
	f.answerFlags.add(cmd, "of two, A is run on the first and B on the second")
	flags.Var(&f.repeat, "repeat", "run every case so often, whatever it says itself")
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "send nothing; say how many calls, tokens and dollars it would take at most")
	flags.Var(&f.matters, "difference", "the smallest difference that matters, such as 0.02 or 2%: how many cases are needed hangs on it")
	flags.Var(&f.maxRegression, "max-regression", "the answer is no where the pass rate fell by more than this, such as 0.02 or 2%")
	flags.BoolVar(&f.exitCode, "exit-code", false, "the answer is no where B is worse")
	flags.Var(&f.reports, "report", "write it also as `FORMAT=FILE`; several may be given")
	flags.StringVar(&f.results, "results", "", "keep the results files of both runs in this `FOLDER`")
	a.formats(cmd, compareFormats()...)
	completeFlag(cmd, "tests", a.completeRevision)
	completeFlag(cmd, "report", words("json=", "markdown=", "html=", "text="))
}

func (a *app) runCompare(ctx context.Context, args []string, f *compareFlags) error {
	c := &contest{app: a, flags: f}
	defer c.close()
	if err := c.enter(ctx, args); err != nil {
		return err
	}
	if f.dryRun {
		return (&testBatch{app: a, flags: c.asTest(), sources: c.sources}).plan(ctx, c.live())
	}
	if err := f.reports.writable(a, 1); err != nil {
		return err
	}
	if err := c.run(ctx); err != nil {
		return err
	}
	t, err := resultview.NewTrial(c.sides[0].of, c.sides[1].of, float64(f.matters))
	if err != nil {
		return err
	}
	if err := c.show(t); err != nil {
		return err
	}
	return c.verdict(ctx, t)
}
