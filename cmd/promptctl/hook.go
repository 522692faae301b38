package main

import (
	"context"
	"path/filepath"

	"github.com/promptctl-io/promptctl/pkg/hook"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

func (a *app) hookCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "hook",
		Short: "Have git check prompts before a commit",
		Long: `Have git run promptctl: before a commit, "promptctl lint --staged". A hook that is
there already is kept, and gets a block of lines at its top. A hook that pre-commit,
lefthook or husky writes is left alone, with a word on how they run promptctl.`,
		Example: "  promptctl hook install\n  promptctl hook uninstall --dry-run",
	}
	cmd.AddCommand(a.hookPartCmd("install", "Put promptctl's checks into git's hooks", hook.Install))
	cmd.AddCommand(a.hookPartCmd("uninstall", "Take promptctl's checks out of git's hooks", hook.Uninstall))
	return cmd
}

// hookPartCmd is one of the commands that plan something and do it.
func (a *app) hookPartCmd(name, short string, plan func(context.Context, *repo.Repo) (hook.Plan, error)) *cobra.Command {
	dryRun := false
	cmd := &cobra.Command{
		Use:     name,
		Short:   short,
		Long:    short + `, in the folder that git takes hooks from (core.hooksPath).` + "\nIt is safe to run twice.",
		Example: "  promptctl hook " + name + "\n  promptctl hook " + name + " --dry-run",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := a.repository(cmd.Context())
			if err != nil {
				return err
			}
			p, err := plan(cmd.Context(), r)
			if err != nil {
				return err
			}
			return a.runHook(cmd.Context(), r, p, dryRun)
		},
	}
	cmd.Flags().BoolVarP(&dryRun, "dry-run", "n", false, "say what would be done, and do nothing")
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) runHook(ctx context.Context, r *repo.Repo, p hook.Plan, dryRun bool) error {
	if dryRun {
		return a.showHooks(r, p.Changes, map[hook.Action]string{
			hook.Create: "would create", hook.Extend: "would extend", hook.Update: "would update",
			hook.Keep: "would keep", hook.Restore: "would restore", hook.Delete: "would delete",
		})
	}
	made, failed := p.Apply(ctx)
	if err := a.showHooks(r, made, map[hook.Action]string{
		hook.Create: "created", hook.Extend: "extended", hook.Update: "updated",
		hook.Keep: "kept", hook.Restore: "restored", hook.Delete: "deleted",
	}); failed == nil {
		failed = err
	}
	if failed != nil {
		return failed
	}
	a.talkEach(p.Remarks(r))
	return nil
}

// hooked is the answer of hook install and hook uninstall.
type hooked struct {
	Hooks []hook.Change `json:"hooks"` // made, or planned with --dry-run
}

func (a *app) showHooks(r *repo.Repo, changes []hook.Change, words map[hook.Action]string) error {
	if a.output == "json" {
		return a.printJSON(hooked{append([]hook.Change{}, changes...)})
	}
	table := a.term.Table(term.Column{Header: "DONE"}, term.Column{Header: "HOOK"}, term.Column{Header: "FILE"})
	for _, c := range changes {
		table.Row(words[c.Action], c.Hook, fromRoot(r, c.Path))
	}
	return table.Write()
}

// fromRoot is the path of a file as seen from the caller's folder, with slashes,
// or whole where the file lies outside of the work tree.
func fromRoot(r *repo.Repo, file string) string {
	if rel, err := filepath.Rel(filepath.FromSlash(r.Root()), file); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(fromPrefix(r, filepath.ToSlash(rel)))
	}
	return file
}
