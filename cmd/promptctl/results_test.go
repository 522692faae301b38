package main

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/environment"
	"github.com/promptctl-io/promptctl/pkg/history"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/rogpeppe/go-internal/testscript"
)

// madeRun is what came of a run of all tests of a prompt, in which every case passed. It
// can be changed before it is written.
type madeRun struct {
	results.Head
	results.Summary
	cases []*results.Case
}

// runOf is a run of the tests of NAME[@REV] in the repository at dir.
func runOf(dir string, env []string, reference string) (*madeRun, error) {
	ctx := context.Background()
	r, err := repo.Open(ctx, repo.Options{Dir: dir, Env: env})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	p, err := catalog.Open(ctx, r)
	if err != nil {
		return nil, err
	}
	target, err := p.Resolve(ctx, reference, "HEAD")
	if err != nil {
		return nil, err
	}
	closure, _, err := target.Catalog.Closure(ctx, target.Entry)
	if err != nil {
		return nil, err
	}
	snapshot, err := p.Snapshot(ctx, target.Revision)
	if err != nil {
		return nil, err
	}
	subject := statement.Subject{Digest: closure.Digest(), Name: target.Name, Path: target.File.Path}
	suite, err := environment.Suite(ctx, snapshot, []statement.Subject{subject})
	if err != nil {
		return nil, err
	}
	asks, err := environment.Asks(ctx, snapshot, subject)
	if err != nil {
		return nil, err
	}
	made := &madeRun{Head: results.Head{Version: results.Version, Prompt: subject.Name, Path: subject.Path, Reference: reference, Commit: string(target.Revision.Commit),
		Digest: subject.Digest, Suite: suite, Model: cmp.Or(closure.Prompt.Model.Value, "openai/gpt-4o-mini"), Mode: results.Live,
		Started: time.Date(2026, time.March, 2, 8, 30, 0, 0, time.UTC), Tool: "promptctl v1.2.3"}}
	if own, err := p.Policy(ctx); err == nil && own != nil {
		made.Repository = own.Repository
	}
	for _, id := range slices.Sorted(maps.Keys(asks)) {
		for repeat := range asks[id].Runs {
			c := &results.Case{ID: id, Repeat: repeat + 1, Status: results.Passed, Score: 1, Output: "an answer", LatencyMS: 20}
			for range asks[id].Assertions {
				c.Assertions = append(c.Assertions, results.Assertion{Type: "contains", Passed: true, Score: 1, Weight: 1})
			}
			made.cases = append(made.cases, c)
		}
	}
	made.sum()
	return made, nil
}

// sum makes the sums those of the cases.
func (r *madeRun) sum() {
	var s results.Summer
	for _, c := range r.cases {
		s.Add(c)
	}
	r.Summary = s.Summary()
}

// end has the cases of an id, or all where it is "*", end otherwise than they did.
func (r *madeRun) end(id string, status results.Status) {
	for _, c := range r.cases {
		if c.ID == id || id == "*" {
			c.Status, c.Score = status, 0
			for i := range c.Assertions {
				c.Assertions[i].Passed, c.Assertions[i].Score = false, 0
			}
		}
	}
	r.sum()
}

func (r *madeRun) all() iter.Seq2[*results.Case, error] {
	return func(yield func(*results.Case, error) bool) {
		for _, c := range r.cases {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// write writes the results to a file.
func (r *madeRun) write(file string) error {
	var s results.Summer
	for _, c := range r.cases {
		s.Add(c)
	}
	var text strings.Builder
	if err := results.Write(&text, r.Head, r.Summary, s.Modes(10), r.all()); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text.String()), 0o644)
}

// save keeps the run in the notes of the repository at dir.
func (r *madeRun) save(dir string, env []string) error {
	ctx := context.Background()
	in, err := repo.Open(ctx, repo.Options{Dir: dir, Env: env})
	if err != nil {
		return err
	}
	defer in.Close()
	p, err := catalog.Open(ctx, in)
	if err != nil {
		return err
	}
	var s results.Summer
	for _, c := range r.cases {
		s.Add(c)
	}
	_, err = history.Save(ctx, p, r.Head, r.Summary, s.Modes(10), r.all())
	return err
}

// change changes what KEY=VALUE says.
func (r *madeRun) change(text string) error {
	key, value, _ := strings.Cut(text, "=")
	switch key {
	case "fail":
		r.end(value, results.Failed)
	case "error":
		r.end(value, results.Errored)
	case "without":
		r.cases = slices.DeleteFunc(r.cases, func(c *results.Case) bool { return c.ID == value })
		r.sum()
	case "mode":
		r.Mode = value
	case "model":
		r.Model = value
	case "repository":
		r.Repository = value
	case "commit":
		r.Commit = value
	case "started":
		at, err := time.Parse(time.RFC3339, value)
		r.Started = at
		return err
	case "stopped":
		r.Stopped, r.NotRun = value, 1
	default:
		return fmt.Errorf("nothing is called %q", key)
	}
	return nil
}

// resultsCmd writes a results file of a run of all tests of a prompt at HEAD, in which
// every case passed, but for what is said:
//
//	results FILE NAME[@REV] fail=CASE mode=replay
func resultsCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: results FILE NAME[@REV] [KEY=VALUE…]")
	}
	env := append(os.Environ(), "HOME="+ts.Getenv("HOME"), "GIT_CONFIG_NOSYSTEM=1")
	made, err := runOf(ts.MkAbs("."), env, args[1])
	ts.Check(err)
	for _, change := range args[2:] {
		ts.Check(made.change(change))
	}
	ts.Check(made.write(filepath.Clean(ts.MkAbs(args[0]))))
}

// saveCmd keeps such a run, as `promptctl test --save` does:
//
//	save NAME[@REV] fail=CASE
func saveCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: save NAME[@REV] [KEY=VALUE…]")
	}
	env := append(os.Environ(), "HOME="+ts.Getenv("HOME"), "GIT_CONFIG_NOSYSTEM=1")
	for _, name := range []string{"NAME", "EMAIL", "DATE"} {
		for _, who := range []string{"AUTHOR", "COMMITTER"} {
			key := "GIT_" + who + "_" + name
			env = append(env, key+"="+ts.Getenv(key))
		}
	}
	made, err := runOf(ts.MkAbs("."), env, args[0])
	ts.Check(err)
	for _, change := range args[1:] {
		ts.Check(made.change(change))
	}
	ts.Check(made.save(ts.MkAbs("."), env))
}
