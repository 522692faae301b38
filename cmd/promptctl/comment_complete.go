package main

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/review"
	"github.com/spf13/cobra"
)

// completeThread completes the id of a thread, with what it is about.
func (a *app) completeThread(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	record, err := a.comments(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var ids []string
	for _, t := range record.Threads {
		if t.Resolved == (cmd.Flags().Changed("reopen")) {
			ids = append(ids, t.ID)
		}
	}
	return prefixed("", ids, typed), cobra.ShellCompDirectiveNoFileComp
}

func (a *app) comments(ctx context.Context) (*review.Record, error) {
	project, err := a.project(ctx)
	if err != nil {
		return nil, err
	}
	return review.Read(ctx, project.Repo)
}

// completeSection completes the sections of the prompt that is commented on.
func (a *app) completeSection(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	l, err := a.load(cmd.Context(), args[0])
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var ids []string
	for _, s := range l.closure.Prompt.Sections {
		ids = append(ids, s.ID)
	}
	return prefixed("", ids, typed), cobra.ShellCompDirectiveNoFileComp
}
