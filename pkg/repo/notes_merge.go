package repo

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
)

// notesFolder is where refs of notes are.
const notesFolder = "refs/notes/"

// UnionNotes says in the repository's own configuration that notes of a ref
// that were changed on two sides are to be merged by joining their lines, where
// nothing else is said of them: `git notes merge` then makes no conflict.
func (r *Repo) UnionNotes(ctx context.Context, ref string) error {
	key := "notes." + strings.TrimPrefix(ref, notesFolder) + ".mergeStrategy"
	_, said, err := r.Config(ctx, key)
	if err != nil || said {
		return err
	}
	return r.SetConfig(ctx, key, unionStrategy)
}

const unionStrategy = "cat_sort_uniq"

// MergeNotes merges the notes of another ref or commit, such as one that was
// fetched, into those of a ref of this full name. git merges them, by joining
// the lines of notes that were changed on both sides; a ref that is moved
// meanwhile is merged anew. Where there is no ref yet it gets the other's notes.
func (r *Repo) MergeNotes(ctx context.Context, ref, from string) error {
	other, err := r.Resolve(ctx, from)
	if err != nil {
		return err
	}
	return r.moveRef(ctx, ref, func(tip notesTip) (Hash, error) {
		if tip.commit == "" || tip.commit == other {
			return other, nil
		}
		return r.mergedNotes(ctx, tip.commit, other)
	})
}

// mergedNotes returns a commit of the notes of two. git can merge into a ref
// alone, and moves it from wherever it is by then: so it gets one of its own.
func (r *Repo) mergedNotes(ctx context.Context, ours, theirs Hash) (merged Hash, err error) {
	scratch := notesFolder + "merging/" + rand.Text()
	if _, err := r.git.run(ctx, nil, "update-ref", scratch, string(ours)); err != nil {
		return "", err
	}
	defer func() {
		_, gone := r.git.run(context.WithoutCancel(ctx), nil, "update-ref", "-d", scratch)
		err = errors.Join(err, gone)
	}()
	if _, err := r.git.run(ctx, nil, "-c", durable, "notes", "--ref", scratch, "merge", "-q", "-s", unionStrategy, string(theirs)); err != nil {
		return "", err
	}
	tip, err := r.notesTip(ctx, scratch)
	return tip.commit, err
}
