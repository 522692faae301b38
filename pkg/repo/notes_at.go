package repo

import (
	"cmp"
	"context"
	"slices"
)

// NotesAt returns the notes that a commit of notes holds, as Notes does.
func (r *Repo) NotesAt(ctx context.Context, commit Hash) ([]Note, error) {
	commits, err := r.Commits(ctx, []Hash{commit})
	if err != nil {
		return nil, err
	}
	found, err := r.noteBlobs(ctx, commits[0].Tree, "")
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(found, func(a, b noteBlob) int { return cmp.Compare(a.object, b.object) })
	return r.readNotes(ctx, found)
}
