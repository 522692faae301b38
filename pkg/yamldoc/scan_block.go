package yamldoc

import "fmt"

// header is the first line of a block scalar.
type header struct {
	keep, strip bool
	increment   int // explicit indentation, or 0
	end         int // offset after the indicators
	next        int // offset of the next line, or of what should not be there
}

// readHeader reads what follows the | or > at i. Its ok is false where something
// stands on the line that is no indicator and no comment.
func (t text) readHeader(i int) (h header, ok bool) {
	i++
	for range 2 {
		switch c := t.at(i); {
		case c == '+' && !h.keep && !h.strip:
			h.keep = true
		case c == '-' && !h.keep && !h.strip:
			h.strip = true
		case c >= '1' && c <= '9' && h.increment == 0:
			h.increment = int(c - '0')
		default:
			i--
		}
		i++
	}
	h.end = i
	for t.blank(i) {
		i++
	}
	if t.at(i) == '#' {
		i = t.lineEnd(i)
	}
	n := t.breakLen(i)
	h.next = i + n
	return h, n > 0 || i >= len(t)
}

// block reads a block scalar.
func (s *scanner) block(style Style) *fault {
	if f := s.dropKey(); f != nil {
		return f
	}
	s.keyAllowed = true
	start := s.pos
	h, ok := s.text.readHeader(start)
	if !ok {
		return s.headerFault(h)
	}
	s.blockComment(h)
	s.pos, s.lineStart = h.next, h.next
	indent := 0
	if h.increment > 0 {
		indent = max(s.indent, 0) + h.increment
	}
	end := h.end
	for {
		blankEnd, f := s.blockBreaks(&indent)
		if f != nil {
			return f
		}
		if blankEnd > 0 && h.keep {
			end = blankEnd
		}
		if s.column() != indent || s.pos >= len(s.text) {
			break
		}
		s.pos = s.text.lineEnd(s.pos)
		end = s.pos
		s.newline()
	}
	s.addScalar(style, start, end, indent)
	return nil
}

// blockComment keeps the comment on a block scalar's first line.
func (s *scanner) blockComment(h header) {
	i := h.end
	for s.text.blank(i) {
		i++
	}
	if s.text.at(i) == '#' {
		s.comments = append(s.comments, Comment{Start: i, End: s.text.lineEnd(i)})
	}
}

func (s *scanner) headerFault(h header) *fault {
	c := s.peek()
	if s.text.at(h.next) == '0' && h.next == h.end {
		return failAt(h.next, faultFinal, "a block's indentation cannot be 0", fmt.Sprintf("leave it out: %c finds the indentation by itself", c))
	}
	return failAt(h.next, faultFinal, fmt.Sprintf("text after %c", c),
		fmt.Sprintf("start the text on the next line, indented; or quote it if it begins with %c", c))
}

// blockTabFault is that of a tab where a block is indented. A text may begin
// with one if the block says how far it is indented.
func (s *scanner) blockTabFault(indent int) *fault {
	f := s.tabFault()
	if deeper := s.column() - max(s.indent, 0); indent == 0 && deeper > 0 && deeper < 10 {
		f.hint = fmt.Sprintf("indent with spaces; for a text that begins with a tab, write |%d, which says how many spaces are before it", deeper)
	}
	return f
}

// blockBreaks skips the empty lines and the indentation of a block scalar, and
// finds the indentation where it is 0. It returns the end of the last empty
// line without its break, or 0.
func (s *scanner) blockBreaks(indent *int) (int, *fault) {
	widest, end := 0, 0
	for {
		for s.peek() == ' ' && (*indent == 0 || s.column() < *indent) {
			s.pos++
		}
		widest = max(widest, s.column())
		if s.peek() == '\t' && (*indent == 0 || s.column() < *indent) {
			return 0, s.blockTabFault(*indent)
		}
		line := s.pos
		if !s.newline() {
			break
		}
		end = line
	}
	if *indent == 0 {
		*indent = max(widest, s.indent+1, 1)
	}
	return end, nil
}
