package main

import (
	"time"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/spf13/cobra"
)

func (a *app) listCmd() *cobra.Command {
	var q catalog.ListQuery
	var rev string
	cmd := &cobra.Command{
		Use:   "list [GLOB…]",
		Short: "List the prompts",
		Long: `List the prompts with their last version: how many there have been, the last
release, when it was changed and by whom, and the size in tokens. A + after the
version says that the files differ from it.`,
		Example: `  promptctl list
  promptctl list 'support/**' --tag routing
  promptctl list --rev production -o json`,
		Aliases:           []string{"ls"},
		ValidArgsFunction: a.completeReferences,
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Globs = args
			return a.runList(cmd, rev, q)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&rev, "rev", "", "at a `REV` instead of the work tree: staged, an environment, or a revision of git")
	flags.StringArrayVar(&q.Tags, "tag", nil, "only those with this `TAG`; several must all be there")
	flags.StringVar(&q.Owner, "owner", "", "only those of this `OWNER`")
	flags.StringVar(&q.Search, "search", "", "only those whose file has this `TEXT`, case ignored")
	flags.BoolVar(&q.Refresh, "refresh", false, "do not use what an earlier call remembered")
	completeFlag(cmd, "rev", a.completeRevision)
	completeFlag(cmd, "tag", a.completeField(func(s catalog.Summary) []string { return s.Tags }))
	completeFlag(cmd, "owner", a.completeField(func(s catalog.Summary) []string { return nonEmpty(s.Owner) }))
	a.formats(cmd, "text", "json", "jsonl")
	return cmd
}

func (a *app) runList(cmd *cobra.Command, rev string, q catalog.ListQuery) error {
	listing, err := a.listing(cmd, rev, q)
	if err != nil {
		return err
	}
	if err := a.showListing(cmd, listing, q); err != nil {
		return err
	}
	if !a.inJSON() { // which says it by itself
		a.talkOfListing(listing)
	}
	return a.answerFindings(listing.Findings)
}

// listing lists the prompts at a revision, "" for the one that commands read
// by default.
func (a *app) listing(cmd *cobra.Command, rev string, q catalog.ListQuery) (*catalog.Listing, error) {
	project, err := a.project(cmd.Context())
	if err != nil {
		return nil, err
	}
	if rev == "" {
		rev = project.DefaultRevision()
	}
	if err := q.Check(); err != nil {
		return nil, usageError{err}
	}
	q.Cache, q.Tokens = a.cacheFolder(), a.tokens
	if q.Revision, err = project.Revision(cmd.Context(), "", rev); err != nil {
		return nil, err
	}
	begun := a.now()
	listing, err := project.List(cmd.Context(), q)
	if err == nil {
		a.detail("%d prompts at %s, read in %s", len(listing.Prompts), revisionText(q.Revision), a.now().Sub(begun).Round(time.Millisecond))
	}
	return listing, err
}
