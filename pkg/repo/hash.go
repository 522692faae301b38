package repo

import (
	"crypto/sha1" //nolint:gosec // git names objects by it
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strings"
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
func (r *Repo) BlobHash(data []byte) Hash {
	var h hash.Hash
	if r.format == "sha256" {
		h = sha256.New()
	} else {
		h = sha1.New() //nolint:gosec // git names objects by it
	}
	fmt.Fprintf(h, "blob %d\x00", len(data))
	h.Write(data)
	return Hash(hex.EncodeToString(h.Sum(nil)))
}

// bytes returns the id in binary.
func (h Hash) bytes() ([]byte, error) {
	if !validHash(string(h)) {
		return nil, &ObjectError{Hash: h, Err: errors.New("is not an object id")}
	}
	return hex.DecodeString(string(h))
}
