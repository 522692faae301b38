package main

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/spf13/cobra"
)

// isResults reports whether an argument is a results file.
func isResults(arg string) bool { return arg == "-" || strings.HasSuffix(arg, ".json") }

// check refuses what cannot be meant.
func (f *compareFlags) check(cmd *cobra.Command, args []string) error {
	f.bounded = cmd.Flags().Changed("max-regression")
	if err := noneEmpty(cmd, "tests", "recordings", "model", "case", "tag", "results"); err != nil {
		return err
	}
	for _, o := range f.reports.list {
		if o.format == "junit" || o.format == "github" {
			return usagef("--report %s=%s: a comparison is written as %s", o.format, o.file, strings.Join(compareFormats(), ", "))
		}
	}
	switch {
	case len(f.models) > 2:
		return usagef("%d models are given: A and B take one each", len(f.models))
	case len(args) == 1 && (len(f.models) < 2 || isResults(args[0])):
		return diag.WithHint(usagef("what %s is compared with is missing", args[0]), "promptctl compare A B, or one prompt with two --model")
	case len(args) == 2 && args[0] == "-" && args[1] == "-":
		return usagef("standard input can be one of the two")
	case cmd.Flags().Changed("repeat") && f.repeat == 0:
		return usagef("--repeat 0 would run nothing")
	case f.matters <= 0:
		return usagef("--difference 0: a difference of nothing cannot be found with any number of cases")
	}
	return f.answerFlags.check(cmd)
}

// unused refuses flags that say how prompts are run, where none is.
func (c *contest) unused() error {
	f := c.flags
	if len(f.models)+len(f.choose.cases)+len(f.choose.tags) > 0 || f.tests != "" || f.repeat > 0 || f.allowExec || f.dryRun || f.results != "" || f.record || f.replay || f.refresh {
		return usagef("two results files are compared as they are: nothing is run, so that flags that say how say nothing")
	}
	return nil
}
