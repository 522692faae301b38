package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/exchange"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/spf13/cobra"
)

// syncFlags are the flags of sync.
type syncFlags struct {
	remote                                    string
	fetchOnly, pushOnly, prune, yes, rehearse bool
}

func (f *syncFlags) options() exchange.Options {
	return exchange.Options{Fetch: !f.pushOnly, Push: !f.fetchOnly, DryRun: f.rehearse}
}

func (a *app) syncCmd() *cobra.Command {
	f := syncFlags{}
	cmd := &cobra.Command{
		Use:   "sync",
		Short: "Exchange statements, releases and comments with a remote",
		Long: `Fetch from a remote, and push to it, what plain "git fetch" and "git push" leave
behind: the tags of approvals, rejections, evaluations, revocations and policies, the
releases of the prompts that are here, the notes that hold comments and results, and
the ledgers of environments. Other branches stay as they are.

A ledger is verified before it goes and when it has come; all that have to go, go at
once or none does. One that went on here and there is a conflict: what was promoted
here and not pushed has to be promoted again, on top of theirs.

A tag is never overwritten: two of one name that differ are a conflict, which is shown,
and the exit status is 1. Comments of two sides are merged, and none is lost; with
--push-only too, where the remote has others. Releases go three at a time, because hosts
start no workflow for more.

--prune deletes the tags of statements that the ledger of an environment embeds, here and
at the remote, after asking: they are kept in the ledger's commits, and would be in the
way of "git describe". With --fetch-only it deletes what is here, with --push-only what is there.`,
		Example: "  promptctl sync\n  promptctl sync --dry-run\n  promptctl sync --remote upstream --fetch-only\n  promptctl sync --prune",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := noneEmpty(cmd, "remote"); err != nil {
				return err
			}
			return a.runSync(cmd.Context(), f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.remote, "remote", "", "exchange with the remote `NAME` (default: that of the branch, origin, or the only one)")
	flags.BoolVar(&f.fetchOnly, "fetch-only", false, "push nothing")
	flags.BoolVar(&f.pushOnly, "push-only", false, "fetch nothing")
	flags.BoolVar(&f.prune, "prune", false, "delete the tags of statements that a ledger embeds")
	flags.BoolVarP(&f.yes, "yes", "y", false, "ask nothing")
	flags.BoolVarP(&f.rehearse, "dry-run", "n", false, "say what would be done, and write nothing here or there")
	cmd.MarkFlagsMutuallyExclusive("fetch-only", "push-only")
	completeFlag(cmd, "remote", a.completeRemote)
	a.formats(cmd, "text", "json")
	return cmd
}

func (a *app) runSync(ctx context.Context, f syncFlags) error {
	project, err := a.signingProject(ctx)
	if err != nil {
		return err
	}
	x, err := exchange.Open(ctx, project, f.remote)
	if err != nil {
		return err
	}
	x.Verify = func(ctx context.Context, e *policy.Environment, repository string, tip repo.Hash) error {
		_, err := a.ledgers(project.Repo).Read(ctx, e, repository, tip)
		return err
	}
	a.detail("remote %s", x.Remote)
	tags, err := a.askPrune(ctx, x, f)
	if err != nil {
		return err
	}
	done, failed := x.Sync(ctx, f.options())
	pruned := []exchange.Embedded{}
	if failed == nil {
		if !f.rehearse {
			failed = x.Prune(ctx, tags)
		}
		if failed == nil {
			pruned = append(pruned, tags...)
		}
	}
	answer := synced{*done, f.rehearse, pruned}
	if err := a.showSync(answer); failed == nil {
		failed = err
	}
	switch {
	case failed == nil && len(done.Conflicts) > 0:
		return errNo
	case failed == nil && answer.isIdle() && !a.inJSON():
		a.talk("nothing to do: %s has what is here", term.OneLine(x.Remote))
	}
	return failed
}

// askPrune returns the tags that are to be pruned, once somebody has seen them
// and said yes.
func (a *app) askPrune(ctx context.Context, x *exchange.Exchange, f syncFlags) ([]exchange.Embedded, error) {
	if !f.prune {
		return nil, nil
	}
	tags, unread, err := x.Prunable(ctx, f.options())
	if err != nil {
		return nil, err
	}
	remote := term.OneLine(x.Remote)
	for _, branch := range unread {
		a.talk("%s has a newer %s: what that embeds stays there until `git fetch %s` has brought it here", remote, branch, remote)
	}
	if len(tags) == 0 {
		a.talk("nothing to prune: no ledger embeds the tag of a statement")
	}
	if len(tags) == 0 || f.rehearse || f.yes {
		return tags, nil
	}
	for _, t := range tags {
		a.talk("%s  %s", t.Name(), places(t, remote))
	}
	yes, err := a.term.Confirm(ctx, fmt.Sprintf("Delete %s? The ledger keeps what they say.", counted(len(tags), "tag")), false)
	if err != nil {
		return nil, err
	}
	if !yes {
		a.talk("no tag was deleted")
		return nil, nil
	}
	return tags, nil
}

// places says where a tag is deleted, and what keeps it.
func places(t exchange.Embedded, remote string) string {
	var in []string
	if t.Here {
		in = append(in, "here")
	}
	if t.There {
		in = append(in, "at "+remote)
	}
	return strings.Join(in, " and ") + "; in the ledger of " + t.Environment
}
