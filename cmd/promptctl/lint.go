package main

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/report"
	"github.com/spf13/cobra"
)

// lintFlags are the flags of lint.
type lintFlags struct {
	input       lint.Input
	outputs     outputs
	stdinName   string
	fix, unsafe bool
	diff        bool
	failLevel   string
	maxWarnings number
	bounded     bool // --max-warnings was given
	statistics  bool
	listRules   bool

	baseline       string
	updateBaseline bool
}

func (a *app) lintCmd() *cobra.Command {
	f := &lintFlags{failLevel: "error", outputs: outputs{app: a}}
	cmd := &cobra.Command{
		Use:   "lint [NAME|PATH|PATTERN…]",
		Short: "Find mistakes in prompts",
		Long: `Find mistakes in prompts, partials, tests, promptctl.yaml and the policy: in all
of the work tree, or in what is named by file, folder, pattern or name. Whatever is
named, the whole project is what it is checked against. - is standard input.

What is on by default is deterministic and nearly always right. "promptctl explain
CODE" says what a rule finds and why; "promptctl explain suppression" how a finding
is put up with. The status is 0 where the answer is yes, 1 where there are errors
(or what --fail-level and --max-warnings say), 2 where the command or promptctl.yaml
is wrong, and 3 where something is not there or cannot be read.`,
		Example: `  promptctl lint
  promptctl lint support/triage 'prompts/legal/**'
  promptctl lint --fix
  promptctl lint --staged
  promptctl lint --changed-since origin/main -o github -o sarif:lint.sarif
  promptctl lint - --stdin-filename prompts/draft.prompt.yaml < draft.yaml`,
		ValidArgsFunction: a.completeReferences,
		RunE: func(cmd *cobra.Command, args []string) error {
			f.input.Args, f.bounded = args, cmd.Flags().Changed("max-warnings")
			if err := noneEmpty(cmd, "rev", "changed-since", "base", "baseline", "stdin-filename"); err != nil {
				return err
			}
			return a.runLint(cmd.Context(), f)
		},
	}
	a.lintFlags(cmd, f)
	return cmd
}

func (a *app) lintFlags(cmd *cobra.Command, f *lintFlags) {
	flags := cmd.Flags()
	flags.BoolVar(&f.fix, "fix", false, "mend what can be mended without a change of meaning")
	flags.BoolVar(&f.unsafe, "unsafe-fixes", false, "with --fix or --diff, also what wants to be looked at afterwards; alone, the same as with --fix")
	flags.BoolVar(&f.diff, "diff", false, "write nothing; show what --fix would change, and exit with 1 where there is something")
	flags.BoolVar(&f.input.Staged, "staged", false, "what the next commit changes, as it is staged")
	flags.StringVar(&f.input.Rev, "rev", "", "at a `REV` instead of the work tree: staged, an environment, or a revision of git")
	flags.StringVar(&f.input.Since, "changed-since", "", "only files that differ from where the branch left `REV`")
	flags.StringVar(&f.input.Base, "base", "", "compare with `REV`, and find what grew, and what breaks callers without a major release")
	flags.StringVar(&f.stdinName, "stdin-filename", "", "the `PATH` that standard input has, or will have")
	flags.BoolVar(&f.input.ForceExclude, "force-exclude", false, "leave out what is excluded also where it is named")
	flags.Var(&choice{value: &f.failLevel, valid: []string{"error", "warning", "info", "none"}, kind: "LEVEL"}, "fail-level",
		"the mildest finding that makes the answer no: error, warning, info or none")
	flags.Var(&f.maxWarnings, "max-warnings", "the answer is no also above so many warnings")
	flags.StringVar(&f.baseline, "baseline", "", "the `FILE` of problems that were there already, and are put up with")
	flags.BoolVar(&f.updateBaseline, "update-baseline", false, "write what is found to the file of --baseline, and drop what is gone from it")
	flags.BoolVar(&f.statistics, "statistics", false, "show how often each rule finds something, and no findings")
	flags.BoolVar(&f.listRules, "list-rules", false, "list the rules, and look at no file")
	f.outputs.register(cmd)
	completeFlag(cmd, "rev", a.completeRevision)
	completeFlag(cmd, "changed-since", a.completeRevision)
	completeFlag(cmd, "base", a.completeRevision)
	completeFlag(cmd, "fail-level", words("error", "warning", "info", "none"))
	cmd.MarkFlagsMutuallyExclusive("staged", "rev")
	cmd.MarkFlagsMutuallyExclusive("fix", "diff")
}

func (a *app) runLint(ctx context.Context, f *lintFlags) error {
	if f.listRules {
		return report.Rules(a.term, a.tableFormat(), lint.Rules())
	}
	if err := a.lintInput(ctx, f); err != nil {
		return err
	}
	query, err := f.input.Query(ctx)
	if err != nil {
		return asSelection(err)
	}
	if err := a.readBaseline(f, &query); err != nil {
		return err
	}
	if f.mends() {
		return a.mend(ctx, f, query)
	}
	result, err := lint.Run(ctx, query)
	if err != nil {
		return asSelection(err)
	}
	if f.updateBaseline {
		return a.updateBaseline(f, query, result)
	}
	if f.statistics {
		return a.answerStatistics(f, result)
	}
	return a.answerLint(f, result)
}
