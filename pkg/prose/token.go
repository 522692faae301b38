package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// token is a piece of text that is shown whole: a word, a number, a template's
// tag, a character of a script that is written without spaces, a mark, which may
// be repeated (---), or any other character as its reader sees it (a grapheme
// cluster, Unicode annex 29). Between tokens is white space.
type token struct{ start, end int32 }

// longestTag is the length in bytes above which {{…}} is no token.
const longestTag = 200

// tokens cuts a text up.
func tokens(text string) []token {
	all := make([]token, 0, len(text)/5)
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if unicode.IsSpace(r) {
			at += size
			continue
		}
		end := tokenEnd(text, at)
		all = append(all, token{int32(at), int32(end)})
		at = end
	}
	return all
}

// tokenEnd is where the token ends that begins at a place.
func tokenEnd(text string, at int) int {
	if end := tagEnd(text, at); end > 0 {
		return end
	}
	end, wordlike := character(text, at)
	if !wordlike {
		return repeated(text, at, end)
	}
	for end < len(text) {
		next, more := character(text, end)
		if !more && joins(text[end]) && next < len(text) { // don't, 1.5, gpt-4o
			_, more = character(text, next)
		}
		if !more {
			return end
		}
		end = next
	}
	return end
}

// repeated is where the repetitions end of a mark of ASCII.
func repeated(text string, at, end int) int {
	if text[at] >= utf8.RuneSelf || end > at+1 {
		return end
	}
	for end < len(text) && text[end] == text[at] && tagEnd(text, end) == 0 {
		next, _ := character(text, end)
		if next > end+1 {
			break // with an accent of its own
		}
		end = next
	}
	return end
}

// tagEnd is where a template's tag ends that begins at a place, and 0 where none
// does.
func tagEnd(text string, at int) int {
	if !strings.HasPrefix(text[at:], "{{") {
		return 0
	}
	rest := text[at:min(len(text), at+longestTag)]
	end := strings.Index(rest, "}}")
	if end < 0 || strings.ContainsRune(rest[:end], '\n') {
		return 0
	}
	end += len("}}")
	if strings.HasPrefix(rest[end:], "}") { // {{{x}}}
		end++
	}
	return at + end
}

// joins reports whether a character within a word belongs to it.
func joins(b byte) bool {
	return b == '\'' || b == '.' || b == ',' || b == '-' || b == '_'
}

// character is where the character ends that begins at a place, and whether it
// is one of those that words are made of.
func character(text string, at int) (end int, wordlike bool) {
	b := text[at]
	if b < utf8.RuneSelf && (at+1 == len(text) || text[at+1] < utf8.RuneSelf) {
		return at + 1, b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_'
	}
	cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(text[at:], -1)
	r, _ := utf8.DecodeRuneInString(cluster)
	return at + len(cluster), (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_') && !unspaced(r)
}

// unspaced reports whether a letter is of a script that puts no spaces between
// words.
func unspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
