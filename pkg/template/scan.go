package template

import "strings"

// tag is one tag as the scanner found it.
type tag struct {
	Span
	sigil byte // one of # ^ / > & { ! = or 0
	body  Span // what follows the sigil; without the blanks around it but in a comment
}

const (
	sigils = "#^/>&{!="
	// delimitersReach is how far a set-delimiters tag is searched for its end,
	// which is not the first closing delimiter where it sets that one again.
	delimitersReach = 100
)

// scan reads the tag whose opening delimiter is at start. It returns where to
// go on, -1 for nowhere; without ok what it passed over remains text.
func (p *parser) scan(start int) (g tag, next int, ok bool) {
	inner := start + len(p.open)
	end := p.findClose(inner)
	if end < 0 {
		p.unclosed(start, len(p.t.Text))
		return tag{}, -1, false
	}
	g = tag{Span: Span{start, end + len(p.close)}, body: p.trimLeft(Span{inner, end})}
	if g.body.Start < end && strings.IndexByte(sigils, p.t.Text[g.body.Start]) >= 0 {
		g.sigil = p.t.Text[g.body.Start]
		g.body.Start++
	}
	if g.sigil == '=' && p.endDelimiters(&g) || g.sigil == '!' {
		return g, g.End, true
	}
	if again := strings.Index(p.text(g.body), p.open); again >= 0 {
		p.unclosed(start, g.body.Start+again)
		return tag{}, g.body.Start + again, false
	}
	if g.sigil == '{' {
		p.endTriple(&g, end)
	}
	g.body = p.trim(g.body)
	return g, g.End, true
}

// findClose returns the place of the first closing delimiter from at on, or
// -1. The last answer is kept: without that a text of opening delimiters would
// be searched to its end from each of them.
func (p *parser) findClose(at int) int {
	if p.closeAt < at {
		i := strings.Index(p.t.Text[at:], p.close)
		if i < 0 {
			return -1
		}
		p.closeAt = at + i
	}
	return p.closeAt
}

// endDelimiters extends a set-delimiters tag to its own closing "=}}". It
// reports whether there is one within reach, behind two delimiters.
func (p *parser) endDelimiters(g *tag) bool {
	near := p.t.Text[g.body.Start:min(len(p.t.Text), g.body.Start+delimitersReach)]
	i := strings.Index(near, "="+p.close)
	if i < 0 {
		return false
	}
	if _, _, ok := newDelimiters(near[:i]); !ok {
		return false
	}
	g.End = g.body.Start + i + 1 + len(p.close)
	g.body = p.trim(Span{g.body.Start, g.body.Start + i})
	return true
}

// endTriple ends {{{name}}} after its third brace. The first closing delimiter
// is at end.
func (p *parser) endTriple(g *tag, end int) {
	switch {
	case strings.HasPrefix(p.t.Text[end:], "}"+p.close):
		g.End++
	case end > g.body.Start && p.t.Text[end-1] == '}': // as in <%{name}%>
		g.body.End--
	default:
		g.sigil = 0
		if name := p.text(p.trim(g.body)); validName(name) {
			p.fail(g.Span, p.show(g.Span)+": the tag opens with one brace more than it closes with",
				"write {{"+name+"}}, or {{{"+name+"}}} with three on each side")
			p.write(g.Span, "{{"+name+"}}")
		}
	}
}

// unclosed records a tag without an end; limit is the place of the next tag or
// the end of the text. The error covers what there is of a name.
func (p *parser) unclosed(start, limit int) {
	end := p.trimLeft(Span{start + len(p.open), limit}).Start
	if end < limit && strings.IndexByte(sigils, p.t.Text[end]) >= 0 {
		end = p.trimLeft(Span{end + 1, limit}).Start
	}
	n := nameLen(p.t.Text[end:limit])
	if n == 0 {
		end = start + len(p.open)
	}
	at, hint := Span{start, end + n}, "end the tag with }}; "+literalHint
	if p.close == "}}" && n > 0 && strings.HasPrefix(p.t.Text[at.End:limit], "}") {
		at.End++
		hint = "add the second brace: " + p.text(at) + "}"
	}
	p.fail(at, p.show(at)+": the tag is not closed", hint)
	if p.plainDelimiters() && at.End > end+n && p.t.Text[start+2] != '{' {
		p.mend("add the second brace", Edit{Span{at.End, at.End}, "}"})
	}
}

func (p *parser) text(s Span) string { return p.t.Text[s.Start:s.End] }

// trim takes the blanks off both ends of a stretch.
func (p *parser) trim(s Span) Span {
	s = p.trimLeft(s)
	for s.End > s.Start && space(p.t.Text[s.End-1]) {
		s.End--
	}
	return s
}

func (p *parser) trimLeft(s Span) Span {
	for s.Start < s.End && space(p.t.Text[s.Start]) {
		s.Start++
	}
	return s
}

func space(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
