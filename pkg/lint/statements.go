package lint

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// statement is a block of another language.
type statement struct {
	open     template.Span
	word     string // if, unless or for
	operand  string
	about    string          // the variable of the prompt that is in it; "" where none is
	others   []template.Span // its else, elif and else if
	complex  bool            // it has another condition, or more than one else
	close    template.Span
	isClosed bool
}

// statements is the search for statements in a text.
type statements struct {
	t     Text
	names map[string]bool
	all   []*statement
	open  []*statement
}

// maxStatement is the length in bytes of the longest tag that is looked at.
const maxStatement = 300

// scan finds the statements in a stretch of the text.
func (s *statements) scan(in template.Span) {
	text := s.t.Text.Text[:in.End]
	for at := in.Start; ; {
		i := strings.Index(text[at:], "{%")
		if i < 0 {
			return
		}
		start := at + i
		near := text[start:min(len(text), start+maxStatement)]
		end := strings.Index(near, "%}")
		if end < 0 {
			at = start + 2
			continue
		}
		at = start + end + 2
		s.tag(template.Span{Start: start, End: at}, strings.Fields(strings.Trim(near[2:end], "-~+ ")))
	}
}

// tag takes one tag.
func (s *statements) tag(at template.Span, words []string) {
	if len(words) == 0 {
		return
	}
	switch word := words[0]; word {
	case "if", "unless", "for":
		operand := words[1:]
		one := &statement{open: at, word: word, operand: strings.Join(operand, " ")}
		if i := slices.IndexFunc(operand, s.isVariable); i >= 0 {
			one.about = trimmed(operand[i])
		}
		if n := len(operand); word == "for" && n >= 3 && operand[n-2] == "in" {
			if one.operand = trimmed(operand[n-1]); one.about != "" && isDotted(one.operand) {
				one.about = one.operand // the list, and not its item
			}
		}
		s.all, s.open = append(s.all, one), append(s.open, one)
	case "else", "elif", "elsif", "elseif":
		if n := len(s.open); n > 0 {
			inner := s.open[n-1]
			inner.complex = inner.complex || word != "else" || len(words) > 1 || len(inner.others) > 0
			inner.others = append(inner.others, at)
		}
	case "endif", "endunless", "endfor":
		s.closed(at, strings.TrimPrefix(word, "end"))
	}
}

// isVariable reports whether a word of a tag begins with a variable's name.
func (s *statements) isVariable(word string) bool {
	first, _, _ := strings.Cut(trimmed(word), ".")
	return s.names[first]
}

// trimmed is a word without the signs around it.
func trimmed(word string) string { return strings.Trim(word, "()!,:") }

func (s *statements) closed(at template.Span, word string) {
	n := len(s.open)
	if n == 0 || s.open[n-1].word != word {
		return
	}
	s.open[n-1].close, s.open[n-1].isClosed = at, true
	s.open = s.open[:n-1]
}
