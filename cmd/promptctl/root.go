package main

import (
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

// root wires every command.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "promptctl",
		Short: "The life of a prompt, in git",
		Long: `promptctl keeps the prompts of your applications where their code is: in git.
Commits are versions, signed tags are approvals, branches are environments.`,
		Example:           "  promptctl init\n  promptctl new support/triage\n  promptctl render support/triage --var ticket='Where is my parcel?'",
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: a.prepare,
		Version:           a.build.version,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetIn(a.in)
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return withUsage(cmd, err) })
	a.globalFlags(root)
	root.AddGroup(
		&cobra.Group{ID: "author", Title: "Author:"},
		&cobra.Group{ID: "rest", Title: "The rest:"},
	)
	root.SetHelpCommandGroupID("rest")
	root.SetCompletionCommandGroupID("rest")
	a.add(root, "author", a.initCmd(), a.newCmd(), a.listCmd(), a.showCmd(), a.renderCmd(), a.logCmd(), a.fmtCmd())
	a.add(root, "rest", a.schemaCmd(), a.explainCmd(), a.doctorCmd(), a.versionCmd(), a.manCmd())
	root.InitDefaultHelpCmd()
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
	flags.Var(&choice{value: &a.color, valid: []string{"auto", "always", "never"}}, "color", "colour: auto, always or never")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "say nothing but the answer and errors")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "say more")
	flags.BoolVar(&a.noInput, "no-input", false, "never ask; fail where an answer is needed")
	flags.BoolVar(&a.noPager, "no-pager", false, "never start a pager")
	root.Flags().Bool("version", false, "print the version") // keeps -v for --verbose
}

// prepare applies the flags that all commands have.
func (a *app) prepare(cmd *cobra.Command, _ []string) error {
	color, err := term.ParseColor(a.color)
	if err != nil {
		return usageError{err}
	}
	a.term = term.New(a.in, a.out, a.err, a.getenv, color)
	a.term.NoInput = a.noInput
	if f := cmd.Flags().Lookup("output"); f != nil && !f.Changed {
		a.output = f.DefValue
	}
	return nil
}

// strict makes every mistake on the command line a usage error. Cobra takes
// an unknown subcommand of a group for an argument and says nothing.
func strict(cmd *cobra.Command) {
	check := cmd.Args
	if cmd.HasSubCommands() && !cmd.Runnable() {
		cmd.RunE = func(c *cobra.Command, _ []string) error { return c.Help() } // so that its arguments are looked at
	}
	cmd.Args = func(c *cobra.Command, args []string) error {
		if c.HasAvailableSubCommands() && len(args) > 0 {
			return withUsage(c, fmt.Errorf("unknown command %q for %q%s", args[0], c.CommandPath(), suggestion(c, args[0])))
		}
		if err := c.ValidateFlagGroups(); err != nil {
			return withUsage(c, err)
		}
		if check == nil {
			return nil
		}
		return withUsage(c, check(c, args))
	}
	for _, sub := range cmd.Commands() {
		strict(sub)
	}
}

func suggestion(c *cobra.Command, name string) string {
	var names []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	return diag.DidYouMean(name, names)
}
