package diag

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// maxSuggest is the length in characters above which no name is suggested.
const maxSuggest = 64

// Suggest returns the candidate nearest to name by edit distance (Damerau's:
// a swap of neighbours counts once), or "" where none is near enough to be
// meant: one edit for names of two to four characters, two for longer ones.
// Case and the characters - and _ do not count, so "max_tokens" finds
// "maxTokens". The name itself is no suggestion.
func Suggest(name string, candidates []string) string {
	for _, c := range candidates {
		if c != name && alike(c, name) {
			return c
		}
	}
	m := matcher{name: []rune(name)}
	best, limit := "", m.limit()
	for _, c := range candidates {
		if c == name || limit == 0 {
			continue
		}
		if d := m.distance(c, limit); d <= limit {
			best, limit = c, d-1
		}
	}
	return best
}

// DidYouMean returns ` (did you mean "x"?)` for the nearest candidate, or "".
func DidYouMean(name string, candidates []string) string {
	if s := Suggest(name, candidates); s != "" {
		return fmt.Sprintf(" (did you mean %q?)", s)
	}
	return ""
}

// alike reports whether two names are the same but for case, - and _.
func alike(a, b string) bool {
	for {
		var x, y rune
		x, a = nextPlain(a)
		y, b = nextPlain(b)
		if x != y {
			return false
		}
		if x == 0 {
			return true
		}
	}
}

// nextPlain takes the first character of a name that is neither - nor _, in
// lower case; it is 0 at the end.
func nextPlain(name string) (rune, string) {
	for name != "" && (name[0] == '-' || name[0] == '_') {
		name = name[1:]
	}
	if name == "" {
		return 0, ""
	}
	if c := name[0]; c < utf8.RuneSelf { // as nearly all are
		return unicode.ToLower(rune(c)), name[1:]
	}
	c, size := utf8.DecodeRuneInString(name)
	return unicode.ToLower(c), name[size:]
}

// matcher compares one name with many.
type matcher struct {
	name   []rune
	other  []rune
	matrix [maxSuggest + 1][maxSuggest + 1]int8
}

// limit is how many edits may lie between the name and what was meant.
func (m *matcher) limit() int {
	switch n := len(m.name); {
	case n < 2, n > maxSuggest:
		return 0
	case n <= 4:
		return 1
	default:
		return 2
	}
}

// distance is the optimal string alignment distance, or more than limit where
// it is larger than that.
func (m *matcher) distance(other string, limit int) int {
	if len(other) > utf8.UTFMax*maxSuggest {
		return limit + 1
	}
	m.other = append(m.other[:0], []rune(other)...)
	a, b := m.name, m.other
	if len(b) > maxSuggest || len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	d := &m.matrix
	for i := range a {
		d[i+1][0] = int8(i + 1)
	}
	for j := range b {
		d[0][j+1] = int8(j + 1)
	}
	for i := range a {
		for j := range b {
			cost := int8(1)
			if a[i] == b[j] {
				cost = 0
			}
			d[i+1][j+1] = min(d[i][j+1]+1, d[i+1][j]+1, d[i][j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d[i+1][j+1] = min(d[i+1][j+1], d[i-1][j-1]+1)
			}
		}
	}
	return int(d[len(a)][len(b)])
}
