package main

import (
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

// root wires every command.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "promptctl",
		Short: "The life of a prompt, in git",
		Long: `promptctl keeps the prompts of your applications where their code is: in git.
Commits are versions, signed tags are approvals and releases, branches are
environments.`,
		Example:           "  promptctl init\n  promptctl new support/triage\n  promptctl render support/triage --var ticket='Where is my parcel?'",
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: a.prepare,
		Version:           a.build.version,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetOut(a.term.Out)
	root.SetErr(a.err)
	root.SetIn(a.in)
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	a.globalFlags(root)
	root.AddGroup(
		&cobra.Group{ID: "author", Title: "Author:"},
		&cobra.Group{ID: "test", Title: "Test:"},
		&cobra.Group{ID: "review", Title: "Review:"},
		&cobra.Group{ID: "deploy", Title: "Deploy:"},
		&cobra.Group{ID: "rest", Title: "The rest:"},
	)
	root.SetHelpCommandGroupID("rest")
	root.SetCompletionCommandGroupID("rest")
	a.add(root, "author", a.initCmd(), a.newCmd(), a.listCmd(), a.showCmd(), a.renderCmd(), a.runCmd(), a.logCmd(), a.fmtCmd())
	a.add(root, "test", a.lintCmd(), a.testCmd(), a.compareCmd(), a.attestCmd())
	a.add(root, "review", a.diffCmd(), a.commentCmd(), a.approveCmd(), a.rejectCmd(), a.revokeCmd(), a.verifyCmd(), a.reviewCmd(), a.auditCmd(), a.policyCmd())
	a.add(root, "deploy", a.releaseCmd(), a.promoteCmd(), a.rollbackCmd(), a.removeCmd(), a.statusCmd(), a.envCmd(), a.syncCmd())
	a.add(root, "rest", a.schemaCmd(), a.explainCmd(), a.doctorCmd(), a.hookCmd(), a.versionCmd())
	a.add(root, "rest", a.assets()...)
	root.InitDefaultHelpCmd()
	for _, c := range root.Commands() {
		if c.Name() == "help" {
			c.Args = knownTopic
		}
	}
	root.InitDefaultCompletionCmd()
	strict(root)
	return root
}

func (a *app) add(root *cobra.Command, group string, commands ...*cobra.Command) {
	for _, c := range commands {
		c.GroupID = group
		root.AddCommand(c)
	}
}

func (a *app) globalFlags(root *cobra.Command) {
	flags := root.PersistentFlags()
	flags.StringVarP(&a.dir, "directory", "C", "", "work as if started in `DIR`")
	colors := []string{"auto", "always", "never"}
	flags.Var(&choice{value: &a.color, valid: colors, kind: "WHEN"}, "color", "colour: auto, always or never")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "say nothing but the answer and errors")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "say also what was read, and where")
	flags.BoolVar(&a.noInput, "no-input", false, "never ask; fail where an answer is needed")
	flags.BoolVar(&a.noPager, "no-pager", false, "never start a pager")
	completeFlag(root, "color", words(colors...))
	root.Flags().Bool("version", false, "print the version") // keeps -v for --verbose
}

// prepare applies the flags that all commands have.
func (a *app) prepare(cmd *cobra.Command, _ []string) error {
	color, err := term.ParseColor(a.color)
	if err != nil {
		return usageError{err}
	}
	a.newTerminal(color)
	if f := cmd.Flags().Lookup("output"); f != nil && !f.Changed {
		a.output = f.DefValue
	}
	return nil
}
