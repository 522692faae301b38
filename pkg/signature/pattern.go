package signature

import "strings"

// MatchList reports whether a word matches a list of patterns with commas
// between them: at least one that is not negated by !, and none that is
// (ssh_config(5), PATTERNS).
func MatchList(list, word string) bool {
	matched := false
	for p := range strings.SplitSeq(list, ",") {
		if len(p) > 0 && p[0] == '!' {
			if matchPattern(p[1:], word) {
				return false
			}
		} else if matchPattern(p, word) {
			matched = true
		}
	}
	return matched
}

// matchPattern reports whether a word matches one pattern, in which * stands for
// any bytes and ? for one. It takes time in proportion to the product of both
// lengths at worst: after a mismatch only the latest * is tried again.
func matchPattern(pattern, word string) bool {
	p, w := 0, 0
	star, retry := -1, 0
	for w < len(word) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, retry = p, w
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == word[w]):
			p++
			w++
		case star >= 0:
			retry++
			p, w = star+1, retry
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}
