package main

import (
	"context"

	"github.com/spf13/cobra"
)

// showOptions are the flags of show.
type showOptions struct{ raw, compiled, variables bool }

func (a *app) showCmd() *cobra.Command {
	var o showOptions
	cmd := &cobra.Command{
		Use:   "show NAME[@REV]",
		Short: "Show a prompt: what it is, what it takes, what it says",
		Long: `Show a prompt as it stands at a revision: its fields, the variables that it
takes, and its messages with the partials put in and the variables left open.`,
		Example: `  promptctl show support/triage
  promptctl show support/triage@production --raw
  promptctl show support/triage@~1 -o json`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeReference,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runShow(cmd.Context(), args[0], o) },
	}
	cmd.Flags().BoolVar(&o.raw, "raw", false, "print the file's bytes and nothing else")
	cmd.Flags().BoolVar(&o.compiled, "compiled", false, "print the messages alone")
	cmd.Flags().BoolVar(&o.variables, "variables", false, "print the variables alone")
	a.formats(cmd, "text", "json", "yaml")
	cmd.MarkFlagsMutuallyExclusive("raw", "compiled", "variables", "output")
	return cmd
}

func (a *app) runShow(ctx context.Context, reference string, o showOptions) error {
	l, err := a.load(ctx, reference)
	if err != nil {
		return err
	}
	switch {
	case o.raw:
		_, err := a.term.Out.Write([]byte(a.shown(string(l.closure.Prompt.Doc.Src))))
		return err
	case o.compiled:
		a.showCompiled(l)
	case o.variables:
		err = a.showVariables(l.closure.Inputs())
	default:
		err = a.showPrompt(l)
	}
	if err != nil {
		return err
	}
	return a.answerFindings(l.findings)
}
