package statement

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Digest is the digest of some files by their paths: SHA-256 over the lines
// that sha256sum would print for them (HEX, two spaces, PATH), in bytewise
// order of path. As there, a path with a line end or a backslash has them escaped,
// and a backslash before its line, so that no two lists of files give the same
// lines. That of no files is None.
func Digest(files map[string][]byte) string {
	sums := make(map[string][sha256.Size]byte, len(files))
	for path, data := range files {
		sums[path] = sha256.Sum256(data)
	}
	return DigestOfSums(sums)
}

// DigestOfSums is Digest of files of which the SHA-256 is known.
func DigestOfSums(sums map[string][sha256.Size]byte) string {
	if len(sums) == 0 {
		return None
	}
	h := sha256.New()
	for _, path := range slices.Sorted(maps.Keys(sums)) {
		mark, shown := "", path
		if strings.ContainsAny(path, "\\\n\r") {
			mark, shown = `\`, strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`).Replace(path)
		}
		fmt.Fprintf(h, "%s%x  %s\n", mark, sums[path], shown)
	}
	return digestPrefix + hex.EncodeToString(h.Sum(nil))
}
