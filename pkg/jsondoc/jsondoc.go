// Package jsondoc is a JSON text as a value, refused where two readers could take
// it for different ones, and the JSON that stands somewhere in other text.
//
// encoding/json takes the last of two members that have one name and says nothing.
// What a model answers is held to more here: RFC 8259, and no name twice in an
// object, as I-JSON (RFC 7493) has it.
package jsondoc

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxDepth is how deep arrays and objects may stand in each other.
const MaxDepth = 512

// SyntaxError says where and why a text is no JSON.
type SyntaxError struct {
	Offset  int    // in bytes
	Line    int    // 1-based
	Column  int    // 1-based, in code points
	Message string // "a value is missing"
}

// Error returns "line L, column C: why".
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Message)
}

// Parse reads a text that is one JSON value, with white space around it. The value
// is of the types that encoding/json gives with UseNumber: map[string]any, []any,
// string, json.Number, bool and nil. An error is a *SyntaxError.
func Parse(text string) (any, error) {
	p := &parser{text: text}
	p.space()
	value, ok := p.value()
	if ok {
		p.space()
		ok = p.at == len(text) || p.fail("the value has ended, and more follows")
	}
	if !ok {
		return nil, p.syntaxError()
	}
	return value, nil
}

// parser reads one value. It ends with the first fault.
type parser struct {
	text   string
	at     int
	opened []int // where the arrays and objects begin that have not ended
	fault  string
}

func (p *parser) fail(why string) bool {
	p.fault = why
	return false
}

func (p *parser) syntaxError() error {
	before := p.text[:min(p.at, len(p.text))]
	line := strings.LastIndexByte(before, '\n') + 1
	return &SyntaxError{p.at, strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[line:]) + 1, p.fault}
}

func (p *parser) space() {
	for p.at < len(p.text) && isSpace(p.text[p.at]) {
		p.at++
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// peek returns the next byte, and 0 at the end.
func (p *parser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *parser) value() (any, bool) {
	switch c := p.peek(); {
	case c == '{':
		return p.nested(p.object)
	case c == '[':
		return p.nested(p.array)
	case c == '"':
		return p.quoted()
	case c == '-' || isDigit(c):
		return p.number()
	}
	for _, w := range []struct {
		word  string
		value any
	}{{"true", true}, {"false", false}, {"null", nil}} {
		if strings.HasPrefix(p.text[p.at:], w.word) {
			p.at += len(w.word)
			return w.value, true
		}
	}
	return nil, p.fail("a JSON value is missing")
}

// nested reads an array or an object, which begins here.
func (p *parser) nested(read func() (any, bool)) (any, bool) {
	if len(p.opened) == MaxDepth {
		return nil, p.fail(fmt.Sprintf("more than %d arrays and objects stand in each other", MaxDepth))
	}
	p.opened = append(p.opened, p.at)
	p.at++
	value, ok := read()
	if ok {
		p.opened = p.opened[:len(p.opened)-1]
	}
	return value, ok
}

func (p *parser) array() (any, bool) {
	list := []any{}
	if p.space(); p.peek() == ']' {
		p.at++
		return list, true
	}
	for {
		p.space()
		item, ok := p.value()
		if !ok {
			return nil, false
		}
		list = append(list, item)
		if ended, ok := p.next(']'); ended || !ok {
			return list, ok
		}
	}
}

func (p *parser) object() (any, bool) {
	members := map[string]any{}
	if p.space(); p.peek() == '}' {
		p.at++
		return members, true
	}
	for {
		if !p.member(members) {
			return nil, false
		}
		if ended, ok := p.next('}'); ended || !ok {
			return members, ok
		}
	}
}

func (p *parser) member(members map[string]any) bool {
	p.space()
	start := p.at
	if p.peek() != '"' {
		return p.fail("a name in double quotes is missing")
	}
	name, ok := p.quoted()
	if !ok {
		return false
	}
	key := name.(string)
	if _, twice := members[key]; twice {
		p.at = start
		return p.fail(fmt.Sprintf("the name %q is there twice", shortened(key)))
	}
	if p.space(); p.peek() != ':' {
		return p.fail("a : is missing")
	}
	p.at++
	p.space()
	members[key], ok = p.value()
	return ok
}

// next goes over a comma, or over the closing bracket, which ends the list.
func (p *parser) next(closing byte) (ended, ok bool) {
	p.space()
	switch p.peek() {
	case closing:
		p.at++
		return true, true
	case ',':
		p.at++
		return false, true
	}
	return false, p.fail(fmt.Sprintf("a , or a %c is missing", closing))
}

func (p *parser) quoted() (any, bool) {
	start, escaped := p.at, false
	for p.at++; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; {
		case c == '"':
			p.at++
			return p.unescaped(start, escaped)
		case c == '\\':
			escaped = true
			p.at++
		case c < ' ':
			return nil, p.fail("a control character in a string is not escaped")
		}
	}
	p.at = len(p.text)
	return nil, p.fail("a string does not end")
}

func (p *parser) unescaped(start int, escaped bool) (any, bool) {
	inner := p.text[start+1 : p.at-1]
	if !escaped && utf8.ValidString(inner) {
		return inner, true
	}
	var s string
	if json.Unmarshal([]byte(p.text[start:p.at]), &s) != nil {
		p.at = start
		return nil, p.fail("a string has an escape that JSON does not have")
	}
	return s, true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func (p *parser) digits() bool {
	start := p.at
	for isDigit(p.peek()) {
		p.at++
	}
	return p.at > start || p.fail("a digit is missing")
}

func (p *parser) number() (any, bool) {
	start := p.at
	if p.peek() == '-' {
		p.at++
	}
	if p.peek() == '0' {
		p.at++
	} else if !p.digits() {
		return nil, false
	}
	if p.peek() == '.' {
		if p.at++; !p.digits() {
			return nil, false
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.at++
		if c := p.peek(); c == '+' || c == '-' {
			p.at++
		}
		if !p.digits() {
			return nil, false
		}
	}
	return json.Number(p.text[start:p.at]), true
}

// shortened is a text as a message repeats it.
func shortened(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
