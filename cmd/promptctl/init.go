package main

import (
	"context"
	"crypto/rand"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/scaffold"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

// initOptions are the flags of init.
type initOptions struct {
	scaffold.Options
	chosen, noExample, yes, dryRun bool
}

func (a *app) initCmd() *cobra.Command {
	o := initOptions{Options: scaffold.Options{Random: rand.Reader}}
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Make a repository ready for prompts",
		Long: `Make the git repository that you are in ready for prompts. What is missing is
written: promptctl.yaml, a policy in .promptctl, the lines of .gitattributes that
keep line ends the same everywhere, and an example where there is no prompt yet.
What is there is kept, so that it is safe to run twice. Nothing is staged.

Where git is set up with a key to sign with, the policy names you and asks for
your approval of what goes to production; elsewhere it is open, and asks nothing.`,
		Example: "  promptctl init\n  promptctl init --yes --folder ai/prompts --no-example",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Example, o.chosen = !o.noExample, cmd.Flags().Changed("folder")
			return a.runInit(cmd.Context(), o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.Folder, "folder", scaffold.DefaultFolder, "keep prompts in this `DIR`, from the top of the repository")
	flags.BoolVar(&o.noExample, "no-example", false, "add no example")
	flags.BoolVarP(&o.yes, "yes", "y", false, "ask nothing")
	flags.BoolVarP(&o.dryRun, "dry-run", "n", false, "say what would be written, and write nothing")
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) runInit(ctx context.Context, o initOptions) error {
	r, err := a.repository(ctx)
	if err != nil {
		return err
	}
	o.Key = func(ctx context.Context) (policy.PublicKey, error) { return a.signingKey(ctx, r) }
	setup, err := scaffold.Plan(ctx, r, o.Options)
	if err == nil && !o.yes && !o.dryRun && !a.noInput && a.term.InTTY && a.term.ErrTTY {
		setup, err = a.askInit(ctx, r, o, setup)
	}
	if err != nil {
		return asUsage(err)
	}
	if o.chosen && setup.Does(scaffold.Keep, config.File) {
		a.talk("%s is kept, and with it the folder that it names", config.File)
	}
	if o.dryRun {
		err := a.showSetup(setup, setup.Changes, "would create", "would extend", "would keep")
		a.talkEach(setup.Remarks())
		return err
	}
	made, failed := setup.Apply(ctx)
	if err := a.showSetup(setup, made, "created", "extended", "kept"); failed == nil {
		failed = err
	}
	if failed != nil {
		return failed
	}
	a.talkEach(setup.Remarks())
	err = a.warnIgnored(ctx, r, setup.Written()...)
	a.talkNext(setup.Next())
	return err
}

// askInit asks for what no flag has said, and plans again by the answers.
func (a *app) askInit(ctx context.Context, r *repo.Repo, o initOptions, s *scaffold.Setup) (*scaffold.Setup, error) {
	var err error
	if s.Does(scaffold.Create, config.File) && !o.chosen {
		if o.Folder, err = a.term.Ask(ctx, "Folder for the prompts?", o.Folder, "--folder DIR"); err != nil {
			return nil, err
		}
	}
	if s.Example() != "" {
		if o.Example, err = a.term.Confirm(ctx, "Add an example prompt?", true); err != nil {
			return nil, err
		}
	}
	return scaffold.Plan(ctx, r, o.Options)
}

// initialised is the answer of init.
type initialised struct {
	Folders []string          `json:"folders"`
	Changes []scaffold.Change `json:"changes"` // made, or planned with --dry-run
	Outside []string          `json:"outside"` // prompt files that are in no prompt folder
}

func (a *app) showSetup(s *scaffold.Setup, made []scaffold.Change, created, extended, kept string) error {
	if a.output == "json" {
		return a.printJSON(initialised{append([]string{}, s.Folders...), append([]scaffold.Change{}, made...), append([]string{}, s.Outside...)})
	}
	words := map[scaffold.Action]string{scaffold.Create: created, scaffold.Extend: extended, scaffold.Keep: kept}
	table := a.term.Table(term.Column{Header: "DONE"}, term.Column{Header: "FILE"})
	for _, c := range made {
		table.Row(words[c.Action], c.Path)
	}
	return table.Write()
}
