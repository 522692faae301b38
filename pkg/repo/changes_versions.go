package repo

import (
	"context"
	"errors"
	"time"
)

// References tells which paths, from the repository's root, a file refers to by
// its content. It is asked for every content that a file had, so it has to be
// quick; it must not keep content, and must be safe for concurrent use.
type References func(path string, content []byte) []string

// VersionsQuery says of what the versions are asked for.
type VersionsQuery struct {
	Tip   Hash     // the commit to begin at
	Not   []Hash   // where to stop: these commits and all that lead to them are left out
	Paths []string // the files
	// Under is the folders that hold the files and all that they refer to;
	// nothing means everywhere. A file elsewhere is as good as constant.
	Under []string
	// References makes what a file refers to, and so on, part of it. Where it
	// is nil, files stand for themselves.
	References References
}

// Versions is what became of one file and of what it refers to.
type Versions struct {
	Count  int       // how many commits History gives
	Newest Hash      // the first of them; "" where there is none
	Date   time.Time // Newest's committer's date, in UTC
	// Beyond is the commits of Not, or before them, at which the history goes
	// on. With one commit in Not and that one in Beyond, the versions at Tip
	// are these and all of that commit's.
	Beyond []Hash
}

// Versions counts the versions of many files in one pass over all history, and
// returns them in the order of q.Paths. A version is a commit that History
// gives for the file with Closure. The commits are looked at as Changes gives
// them, so where dates run backwards another one of the versions may count as
// the newest.
//
// Where the history is cut off the error is an *IncompleteError, and the
// versions are those that can be seen.
//
// Each file's interest flows from a commit to the first parent in which nothing
// of the file differs, or, at a version, to all parents. On the way it is a bit
// in a set that is handed from commit to commit, so that a commit costs no more
// than the files that it changes.
func (r *Repo) Versions(ctx context.Context, q VersionsQuery) ([]Versions, error) {
	edge, err := r.edge()
	if err != nil {
		return nil, err
	}
	t, err := r.newTally(ctx, &q)
	if err != nil {
		return nil, err
	}
	var cut []Hash
	err = r.eachBlock(ctx, q.Tip, q.Not, q.Under, t.prepare, func(b *block) error {
		for i := range b.steps {
			if edge[b.steps[i].Commit] {
				cut = append(cut, b.steps[i].Commit)
			}
			if err := t.step(ctx, b, &b.steps[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return t.finish(), incomplete(cut)
}

// Closure follows a file and all that it refers to.
func (r *Repo) Closure(path string, references References) Follow {
	return func(ctx context.Context, commit Hash) ([]string, error) {
		at, err := r.At(ctx, commit)
		if err != nil {
			return nil, err
		}
		s, err := closureOf(0, path, func(path string) ([]string, error) { return r.referencesAt(ctx, at, path, references) })
		if err != nil {
			return nil, err
		}
		return s.paths(), nil
	}
}

// referencesAt returns what a file refers to. What is no file refers to nothing.
func (r *Repo) referencesAt(ctx context.Context, at Snapshot, path string, references References) ([]string, error) {
	data, err := at.Read(ctx, path)
	if isNoFile(err) || errors.Is(err, ErrSymlink) || errors.Is(err, ErrSubmodule) || errors.Is(err, ErrFolder) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return references(path, data), nil
}
