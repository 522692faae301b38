package repo

import (
	"bytes"
	"context"
	"crypto/sha1" //nolint:gosec // git names objects by it
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// MergedTags returns the ids of the tag objects that commits hold whole, in
// their mergetag headers: those of a commit and of all that lead to it by their
// first parents. Such a tag can be read from the commit for as long as that is
// there, whatever becomes of its ref. The bytes of commits are held against their ids.
func (r *Repo) MergedTags(ctx context.Context, tip Hash) (map[Hash]bool, error) {
	out, err := r.git.run(ctx, nil, "rev-list", "--first-parent", string(tip), "--")
	if err != nil {
		return nil, err
	}
	var ids []Hash
	for _, id := range strings.Fields(string(out)) {
		ids = append(ids, Hash(id))
	}
	tags := map[Hash]bool{}
	err = r.eachObject(ctx, ids, func(i int, o object) error {
		if o.kind != kindCommit || r.idOf(o.kind, o.data) != ids[i] {
			return &ObjectError{Hash: ids[i], Err: errBadCommit}
		}
		for _, tag := range mergedTags(o.data) {
			tags[r.idOf(kindTag, tag)] = true
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

// idOf returns the id that an object of these bytes has.
func (r *Repo) idOf(kind string, data []byte) Hash {
	h := sha1.New() //nolint:gosec // git names objects by it
	if r.format == "sha256" {
		h = sha256.New()
	}
	fmt.Fprintf(h, "%s %d\x00", kind, len(data))
	h.Write(data)
	return Hash(hex.EncodeToString(h.Sum(nil)))
}
