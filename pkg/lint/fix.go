package lint

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// maxRounds is how often what fixes have made is looked at again. A fix may
// make room for another one, but no file takes more than a few.
const maxRounds = 100

// Fixing says how problems are mended.
type Fixing struct {
	Unsafe bool // also by fixes that may change what a file means
	// Text returns a file's bytes as they are on disk, where git may store
	// others; nil takes them from the snapshot.
	Text func(file string) ([]byte, error)
}

// FixedFile is a file that fixes have changed.
type FixedFile struct {
	File          string
	Before, After []byte
	Fixed         []Problem // those that were mended, in the order in which that was done
}

// Fix mends what can be mended of the problems that Run reports for a query,
// in the files that it reports on, and returns the files that this changes, in
// order, with what is left. It writes nothing.
//
// Fixes are made in rounds: of two that overlap, one waits for the next round,
// which looks at the file anew. A fix after which a prompt that could be read
// cannot be is not made.
func Fix(ctx context.Context, q Query, how Fixing) ([]FixedFile, *Result, error) {
	f := &fixer{query: q, how: how, files: map[string]*FixedFile{}}
	f.query.unbounded = true
	todo, err := Run(ctx, f.query)
	if err != nil {
		return nil, nil, err
	}
	for range maxRounds {
		changed, err := f.round(ctx, todo)
		if err != nil {
			return nil, nil, err
		}
		if len(changed) == 0 {
			break
		}
		if todo, err = Run(ctx, f.again(changed)); err != nil {
			return nil, nil, err
		}
	}
	q.Snapshot = repo.Overlay(q.Snapshot, f.texts())
	left, err := Run(ctx, q)
	return f.fixed(), left, err
}

// fixer is a run of fixing.
type fixer struct {
	query Query
	how   Fixing
	files map[string]*FixedFile
}

// round makes one round of fixes and returns the files that it changed.
func (f *fixer) round(ctx context.Context, result *Result) ([]string, error) {
	byFile := map[string][]Problem{}
	for _, p := range result.Problems {
		_, asked := slices.BinarySearch(result.Files, p.Range.File)
		if asked && p.Fix != nil && (!p.Fix.Unsafe || f.how.Unsafe) {
			byFile[p.Range.File] = append(byFile[p.Range.File], p)
		}
	}
	var changed []string
	for _, file := range slices.Sorted(maps.Keys(byFile)) {
		fixed, asStored, err := f.open(ctx, file)
		if err != nil {
			return nil, err
		}
		if !asStored || fixed.mend(byFile[file]) {
			changed = append(changed, file)
		}
	}
	return changed, nil
}

// open returns a file as it is so far. It reports whether the problems are
// about these bytes: a file that git stores otherwise than it is on disk must
// be looked at once more as it is on disk.
func (f *fixer) open(ctx context.Context, file string) (fixed *FixedFile, asStored bool, err error) {
	if fixed := f.files[file]; fixed != nil {
		return fixed, true, nil
	}
	stored, err := f.query.Snapshot.Read(ctx, file)
	text := stored
	if err == nil && f.how.Text != nil {
		text, err = f.how.Text(file)
	}
	fixed = &FixedFile{File: file, Before: text, After: text}
	f.files[file] = fixed
	return fixed, bytes.Equal(stored, text), err
}

// mend makes those fixes that go together, or, where they do harm together, the
// first that does none alone. It reports whether the file changed.
func (f *FixedFile) mend(problems []Problem) bool {
	if f.take(compatible(problems)) {
		return true
	}
	return slices.ContainsFunc(problems, func(p Problem) bool { return f.take([]Problem{p}) })
}

// take makes the fixes of some problems, unless that does harm.
func (f *FixedFile) take(problems []Problem) bool {
	var edits []diag.Edit
	for _, p := range problems {
		edits = append(edits, p.Fix.Edits...)
	}
	after, err := diag.Apply(f.After, edits)
	if err != nil || bytes.Equal(after, f.After) || worse(f.File, f.After, after, len(problems) > 1) {
		return false
	}
	f.After = after
	f.Fixed = append(f.Fixed, problems...)
	return true
}

// compatible returns as many problems as can be mended at once, the first ones
// first.
func compatible(problems []Problem) []Problem {
	var taken []diag.Edit // in order of place
	var can []Problem
	for _, p := range problems {
		if slices.ContainsFunc(p.Fix.Edits, func(e diag.Edit) bool { return meets(taken, e) }) {
			continue
		}
		for _, e := range p.Fix.Edits {
			i, _ := slices.BinarySearchFunc(taken, e, compareEdits)
			taken = slices.Insert(taken, i, e)
		}
		can = append(can, p)
	}
	return can
}

// meets reports whether an edit overlaps one of those that are taken, or comes
// up to it: what one does may be undone by the other then.
func meets(taken []diag.Edit, e diag.Edit) bool {
	i, _ := slices.BinarySearchFunc(taken, e, compareEdits)
	return i < len(taken) && taken[i].Start <= e.End || i > 0 && taken[i-1].End >= e.Start
}

func compareEdits(a, b diag.Edit) int { return a.Start - b.Start }

// worse reports whether a prompt that could be read cannot be any more. Several
// fixes must not make more errors than there were either; one alone may bring
// errors to light that it stood before.
func worse(file string, before, after []byte, several bool) bool {
	if !prompt.IsPrompt(file) {
		return false
	}
	was, hadBefore := prompt.Parse(file, before)
	is, hasNow := prompt.Parse(file, after)
	return was.Doc.Root != nil && is.Doc.Root == nil || several && hasNow.Count(diag.Error) > hadBefore.Count(diag.Error)
}

// again is the query for the files that a round has changed.
func (f *fixer) again(changed []string) Query {
	q := f.query
	q.Snapshot = repo.Overlay(q.Snapshot, f.texts())
	q.Args, q.Changed, q.Path = changed, nil, nil
	return q
}

// texts are the files as they are so far.
func (f *fixer) texts() map[string][]byte {
	texts := make(map[string][]byte, len(f.files))
	for file, fixed := range f.files {
		texts[file] = fixed.After
	}
	return texts
}

func (f *fixer) fixed() []FixedFile {
	all := []FixedFile{}
	for _, fixed := range f.files {
		if len(fixed.Fixed) > 0 {
			all = append(all, *fixed)
		}
	}
	slices.SortFunc(all, func(a, b FixedFile) int { return strings.Compare(a.File, b.File) })
	return all
}
