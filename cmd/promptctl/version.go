package main

import (
	"fmt"
	"runtime"
	"time"

	"github.com/spf13/cobra"
)

func (a *app) versionCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Say which promptctl this is",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if a.output == "json" {
				return a.printJSON(newVersioned(a.build))
			}
			_, err := fmt.Fprintln(a.term.Out, "promptctl", a.build.version)
			return err
		},
	}
	a.formats(cmd, "text", "json")
	return cmd
}

// versioned is the answer of version.
type versioned struct {
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"`
	Date    string `json:"date,omitempty"` // of the commit
	Go      string `json:"go"`
	System  string `json:"system"`
}

// newVersioned gives the date in UTC; git gives it to a build as the committer
// saw it.
func newVersioned(b build) versioned {
	v := versioned{Version: b.version, Commit: b.commit, Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH}
	if date, err := time.Parse(time.RFC3339, b.date); err == nil {
		v.Date = date.UTC().Format(time.RFC3339)
	}
	return v
}
