package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// completeReference completes the first argument of a command: a prompt's
// name and, after an @, what it can be read at.
func (a *app) completeReference(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	const silent = cobra.ShellCompDirectiveNoFileComp
	if len(args) > 0 {
		return nil, silent
	}
	return a.completeName(cmd, typed), silent | cobra.ShellCompDirectiveNoSpace
}

// completeReferences completes any number of references.
func (a *app) completeReferences(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	return a.completeName(cmd, typed), cobra.ShellCompDirectiveNoFileComp
}

// completeName never fails: a shell that completes cannot show an error.
func (a *app) completeName(cmd *cobra.Command, typed string) []string {
	project, err := a.project(cmd.Context())
	if err != nil {
		return nil
	}
	name, rev, revisions := strings.Cut(typed, "@")
	if revisions {
		return prefixed(name+"@", project.Revisions(cmd.Context(), name), rev)
	}
	r, err := project.Revision(cmd.Context(), "", project.DefaultRevision())
	if err != nil {
		return nil
	}
	c, err := project.At(cmd.Context(), r)
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range c.Prompts {
		names = append(names, e.Name)
	}
	return prefixed("", names, typed)
}

func prefixed(before string, words []string, typed string) []string {
	var fitting []string
	for _, w := range words {
		if strings.HasPrefix(w, typed) {
			fitting = append(fitting, before+w)
		}
	}
	return fitting
}
