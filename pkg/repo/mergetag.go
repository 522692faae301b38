package repo

import (
	"bytes"
	"context"
	"strings"
)

// MergedTags returns the tag objects, by their ids, that commits hold whole, in
// their mergetag headers: those of a commit and of all that lead to it by their
// first parents. Such a tag can be read from the commit for as long as that is
// there, whatever becomes of its ref. The bytes of commits are held against their ids.
func (r *Repo) MergedTags(ctx context.Context, tip Hash) (map[Hash][]byte, error) {
	out, err := r.git.run(ctx, nil, "rev-list", "--first-parent", string(tip), "--")
	if err != nil {
		return nil, err
	}
	var ids []Hash
	for _, id := range strings.Fields(string(out)) {
		ids = append(ids, Hash(id))
	}
	tags := map[Hash][]byte{}
	err = r.eachObject(ctx, ids, func(i int, o object) error {
		if o.kind != kindCommit || r.ObjectID(o.kind, o.data) != ids[i] {
			return &ObjectError{Hash: ids[i], Err: errBadCommit}
		}
		for _, tag := range mergedTags(o.data) {
			tags[r.ObjectID(kindTag, tag)] = tag
		}
		return nil
	})
	return tags, err
}

// mergedTags returns the tags in a commit's headers. Each line of a header's
// value but the first begins with a space.
func mergedTags(commit []byte) [][]byte {
	var tags [][]byte
	inside := false
	for line := range bytes.Lines(commit) {
		switch {
		case len(line) == 1:
			return tags // the message begins
		case bytes.HasPrefix(line, []byte("mergetag ")):
			inside = true
			tags = append(tags, bytes.Clone(line[len("mergetag "):]))
		case inside && line[0] == ' ':
			tags[len(tags)-1] = append(tags[len(tags)-1], line[1:]...)
		default:
			inside = false
		}
	}
	return tags
}
