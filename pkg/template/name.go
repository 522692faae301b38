package template

import "strings"

// validName reports whether s names data: "." or segments of ASCII letters,
// digits, _ and - joined by dots.
func validName(s string) bool { return s == "." || s != "" && nameLen(s) == len(s) }

// nameLen is the length of the longest dotted name that s starts with.
func nameLen(s string) int {
	end := 0
	for i := range len(s) {
		switch {
		case nameByte(s[i]):
			end = i + 1
		case s[i] != '.' || end != i || i == 0:
			return end
		}
	}
	return end
}

func nameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-'
}

// validPartial reports whether s names a partial: a name or a path of ASCII
// letters, digits and the characters _ - . /. Where a path may lead is for
// whoever loads partials to say.
func validPartial(s string) bool {
	for i := range len(s) {
		if !nameByte(s[i]) && s[i] != '.' && s[i] != '/' {
			return false
		}
	}
	return s != ""
}

// guess returns the first plain name in s, which is what a malformed tag
// such as x|upper or $x most likely speaks of, and its place in s.
func guess(s string) (string, int) {
	at := strings.IndexFunc(s, func(r rune) bool { return r < 0x80 && nameByte(byte(r)) && r != '-' })
	if at < 0 {
		return "", 0
	}
	return s[at : at+nameLen(s[at:])], at
}

// near reports whether a was probably meant to be b: they differ in case, in -
// and _, or in one place by a character (two in longer names).
func near(a, b string) bool {
	if strings.EqualFold(plain(a), plain(b)) {
		return true
	}
	limit := 1
	if min(len(a), len(b)) > 4 {
		limit = 2
	}
	whole := min(len(a), len(b))
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for a != "" && b != "" && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return whole > limit && max(len(a), len(b)) <= limit
}

// plain is a name without its - and _.
func plain(name string) string { return strings.NewReplacer("-", "", "_", "").Replace(name) }
