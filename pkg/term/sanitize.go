package term

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sanitize returns text in which whatever a terminal would obey, or not show at
// all, is shown instead: an escape as <U+001B>, a byte that is no UTF-8 as
// <0x9B>. That is every control character but tab and line feed, and every
// invisible format character, among them those that turn the direction of
// writing around and those that hide a second text in the first. The joiners
// that emoji and Persian are written with stay. A carriage return before a line
// feed goes.
func Sanitize(text string) string {
	start := firstUnsafe(text)
	if start < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 16)
	b.WriteString(text[:start])
	for i := start; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, "<0x%02X>", text[i])
		case r == '\r' && strings.HasPrefix(text[i+1:], "\n"):
		case unsafe(r):
			fmt.Fprintf(&b, "<U+%04X>", r)
		default:
			b.WriteString(text[i : i+n])
		}
		i += n
	}
	return b.String()
}

// OneLine returns text sanitised and on one line: tabs and line feeds become
// spaces.
func OneLine(text string) string {
	text = Sanitize(text)
	if strings.ContainsAny(text, "\n\t") {
		text = strings.NewReplacer("\n", " ", "\t", " ").Replace(text)
	}
	return text
}

// firstUnsafe returns where the first character is that Sanitize replaces, or -1.
func firstUnsafe(text string) int {
	for i, r := range text {
		if r == utf8.RuneError || unsafe(r) {
			return i
		}
	}
	return -1
}

func unsafe(r rune) bool {
	switch {
	case r >= ' ' && r < 0x7F, r == '\n', r == '\t':
		return false
	case r == '\u200c', r == '\u200d': // zero width non-joiner, joiner
		return false
	case unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp):
		return true
	}
	// Format characters, but for the few that have a shape, such as the Arabic
	// number sign.
	return unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}
