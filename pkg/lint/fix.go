package lint

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// maxRounds is how often what fixes have made is looked at again. A fix may
// make room for another one, but no file takes more than a few.
const maxRounds = 100

// maxLooked is how many bytes of one file are looked at, over and over, while
// it is mended: a hostile one must end. What is left over is reported, and the
// next run goes on with it.
const maxLooked = 3 * yamldoc.MaxSize

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

	// asStored says that the problems are about these bytes: a file that git
	// stores otherwise than it is on disk must be looked at as it is on disk.
	asStored bool
	read     reading // how After reads
	looked   int     // bytes that were looked at so far
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
		next := f.again(changed)
		if todo.Unusable {
			next = f.query // only promptctl.yaml was looked at so far
			next.Snapshot = repo.Overlay(next.Snapshot, f.texts())
		}
		if todo, err = Run(ctx, next); err != nil {
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
	mutex sync.Mutex
	files map[string]*FixedFile
}

// round makes one round of fixes and returns the files that it changed and that
// are to be looked at again.
func (f *fixer) round(ctx context.Context, result *Result) ([]string, error) {
	byFile := map[string][]Problem{}
	for _, p := range result.Problems {
		_, asked := slices.BinarySearch(result.Files, p.Range.File)
		if asked && p.Fix != nil && (!p.Fix.Unsafe || f.how.Unsafe) {
			byFile[p.Range.File] = append(byFile[p.Range.File], p)
		}
	}
	files := slices.Sorted(maps.Keys(byFile))
	if err := f.open(ctx, files); err != nil {
		return nil, err
	}
	var changed []string
	for _, file := range files {
		fixed := f.files[file]
		if fixed == nil {
			return nil, fmt.Errorf("%s: %w", file, fs.ErrNotExist)
		}
		if !fixed.asStored || fixed.mend(byFile[file]) {
			fixed.asStored = true // as it is looked at from now on
			if fixed.looked += len(fixed.After); fixed.looked < maxLooked {
				changed = append(changed, file)
			}
		}
	}
	return changed, nil
}

// open reads files that were not read yet, all at once: to ask git for each
// alone would take longer than all else.
func (f *fixer) open(ctx context.Context, files []string) error {
	files = slices.DeleteFunc(slices.Clone(files), func(file string) bool { return f.files[file] != nil })
	if len(files) == 0 {
		return nil
	}
	entries, err := f.query.Snapshot.Files(ctx, files...)
	if err != nil {
		return err
	}
	return f.query.Snapshot.ReadAll(ctx, entries, func(i int, stored []byte) error {
		file, text := entries[i].Path, stored
		if f.how.Text != nil {
			var err error
			if text, err = f.how.Text(file); err != nil {
				return err
			}
		}
		fixed := &FixedFile{File: file, Before: text, After: text, looked: len(text), asStored: bytes.Equal(stored, text)}
		fixed.read = fixed.reading(text)
		f.mutex.Lock()
		defer f.mutex.Unlock()
		f.files[file] = fixed
		return nil
	})
}

// mend makes those fixes that go together, or, where they do harm together, the
// first that does none alone. It reports whether the file changed.
func (f *FixedFile) mend(problems []Problem) bool {
	if f.take(f.compatible(problems)) {
		return true
	}
	return slices.ContainsFunc(problems, func(p Problem) bool { return f.take([]Problem{p}) })
}

// take makes the fixes of some problems, unless that does harm.
func (f *FixedFile) take(problems []Problem) bool {
	if f.looked >= maxLooked {
		return false
	}
	var edits []diag.Edit
	for _, p := range problems {
		edits = append(edits, p.Fix.Edits...)
	}
	after, err := diag.Apply(f.After, edits)
	if err != nil || bytes.Equal(after, f.After) {
		return false
	}
	read := f.reading(after)
	if f.read.harmed(read, len(problems) > 1) {
		return false
	}
	f.After, f.read = after, read
	f.Fixed = append(f.Fixed, problems...)
	return true
}

// compatible returns as many problems as can be mended at once, the first ones
// first, without making the file larger than one that is read.
func (f *FixedFile) compatible(problems []Problem) []Problem {
	var taken []diag.Edit // in order of place
	var can []Problem
	room := yamldoc.MaxSize - len(f.After)
	for _, p := range problems {
		growth := growth(p.Fix.Edits)
		if growth > max(room, 0) || slices.ContainsFunc(p.Fix.Edits, func(e diag.Edit) bool { return meets(taken, e) }) {
			continue
		}
		for _, e := range p.Fix.Edits {
			i, _ := slices.BinarySearchFunc(taken, e, compareEdits)
			taken = slices.Insert(taken, i, e)
		}
		can = append(can, p)
		room -= growth
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

// growth is the number of bytes by which edits make a file longer.
func growth(edits []diag.Edit) int {
	n := 0
	for _, e := range edits {
		n += len(e.New) - (e.End - e.Start)
	}
	return n
}

// reading is how a prompt reads.
type reading struct {
	document bool // there is something to read
	errors   int
}

// reading reads a text that the file may have.
func (f *FixedFile) reading(text []byte) reading {
	if !prompt.IsPrompt(f.File) {
		return reading{}
	}
	f.looked += len(text)
	p, found := prompt.Parse(f.File, text)
	return reading{document: p.Doc.Root != nil, errors: found.Count(diag.Error)}
}

// harmed reports whether a prompt that could be read cannot be any more. Several
// fixes must not make more errors than there were either; one alone may bring
// errors to light that it stood before.
func (r reading) harmed(now reading, several bool) bool {
	return r.document && !now.document || several && now.errors > r.errors
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
