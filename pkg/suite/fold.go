package suite

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
)

// Folded is a text as ignoreCase compares it: upper and lower case letters are the same,
// by Unicode's full case folding, in which ß is ss.
func Folded(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return cases.Fold().String(s)
		}
	}
	return strings.ToLower(s)
}
