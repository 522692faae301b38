package yamldoc

import "unicode/utf8"

// maxKey is how many characters before its colon a key may start.
const maxKey = 1024

// simpleKey is a place where a key may have begun that only its colon will
// show.
type simpleKey struct {
	possible bool
	required bool // it must be a key: it starts at the mapping's own column
	token    int  // index of its first token
	at       int  // byte offset
	line     int  // byte offset of its line
}

// keyValid reports whether a key can still turn out to be one here.
func (s *scanner) keyValid(k *simpleKey) (bool, *fault) {
	if !k.possible {
		return false, nil
	}
	if k.line == s.lineStart && (s.pos-k.at <= maxKey || utf8.RuneCount(s.text[k.at:s.pos]) <= maxKey) {
		return true, nil
	}
	if k.required {
		return false, s.noColon(k)
	}
	k.possible = false
	return false, nil
}

func (s *scanner) noColon(k *simpleKey) *fault {
	return failAt(k.at, faultNoColon, `no ":" after this key`, "")
}

// saveKey notes that a key may start here.
func (s *scanner) saveKey() *fault {
	if !s.keyAllowed {
		return nil
	}
	if f := s.dropKey(); f != nil {
		return f
	}
	s.keys[len(s.keys)-1] = simpleKey{
		possible: true, required: !s.inFlow() && s.indent == s.column(),
		token: len(s.tokens), at: s.pos, line: s.lineStart,
	}
	return nil
}

// dropKey forgets the key that may have started, which is a fault where one
// must have.
func (s *scanner) dropKey() *fault {
	k := &s.keys[len(s.keys)-1]
	if k.possible && k.required {
		return s.noColon(k)
	}
	k.possible = false
	return nil
}
