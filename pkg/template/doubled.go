package template

import (
	"fmt"
	"strings"
)

// doubled finds a text whose braces are doubled throughout, as in the format
// strings of Python and C#: there {{ is a brace and {name} a variable. The many
// mistakes that this makes are one, at the first of them.
func (p *parser) doubled() {
	first := -1
	var rest []*SyntaxError
	more := 0
	for i, e := range p.t.Errors {
		switch {
		case e.Foreign || !p.literal(e.Start):
			rest = append(rest, e)
		case first < 0 && p.member(e.Start) > 0:
			first = i
		default:
			more++
		}
	}
	if first < 0 || !p.plainDelimiters() {
		return
	}
	e := p.t.Errors[first]
	p.t.Errors = append(rest, p.doubledAt(Span{e.Start, p.member(e.Start)}, more))
	p.sortErrors()
}

func (p *parser) doubledAt(at Span, more int) *SyntaxError {
	msg := p.show(at) + "…: braces are doubled here, as in Python's format strings"
	if more > 0 {
		msg += fmt.Sprintf(" (and %d more)", more)
	}
	return &SyntaxError{Span: at, Msg: msg, Foreign: true, Mend: p.single(),
		Hint: "write { and } once, which are plain text to Mustache, and a variable as {{name}}"}
}

// literal reports whether what follows the braces at an offset is the beginning
// of data, and no name.
func (p *parser) literal(at int) bool {
	rest := strings.TrimLeft(p.t.Text[at:], "{ \t\r\n")
	return rest != "" && strings.IndexByte(`"'[]}`, rest[0]) >= 0
}

// maxMember is the length in bytes of the longest key that is looked for.
const maxMember = 100

// member returns the end of the quoted key with its colon that follows the
// braces at an offset, as in {{"key":, or 0.
func (p *parser) member(at int) int {
	i := at + len(p.t.Text[at:]) - len(strings.TrimLeft(p.t.Text[at:], "{ \t\r\n"))
	if i == len(p.t.Text) || p.t.Text[i] != '"' && p.t.Text[i] != '\'' {
		return 0
	}
	near := p.t.Text[i+1 : min(len(p.t.Text), i+maxMember)]
	end := strings.IndexAny(near, string(p.t.Text[i])+"\n")
	if end < 0 || near[end] == '\n' || !strings.HasPrefix(strings.TrimLeft(near[end+1:], " "), ":") {
		return 0
	}
	return i + 1 + end + 1 + strings.IndexByte(near[end+1:], ':') + 1
}

// maxBraces is how many braces are rewritten.
const maxBraces = 1000

// single writes a text with doubled braces in Mustache, or returns nil where
// anything in it could be meant otherwise.
func (p *parser) single() *Mend {
	text := p.t.Text
	m := &Mend{Title: "write braces once, and variables in two"}
	for i := 0; i < len(text); {
		c := text[i]
		if c != '{' && c != '}' {
			i++
			continue
		}
		n := 1
		for i+n < len(text) && text[i+n] == c {
			n++
		}
		end, edits, ok := p.singleRun(i, n)
		if !ok || len(m.Edits) > maxBraces {
			return nil
		}
		m.Edits = append(m.Edits, edits...)
		i = end
	}
	return m
}

// singleRun rewrites n braces at i, and what is between them where they hold
// a variable. It returns where to go on.
func (p *parser) singleRun(i, n int) (end int, edits []Edit, ok bool) {
	text := p.t.Text
	if n == 1 && text[i] == '{' {
		length := nameLen(text[i+1:])
		end = i + 1 + length + 1
		ok = length > 0 && end <= len(text) && text[end-1] == '}' && (end == len(text) || text[end] != '}')
		return end, []Edit{{Span{i, i}, "{"}, {Span{end, end}, "}"}}, ok
	}
	ok = n == 2 && text[i] == '{' && p.literal(i) || n%2 == 0 && text[i] == '}'
	return i + n, []Edit{{Span{i, i + n/2}, ""}}, ok
}
