package statement

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
)

// Digest is the digest of some files by their paths: SHA-256 over the lines
// that sha256sum would print for them (HEX, two spaces, PATH), in bytewise
// order of path. That of no files is None.
func Digest(files map[string][]byte) string {
	if len(files) == 0 {
		return None
	}
	h := sha256.New()
	for _, path := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%x  %s\n", sha256.Sum256(files[path]), path)
	}
	return digestPrefix + hex.EncodeToString(h.Sum(nil))
}
