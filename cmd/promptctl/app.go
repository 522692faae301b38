package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/promptctl-io/promptctl/pkg/token"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// app is what every command is handed: the world, the terminal and the flags
// that all commands have.
type app struct {
	system
	term   *term.Terminal
	answer answerWriter

	dir     string // -C
	color   string
	quiet   bool
	verbose bool
	noInput bool
	noPager bool
	output  string // -o of the command that runs

	opened  *repo.Repo
	sources map[string][]byte // what was read, by path, to show lines of it
	tests   []string          // files that test cases stand in, and where they would
	tokens  *token.Counter
	unkept  sync.Once // that nothing can be remembered is said once
}

func newApp(s system) *app {
	a := &app{system: s, color: "auto", tokens: token.NewCounter()}
	a.answer.w = s.out
	a.newTerminal(term.ColorAuto)
	return a
}

// newTerminal looks at the terminal. Where the answer goes elsewhere, whether
// it got there is watched: a full disk must not look like success.
func (a *app) newTerminal(color term.Color) {
	a.term = term.New(a.in, a.out, a.err, a.getenv, color)
	a.term.NoInput = a.noInput
	if !a.term.OutTTY {
		a.term.Out = &a.answer
	}
}

// answerWriter keeps the first error of writing the answer.
type answerWriter struct {
	w   io.Writer
	err error
}

// Write writes until that fails.
func (a *answerWriter) Write(b []byte) (int, error) {
	if a.err != nil {
		return 0, a.err
	}
	n, err := a.w.Write(b)
	a.err = err
	return n, err
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
func (a *app) repository(ctx context.Context) (*repo.Repo, error) { return a.open(ctx, repo.Options{}) }

// open is repository with more to say of what will be asked.
func (a *app) open(ctx context.Context, o repo.Options) (*repo.Repo, error) {
	if a.opened != nil {
		return a.opened, nil
	}
	o.Dir, o.Env, o.Talk = a.dir, a.env, gitTalk{a}
	r, err := repo.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	a.opened = r
	a.detail("repository %s", cmp.Or(r.Root(), r.GitDir()))
	return r, nil
}

// gitTalk shows what git and remotes say, where there is talk.
type gitTalk struct{ a *app }

// Write shows lines.
func (g gitTalk) Write(b []byte) (int, error) {
	if !g.a.inJSON() {
		g.a.talk("%s", term.Sanitize(strings.TrimSuffix(string(b), "\n")))
	}
	return len(b), nil
}

// project opens the repository with its settings.
func (a *app) project(ctx context.Context) (*catalog.Project, error) {
	r, err := a.repository(ctx)
	if err != nil {
		return nil, err
	}
	project, err := catalog.Open(ctx, r)
	if err == nil {
		project.Serves = a.serves(r)
	}
	return project, err
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

// detail says with -v what else went into the answer.
func (a *app) detail(format string, args ...any) {
	if a.verbose && !a.inJSON() {
		a.talk("%s", a.term.ErrStyle.Dim(term.OneLine(fmt.Sprintf(format, args...))))
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
