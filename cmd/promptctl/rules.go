//go:build assets

package main

import (
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/report"
	"github.com/spf13/cobra"
)

// rulesCmd writes the reference of the rules that packages install. People have
// explain.
func (a *app) rulesCmd() *cobra.Command {
	return &cobra.Command{
		Use:    "rules DIR",
		Short:  "Write the pages of the rules to a folder",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return report.WriteReference(a.path(args[0]), lint.Rules())
		},
	}
}
