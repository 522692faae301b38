package history

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/results"
)

// Save keeps what came of a run in the notes of the commit that has the prompt as
// it was run, and returns what is kept. A run of the work tree or of the index is
// kept where a commit that leads to HEAD has the same bytes, and refused elsewhere:
// a version is a commit, and a history of what nobody else has shows nothing. However
// many save at once, none is lost.
func Save(ctx context.Context, p *catalog.Project, head results.Head, sum results.Summary, modes []results.FailureMode, cases iter.Seq2[*results.Case, error]) (*Run, error) {
	commit, err := place(ctx, p, head)
	if err != nil {
		return nil, fmt.Errorf("the results of %s are not kept: %w", head.Prompt, err)
	}
	head.Commit = string(commit)
	by, err := p.Repo.Settings().Identity(ctx)
	if err != nil {
		return nil, err
	}
	run, err := newRun(head, sum, modes, cases, by)
	if err != nil {
		return nil, err
	}
	line, err := run.Encode()
	if err != nil {
		return nil, err
	}
	if err := p.Repo.AppendNote(ctx, Ref, commit, line, "Keep results of "+head.Prompt); err != nil {
		return nil, err
	}
	// How others merge is a convenience: what is written is written, and who
	// merges can say it.
	_ = p.Repo.UnionNotes(ctx, Ref)
	return run, nil
}

// Check returns why a run would not be kept, nil where it would: whoever asks before
// it is run has paid for nothing.
func Check(ctx context.Context, p *catalog.Project, head results.Head) error {
	if _, err := place(ctx, p, head); err != nil {
		return fmt.Errorf("the results of %s could not be kept: %w", head.Prompt, err)
	}
	return nil
}

// newRun makes a line of what came of a run.
func newRun(head results.Head, sum results.Summary, modes []results.FailureMode, cases iter.Seq2[*results.Case, error], by repo.Person) (*Run, error) {
	head.Started = head.Started.UTC()
	for _, text := range []*string{&head.Prompt, &head.Path, &head.Reference, &head.Model, &head.Tool} {
		*text = valid(*text)
	}
	run := &Run{Version: Format, Head: head, Summary: sum, Modes: kept(modes), By: Author{valid(by.Name), valid(by.Email)}}
	if err := run.take(cases); err != nil {
		return nil, err
	}
	if err := run.fit(); err != nil {
		return nil, err
	}
	if err := run.check(); err != nil {
		return nil, fmt.Errorf("the run %w", err)
	}
	return run, nil
}

// kept is what is kept of the ways in which answers failed: without the answers.
func kept(modes []results.FailureMode) []Mode {
	all := []Mode{}
	for _, m := range modes[:min(len(modes), maxModes)] {
		ids := []string{}
		for _, id := range m.Cases[:min(len(m.Cases), maxExamples)] {
			ids = append(ids, valid(id))
		}
		all = append(all, Mode{valid(m.Assertion), valid(m.Name), valid(m.Place), m.Count, ids})
	}
	return all
}

// take takes the cases, of which there may be any number.
func (r *Run) take(cases iter.Seq2[*results.Case, error]) error {
	var fell, passed places
	all := 0
	for c, err := range cases {
		if err != nil {
			return err
		}
		one := Case{valid(c.ID), max(c.Repeat, 1), c.Status, math.Round(c.Score*1e4) / 1e4}
		if c.Status == results.Passed {
			passed.add(all, one)
		} else {
			fell.add(all, one)
		}
		all++
	}
	passed = passed[:min(len(passed), maxCases-len(fell))]
	r.Cases = merged(fell, passed)
	r.Left = all - len(r.Cases)
	return nil
}

// places are the first cases of a kind, each with its number in the run.
type places []struct {
	at int
	Case
}

func (p *places) add(at int, c Case) {
	if len(*p) < maxCases {
		*p = append(*p, struct {
			at int
			Case
		}{at, c})
	}
}

// merged puts two kinds of cases together, in the order of the run.
func merged(a, b places) []Case {
	all := make([]Case, 0, len(a)+len(b))
	for len(a)+len(b) > 0 {
		from := &a
		if len(a) == 0 || len(b) > 0 && b[0].at < a[0].at {
			from = &b
		}
		all = append(all, (*from)[0].Case)
		*from = (*from)[1:]
	}
	return all
}

// fit leaves out cases, those that passed first, until the line is no longer than
// it may be, and names the run.
func (r *Run) fit() error {
	for {
		if err := r.named(); err != nil {
			return err
		}
		line, err := r.Encode()
		if err != nil || len(line) <= maxLine {
			return err
		}
		half := len(r.Cases) / 2
		if half == 0 {
			return errors.New("the run is too large to be kept")
		}
		r.Left += len(r.Cases) - half
		r.Cases = fewer(r.Cases, half)
	}
}

// fewer returns some of the cases, and all that did not pass before any that did.
func fewer(cases []Case, most int) []Case {
	var fell, passed places
	for i, c := range cases {
		if c.Status == results.Passed {
			passed.add(i, c)
		} else {
			fell.add(i, c)
		}
	}
	fell = fell[:min(len(fell), most)]
	return merged(fell, passed[:min(len(passed), most-len(fell))])
}

// place finds the commit that a run is noted on: the one that was run, or the one
// that made the version.
func place(ctx context.Context, p *catalog.Project, head results.Head) (repo.Hash, error) {
	if head.Commit != "" {
		return placeAt(ctx, p, head)
	}
	log, err := p.Log(ctx, catalog.LogQuery{Reference: head.Prompt + "@rev:HEAD"})
	if log == nil {
		return "", err
	}
	for _, v := range log.Versions {
		if v.Digest == head.Digest {
			return v.Commit.Hash, nil
		}
	}
	if err != nil { // the history is cut off: it may be there
		return "", err
	}
	err = errors.New("no commit that leads to HEAD has it as it was run, and only a version has a history")
	return "", diag.WithHint(err, "commit it, and run its tests again")
}

// placeAt checks that a commit has the prompt as it was run. What a ledger serves
// is noted where it comes from.
func placeAt(ctx context.Context, p *catalog.Project, head results.Head) (repo.Hash, error) {
	target, err := p.Resolve(ctx, head.Prompt+"@rev:"+head.Commit, "")
	if err != nil {
		return "", err
	}
	if target, err = p.AtSource(ctx, target); err != nil {
		return "", err
	}
	closure, _, err := target.Catalog.Closure(ctx, target.Entry)
	if err != nil {
		return "", err
	}
	if digest := closure.Digest(); digest != head.Digest {
		return "", fmt.Errorf("at %s it has the digest %s, and what was run has %s", target.Revision.Commit.Short(), digest, head.Digest)
	}
	return target.Revision.Commit, nil
}
