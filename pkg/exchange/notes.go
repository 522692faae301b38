package exchange

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/repo"
)

// maxPushes is how often notes are fetched, merged and pushed again where
// somebody else was quicker.
const maxPushes = 3

// tracking is the ref that holds the notes that a remote had when it was last
// asked. It is none of git's notes: those would be shown and pushed with ours.
func (x *Exchange) tracking(ref string) string {
	return "refs/promptctl/remotes/" + x.Remote + "/" + strings.TrimPrefix(ref, notesPrefix)
}

// trackNotes is the refspec that fetches notes.
func (x *Exchange) trackNotes(ref string) string { return "+" + ref + ":" + x.tracking(ref) }

// mergeNotes merges notes that were fetched into those that are here.
func (x *Exchange) mergeNotes(ctx context.Context, ref string, done *Done) error {
	before, err := x.notesHere(ctx, ref)
	if err != nil {
		return err
	}
	theirs, err := x.notesHere(ctx, x.tracking(ref))
	if err != nil {
		return err
	}
	if err := x.repo.MergeNotes(ctx, ref, x.tracking(ref)); err != nil {
		return fmt.Errorf("%ss of %s: %w", kindOf(ref), x.Remote, err)
	}
	x.there[ref] = theirs.id
	if n := theirs.without(before); n > 0 {
		done.Fetched = addLines(done.Fetched, Item{kindOf(ref), ref, theirs.id, n})
	}
	return nil
}

// pushNotes sends the notes of a ref. Where somebody else was quicker, theirs
// are fetched and merged first.
func (x *Exchange) pushNotes(ctx context.Context, ref string, done *Done) error {
	for try := 0; ; try++ {
		ours, err := x.notesHere(ctx, ref)
		if err != nil || ours.id == x.there[ref] {
			return err
		}
		_, err = x.repo.Push(ctx, x.Remote, []string{string(ours.id) + ":" + ref}, false)
		switch {
		case err == nil:
			return x.sentNotes(ctx, ref, ours, done)
		case !quicker(err) || try == maxPushes:
			return done.refuse(err)
		}
		if err := x.repo.Fetch(ctx, x.Remote, x.trackNotes(ref)); err != nil {
			return err
		}
		if err := x.mergeNotes(ctx, ref, done); err != nil {
			return err
		}
	}
}

// quicker reports whether a push was refused because the remote has more by now.
func quicker(err error) bool {
	var refused *repo.PushError
	return errors.As(err, &refused) && refused.First().Cause == repo.CauseBehind
}

// sentNotes notes down what a remote got that it had not.
func (x *Exchange) sentNotes(ctx context.Context, ref string, ours noteLines, done *Done) error {
	theirs, err := x.notesAt(ctx, x.there[ref])
	if err != nil {
		return err
	}
	x.there[ref] = ours.id
	if n := ours.without(theirs); n > 0 {
		done.Pushed = addLines(done.Pushed, Item{kindOf(ref), ref, ours.id, n})
	}
	return nil
}

// noteLines are the lines of all notes of a commit; its id is "" where there
// is none.
type noteLines struct {
	id    repo.Hash
	lines map[string]bool
}

func (x *Exchange) notesHere(ctx context.Context, ref string) (noteLines, error) {
	refs, err := x.repo.Refs(ctx, ref)
	i := slices.IndexFunc(refs, func(r repo.Ref) bool { return r.Name == ref })
	if err != nil || i < 0 {
		return noteLines{}, err
	}
	return x.notesAt(ctx, refs[i].Hash)
}

func (x *Exchange) notesAt(ctx context.Context, commit repo.Hash) (noteLines, error) {
	all := noteLines{commit, map[string]bool{}}
	if commit == "" {
		return all, nil
	}
	notes, err := x.repo.NotesAt(ctx, commit)
	for _, n := range notes {
		for line := range strings.Lines(string(n.Text)) {
			if line = strings.TrimSpace(line); line != "" {
				all.lines[string(n.Object)+" "+line] = true
			}
		}
	}
	return all, err
}

// without counts the lines that others have not.
func (l noteLines) without(others noteLines) int {
	n := 0
	for line := range l.lines {
		if !others.lines[line] {
			n++
		}
	}
	return n
}

// addLines adds an item of notes, or its lines to one that is there.
func addLines(items []Item, item Item) []Item {
	i := slices.IndexFunc(items, func(other Item) bool { return other.Ref == item.Ref })
	if i < 0 {
		return append(items, item)
	}
	items[i].ID, items[i].Lines = item.ID, items[i].Lines+item.Lines
	return items
}
