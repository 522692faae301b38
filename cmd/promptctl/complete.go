package main

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/spf13/cobra"
)

// A completion never fails: a shell that completes cannot show an error.

// completeReference completes the first argument of a command: a prompt's
// name and, after an @, what it can be read at; or the path of its file.
func (a *app) completeReference(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	fitting, directive := a.completeReferences(cmd, nil, typed)
	if directive == cobra.ShellCompDirectiveNoFileComp {
		directive |= cobra.ShellCompDirectiveNoSpace // an @ may follow
	}
	return fitting, directive
}

// completeReferences completes any number of references.
func (a *app) completeReferences(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	project, err := a.project(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	if name, rev, revisions := strings.Cut(typed, "@"); revisions {
		return prefixed(name+"@", project.Revisions(cmd.Context(), name), rev), cobra.ShellCompDirectiveNoFileComp
	}
	var names []string
	if c := a.catalogToComplete(cmd, project); c != nil {
		for _, e := range c.Prompts {
			names = append(names, e.Name)
		}
	}
	if fitting := prefixed("", names, typed); len(fitting) > 0 || typed == "" {
		return fitting, cobra.ShellCompDirectiveNoFileComp
	}
	return []string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
}

// catalogToComplete is what a command reads by default, nil where it cannot.
func (a *app) catalogToComplete(cmd *cobra.Command, project *catalog.Project) *catalog.Catalog {
	r, err := project.Revision(cmd.Context(), "", project.DefaultRevision())
	if err != nil {
		return nil
	}
	c, err := project.At(cmd.Context(), r)
	if err != nil {
		return nil
	}
	return c
}

// completeRevision completes what all prompts can be read at.
func (a *app) completeRevision(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	project, err := a.project(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	all := slices.DeleteFunc(project.Revisions(cmd.Context(), ""), func(rev string) bool { return strings.HasPrefix(rev, "~") })
	return prefixed("", all, typed), cobra.ShellCompDirectiveNoFileComp
}

// completeField completes to the values that a field has in some prompt.
func (a *app) completeField(values func(catalog.Summary) []string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		var all []string
		listing, err := a.listing(cmd, "", catalog.ListQuery{})
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		for _, p := range listing.Prompts {
			all = append(all, values(p.Summary)...)
		}
		slices.Sort(all)
		return prefixed("", slices.Compact(all), typed), cobra.ShellCompDirectiveNoFileComp
	}
}

// completeInput completes the name of a variable that the prompt takes, which
// a = follows.
func (a *app) completeInput(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 || strings.Contains(typed, "=") {
		return nil, cobra.ShellCompDirectiveDefault
	}
	l, err := a.load(cmd.Context(), args[0])
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []string
	for _, v := range l.closure.Inputs() {
		names = append(names, v.Name+"=")
	}
	return prefixed("", names, typed), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
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

// completeEnvironments completes to the environments of the policy.
func (a *app) completeEnvironments(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	project, err := a.project(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	policy, err := project.Policy(cmd.Context())
	if err != nil || policy == nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return prefixed("", policy.Names(), typed), cobra.ShellCompDirectiveNoFileComp
}

// completeFromPolicy completes the first argument, or a flag, to what the policy
// has of its persons.
func (a *app) completeFromPolicy(cmd *cobra.Command, args []string, typed string, of func(policy.Person) []string) ([]string, cobra.ShellCompDirective) {
	project, err := a.project(cmd.Context())
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	p, err := project.Policy(cmd.Context())
	if err != nil || p == nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var all []string
	for _, one := range p.Persons {
		all = append(all, of(one)...)
	}
	slices.Sort(all)
	return prefixed("", slices.Compact(all), typed), cobra.ShellCompDirectiveNoFileComp
}
