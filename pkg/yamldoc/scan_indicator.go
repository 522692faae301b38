package yamldoc

import (
	"fmt"
	"slices"
)

// openFlow reads [ or {.
func (s *scanner) openFlow(kind tokenKind) *fault {
	if f := s.saveKey(); f != nil {
		return f
	}
	s.keys = append(s.keys, simpleKey{})
	s.flows = append(s.flows, s.pos)
	if len(s.flows)+len(s.indents) > maxDepth {
		return tooDeep(s.pos)
	}
	s.keyAllowed = true
	s.pos++
	s.add(kind, s.pos-1)
	return nil
}

func tooDeep(at int) *fault {
	return failAt(at, faultFinal, fmt.Sprintf("nested more than %d deep", maxDepth), "")
}

// closeFlow reads ] or }.
func (s *scanner) closeFlow(kind tokenKind) *fault {
	if f := s.dropKey(); f != nil {
		return f
	}
	if s.inFlow() {
		s.keys = s.keys[:len(s.keys)-1]
		s.flows = s.flows[:len(s.flows)-1]
	}
	s.keyAllowed = false
	s.pos++
	s.add(kind, s.pos-1)
	return nil
}

// indicator reads a token of one character.
func (s *scanner) indicator(kind tokenKind, keyAllowed bool) *fault {
	if f := s.dropKey(); f != nil {
		return f
	}
	s.keyAllowed = keyAllowed
	s.pos++
	s.add(kind, s.pos-1)
	return nil
}

// blockEntry reads the dash of a list's item.
func (s *scanner) blockEntry() *fault {
	if !s.inFlow() {
		if !s.keyAllowed {
			return failAt(s.pos, faultUnexpected, "a list cannot start here",
				"put each item on a line of its own, below the key; quote the text if it is not a list")
		}
		if f := s.roll(s.column(), -1, tokBlockSeq, s.pos); f != nil {
			return f
		}
	}
	return s.indicator(tokBlockEntry, true)
}

// explicitKey reads the question mark of a key.
func (s *scanner) explicitKey() *fault {
	if !s.inFlow() {
		if !s.keyAllowed {
			return failAt(s.pos, faultUnexpected, `"? " cannot start a value`, "quote the value")
		}
		if f := s.roll(s.column(), -1, tokBlockMap, s.pos); f != nil {
			return f
		}
	}
	return s.indicator(tokKey, !s.inFlow())
}

// value reads the colon after a key.
func (s *scanner) value() *fault {
	key := &s.keys[len(s.keys)-1]
	valid, f := s.keyValid(key)
	switch {
	case f != nil:
		return f
	case valid:
		s.tokens = slices.Insert(s.tokens, key.token, token{kind: tokKey, start: key.at, end: key.at})
		if f := s.roll(key.at-key.line, key.token, tokBlockMap, key.at); f != nil {
			return f
		}
		key.possible = false
		s.keyAllowed = false
	default:
		if !s.inFlow() {
			if !s.keyAllowed {
				return failAt(s.pos, faultValue, `":" cannot stand here`, "")
			}
			if f := s.roll(s.column(), -1, tokBlockMap, s.pos); f != nil {
				return f
			}
		}
		s.keyAllowed = !s.inFlow()
	}
	s.pos++
	s.add(tokValue, s.pos-1)
	return nil
}

// roll opens a block collection at a column, if that is deeper than the
// innermost. The token goes before the one with index before, or last (-1).
func (s *scanner) roll(column, before int, kind tokenKind, at int) *fault {
	if s.inFlow() || s.indent >= column {
		return nil
	}
	s.indents = append(s.indents, s.indent)
	s.indent = column
	if len(s.indents) > maxDepth {
		return tooDeep(at)
	}
	if before < 0 {
		before = len(s.tokens)
	}
	s.tokens = slices.Insert(s.tokens, before, token{kind: kind, start: at, end: at})
	return nil
}

// unroll closes the block collections that are deeper than a column.
func (s *scanner) unroll(column int) {
	if s.inFlow() {
		return
	}
	for s.indent > column {
		s.add(tokBlockEnd, s.pos)
		s.indent = s.indents[len(s.indents)-1]
		s.indents = s.indents[:len(s.indents)-1]
	}
}
