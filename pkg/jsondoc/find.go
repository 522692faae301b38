package jsondoc

import (
	"iter"
	"strings"
)

// Find yields the JSON in a text: all of it, where it is JSON as a whole; and else
// every array and object that stands in it and in no other such, and what a code
// fence (```) holds besides, such as a number. It takes time in proportion to the
// text, whatever that is.
func Find(text string) iter.Seq[any] {
	return func(yield func(any) bool) { (&finder{text: text}).run(yield) }
}

// finder goes through a text.
//
// Where an array or object cannot be read to its end, none of those that were open
// at the fault can: they would be read just so. They are dead, and not tried again.
// So a stretch is read twice only where it stood in a whole value within a dead
// one, or in a string of it.
type finder struct {
	text string
	dead places // where arrays and objects begin that do not end
	read int    // how many bytes were read, for the tests
}

func (f *finder) run(yield func(any) bool) {
	f.read += len(f.text)
	if value, err := Parse(f.text); err == nil {
		yield(value)
		return
	}
	for at := 0; ; {
		next := strings.IndexAny(f.text[at:], "[{`")
		if next < 0 {
			return
		}
		try, more := f.container, true
		if at += next; f.text[at] == '`' {
			try = f.fence
		}
		if at, more = try(at, yield); !more {
			return
		}
	}
}

// container yields the array or object that may begin at a place, and returns where
// to go on.
func (f *finder) container(at int, yield func(any) bool) (end int, more bool) {
	if f.dead.has(at) {
		return at + 1, true
	}
	p := &parser{text: f.text, at: at}
	value, ok := p.value()
	f.read += p.at - at
	if ok {
		return p.at, yield(value)
	}
	if f.dead == nil {
		f.dead = make(places, len(f.text)/64+1)
	}
	for _, start := range p.opened {
		f.dead.add(start)
	}
	return at + 1, true
}

// places are places in a text, a bit each.
type places []uint64

func (p places) has(at int) bool { return p != nil && p[at/64]&(1<<(at%64)) != 0 }

func (p places) add(at int) { p[at/64] |= 1 << (at % 64) }

// fence yields what the code fence holds that begins at a place, where that is JSON
// but neither an array nor an object, which are found as they are.
func (f *finder) fence(at int, yield func(any) bool) (end int, more bool) {
	const mark = "```"
	if !strings.HasPrefix(f.text[at:], mark) {
		return at + 1, true
	}
	at += len(mark)
	length := strings.IndexByte(f.text[at:], mark[0])
	if length < 0 {
		length = len(f.text) - at
	}
	f.read += length
	_, body, _ := strings.Cut(f.text[at:at+length], "\n")
	body = strings.TrimSpace(body)
	if body == "" || body[0] == '[' || body[0] == '{' {
		return at, true
	}
	if value, err := Parse(body); err == nil {
		return at + length, yield(value)
	}
	return at, true
}
