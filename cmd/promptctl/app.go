package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/promptctl-io/promptctl/pkg/token"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/spf13/cobra"
)

// app is what every command is handed: the world, the terminal and the flags
// that all commands have.
type app struct {
	system
	term *term.Terminal

	dir     string // -C
	color   string
	quiet   bool
	verbose bool
	noInput bool
	noPager bool
	output  string // -o of the command that runs

	opened  *repo.Repo
	sources map[string][]byte // what was read, by path, to show lines of it
	tokens  *token.Counter
}

func newApp(s system) *app {
	a := &app{system: s, color: "auto", tokens: token.NewCounter()}
	a.term = term.New(s.in, s.out, s.err, a.getenv, term.ColorAuto)
	return a
}

// getenv looks a variable up in the environment that was handed down.
func (a *app) getenv(name string) string {
	for _, entry := range slices.Backward(a.env) {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}

// repository opens the repository that -C or the current folder is in, once.
func (a *app) repository(ctx context.Context) (*repo.Repo, error) {
	if a.opened != nil {
		return a.opened, nil
	}
	r, err := repo.Open(ctx, repo.Options{Dir: a.dir, Env: a.env})
	if err != nil {
		return nil, err
	}
	a.opened = r
	return r, nil
}

// project opens the repository with its settings.
func (a *app) project(ctx context.Context) (*catalog.Project, error) {
	r, err := a.repository(ctx)
	if err != nil {
		return nil, err
	}
	return catalog.Open(ctx, r)
}

func (a *app) close() error {
	if a.opened == nil {
		return nil
	}
	return a.opened.Close()
}

// path resolves a path on the command line against -C.
func (a *app) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(a.dir, name)
}

// formats gives a command -o with these values, the first being the default.
func (a *app) formats(cmd *cobra.Command, names ...string) {
	flag := cmd.Flags().VarPF(&choice{value: &a.output, valid: names}, "output", "o",
		"how to show the answer: "+strings.Join(names, ", "))
	flag.DefValue = names[0]
	complete := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return names, cobra.ShellCompDirectiveNoFileComp
	}
	if err := cmd.RegisterFlagCompletionFunc("output", complete); err != nil {
		panic(err) // two commands share one *cobra.Command: a mistake in this program
	}
}

// choice is a flag's value that must be one of several words.
type choice struct {
	value *string
	valid []string
}

// String returns the value.
func (c *choice) String() string {
	if c.value == nil {
		return ""
	}
	return *c.value
}

// Set takes a valid word.
func (c *choice) Set(s string) error {
	if !slices.Contains(c.valid, s) {
		return fmt.Errorf("%q is none of %s%s", s, strings.Join(c.valid, ", "), diag.DidYouMean(s, c.valid))
	}
	*c.value = s
	return nil
}

// Type names the value in the help.
func (c *choice) Type() string { return "FORMAT" }

// printJSON writes the answer as JSON, for people to read too.
func (a *app) printJSON(v any) error {
	text, err := model.JSON(v)
	if err != nil {
		return err
	}
	_, err = a.term.Out.Write(text)
	return err
}

// print writes the answer as YAML where that is asked for, or as JSON.
func (a *app) print(v any) error {
	if a.output == "yaml" {
		return a.printYAML(v)
	}
	return a.printJSON(v)
}

// printYAML writes the answer as YAML, with the keys of its JSON.
func (a *app) printYAML(v any) error {
	text, err := model.JSON(v)
	if err != nil {
		return err
	}
	text, err = yamldoc.FromJSON(text)
	if err != nil {
		return err
	}
	_, err = a.term.Out.Write(text)
	return err
}

// talk writes a line to standard error, unless -q.
func (a *app) talk(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.term.Err, format+"\n", args...)
	}
}

// cacheFolder is where what is remembered for display lies, "" for nowhere
// (XDG Base Directory Specification 0.8).
func (a *app) cacheFolder() string {
	if dir := a.getenv("XDG_CACHE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "promptctl")
	}
	if dir := a.getenv("LocalAppData"); dir != "" {
		return filepath.Join(dir, "promptctl", "cache")
	}
	if home := a.getenv("HOME"); home != "" {
		return filepath.Join(home, ".cache", "promptctl")
	}
	return ""
}
