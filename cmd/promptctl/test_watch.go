package main

import (
	"bufio"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// watchInterval is how often files are looked at. To look at a hundred takes a
// millisecond.
const watchInterval = 300 * time.Millisecond

// watchTests runs the tests, and again whenever a file that they depend on changes, or
// at each line of standard input where that is no terminal. It ends with Ctrl-C, and
// with standard input.
func (a *app) watchTests(ctx context.Context, args []string, f *testFlags) error {
	again := a.triggers(ctx)
	var last error
	for {
		before, err := a.testOnce(ctx, args, f)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if last = err; err != nil && !said(err) {
			a.report(err)
		}
		a.talk("%s", a.term.ErrStyle.Dim("waiting for a change; Ctrl-C ends"))
		if more, err := again(before); err != nil || !more {
			return errors.Join(err, quiet(last))
		}
	}
}

// quiet is an error that has been told of, as no more than an exit status.
func quiet(err error) error {
	switch statusOf(err) {
	case statusDone:
		return nil
	case statusNo:
		return errNo
	case statusUsage:
		return usageError{errUndecided}
	}
	return errUndecided
}

// testOnce runs the tests as they are now, and returns how the files that they depend
// on were before.
func (a *app) testOnce(ctx context.Context, args []string, f *testFlags) (map[string]stamp, error) {
	if _, err := a.repository(ctx); err != nil {
		return nil, err
	}
	before := a.stamps(a.seen())
	a.tests = nil
	project, err := a.project(ctx)
	if err != nil {
		return before, err
	}
	all, err := a.testedPrompts(ctx, project, args, f)
	now := a.stamps(a.seen())
	for _, t := range all {
		maps.Copy(now, a.stamps(t.closure.Watch()))
	}
	maps.Copy(now, before) // what changed since then has changed
	if err != nil {
		return now, err
	}
	return now, a.testAll(ctx, project, all, f)
}

// seen are the files that were read so far, and those of tests that may come to be. A
// file that is wrong is among them: it is the one that will be mended.
func (a *app) seen() []string {
	return slices.Concat(slices.Collect(maps.Keys(a.sources)), a.tests, []string{config.File})
}

// triggers returns what waits for a reason to run again, given how the files that
// matter were; false is the end.
func (a *app) triggers(ctx context.Context) func(before map[string]stamp) (bool, error) {
	if a.term.InTTY {
		return func(before map[string]stamp) (bool, error) { return a.changed(ctx, before) }
	}
	lines := make(chan struct{})
	go func() {
		defer close(lines)
		for in := bufio.NewScanner(a.term.In); in.Scan(); {
			lines <- struct{}{}
		}
	}()
	return func(map[string]stamp) (bool, error) {
		select {
		case _, more := <-lines:
			return more, nil
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
}

// changed waits until one of the files has another size or time.
func (a *app) changed(ctx context.Context, before map[string]stamp) (bool, error) {
	files := slices.Collect(maps.Keys(before))
	tick := time.NewTicker(watchInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-tick.C:
		}
		if file := differing(before, a.stamps(files)); file != "" {
			a.talk("%s has changed", term.OneLine(file))
			return true, nil
		}
	}
}

// stamp is what a file's change shows in.
type stamp struct {
	size int64
	time time.Time
}

// stamps looks at files of the work tree; one that is not there has none.
func (a *app) stamps(files []string) map[string]stamp {
	all := map[string]stamp{}
	for _, file := range files {
		info, err := os.Stat(filepath.Join(a.opened.Root(), filepath.FromSlash(file)))
		if err != nil {
			all[file] = stamp{}
			continue
		}
		all[file] = stamp{info.Size(), info.ModTime()}
	}
	return all
}

// differing is the first file, by name, that differs; "" where none does.
func differing(before, after map[string]stamp) string {
	var all []string
	for file, was := range before {
		if now := after[file]; now.size != was.size || !now.time.Equal(was.time) {
			all = append(all, file)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return slices.Min(all)
}
