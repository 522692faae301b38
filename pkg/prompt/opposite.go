package prompt

import "strings"

// areOpposites reports whether two names that are spelt nearly alike mean
// different things: one negates the other, or they are two of a pair or of a row.
// A slip of the pen does not make such a name of the other.
func areOpposites(a, b string) bool {
	return negates(a, b) || negates(b, a) || arePair(a, b) ||
		plainName(a) != plainName(b) && withoutDigits(a) == withoutDigits(b)
}

// negates reports whether a name is another one with a prefix such as un-.
func negates(name, other string) bool {
	name, other = plainName(name), plainName(other)
	for _, prefix := range []string{"un", "in", "non", "dis", "no"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && rest == other {
			return true
		}
	}
	return false
}

// plainName is a name without what is a matter of style.
func plainName(name string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r == '_' || r == '-' {
			return -1
		}
		return r
	}, name))
}

// withoutDigits is what names of a row have in common: city, city1 and city2.
func withoutDigits(name string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return -1
		}
		return r
	}, plainName(name))
}

// arePair reports whether a name has one word of a pair where another one has
// the other word.
func arePair(a, b string) bool {
	a, b = plainName(a), plainName(b)
	for _, pair := range [][2]string{
		{"min", "max"}, {"start", "end"}, {"first", "last"}, {"from", "to"}, {"in", "out"}, {"input", "output"}, {"before", "after"},
		{"old", "new"}, {"left", "right"}, {"low", "high"}, {"lower", "upper"}, {"source", "target"}, {"on", "off"},
	} {
		if swapped(a, b, pair[0], pair[1]) || swapped(a, b, pair[1], pair[0]) {
			return true
		}
	}
	return false
}

// swapped reports whether a becomes b with a word in the place of another one.
func swapped(a, b, word, other string) bool {
	for at := 0; ; {
		i := strings.Index(a[at:], word)
		if i < 0 {
			return false
		}
		at += i + 1
		if a[:at-1]+other+a[at-1+len(word):] == b {
			return true
		}
	}
}
