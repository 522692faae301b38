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
		Short: "Have git check prompts before a commit, and show what changed in them",
		Long: `Have git run promptctl: before a commit, "promptctl lint --staged". A hook that is
there already is kept, and gets a block of lines at its top. A hook that pre-commit,
lefthook or husky writes is left alone, with a word on how they run promptctl.

With --diff, have git diff, git log -p and git show compare prompts, partials and
test cases by their fields and sentences.`,
		Example: "  promptctl hook install\n  promptctl hook install --diff\n  promptctl hook uninstall --dry-run",
	}
	cmd.AddCommand(a.hookPartCmd(hookPart{
		name: "install", short: "Put promptctl's checks into git's hooks", plan: hook.Install, planDiff: hook.InstallDiff,
		planServer: hook.InstallServer,
		diff:       "have git diff show prompts by field and sentence, instead",
		long: `

With --diff, put into .gitattributes and into git's configuration what has git
diff, git log -p, git show and --word-diff compare prompts, partials and test cases
by their fields and sentences, and hooks stay as they are. A paragraph that is only
wrapped otherwise, or a file that was formatted, then shows no change; git diff
--no-textconv shows the files as they are. .gitattributes is for all clones; the
configuration is of this one, and where it is missing git compares lines as ever.
promptctl has to be on PATH wherever git runs.

With --server, have a repository that others push to refuse what would not verify:
its hook pre-receive holds every update of an environment against what is there. A
ledger can only go on, by entries that the policy in force lets in, and cannot be
deleted. Pin the roots there first: promptctl verify --env ENV --root COMMIT.`,
	}))
	cmd.AddCommand(a.hookPartCmd(hookPart{
		name: "uninstall", short: "Take promptctl's checks out of git's hooks", plan: hook.UninstallAll, planDiff: hook.UninstallDiff,
		diff: "take out what install --diff has put in, and leave the hooks",
		long: `

What install --diff has put in is taken out as well, with what git has cached by it;
with --diff, nothing else is.`,
	}))
	cmd.AddCommand(a.textconvCmd(), a.preReceiveCmd())
	return cmd
}

// hookPart is one of the commands that plan something and do it.
type hookPart struct {
	name, short, long, diff string // the last is of its flag

	plan, planDiff, planServer func(context.Context, *repo.Repo) (hook.Plan, error)
}

func (a *app) hookPartCmd(part hookPart) *cobra.Command {
	dryRun, diff, server := false, false, false
	cmd := &cobra.Command{
		Use:   part.name,
		Short: part.short,
		Long:  part.short + `, in the folder that git takes hooks from (core.hooksPath).` + "\nIt is safe to run twice." + part.long,
		Example: "  promptctl hook " + part.name + "\n  promptctl hook " + part.name + " --dry-run\n" +
			"  promptctl hook " + part.name + " --diff",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := a.repository(cmd.Context())
			if err != nil {
				return err
			}
			plan := part.plan
			if diff {
				plan = part.planDiff
			}
			if server {
				plan = part.planServer
			}
			p, err := plan(cmd.Context(), r)
			if err != nil {
				return err
			}
			return a.runHook(cmd.Context(), r, p, dryRun)
		},
	}
	cmd.Flags().BoolVar(&diff, "diff", false, part.diff)
	if part.planServer != nil {
		cmd.Flags().BoolVar(&server, "server", false, "have a server refuse what does not verify, instead")
		cmd.MarkFlagsMutuallyExclusive("diff", "server")
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
	table := a.term.Table(term.Column{Header: "DONE"}, term.Column{Header: "HOOK"}, term.Column{Header: "FILE OR KEY"})
	for _, c := range changes {
		where := c.Key
		if where == "" {
			where = fromRoot(r, c.Path)
		}
		table.Row(words[c.Action], c.Hook, where)
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
