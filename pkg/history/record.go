package history

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Record is all runs of a repository that were kept.
type Record struct {
	Runs     []*Run // the newest first
	Problems []Problem
}

// Problem is a line of a note that is no run that can be read. It stays where it
// is.
type Problem struct {
	Object  repo.Hash // that has the note
	Line    int       // of the note, from 1
	Message string
}

// String says where the line is and what is wrong with it.
func (p Problem) String() string {
	return fmt.Sprintf("%s of %s, line %d: %s", Ref, p.Object.Short(), p.Line, p.Message)
}

// Read reads the runs that a repository has.
func Read(ctx context.Context, r *repo.Repo) (*Record, error) {
	notes, err := r.Notes(ctx, Ref)
	if err != nil {
		return nil, err
	}
	return Parse(notes), nil
}

// Parse reads runs from notes. Whatever is in them, it is a run or among the
// problems, and neither the order of lines nor that one is there twice makes a
// difference.
func Parse(notes []repo.Note) *Record {
	record := &Record{}
	seen := map[string]bool{}
	for _, n := range notes {
		record.note(n, seen)
	}
	slices.SortStableFunc(record.Runs, func(a, b *Run) int {
		return cmp.Or(b.Head.Started.Compare(a.Head.Started), cmp.Compare(a.ID, b.ID))
	})
	return record
}

// note reads one note. It is copied where git rewrites a commit, so a run that was
// seen already is passed over.
func (r *Record) note(n repo.Note, seen map[string]bool) {
	number := 0
	for line := range bytes.Lines(n.Text) {
		number++
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue // as `git notes append` leaves between two texts
		}
		run, err := decode(line)
		if err != nil {
			r.Problems = append(r.Problems, Problem{n.Object, number, err.Error()})
			continue
		}
		written, err := run.Encode()
		if err == nil && !seen[string(written)] {
			seen[string(written)] = true
			r.Runs = append(r.Runs, run)
		}
	}
}

// Of returns the runs of a version, the newest first: those of its digest, whatever
// commit they are noted on.
func (r *Record) Of(digest string) []*Run {
	if digest == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Runs), func(run *Run) bool { return run.Head.Digest != digest })
}
