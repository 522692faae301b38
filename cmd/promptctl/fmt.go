package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/spf13/cobra"
)

// fmtRun is one run of fmt: its flags, and what came of it.
type fmtRun struct {
	check, diff, dryRun bool
	files               []fmtFile
	changed             int
	wrong               bool
}

func (a *app) fmtCmd() *cobra.Command {
	r := &fmtRun{files: []fmtFile{}}
	cmd := &cobra.Command{
		Use:   "fmt [NAME|PATH…]",
		Short: "Put prompt files into their canonical layout",
		Long: `Put prompt files into their canonical layout: all of the work tree, or those that
are named; a folder stands for the prompts in it, and - for standard input. Keys
get their order, indentation and white space are made even, needless quotes go,
and quoted text of several lines becomes a block. What a file says never changes,
and comments stay with what they are about.`,
		Example: `  promptctl fmt
  promptctl fmt --check
  promptctl fmt support/triage --diff
  promptctl fmt - < draft.yaml`,
		ValidArgsFunction: a.completeReferences,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runFmt(cmd.Context(), args, r) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&r.check, "check", false, "write nothing; list the files that would change, and exit with 1 where there are any")
	flags.BoolVar(&r.diff, "diff", false, "write nothing; show what would change")
	flags.BoolVarP(&r.dryRun, "dry-run", "n", false, "write nothing; say what would be written")
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) runFmt(ctx context.Context, args []string, r *fmtRun) error {
	if slices.Contains(args, "-") {
		return a.fmtInput(ctx, args, r)
	}
	files, err := a.fmtFiles(ctx, args)
	if err != nil {
		return err
	}
	write := !r.check && !r.diff && !r.dryRun
	failed := prompt.FormatFiles(files, write, func(f prompt.Formatted) error {
		if err := a.showFormatted(r, f, write); err != nil {
			return err
		}
		return ctx.Err()
	})
	if failed == nil && r.changed == 0 && !r.wrong && !r.check && !r.diff {
		a.talk("nothing to change")
	}
	if err := a.answerFmt(r); failed == nil {
		return err
	}
	return failed
}

// fmtInput formats standard input to standard output.
func (a *app) fmtInput(ctx context.Context, args []string, r *fmtRun) error {
	if len(args) > 1 {
		return usagef("- stands for standard input, and goes alone")
	}
	src, err := a.readInput(ctx, "-")
	if err != nil {
		return err
	}
	f := prompt.FormatText("standard input", src)
	if !r.check && !r.diff && !r.dryRun && !f.Findings.HasErrors() && a.output == "text" {
		a.showFindings(f.Findings)
		_, err = fmt.Fprint(a.term.Out, a.shown(string(f.After)))
		return err
	}
	if err := a.showFormatted(r, f, false); err != nil {
		return err
	}
	return a.answerFmt(r)
}
