package lint

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// inText reports whether a value stands among the words of a text, so that tags
// can be put around it. Within an address, a link, an attribute, code or another
// word they would break what they are put into.
func (f *flow) inText(at int) bool {
	const reach = 500
	line := f.text[max(0, at-reach):at]
	line = line[bytes.LastIndexByte(line, '\n')+1:]
	before, _ := utf8.DecodeLastRune(line)
	return (len(line) == 0 || unicode.IsSpace(before)) && endsWord(f.text[at+1:]) && !opensMore(string(line))
}

// endsWord reports whether a text begins with white space or with the end of a
// sentence, or of a part of one.
func endsWord(text []byte) bool {
	text = bytes.TrimLeft(text, ".,;:!?")
	next, _ := utf8.DecodeRune(text)
	return len(text) == 0 || unicode.IsSpace(next)
}

// opensMore reports whether a line up to a value opens what it does not close: a
// tag, the text or the address of a link, a quotation.
func opensMore(line string) bool {
	open := strings.LastIndexByte(line, '<')
	inTag := open > strings.LastIndexByte(line, '>') && open+1 < len(line) && isTagName(line[open+1], true)
	return inTag || strings.LastIndexByte(line, '[') > strings.LastIndexByte(line, ']') ||
		strings.LastIndex(line, "](") > strings.LastIndexByte(line, ')') ||
		strings.Count(line, `"`)%2 == 1 || strings.Count(line, "`")%2 == 1
}
