package signoff

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/environment"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Tested is what a results file says, as far as it can be attested. Whoever can
// write the file can make all of it up: what it claims of the repository is looked
// up there, and nothing that the repository has is run.
type Tested struct {
	File    string // for messages
	Head    results.Head
	Summary results.Summary
	inputs  map[string]came // by their ids
	kept    int             // bytes of these ids
}

// maxKept is how many bytes the ids of the inputs of one file may take: those of some
// million.
const maxKept = 128 << 20

// came is how an input came out.
type came struct {
	runs int
	// Of the runs that passed: the fewest assertions that the answer was held to, and
	// the smallest share of their weight that held.
	passed, assertions int
	held               float64
}

// ReadTested reads a results file, which may have any number of cases.
func ReadTested(file string, r io.Reader) (*Tested, error) {
	t := &Tested{File: file, inputs: map[string]came{}}
	read, err := results.Each(file, r, t.add)
	if err != nil {
		return nil, err
	}
	t.Head, t.Summary = read.Head, read.Summary
	return t, nil
}

// add takes one more case.
func (t *Tested) add(c *results.Case) error {
	in, there := t.inputs[c.ID]
	if !there {
		if t.kept += len(c.ID); t.kept > maxKept {
			return t.unfit("there are more cases than can be attested")
		}
	}
	in.runs++
	if c.Status == results.Passed {
		if in.passed++; in.passed == 1 {
			in.assertions, in.held = len(c.Assertions), 1
		}
		in.assertions, in.held = min(in.assertions, len(c.Assertions)), min(in.held, held(c.Assertions))
	}
	t.inputs[c.ID] = in
	return nil
}

// held is the share of the weight of assertions that hold, 1 where none has weight.
func held(all []results.Assertion) float64 {
	hold, weight := 0.0, 0.0
	for _, a := range all {
		w := max(0, a.Weight)
		weight += w
		if a.Passed && a.Error == "" {
			hold += w
		}
	}
	if weight == 0 {
		return 1
	}
	return hold / weight
}

// UnfitError is why results are not attested.
type UnfitError struct{ File, Why string }

// Error names the file.
func (e *UnfitError) Error() string { return e.File + ": " + e.Why }

func (t *Tested) unfit(format string, args ...any) error {
	return &UnfitError{t.File, fmt.Sprintf(format, args...)}
}

// whole checks that a run was one of everything, and ended.
func (t *Tested) whole(errored bool) error {
	s := t.Summary
	again := fmt.Sprintf("run all of its tests again: promptctl test %s --report json=FILE", t.Head.Prompt)
	switch {
	case s.NotRun > 0 || s.Stopped != "":
		why := s.Stopped
		if why == "" {
			why = "it ended before"
		}
		return diag.WithHint(t.unfit("%d cases were not run (%s), and an evaluation is of all", s.NotRun, why), "%s", again)
	case s.Cases == 0:
		return diag.WithHint(t.unfit("no case was run, which shows nothing"), "%s", again)
	case s.Errored > 0 && !errored:
		return diag.WithHint(t.unfit("nobody can tell how %d of %d cases came out, as they errored", s.Errored, s.Cases),
			"%s; --allow-errored counts them as cases that did not pass", again)
	}
	return nil
}

// look finds the prompt that was run, as it is committed.
func (t *Tested) look(ctx context.Context, d *Desk) (*standing.Look, error) {
	at := t.Head.Commit
	if at == "" { // of a work tree: it may have just what is at HEAD
		at = standing.DefaultRevision
	}
	l, err := d.Look(ctx, t.Head.Prompt+"@rev:"+at)
	if err != nil {
		return nil, diag.WithHint(fmt.Errorf("%s: %w", t.File, err), "the commit that was tested must be here: git fetch, with all of the history")
	}
	if err := l.Findings.Err(); err != nil {
		return nil, err
	}
	return l, t.same(l)
}

// same checks that what was run is what is committed.
func (t *Tested) same(l *standing.Look) error {
	commit := l.Revision.Commit.Short()
	switch {
	case t.Head.Path != l.Subject.Path || t.Head.Prompt != l.Subject.Name:
		return t.unfit("%s was run from %s, and at %s it is %s", t.Head.Prompt, t.Head.Path, commit, l.Subject.Path)
	case t.Head.Digest == l.Subject.Digest:
		return nil
	case t.Head.Commit == "":
		return diag.WithHint(t.unfit("what was run of %s is not what is at HEAD (%s): %s was run, and %s is there", l.Name, commit, t.Head.Digest, l.Subject.Digest),
			"commit it, and run its tests again; or check out the commit whose work tree was tested")
	default:
		return t.unfit("%s at %s has the digest %s, and not %s", l.Name, commit, l.Subject.Digest, t.Head.Digest)
	}
}

// sameTests checks that the tests that were run are all that are committed.
func (t *Tested) sameTests(ctx context.Context, l *standing.Look) error {
	suite, err := l.Suite(ctx, []statement.Subject{l.Subject})
	if err != nil {
		return err
	}
	commit := l.Revision.Commit.Short()
	switch {
	case suite == statement.None:
		return t.unfit("%s has no tests at %s", l.Name, commit)
	case suite != t.Head.Suite:
		return diag.WithHint(t.unfit("the tests of %s at %s have the digest %s, and those that were run %s", l.Name, commit, suite, t.Head.Suite),
			"commit the tests, and run them again")
	}
	asks, err := l.Asks(ctx)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(asks)) {
		if err := t.did(l.Name, id, asks[id]); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(t.inputs)) {
		if asks[id].Runs == 0 {
			return t.unfit("case %q is none of the tests of %s at %s", id, l.Name, commit)
		}
	}
	return nil
}

// slack is how far shares of weight may be off by rounding.
const slack = 1e-9

// did checks that an input was run as often as its tests ask, and that it passed only
// where what they ask for holds.
func (t *Tested) did(name, id string, asked environment.Asked) error {
	least := 1.0
	if asked.Threshold != nil {
		least = *asked.Threshold
	}
	switch in := t.inputs[id]; {
	case in.runs < asked.Runs:
		return diag.WithHint(t.unfit("case %q was run %d times, and its tests ask for %d: an evaluation is of all of them", id, in.runs, asked.Runs),
			"run all of the tests: promptctl test %s, without choosing among them", name)
	case in.passed > 0 && in.assertions != asked.Assertions:
		return t.unfit("case %q is passed with %d assertions, and its tests have %d", id, in.assertions, asked.Assertions)
	case in.passed > 0 && in.held < least-slack:
		return t.unfit("case %q is passed, but too few of its assertions hold", id)
	}
	return nil
}
