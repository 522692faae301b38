package main

import (
	"os"

	"github.com/promptctl-io/promptctl/pkg/atomicfile"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/promptctl-io/promptctl/pkg/textconv"
	"github.com/spf13/cobra"
)

func (a *app) textconvCmd() *cobra.Command {
	format := number(textconv.Format)
	cmd := &cobra.Command{
		Use:   "textconv FILE",
		Short: "Write a file as the lines that git compares (git runs this)",
		Long: `Write a prompt, a partial or a file of test cases as lines for git to compare, as
"promptctl hook install --diff" has git do: a field a line, with its path, and a
sentence a line. Quotes, the styles of YAML, the order of keys where it has no
meaning, and how the paragraphs of prose are wrapped do not show; comments do.

What is no such file is written as it is, and what is no text as its size and hash.
What a terminal would obey is written as <U+001B>. The exit status is 0 whatever
there is in the file, as git would give up the whole comparison otherwise.`,
		Example: "  promptctl hook textconv prompts/support/triage.prompt.yaml",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return a.runTextconv(args[0]) },
	}
	cmd.Flags().Var(&format, "format", "the version of what is written; git forgets what it has cached where it is another one")
	return cmd
}

func (a *app) runTextconv(name string) error {
	text := ""
	if data, err := os.ReadFile(a.path(name)); err == nil {
		text = textconv.Convert(name, data)
	} else {
		text = "unreadable: " + term.OneLine(atomicfile.Reason(err).Error()) + "\n"
	}
	_, err := a.term.Out.Write([]byte(text))
	return err
}
