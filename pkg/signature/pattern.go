package signature

import "strings"

// MatchList reports whether a text matches a list of patterns with commas
// between them: any of them, and none of those that begin with an exclamation
// mark (ssh_config(5), PATTERNS).
func MatchList(list, text string) bool {
	matched := false
	for pattern := range strings.SplitSeq(list, ",") {
		if negated, is := strings.CutPrefix(pattern, "!"); is {
			if match(negated, text) {
				return false
			}
			continue
		}
		matched = matched || match(pattern, text)
	}
	return matched
}

// match matches a pattern of * and ? without recursion: where a * stood last is
// all that is ever gone back to, so it takes the product of the lengths at most.
func match(pattern, text string) bool {
	p, t, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
