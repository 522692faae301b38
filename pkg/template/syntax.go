package template

import (
	"slices"
	"strings"
	"unicode"
)

// SyntaxError is one mistake in a template's text.
type SyntaxError struct {
	Span           // the tag, or what was read of it
	Msg     string // what is wrong: lower case, no full stop
	Hint    string // how to mend it
	Foreign bool   // the tag would be right in another template language
	Mend    *Mend  // nil where it cannot be said what is meant
}

// Error returns the message without the hint.
func (e *SyntaxError) Error() string { return e.Msg }

// maxErrors is how many mistakes are looked for in one text.
const maxErrors = 100

// fail records a mistake. In hint {{ and }} stand for the delimiters in force.
func (p *parser) fail(at Span, msg, hint string) {
	p.t.Errors = append(p.t.Errors, &SyntaxError{Span: at, Msg: msg, Hint: p.delimited(hint)})
	p.stopped = p.stopped || len(p.t.Errors) >= maxErrors
}

// fallInto records that the tag is the trap.
func (p *parser) fallInto(at Span, trap trap, name string) {
	if name == "" {
		name = "name"
	}
	p.fail(at, p.show(at)+": "+trap.msg, strings.ReplaceAll(trap.hint, "NAME", name))
	p.t.Errors[len(p.t.Errors)-1].Foreign = trap.foreign
}

func (p *parser) delimited(s string) string {
	others := "<% %>"
	if p.open == "<%" {
		others = "[[ ]]"
	}
	return strings.NewReplacer("<% %>", others, "{{", p.open, "}}}", "}"+p.close, "}}", p.close).Replace(s)
}

// sortErrors puts the mistakes in the order of their places: an unclosed
// section is only noticed after those inside it.
func (p *parser) sortErrors() {
	slices.SortStableFunc(p.t.Errors, func(a, b *SyntaxError) int { return a.Start - b.Start })
}

// show quotes a stretch of the text in a message: on one line, printable, not
// longer than about 40 characters.
func (p *parser) show(at Span) string {
	const limit = 40
	s := p.t.Text[at.Start:min(at.End, at.Start+8*limit)]
	runes := []rune(strings.Join(strings.Fields(s), " "))
	for i, r := range runes {
		if !unicode.IsPrint(r) {
			runes[i] = unicode.ReplacementChar
		}
	}
	if len(runes) > limit {
		return string(runes[:limit-1]) + "…"
	}
	return string(runes)
}
