package repo

import (
	"crypto/sha1" //nolint:gosec // git names objects by it
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strings"

	"github.com/pjbgf/sha1cd"
)

// Hash is the full lower-case hexadecimal id of an object: 40 digits, or 64
// where the repository uses SHA-256.
type Hash string

// Short returns the first eight digits, for people to read.
func (h Hash) Short() string { return string(h[:min(8, len(h))]) }

// validHash reports whether s could be a Hash.
func validHash(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(s, "0123456789abcdef") == ""
}

// BlobHash returns the id that git gives to a file with these bytes. Nothing
// is written.
func (r *Repo) BlobHash(data []byte) Hash { return r.ObjectID(kindBlob, data) }

// ObjectID returns the id that git gives to an object of this kind ("commit",
// "tree", "blob" or "tag") with these bytes. Nothing is written.
func (r *Repo) ObjectID(kind string, data []byte) Hash {
	return hashObject(r.newHash(), kind, data)
}

// newHash returns the hash by which the repository names objects.
func (r *Repo) newHash() hash.Hash {
	if r.format == "sha256" {
		return sha256.New()
	}
	return sha1.New() //nolint:gosec // git names objects by it
}

func hashObject(h hash.Hash, kind string, data []byte) Hash {
	fmt.Fprintf(h, "%s %d\x00", kind, len(data))
	h.Write(data)
	return Hash(hex.EncodeToString(h.Sum(nil)))
}

// errSwapped is what is wrong with an object whose bytes are not those that its
// id stands for. Neither git nor go-git looks.
var errSwapped = errors.New("corrupt: its bytes are not those of this id")

// rehash checks that an object is the one that its id stands for. SHA-1 is
// computed as git does where it writes, which notices the known way of making
// two objects with one id (github.com/cr-marcstevens/sha1collisiondetection).
func (r *Repo) rehash(id Hash, o object) error {
	if r.format == "sha256" {
		if hashObject(sha256.New(), o.kind, o.data) != id {
			return &ObjectError{Hash: id, Err: errSwapped}
		}
		return nil
	}
	h, _ := sha1cd.New().(sha1cd.CollisionResistantHash)
	fmt.Fprintf(h, "%s %d\x00", o.kind, len(o.data))
	h.Write(o.data)
	if sum, collision := h.CollisionResistantSum(nil); collision || Hash(hex.EncodeToString(sum)) != id {
		return &ObjectError{Hash: id, Err: errSwapped}
	}
	return nil
}

// bytes returns the id in binary.
func (h Hash) bytes() ([]byte, error) {
	if !validHash(string(h)) {
		return nil, &ObjectError{Hash: h, Err: errors.New("is not an object id")}
	}
	return hex.DecodeString(string(h))
}
