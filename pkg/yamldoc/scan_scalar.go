package yamldoc

import (
	"fmt"
	"unicode/utf8"
)

// addScalar appends the token of a scalar.
func (s *scanner) addScalar(style Style, start, end, indent int) {
	s.tokens = append(s.tokens, token{kind: tokScalar, style: style, start: start, end: end, indent: indent})
}

// plain reads a scalar without quotes, over as many lines as it has.
func (s *scanner) plain() *fault {
	if f := s.saveKey(); f != nil {
		return f
	}
	s.keyAllowed = false
	start, end := s.pos, s.pos
	newLine := false
	for !(s.column() == 0 && s.text.documentMark(s.pos)) && s.peek() != '#' {
		if to := s.plainRun(); to > s.pos {
			s.pos, end, newLine = to, to, false
		}
		if s.pos >= len(s.text) || !s.text.blankOrEnd(s.pos) {
			break
		}
		crossed, f := s.plainGap(newLine)
		if f != nil {
			return f
		}
		newLine = newLine || crossed
		if !s.inFlow() && s.column() <= s.indent {
			break
		}
	}
	s.addScalar(Plain, start, end, 0)
	if newLine {
		s.keyAllowed = true
	}
	return nil
}

// plainRun returns the end of the run of plain characters that starts here.
func (s *scanner) plainRun() int {
	i, flow := s.pos, s.inFlow()
	for ; i < len(s.text); i++ {
		switch s.text[i] {
		case ' ', '\t', '\n', '\r':
			return i
		case ':':
			if s.text.blankOrEnd(i + 1) {
				return i
			}
		case ',', '?', '[', ']', '{', '}':
			if flow {
				return i
			}
		case 0xC2, 0xE2:
			if s.text.breakLen(i) > 0 {
				return i
			}
		}
	}
	return i
}

// plainGap skips white space and line breaks after a run of plain characters
// and reports whether there was a break. A tab may not indent.
func (s *scanner) plainGap(newLine bool) (bool, *fault) {
	crossed := false
	for {
		if s.text.blank(s.pos) {
			if (newLine || crossed) && s.column() <= s.indent && s.peek() == '\t' {
				return false, s.tabFault()
			}
			s.pos++
		} else if s.newline() {
			crossed = true
		} else {
			return crossed, nil
		}
	}
}

func (s *scanner) tabFault() *fault {
	return failAt(s.pos, faultFinal, "a tab cannot indent", "indent with spaces")
}

// quoted reads a scalar in quotes.
func (s *scanner) quoted(style Style) *fault {
	if f := s.saveKey(); f != nil {
		return f
	}
	s.keyAllowed = false
	start, quote := s.pos, s.peek()
	s.pos++
	for {
		if s.pos >= len(s.text) || s.column() == 0 && s.text.documentMark(s.pos) {
			return failAt(start, faultFinal, "this quote is never closed",
				fmt.Sprintf("end the text with %c, or put all of it into quotes of the other kind", quote))
		}
		switch c := s.peek(); {
		case c == quote && style == SingleQuoted && s.next() == quote:
			s.pos += 2
		case c == quote:
			s.pos++
			s.addScalar(style, start, s.pos, 0)
			return nil
		case c == '\\' && style == DoubleQuoted:
			if f := s.escape(); f != nil {
				return f
			}
		default:
			if !s.newline() {
				s.pos++
			}
		}
	}
}

// escape skips an escape sequence in double quotes.
func (s *scanner) escape() *fault {
	at := s.pos
	s.pos++
	if s.newline() || s.pos >= len(s.text) {
		return nil
	}
	digits := escapeDigits(s.peek())
	if digits < 0 {
		r, size := utf8.DecodeRune(s.text[s.pos:])
		return &fault{at: at, end: s.pos + size, code: "Y001", kind: faultFinal,
			msg:  fmt.Sprintf(`unknown escape "\%c" in double quotes`, r),
			hint: `write \\ for a backslash, or use single quotes`}
	}
	s.pos++
	if _, ok := s.text.hex(s.pos, digits); digits > 0 && !ok {
		return failAt(at, faultFinal, fmt.Sprintf(`the escape "\%c" needs %d hexadecimal digits of a Unicode character`, s.text[s.pos-1], digits),
			`write \\ for a backslash, or use single quotes`)
	}
	s.pos += digits
	return nil
}

// escapeDigits returns the number of hexadecimal digits after the escape \c, or
// -1 where there is no such escape.
func escapeDigits(c byte) int {
	switch c {
	case '0', 'a', 'b', 't', '\t', 'n', 'v', 'f', 'r', 'e', ' ', '"', '\'', '\\', 'N', '_', 'L', 'P':
		return 0
	case 'x':
		return 2
	case 'u':
		return 4
	case 'U':
		return 8
	}
	return -1
}

// hex returns the Unicode character that n hexadecimal digits at i name.
func (t text) hex(i, n int) (rune, bool) {
	v := 0
	for k := range n {
		switch c := t.at(i + k); {
		case c >= '0' && c <= '9':
			v = v<<4 + int(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			v = v<<4 + int(c|0x20-'a') + 10
		default:
			return 0, false
		}
	}
	return rune(v), v <= utf8.MaxRune && (v < 0xD800 || v > 0xDFFF)
}
