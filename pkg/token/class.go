package token

import (
	"unicode"
	"unicode/utf8"
)

// class is a set of properties of a character that the patterns of split.go ask
// for. The end of the text has none.
type class uint8

const (
	upper    class = 1 << iota // Lu, Lt
	lower                      // Ll
	caseless                   // Lm, Lo
	mark                       // M
	number                     // N
	space                      // White_Space
	newline                    // \r and \n, which are also space
	other                      // everything else

	letter = upper | lower | caseless
	head   = upper | caseless | mark // what a capitalised part of a word is made of
	tail   = lower | caseless | mark // what the rest of a word is made of
)

// classes knows the class of each character; those of the first plane, which
// are nearly all there are in a prompt, by one look into a table.
type classes struct{ bmp [1 << 16]class }

func newClasses() *classes {
	k := &classes{}
	for i := range k.bmp {
		k.bmp[i] = other
	}
	for _, p := range properties() {
		for _, r := range p.table.R16 {
			for c := uint32(r.Lo); c <= uint32(r.Hi); c += uint32(r.Stride) {
				k.bmp[c] = p.class
			}
		}
	}
	k.bmp['\n'], k.bmp['\r'] = space|newline, space|newline
	return k
}

type property struct {
	table *unicode.RangeTable
	class class
}

func properties() []property {
	return []property{
		{unicode.Lu, upper}, {unicode.Lt, upper}, {unicode.Ll, lower},
		{unicode.Lm, caseless}, {unicode.Lo, caseless},
		{unicode.M, mark}, {unicode.N, number}, {unicode.White_Space, space},
	}
}

// at returns the class and the length in bytes of the character at s[i:].
func (k *classes) at(s string, i int) (class, int) {
	if i >= len(s) {
		return 0, 0
	}
	if c := s[i]; c < utf8.RuneSelf {
		return k.bmp[c], 1
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	if int(r) < len(k.bmp) {
		return k.bmp[r], n
	}
	return astral(r), n
}

// astral returns the class of a character beyond the first plane.
func astral(r rune) class {
	for _, p := range properties() {
		if unicode.Is(p.table, r) {
			return p.class
		}
	}
	return other
}

// run returns the end of the longest run of characters from s[i:] that are in a
// class of set; i itself if there is none.
func (k *classes) run(s string, i int, set class) int {
	for {
		c, n := k.at(s, i)
		if c&set == 0 {
			return i
		}
		i += n
	}
}
