package repo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

const (
	// durable has git wait until what it writes is on the disk.
	durable = "core.fsync=loose-object,reference"
	// maxFlat is how many notes a folder holds before new ones get folders of
	// their own.
	maxFlat = 256
	// maxMoved is how often a ref may move under the hands of one who writes, and
	// maxStuck how often it may refuse without having moved. git waits for the
	// lock of a ref by itself.
	maxMoved, maxStuck = 500, 5
)

// AppendNote appends lines to the note that a ref of this full name has of an
// object, and makes the note and the ref where there is none. Of several that do
// so at once, in this process or another, none is lost: the ref is moved only
// from where it was read. The message is that of the commit.
func (r *Repo) AppendNote(ctx context.Context, ref string, object Hash, lines []byte, message string) error {
	if !validHash(string(object)) {
		return &ObjectError{Hash: object, Err: errors.New("is not an object id")}
	}
	return r.moveRef(ctx, ref, func(tip notesTip) (Hash, error) {
		tree, err := r.withNote(ctx, tip.tree, string(object), lines)
		if err != nil {
			return "", err
		}
		args := []string{"-c", durable, "commit-tree", string(tree)}
		if tip.commit != "" {
			args = append(args, "-p", string(tip.commit))
		}
		return r.hash(ctx, []byte(message), args...)
	})
}

// moveRef moves a ref of notes to the commit that next makes of where it is,
// and begins anew where somebody else has moved it meanwhile.
func (r *Repo) moveRef(ctx context.Context, ref string, next func(notesTip) (Hash, error)) error {
	tip, err := r.notesTip(ctx, ref)
	for moved, stuck := 0, 0; err == nil; {
		var commit Hash
		if commit, err = next(tip); err != nil || commit == tip.commit {
			return err
		}
		refused := r.swapRef(ctx, ref, tip.commit, commit)
		if refused == nil || ctx.Err() != nil {
			return refused
		}
		var now notesTip
		if now, err = r.notesTip(ctx, ref); err != nil {
			return err
		}
		if now == tip {
			stuck++
		} else {
			moved++
		}
		if stuck > maxStuck || moved > maxMoved {
			return diag.WithHint(refused, "nothing was written: see that no other git works in the repository and that its refs can be written, and try again")
		}
		tip = now
	}
	return err
}

// swapRef moves a ref, if it still is at old, or is not there where old is "".
func (r *Repo) swapRef(ctx context.Context, ref string, old, now Hash) error {
	if old == "" {
		old = Hash(strings.Repeat("0", len(now)))
	}
	_, err := r.git.run(ctx, nil, "-c", durable, "update-ref", "-m", "promptctl: notes", "--create-reflog", ref, string(now), string(old))
	return err
}

// withNote writes a tree in which lines are added to the note whose id has
// these digits left, and returns it; "" stands for the tree of no notes.
func (r *Repo) withNote(ctx context.Context, tree Hash, digits string, lines []byte) (Hash, error) {
	var entries []treeEntry
	var err error
	if tree != "" {
		if entries, err = r.treeEntries(ctx, tree); err != nil {
			return "", err
		}
	}
	e, at := notePlace(entries, digits)
	if e.mode == modeTree {
		e.hash, err = r.withNote(ctx, e.hash, digits[2:], lines)
	} else {
		e.hash, err = r.longerBlob(ctx, e.hash, lines)
	}
	if err != nil {
		return "", err
	}
	return r.makeTree(ctx, slices.Replace(entries, at, min(at+1, len(entries)), e))
}

// notePlace returns the entry of a folder that holds a note or is to hold it,
// and where it is among the entries, or their number for one that is new.
func notePlace(entries []treeEntry, digits string) (treeEntry, int) {
	file := slices.IndexFunc(entries, func(e treeEntry) bool { return e.name == digits && e.mode.IsFile() })
	if file >= 0 {
		return entries[file], file
	}
	folder := slices.IndexFunc(entries, func(e treeEntry) bool { return e.mode == modeTree && e.name == digits[:2] })
	if folder >= 0 && len(digits) > 2 {
		return entries[folder], folder
	}
	deeper := slices.ContainsFunc(entries, func(e treeEntry) bool { return e.mode == modeTree && isFanOut(e.name) })
	if len(digits) > 2 && (deeper || len(entries) >= maxFlat) {
		return treeEntry{mode: modeTree, name: digits[:2]}, len(entries)
	}
	return treeEntry{mode: Regular, name: digits}, len(entries)
}

// longerBlob writes the blob with lines behind it; "" is an empty one.
func (r *Repo) longerBlob(ctx context.Context, blob Hash, lines []byte) (Hash, error) {
	var text []byte
	if blob != "" {
		was, err := r.objectOf(ctx, kindBlob, blob)
		if err != nil {
			return "", err
		}
		text = bytes.Clone(was)
	}
	if len(text)+len(lines) > maxObject {
		return "", &ObjectError{Hash: blob, Err: errTooLarge}
	}
	return r.hash(ctx, appendLines(text, lines), "-c", durable, "hash-object", "-w", "--stdin")
}

// makeTree writes a tree.
func (r *Repo) makeTree(ctx context.Context, entries []treeEntry) (Hash, error) {
	var list strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&list, "%06o %s %s\t%s\x00", uint32(e.mode), e.kind(), e.hash, e.name)
	}
	return r.hash(ctx, []byte(list.String()), "-c", durable, "mktree", "-z", "--missing")
}

// kind is that of the object that an entry names.
func (e treeEntry) kind() string {
	switch e.mode {
	case modeTree:
		return kindTree
	case Gitlink:
		return kindCommit
	default:
		return kindBlob
	}
}

// hash runs a git that writes an object and answers with its id.
func (r *Repo) hash(ctx context.Context, stdin []byte, args ...string) (Hash, error) {
	out, err := r.git.run(ctx, bytes.NewReader(stdin), args...)
	if err != nil {
		return "", err
	}
	id := strings.TrimSuffix(string(out), "\n")
	if !validHash(id) {
		return "", fmt.Errorf("git %s answers %q", subcommand(args), id)
	}
	return Hash(id), nil
}
