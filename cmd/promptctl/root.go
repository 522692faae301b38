package main

import (
	"slices"

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
	a.addCommands(root)
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

// command is how a command comes about, by its name and its alias.
type command struct {
	names []string
	group string
	make  func() *cobra.Command
}

// commands are all commands, in the order of the work.
func (a *app) commands() []command {
	return []command{
		{[]string{"init"}, "author", a.initCmd}, {[]string{"new"}, "author", a.newCmd}, {[]string{"list", "ls"}, "author", a.listCmd},
		{[]string{"show"}, "author", a.showCmd}, {[]string{"render"}, "author", a.renderCmd}, {[]string{"run"}, "author", a.runCmd},
		{[]string{"log"}, "author", a.logCmd}, {[]string{"fmt"}, "author", a.fmtCmd},
		{[]string{"lint"}, "test", a.lintCmd}, {[]string{"test"}, "test", a.testCmd}, {[]string{"compare"}, "test", a.compareCmd}, {[]string{"attest"}, "test", a.attestCmd},
		{[]string{"diff"}, "review", a.diffCmd}, {[]string{"comment"}, "review", a.commentCmd}, {[]string{"approve"}, "review", a.approveCmd},
		{[]string{"reject"}, "review", a.rejectCmd}, {[]string{"revoke"}, "review", a.revokeCmd}, {[]string{"verify"}, "review", a.verifyCmd},
		{[]string{"review"}, "review", a.reviewCmd}, {[]string{"audit"}, "review", a.auditCmd}, {[]string{"policy"}, "review", a.policyCmd},
		{[]string{"release"}, "deploy", a.releaseCmd}, {[]string{"promote"}, "deploy", a.promoteCmd}, {[]string{"rollback"}, "deploy", a.rollbackCmd},
		{[]string{"remove"}, "deploy", a.removeCmd}, {[]string{"status"}, "deploy", a.statusCmd}, {[]string{"env"}, "deploy", a.envCmd}, {[]string{"sync"}, "deploy", a.syncCmd},
		{[]string{"schema"}, "rest", a.schemaCmd}, {[]string{"explain"}, "rest", a.explainCmd}, {[]string{"doctor"}, "rest", a.doctorCmd},
		{[]string{"hook"}, "rest", a.hookCmd}, {[]string{"version"}, "rest", a.versionCmd},
	}
}

// addCommands adds the command that the first argument names, and all of them where it
// names none: to make them takes as long as git takes to start.
func (a *app) addCommands(root *cobra.Command) {
	all := a.commands()
	if i := slices.IndexFunc(all, func(c command) bool { return len(a.args) > 0 && slices.Contains(c.names, a.args[0]) }); i >= 0 {
		all = all[i : i+1]
	}
	for _, c := range all {
		made := c.make()
		made.GroupID = c.group
		root.AddCommand(made)
	}
	for _, c := range a.assets() {
		c.GroupID = "rest"
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
