// Command promptctl gives the prompts of a git repository their whole life:
// author, test, review, approve, deploy, monitor, refine.
package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

// The build puts the release's version, commit and date here.
var (
	version = "dev"
	commit  = ""
	date    = ""
)

func main() {
	if os.Getenv("GOGC") == "" {
		collectLate()
	}
	// Where nobody reads the answer any more, writing it fails, which is the end of
	// the work and no mistake (statusOf). Unless somebody waits for the signal, Go
	// ends the program by it.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	cobra.EnableCommandSorting = false // --help lists commands in the order of the work
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends what the first could not
	code := run(ctx, system{
		args: os.Args[1:], env: os.Environ(),
		in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now,
		build: builtBy(),
	})
	stop()
	os.Exit(code)
}

// collectLate leaves the first 32 MiB of garbage: most runs end before, and to
// collect it would take a fifth of their time. From then on twice as much is
// left as is in use.
func collectLate() {
	debug.SetGCPercent(800)
	first := new([64]byte)
	runtime.AddCleanup(first, func(int) { debug.SetGCPercent(200) }, 0) // it goes with the first collection
}

// system is the world as main hands it down: nothing else reads it.
type system struct {
	args  []string
	env   []string
	in    *os.File
	out   *os.File
	err   *os.File
	now   func() time.Time
	build build
}

// build tells which promptctl this is.
type build struct{ version, commit, date string }

// builtBy is what the build put in or, for a program that `go install` built,
// what Go knows of it.
func builtBy() build {
	b := build{version, commit, date}
	info, ok := debug.ReadBuildInfo()
	if !ok || version != "dev" {
		return b
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		b.version = v
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.commit = s.Value
		case "vcs.time":
			b.date = s.Value
		}
	}
	return b
}

// run executes one command line and returns its exit status.
func run(ctx context.Context, s system) int {
	a := newApp(s)
	root := a.root()
	root.SetArgs(s.args)
	err := root.ExecuteContext(ctx)
	if closing := a.close(); err == nil {
		err = closing
	}
	if a.answer.err != nil && (err == nil || said(err)) {
		err = a.answer.err
	}
	if err == nil {
		return statusDone
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return statusInterrupted
	}
	a.report(err)
	return statusOf(err)
}
