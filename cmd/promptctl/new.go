package main

import (
	"context"
	"path/filepath"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/scaffold"
	"github.com/spf13/cobra"
)

// newOptions are the flags of new.
type newOptions struct {
	scaffold.Request
	list, edit, dryRun bool
}

func (a *app) newCmd() *cobra.Command {
	var o newOptions
	cmd := &cobra.Command{
		Use:   "new NAME",
		Short: "Begin a prompt",
		Long: `Begin a prompt: from a template that is built in, or as a copy of another one.
NAME is its path below the prompt folder; the path of the file is understood too.
A copy keeps the partials that it includes: they stay shared.`,
		Example: `  promptctl new support/triage --template classify --owner support-platform
  promptctl new support/returns-triage --from support/triage@production
  promptctl new --list`,
		Args: func(cmd *cobra.Command, args []string) error {
			if o.list {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.ExactArgs(1)(cmd, args)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.list {
				return a.showTemplates()
			}
			o.Name = args[0]
			return a.runNew(cmd.Context(), o)
		},
	}
	a.newFlags(cmd, &o)
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) newFlags(cmd *cobra.Command, o *newOptions) {
	flags := cmd.Flags()
	flags.StringVar(&o.Template, "template", "", "begin with this `TEMPLATE` (default "+scaffold.DefaultTemplate+")")
	flags.BoolVar(&o.list, "list", false, "list the templates")
	flags.StringVar(&o.From, "from", "", "copy another prompt, `NAME@REV`")
	flags.StringVar(&o.Folder, "folder", "", "one of several prompt folders, a `DIR` from the top (default the first)")
	flags.StringVar(&o.Description, "description", "", "what the prompt does, a `TEXT` of one sentence")
	flags.StringVar(&o.Owner, "owner", "", "the `TEAM` that answers for it")
	flags.StringVar(&o.Model, "model", "", "the `MODEL` that it is for")
	flags.BoolVar(&o.edit, "edit", false, "open it in the editor that git would use")
	flags.BoolVarP(&o.dryRun, "dry-run", "n", false, "print the file, and write nothing")
	cmd.MarkFlagsMutuallyExclusive("template", "from", "list")
	cmd.MarkFlagsMutuallyExclusive("edit", "dry-run", "list")
	templates := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return scaffold.TemplateNames(), cobra.ShellCompDirectiveNoFileComp
	}
	completeFlag(cmd, "template", templates)
	completeFlag(cmd, "from", a.completeReferences)
}

func (a *app) runNew(ctx context.Context, o newOptions) error {
	if o.edit && (a.noInput || !a.term.InTTY || !a.term.ErrTTY) {
		return usagef("--edit opens an editor, and there is no terminal for one")
	}
	project, err := a.project(ctx)
	if err != nil {
		return err
	}
	draft, err := scaffold.NewDraft(ctx, project, o.Request)
	if err != nil {
		return asUsage(err)
	}
	if o.dryRun {
		return a.showDraft(ctx, project, draft, false)
	}
	if err := draft.Write(); err != nil {
		return err
	}
	if o.edit {
		if err := a.edit(ctx, project.Repo, draft.Path); err != nil {
			return err
		}
	}
	return a.showDraft(ctx, project, draft, true)
}

// edit opens a file of the repository in the editor that git would use.
func (a *app) edit(ctx context.Context, r *repo.Repo, path string) error {
	editor, err := r.Settings().Variable(ctx, "GIT_EDITOR")
	if err == nil {
		err = a.term.Edit(ctx, editor, a.env, filepath.Join(r.Root(), filepath.FromSlash(path)))
	}
	if err != nil {
		return diag.WithHint(err, "%s is written all the same", path)
	}
	return nil
}
