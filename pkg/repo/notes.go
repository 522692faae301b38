package repo

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// Note is what a ref of notes (git-notes(1)) says of an object, which need not
// be in the repository.
type Note struct {
	Object Hash
	Text   []byte
}

// Notes returns all notes of a ref of this full name, in the order of their
// objects. There are none where there is no such ref. A note that is too large
// to be read is an *ObjectError.
func (r *Repo) Notes(ctx context.Context, ref string) ([]Note, error) {
	tip, err := r.notesTip(ctx, ref)
	if err != nil || tip.commit == "" {
		return nil, err
	}
	found, err := r.noteBlobs(ctx, tip.tree, "")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ref, err)
	}
	slices.SortStableFunc(found, func(a, b noteBlob) int { return cmp.Compare(a.object, b.object) })
	notes, err := r.readNotes(ctx, found)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ref, err)
	}
	return notes, nil
}

// notesTip is what a ref of notes leads to; the commit is "" where there is none.
type notesTip struct{ commit, tree Hash }

func (r *Repo) notesTip(ctx context.Context, ref string) (notesTip, error) {
	refs, err := r.Refs(ctx, ref)
	if err != nil {
		return notesTip{}, err
	}
	i := slices.IndexFunc(refs, func(found Ref) bool { return found.Name == ref })
	if i < 0 {
		return notesTip{}, nil
	}
	commits, err := r.Commits(ctx, []Hash{refs[i].Hash})
	if err != nil {
		return notesTip{}, fmt.Errorf("%s: %w", ref, err)
	}
	return notesTip{refs[i].Hash, commits[0].Tree}, nil
}

// noteBlob is the blob that holds a note.
type noteBlob struct{ object, blob Hash }

// noteBlobs returns the notes in a tree and its folders. The digits of an
// object's id are spread over the names of folders and of a file, however git
// liked it. What is no note is passed over, as git does.
func (r *Repo) noteBlobs(ctx context.Context, tree Hash, digits string) ([]noteBlob, error) {
	entries, err := r.treeEntries(ctx, tree)
	if err != nil {
		return nil, err
	}
	var found []noteBlob
	for _, e := range entries {
		id := digits + e.name
		switch {
		case e.mode.IsFile() && len(id) == len(tree) && validHash(id):
			found = append(found, noteBlob{Hash(id), e.hash})
		case e.mode == modeTree && isFanOut(e.name) && len(id) < len(tree):
			below, err := r.noteBlobs(ctx, e.hash, id)
			if err != nil {
				return nil, err
			}
			found = append(found, below...)
		}
	}
	return found, nil
}

// isFanOut reports whether a folder holds the notes of objects whose next two
// digits are its name.
func isFanOut(name string) bool {
	return len(name) == 2 && strings.Trim(name, "0123456789abcdef") == ""
}

// treeEntries reads a tree object.
func (r *Repo) treeEntries(ctx context.Context, id Hash) ([]treeEntry, error) {
	data, err := r.objectOf(ctx, kindTree, id)
	if err != nil {
		return nil, err
	}
	entries, err := parseTree(data, len(id)/2)
	if err != nil {
		return nil, &ObjectError{Hash: id, Err: err}
	}
	return entries, nil
}

// readNotes reads the blobs. Several of one object are one note, a blob after
// the other, as git has it.
func (r *Repo) readNotes(ctx context.Context, found []noteBlob) ([]Note, error) {
	ids := make([]Hash, len(found))
	for i, n := range found {
		ids[i] = n.blob
	}
	var notes []Note
	err := r.eachObject(ctx, ids, func(i int, o object) error {
		if o.kind != kindBlob {
			return &ObjectError{Hash: ids[i], Err: fmt.Errorf("is a %s, not a blob", o.kind)}
		}
		if last := len(notes) - 1; last >= 0 && notes[last].Object == found[i].object {
			notes[last].Text = appendLines(notes[last].Text, o.data)
			return nil
		}
		notes = append(notes, Note{found[i].object, bytes.Clone(o.data)})
		return nil
	})
	return notes, err
}

// appendLines puts lines behind others, which end with a line feed then.
func appendLines(text, lines []byte) []byte {
	if len(text) > 0 && text[len(text)-1] != '\n' {
		text = append(text, '\n')
	}
	return append(text, lines...)
}
