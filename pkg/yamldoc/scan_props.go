package yamldoc

import "bytes"

// documentMark reads --- or ....
func (s *scanner) documentMark() *fault {
	s.unroll(-1)
	if f := s.dropKey(); f != nil {
		return f
	}
	s.keyAllowed = false
	kind := tokDocStart
	if s.peek() == '.' {
		kind = tokDocEnd
	}
	s.pos += 3
	s.add(kind, s.pos-3)
	return nil
}

// directive reads a line that starts with %. Only %YAML 1.1 and 1.2 are known.
func (s *scanner) directive() *fault {
	s.unroll(-1)
	if f := s.dropKey(); f != nil {
		return f
	}
	s.keyAllowed = false
	start, end := s.pos, s.text.lineEnd(s.pos)
	line := s.text[start:end]
	if i := bytes.IndexByte(line, '#'); i > 0 && s.text.blank(start+i-1) {
		s.comments = append(s.comments, Comment{Start: start + i, End: end})
		line = line[:i]
	}
	words := bytes.Fields(line)
	switch {
	case string(words[0]) == "%TAG":
		return &fault{at: start, end: end, code: "Y010", kind: faultFinal, msg: "tags of one's own are not allowed", hint: "remove the %TAG line"}
	case len(words) != 2 || string(words[0]) != "%YAML" || string(words[1]) != "1.1" && string(words[1]) != "1.2":
		return failAt(start, faultFinal, "a line that starts with % is a directive, and this one is unknown",
			"quote the text, or indent it if it belongs to the text above")
	}
	s.pos = end
	s.add(tokDirective, start)
	return nil
}

// anchor reads &name or *name.
func (s *scanner) anchor(kind tokenKind) *fault {
	if f := s.saveKey(); f != nil {
		return f
	}
	s.keyAllowed = false
	start := s.pos
	s.pos++
	for wordByte(s.peek()) {
		s.pos++
	}
	if s.pos == start+1 || !s.endsName() {
		return s.badAnchor(start, kind)
	}
	s.add(kind, start)
	return nil
}

// endsName reports whether a name of an anchor may end here.
func (s *scanner) endsName() bool {
	switch s.peek() {
	case '?', ':', ',', ']', '}', '%', '@', '`':
		return true
	}
	return s.text.blankOrEnd(s.pos)
}

func (s *scanner) badAnchor(start int, kind tokenKind) *fault {
	s.pos = start
	if kind == tokAlias {
		return failAt(start, faultStart, "a value that starts with * is an alias, and this is no alias's name", "quote the value")
	}
	return failAt(start, faultStart, "a value that starts with & is an anchor, and this is no anchor's name", "quote the value")
}

// wordByte reports whether a name of an anchor or of a tag may hold c.
func wordByte(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '-'
}

// tag reads !name, !!name, !handle!name or !<uri>.
func (s *scanner) tag() *fault {
	if f := s.saveKey(); f != nil {
		return f
	}
	s.keyAllowed = false
	start := s.pos
	s.pos++
	verbatim := s.peek() == '<'
	if verbatim {
		s.pos++
	}
	name := s.pos
	for tagByte(s.peek()) {
		s.pos++
	}
	empty := s.pos == name
	if verbatim {
		empty = empty || s.peek() != '>'
		s.pos++
	}
	if verbatim && empty || !s.text.blankOrEnd(s.pos) || !s.validTag(start) {
		s.pos = start
		return failAt(start, faultStart, "a value that starts with ! is a tag, and this is no tag's name", "quote the value")
	}
	s.add(tokTag, start)
	return nil
}

// validTag reports whether the tag from start to here has sound escapes, and
// something after a handle.
func (s *scanner) validTag(start int) bool {
	t := s.text[start:s.pos]
	for i := range t {
		if t[i] == '%' {
			if _, ok := t.hex(i+1, 2); !ok {
				return false
			}
		}
	}
	handle := 1
	for wordByte(t.at(handle)) {
		handle++
	}
	return t.at(handle) != '!' || handle+1 < len(t)
}

// tagByte reports whether a tag may hold c.
func tagByte(c byte) bool {
	return wordByte(c) || c != 0 && bytes.IndexByte([]byte(";/?:@&=+$,.!~*'()[]%"), c) >= 0
}

// badStart says what is wrong with a character that can start nothing.
func (s *scanner) badStart(c byte) *fault {
	if c == '\t' {
		return s.tabFault()
	}
	return failAt(s.pos, faultStart, "a value cannot start with "+string(rune(c)), "quote the value")
}
