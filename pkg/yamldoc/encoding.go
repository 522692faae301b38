package yamldoc

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"
)

// byteOrderMark is U+FEFF in UTF-8.
const byteOrderMark = "\xEF\xBB\xBF"

// placeholder stands in the text that is parsed for a byte that is no text. It
// means nothing in YAML.
const placeholder = '_'

// A file with more stretches of bytes that are no text than these is not read:
// one with NULs is of another kind, one with many bytes that are not UTF-8 is in
// another encoding, and a finding for each would say nothing more.
const (
	maxAroundNUL = 3
	maxNotUTF8   = 9
	maxStrange   = 1000
)

// stretch is a run of bytes that are no text for one and the same reason.
type stretch struct {
	start, end int
	what       string
}

// encoding reports the bytes that are no text and returns the text with others
// in their place, byte for byte. Its ok is false where the file is no text at
// all.
func (r *report) encoding() (t text, ok bool) {
	src := r.doc.Src
	if bytes.HasPrefix(src, []byte("\xFF\xFE")) || bytes.HasPrefix(src, []byte("\xFE\xFF")) {
		r.add("Y008", 0, 2, "save the file as UTF-8", "the file is UTF-16")
		return nil, false
	}
	found := stretches(src)
	if at, what, hint := noText(src, found); what != "" {
		r.add("Y008", at.start, at.end, hint, "%s", what)
		return nil, false
	}
	t = src
	if len(found) > 0 {
		t = slices.Clone(src)
	}
	for _, s := range found {
		r.add("Y008", s.start, s.end, strangeHint(s.what), "%s", strangeMessage(src[s.start:s.end], s.what))
		for i := s.start; i < s.end; i++ {
			t[i] = placeholder
		}
	}
	return t, true
}

// stretches returns the bytes that are no text, up to one stretch more than a
// file may have.
func stretches(src []byte) []stretch {
	var all []stretch
	for i := 0; i < len(src) && len(all) <= maxStrange; {
		n, what := strange(src[i:])
		last := len(all) - 1
		switch {
		case what == "":
		case last >= 0 && all[last].end == i && all[last].what == what:
			all[last].end += n
		default:
			all = append(all, stretch{i, i + n, what})
		}
		i += n
	}
	return all
}

// noText says of a file that is no text what it is, where that shows first, and
// what to do about it.
func noText(src []byte, found []stretch) (at stretch, what, hint string) {
	foreign, first := 0, stretch{}
	for _, s := range found {
		if s.what == notUTF8 {
			first = cmp.Or(first, s)
			foreign += s.end - s.start
		}
	}
	switch {
	case len(found) > maxAroundNUL && bytes.IndexByte(src, 0) >= 0:
		return found[0], "the file is binary, or in an encoding that is not UTF-8", "save it as a text in UTF-8, or give it another name"
	case foreign > maxNotUTF8:
		return first, "the file is not UTF-8", strangeHint(notUTF8)
	case len(found) > maxStrange:
		return found[0], "the file is no text: it is full of control characters", "save it as a text in UTF-8, or give it another name"
	}
	return stretch{}, "", ""
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
