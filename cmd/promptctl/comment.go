package main

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/review"
	"github.com/spf13/cobra"
)

// commentFlags are the flags of comment.
type commentFlags struct {
	section  string
	line     number
	messages []string
	file     string
	reply    string
	resolve  string
	reopen   string
	list     bool
	all      bool
	dryRun   bool
}

func (a *app) commentCmd() *cobra.Command {
	f := &commentFlags{}
	cmd := &cobra.Command{
		Use:   "comment NAME[@REV]",
		Short: "Comment on a prompt, and answer comments",
		Long: `Comment on a prompt as it is committed (at HEAD where you say nothing): on a
section, on a line of its file, or on all of it. A comment begins a thread,
which others answer and resolve, and which follows what it is about when lines
move. Any beginning of a thread's id that is no other's names it.

Comments are in git notes (` + review.Ref + `): they need no server,
merge without conflict, and "promptctl sync" shares them.`,
		Example: `  promptctl comment support/triage --section guardrails -m 'What if it is none of these?'
  promptctl comment support/triage@origin/feature --line 14
  promptctl comment --list
  promptctl comment --reply a1b2c3 -m 'There is a queue for that now.'
  promptctl comment --resolve a1b2c3`,
		Args:              f.arguments,
		ValidArgsFunction: a.completeReference,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runComment(cmd, args, f) },
	}
	a.commentFlags(cmd, f)
	return cmd
}

func (a *app) commentFlags(cmd *cobra.Command, f *commentFlags) {
	flags := cmd.Flags()
	flags.StringVar(&f.section, "section", "", "what is commented on is the section of this `ID`")
	flags.Var(&f.line, "line", "what is commented on is line `N` of the prompt's file")
	flags.StringArrayVarP(&f.messages, "message", "m", nil, "the comment's `TEXT`; several are its paragraphs")
	flags.StringVarP(&f.file, "file", "F", "", "take the comment's text from a `FILE`; - is standard input")
	flags.StringVar(&f.reply, "reply", "", "answer a `THREAD`")
	flags.StringVar(&f.resolve, "resolve", "", "say that a `THREAD` is settled; -m says how")
	flags.StringVar(&f.reopen, "reopen", "", "say that a `THREAD` is not settled after all")
	flags.BoolVar(&f.list, "list", false, "list the threads of a prompt, or of all, that are open")
	flags.BoolVar(&f.all, "all", false, "with --list, those that are resolved too")
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "show what would be said, and write nothing")
	cmd.MarkFlagsMutuallyExclusive("section", "line")
	cmd.MarkFlagsMutuallyExclusive("message", "file")
	cmd.MarkFlagsMutuallyExclusive("reply", "resolve", "reopen", "list")
	for _, one := range []string{"reply", "resolve", "reopen", "list"} {
		cmd.MarkFlagsMutuallyExclusive(one, "section")
		cmd.MarkFlagsMutuallyExclusive(one, "line")
	}
	for _, one := range []string{"message", "file", "dry-run"} {
		cmd.MarkFlagsMutuallyExclusive("list", one)
	}
	completeFlag(cmd, "section", a.completeSection)
	completeFlag(cmd, "line", cobra.NoFileCompletions)
	for _, name := range []string{"reply", "resolve", "reopen"} {
		completeFlag(cmd, name, a.completeThread)
	}
	a.formats(cmd, "text", "json")
}

// arguments checks that a prompt is named where one is needed, and only there.
func (f *commentFlags) arguments(cmd *cobra.Command, args []string) error {
	given := cmd.Flags().Changed
	switch {
	case f.list:
		return cobra.MaximumNArgs(1)(cmd, args)
	case given("reply"), given("resolve"), given("reopen"):
		return cobra.NoArgs(cmd, args)
	}
	return cobra.ExactArgs(1)(cmd, args)
}

// thread is the thread that something is to be said of, "" for none.
func (f *commentFlags) thread() string { return f.reply + f.resolve + f.reopen }

func (a *app) runComment(cmd *cobra.Command, args []string, f *commentFlags) error {
	if err := f.check(cmd); err != nil {
		return err
	}
	ctx := cmd.Context()
	project, err := a.project(ctx)
	if err != nil {
		return err
	}
	switch {
	case f.list:
		return a.listComments(ctx, project, strings.Join(args, ""), f.all)
	case f.thread() != "":
		return asUsage(a.answerThread(ctx, project, f))
	}
	return asUsage(a.beginThread(ctx, project, args[0], f))
}

// check refuses what makes no sense before anything is read.
func (f *commentFlags) check(cmd *cobra.Command) error {
	if err := noneEmpty(cmd, "section", "file", "reply", "resolve", "reopen"); err != nil {
		return err
	}
	switch {
	case f.all && !f.list:
		return usagef("--all goes with --list")
	case cmd.Flags().Changed("line") && f.line == 0:
		return usagef("--line 0: lines are counted from 1")
	}
	return nil
}
