// Package report shows what the linter found: as text for people and editors,
// as JSON, as SARIF, as annotations of GitHub, and as JUnit's XML; and the rules
// as a table and as pages.
//
// Whatever comes from a file is data here. It passes through term.Sanitize on its
// way to a terminal or a log, and is quoted by the rules of each other format.
package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// Options say how something is shown. The zero value is good.
type Options struct {
	Style term.Style // of full and concise
	Width int        // of a line of full, in columns; 0 is 80
	// Path returns a path from the top of the repository as the reader of full
	// and concise knows it; nil leaves it as it is. The other formats have paths
	// from the top always, as their readers want them.
	Path    func(file string) string
	Version string // of promptctl, for SARIF
	// Fails reports whether a problem of this severity fails its file, for
	// JUnit; nil is that errors do.
	Fails func(diag.Severity) bool
	// Suppressed lists the suppressed problems in SARIF too, marked as such. Code
	// scanning of GitHub does not heed the mark: it would open them as alerts.
	Suppressed bool
}

// format is one way to show a result.
type format struct {
	name  string
	write func(w *bufio.Writer, r *lint.Result, o Options) error
}

// formats is the ways to show a result, the default first.
func formats() []format {
	return []format{
		{"full", writeFull},
		{"concise", writeConcise},
		{"json", writeJSON},
		{"jsonl", writeLines},
		{"sarif", writeSARIF},
		{"github", writeGitHub},
		{"junit", writeJUnit},
	}
}

// Formats returns the names of the formats, the default first.
func Formats() []string {
	all := formats()
	names := make([]string, len(all))
	for i, f := range all {
		names[i] = f.name
	}
	return names
}

// Lint writes what the linter found in one of Formats; "text" is another word
// for the first. Two results that are alike are written alike, byte for byte.
func Lint(w io.Writer, name string, r *lint.Result, o Options) error {
	if name == "text" {
		name = Formats()[0]
	}
	for _, f := range formats() {
		if f.name == name {
			out := bufio.NewWriterSize(w, 1<<16)
			if err := f.write(out, r, o); err != nil {
				return err
			}
			return out.Flush()
		}
	}
	return fmt.Errorf("there is no format %q%s", name, diag.DidYouMean(name, Formats()))
}
