package yamldoc

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf8"
)

// byteOrderMark is U+FEFF in UTF-8.
const byteOrderMark = "\xEF\xBB\xBF"

// placeholder stands in the text that is parsed for a byte that is no text. It
// means nothing in YAML.
const placeholder = '_'

// maxStrange is how many stretches of bytes that are no text a file may have
// that is still read.
const maxStrange = 1000

// encoding reports the bytes that are no text and returns the text with others
// in their place, byte for byte. Its ok is false where the file is no text at
// all.
func (r *report) encoding() (t text, ok bool) {
	src := r.doc.Src
	if bytes.HasPrefix(src, []byte("\xFF\xFE")) || bytes.HasPrefix(src, []byte("\xFE\xFF")) {
		r.add("Y008", 0, 2, "save the file as UTF-8", "the file is UTF-16")
		return nil, false
	}
	t = src
	for i := 0; i < len(src); {
		n, what := strange(src[i:])
		if what == "" {
			i += n
			continue
		}
		if r.count["Y008"] == maxStrange {
			return nil, false
		}
		if &t[0] == &src[0] {
			t = slices.Clone(src)
		}
		end := i + n
		for end < len(src) {
			m, same := strange(src[end:])
			if same == "" || same != what {
				break
			}
			end += m
		}
		r.add("Y008", i, end, strangeHint(what), "%s", strangeMessage(src[i:end], what))
		for j := i; j < end; j++ {
			t[j] = placeholder
		}
		i = end
	}
	return t, true
}

// What a stretch of bytes can be that is no text.
const (
	notUTF8     = "not UTF-8"
	notText     = "control character"
	orderMark   = "byte order mark"
	noCharacter = "noncharacter"
)

// strange returns the length of the character that b starts with, or of the
// run of ordinary ASCII, and what is wrong with it.
func strange(b []byte) (n int, what string) {
	for n < len(b) && plainByte(b[n]) {
		n++
	}
	if n > 0 {
		return n, ""
	}
	c, size := utf8.DecodeRune(b)
	switch {
	case c == utf8.RuneError && size == 1:
		return 1, notUTF8
	case c < ' ' || c >= 0x7F && c < 0xA0:
		return size, notText
	case c == 0xFEFF:
		return size, orderMark
	case c == 0xFFFE || c == 0xFFFF:
		return size, noCharacter
	}
	return size, ""
}

func plainByte(c byte) bool {
	return c >= ' ' && c < 0x7F || c == '\n' || c == '\t' || c == '\r'
}

func strangeMessage(b []byte, what string) string {
	c, size := utf8.DecodeRune(b)
	if what == notUTF8 {
		return fmt.Sprintf("byte 0x%02X is not UTF-8", b[0])
	}
	if c == 0 {
		what = "NUL"
	}
	if n := len(b) / size; n > 1 {
		return fmt.Sprintf("%s (%U) and %d more like it", what, c, n-1)
	}
	return fmt.Sprintf("%s (%U)", what, c)
}

func strangeHint(what string) string {
	switch what {
	case notUTF8:
		return "save the file as UTF-8; it may be Latin-1 or Windows-1252"
	case orderMark:
		return "save the file as UTF-8 without a byte order mark"
	}
	return `remove it; where the text needs it, write it in double quotes as \x or \u`
}
