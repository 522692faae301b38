package lint

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// delimiter is what sets a value off from the text around it.
type delimiter struct {
	// named says that it has a name that ordinary text does not hold: a pair of
	// tags, of BEGIN and END lines, or of lines with another variable.
	named bool
	// mark is what the value could hold too, and so end it, such as "```"; it is
	// empty where there is nothing of the kind.
	mark string
}

// delimiters tells what each untrusted value of a flow stands between. It takes
// time in proportion to the text.
func (f *flow) delimiters() []delimiter {
	found := make([]delimiter, len(f.uses))
	if f.bare {
		for i := range found {
			found[i].named = true // the message itself sets it off
		}
		return found
	}
	f.betweenTags(found, '<', '>')
	f.betweenTags(found, '[', ']')
	f.betweenLines(found)
	f.betweenQuotes(found, `"""`)
	f.betweenQuotes(found, `'''`)
	f.betweenMarks(found)
	return found
}

// tag is an opening or a closing tag in a text.
type tag struct {
	name       string
	start, end int
	closing    bool
	matched    bool
}

// betweenTags finds the values that are in a pair of tags, such as <ticket> and
// </ticket>. A closing tag belongs to the nearest opening one of its name, so
// that a tag that the text only speaks of opens nothing.
func (f *flow) betweenTags(found []delimiter, first, last byte) {
	tags := tagsIn(f.text, first, last)
	f.match(tags)
	depth, next := 0, 0
	for i, use := range f.uses {
		for next < len(tags) && tags[next].start < use.at {
			// A value within an opening tag is not yet between the two.
			if tags[next].matched && tags[next].closing {
				depth--
			} else if tags[next].matched && tags[next].end <= use.at {
				depth++
			} else if tags[next].matched {
				break
			}
			next++
		}
		found[i].named = found[i].named || depth > 0
	}
}

// match pairs tags. Those around a part of the prompt itself set nothing off.
func (f *flow) match(tags []tag) {
	open := map[string][]int{}
	for i, t := range tags {
		if !t.closing {
			open[t.name] = append(open[t.name], i)
			continue
		}
		stack := open[t.name]
		if len(stack) == 0 {
			continue
		}
		opening := stack[len(stack)-1]
		open[t.name] = stack[:len(stack)-1]
		delimits := !isPromptTag(t.name) || !f.hasPhrase(tags[opening].end, t.start)
		tags[i].matched, tags[opening].matched = delimits, delimits
	}
}

// tagsIn returns the tags of a text in their order. A tag may go over lines, but
// over no blank one, and one that closes itself is none.
func tagsIn(text []byte, first, last byte) []tag {
	var tags []tag
	for i := 0; i < len(text); {
		next := bytes.IndexByte(text[i:], first)
		if next < 0 {
			break
		}
		start := i + next
		t, end := tagAt(text, start, last)
		if t.name != "" && end < len(text) && text[end] == last && text[end-1] != '/' {
			t.start, t.end = start, end+1
			tags = append(tags, t)
		}
		i = max(end, start+1)
	}
	return tags
}

// tagAt reads what may be a tag, and returns where it ends, or where it turns
// out to be none.
func tagAt(text []byte, start int, last byte) (t tag, end int) {
	i := start + 1
	if i < len(text) && text[i] == '/' {
		t.closing = true
		i++
	}
	nameStart := i
	for i < len(text) && isTagName(text[i], i == nameStart) {
		if text[i] == trustedMark[0] { // a variable is part of the name
			i += max(0, bytes.IndexByte(text[i+1:], trustedMark[0])) + 1
		}
		i++
	}
	t.name = strings.ToLower(string(text[min(nameStart, len(text)):min(i, len(text))]))
	for i < len(text) && text[i] != last && text[i] != text[start] && !bytes.HasPrefix(text[i:], []byte("\n\n")) {
		i++
	}
	return t, min(i, len(text))
}

func isTagName(c byte, first bool) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_', c >= utf8.RuneSelf, c == trustedMark[0]:
		return true
	default:
		return !first && ('0' <= c && c <= '9' || c == '-' || c == '.' || c == ':')
	}
}

// betweenQuotes finds the values between two triple quotes: an odd number of
// them stands before, and one behind.
func (f *flow) betweenQuotes(found []delimiter, quote string) {
	before, behind := 0, bytes.Count(f.text, []byte(quote))
	at := 0
	for i, use := range f.uses {
		n := bytes.Count(f.text[at:use.at], []byte(quote))
		before, behind, at = before+n, behind-n, use.at
		if before%2 == 1 && behind > 0 && found[i].mark == "" {
			found[i].mark = quote
		}
	}
}
