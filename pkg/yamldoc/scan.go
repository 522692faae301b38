package yamldoc

// maxDepth is how deep collections may be nested.
const maxDepth = 64

// scanner cuts a file into tokens. It follows yaml.v3's scanner (which is
// libyaml's) rule by rule, so that both read the same tree; what it adds is
// byte offsets and exact places of faults.
type scanner struct {
	text      text
	pos       int
	lineStart int

	tokens   []token
	comments []Comment

	indent     int   // column of the innermost block collection, or -1
	indents    []int // those around it
	keys       []simpleKey
	flows      []int // offsets of the open brackets
	keyAllowed bool
}

// newScanner returns a scanner that starts at from, after a byte order mark.
func newScanner(t text, from int) *scanner {
	return &scanner{
		text: t, pos: from, lineStart: from,
		tokens: make([]token, 0, len(t)/12+8),
		indent: -1, keys: make([]simpleKey, 1, 8), keyAllowed: true,
	}
}

// scan reads the whole file. Where it fails, the tokens up to there are kept.
func (s *scanner) scan() *fault {
	for {
		s.skipToToken()
		s.unroll(s.column())
		if s.pos >= len(s.text) {
			return s.finish()
		}
		if f := s.fetch(); f != nil {
			return f
		}
	}
}

func (s *scanner) column() int    { return s.pos - s.lineStart }
func (s *scanner) inFlow() bool   { return len(s.flows) > 0 }
func (s *scanner) peek() byte     { return s.text.at(s.pos) }
func (s *scanner) next() byte     { return s.text.at(s.pos + 1) }
func (s *scanner) nextEnds() bool { return s.text.blankOrEnd(s.pos + 1) }

// add appends a token that ends at the current place.
func (s *scanner) add(kind tokenKind, start int) {
	s.tokens = append(s.tokens, token{kind: kind, start: start, end: s.pos})
}

// finish ends the file.
func (s *scanner) finish() *fault {
	s.unroll(-1)
	if f := s.dropKey(); f != nil {
		return f
	}
	s.add(tokEnd, s.pos)
	return nil
}

// skipToToken skips white space, line breaks and comments.
func (s *scanner) skipToToken() {
	if s.sameLine() {
		s.lineComment()
	}
	for {
		for s.peek() == ' ' || s.peek() == '\t' && (s.inFlow() || !s.keyAllowed) {
			s.pos++
		}
		for s.peek() == '#' {
			s.comment()
			s.nextComment()
		}
		if !s.newline() {
			return
		}
		if !s.inFlow() {
			s.keyAllowed = true
		}
	}
}

// sameLine reports whether the last token stands on this line and may have
// a comment there, as all but a dash may.
func (s *scanner) sameLine() bool {
	if len(s.tokens) == 0 {
		return false
	}
	last := s.tokens[len(s.tokens)-1]
	return last.kind != tokBlockEntry && last.end > s.lineStart
}

// lineComment skips the comment behind a token, and white space before it.
func (s *scanner) lineComment() {
	i := s.pos
	for s.text.blank(i) {
		i++
	}
	if s.text.at(i) == '#' {
		s.pos = i
		s.comment()
	}
}

// nextComment skips white space and empty lines after a comment where another
// one follows. yaml.v3 reads such comments together, and then minds no tabs
// between them. It looks no further than 512 bytes, and not over LS and PS.
func (s *scanner) nextComment() {
	i, line := s.pos, s.lineStart
	for i < s.pos+512 {
		if n := s.text.breakLen(i); n > 0 && !s.text.keptBreak(i) {
			i += n
			line = i
		} else if s.text.blank(i) {
			i++
		} else {
			break
		}
	}
	if s.text.at(i) == '#' {
		s.pos, s.lineStart = i, line
	}
}

// newline skips a line break, if there is one.
func (s *scanner) newline() bool {
	n := s.text.breakLen(s.pos)
	if n == 0 {
		return false
	}
	s.pos += n
	s.lineStart = s.pos
	return true
}

// comment skips and keeps the comment that starts here.
func (s *scanner) comment() {
	end := s.text.lineEnd(s.pos)
	s.comments = append(s.comments, Comment{Start: s.pos, End: end})
	s.pos = end
}

// fetch reads one token.
func (s *scanner) fetch() *fault {
	if s.column() == 0 {
		if s.peek() == '%' {
			return s.directive()
		}
		if s.text.documentMark(s.pos) {
			return s.documentMark()
		}
	}
	switch c := s.peek(); c {
	case '[':
		return s.openFlow(tokFlowSeq)
	case '{':
		return s.openFlow(tokFlowMap)
	case ']':
		return s.closeFlow(tokFlowSeqEnd)
	case '}':
		return s.closeFlow(tokFlowMapEnd)
	case ',':
		return s.indicator(tokFlowEntry, true)
	case '*':
		return s.anchor(tokAlias)
	case '&':
		return s.anchor(tokAnchor)
	case '!':
		return s.tag()
	case '\'':
		return s.quoted(SingleQuoted)
	case '"':
		return s.quoted(DoubleQuoted)
	default:
		return s.fetchPlainOr(c)
	}
}

// fetchPlainOr reads what starts with a character that may also start plain
// text.
func (s *scanner) fetchPlainOr(c byte) *fault {
	flow := s.inFlow()
	switch {
	case c == '-' && s.nextEnds():
		return s.blockEntry()
	case c == '?' && (flow || s.nextEnds()):
		return s.explicitKey()
	case c == ':' && (flow || s.nextEnds()):
		return s.value()
	case c == '|' && !flow:
		return s.block(Literal)
	case c == '>' && !flow:
		return s.block(Folded)
	case c == '|', c == '>', c == '%', c == '@', c == '`', c == '\t':
		return s.badStart(c)
	}
	return s.plain()
}

// settled returns the tokens that are final. Where the scan failed, that are
// those before a key whose colon was not reached.
func (s *scanner) settled(f *fault) []token {
	if f != nil {
		for _, k := range s.keys {
			if k.possible && (k.required || k.line == s.lineStart) {
				return s.tokens[:min(k.token, len(s.tokens))]
			}
		}
	}
	return s.tokens
}
