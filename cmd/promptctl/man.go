//go:build assets

package main

import (
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// assets are the commands that make what packages install. They are built into
// a program of their own: what writes manual pages takes as long to start as
// the rest does.
func (a *app) assets() []*cobra.Command { return []*cobra.Command{a.manCmd(), a.rulesCmd()} }

// manCmd writes the manual pages that packages install. People have --help.
func (a *app) manCmd() *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write the manual pages to a folder",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(a.path(args[0]), 0o755); err != nil {
				return err
			}
			header := &doc.GenManHeader{Title: "PROMPTCTL", Section: "1", Source: "promptctl " + a.build.version}
			if date, err := time.Parse(time.RFC3339, a.build.date); err == nil {
				header.Date = &date
			}
			root := cmd.Root()
			root.DisableAutoGenTag = true
			return doc.GenManTree(root, header, a.path(args[0]))
		},
	}
}
