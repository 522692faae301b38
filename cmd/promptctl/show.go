package main

import (
	"github.com/spf13/cobra"
)

func (a *app) showCmd() *cobra.Command {
	var raw, compiled, variables bool
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
		RunE: func(cmd *cobra.Command, args []string) error {
			l, err := a.load(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			switch {
			case raw:
				_, err := a.term.Out.Write([]byte(a.shown(string(l.closure.Prompt.Doc.Src))))
				return err
			case compiled:
				a.showCompiled(l)
			case variables:
				if err := a.showVariables(l.closure.Inputs()); err != nil {
					return err
				}
			default:
				if err := a.showPrompt(l); err != nil {
					return err
				}
			}
			return a.answerFindings(l.findings)
		},
	}
	cmd.Flags().BoolVar(&raw, "raw", false, "print the file's bytes and nothing else")
	cmd.Flags().BoolVar(&compiled, "compiled", false, "print the messages alone")
	cmd.Flags().BoolVar(&variables, "variables", false, "print the variables alone")
	a.formats(cmd, "text", "json", "yaml")
	cmd.MarkFlagsMutuallyExclusive("raw", "compiled", "variables", "output")
	return cmd
}
