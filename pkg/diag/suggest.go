package diag

import (
	"fmt"
	"strings"
)

// Suggest returns the candidate nearest to name by edit distance (Damerau's:
// a swap of neighbours counts once), or "" where none is near enough to be
// meant: one edit for up to four characters, two for longer names. Case and
// the characters - and _ do not count, so "max_tokens" finds "maxTokens".
func Suggest(name string, candidates []string) string {
	for _, c := range candidates {
		if c != name && plain(c) == plain(name) {
			return c
		}
	}
	limit := 2
	if len([]rune(name)) <= 4 {
		limit = 1
	}
	best, bestDistance := "", limit+1
	for _, c := range candidates {
		if d := distance([]rune(name), []rune(c), limit); d < bestDistance {
			best, bestDistance = c, d
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

// plain is a name without its case and its - and _.
func plain(name string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(name))
}

// distance is the optimal string alignment distance, or limit+1 where it is
// larger than limit.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return min(rows[len(a)][len(b)], limit+1)
}
