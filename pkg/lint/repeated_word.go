package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// repeatedWord is R006: an English word that stands there twice by mistake.
func repeatedWord(p *Pass) {
	for _, t := range p.prose() {
		eachRepetition(t.text(), func(first, second template.Span) {
			if !p.room() || !t.isMistake(first, second) {
				return
			}
			found := p.Report(t.at(second), "%q is there twice", t.cut(second))
			found.Fix = &diag.Fix{Title: "remove one of them", Edits: []diag.Edit{t.removeOne(first, second)}}
		})
	}
}

// isMistake reports whether a word that follows itself in a text was meant to
// be there once.
func (t *prose) isMistake(first, second template.Span) bool {
	text, word := t.text(), t.cut(second)
	between := text[first.End:second.Start]
	wrapped := strings.Contains(between, "\n")
	if isTwiceOnPurpose(word) || !isFree(text, first, second) || !isSmallWord(word) && (between != " " || len(word) < 3 || isTerm(text, word)) {
		return false
	}
	before, after := nearby(text, first.Start, second.End)
	if wrapped && (wordCount(before) < 3 || wordCount(after) < 1) {
		return false // lines that are short on purpose
	}
	return !strings.ContainsAny(before+after, "|") && !isDeliberate(word, before) && (isDistinctive(word) || isEnglish(before, after)) && !isQuoted(before, after) &&
		!t.isCode(first) && !t.isCode(second) && t.shown(template.Span{Start: first.Start, End: second.End})
}

// isTerm reports whether a text says a word twice more than once: then that is
// what something is called.
func isTerm(text, word string) bool {
	const reach = 64 << 10
	return strings.Count(text[:min(len(text), reach)], word+" "+word) > 1
}

// isFree reports whether the words are whole ones: no part of a name, of a
// compound, or of an expression.
func isFree(text string, first, second template.Span) bool {
	before, after := strings.TrimRight(text[:first.Start], "*_("), strings.TrimLeft(text[second.End:], "*_")
	if endsInWord(before) || before != "" && !strings.ContainsRune(" \n\t", rune(before[len(before)-1])) {
		return false
	}
	mark := strings.TrimLeft(after, ".,;:!?)")
	return after == "" || mark == "" || strings.ContainsRune(" \n\r\t", rune(mark[0]))
}

// nearby returns what is before and after two words on their lines, and not
// further off than a sentence is long.
func nearby(text string, start, end int) (before, after string) {
	const reach = 120
	before, after = text[max(0, start-reach):start], text[end:min(len(text), end+reach)]
	before = before[strings.LastIndexByte(before, '\n')+1:]
	if i := strings.IndexByte(after, '\n'); i >= 0 {
		after = after[:i]
	}
	return before, after
}

// isDeliberate reports whether what is before a word makes it right that it
// stands there twice: a list of such words, or a clause that ends with it.
func isDeliberate(word, before string) bool {
	switch word {
	case "and", "or":
		return strings.HasSuffix(strings.TrimRight(before, " "), ",")
	case "is", "are", "was", "were", "be":
		return strings.Contains(strings.ToLower(before), "what")
	}
	return false
}

// wordCount is the number of words in a text.
func wordCount(text string) int { return len(strings.Fields(text)) }

// isEnglish reports whether one of the small words of English is near: other
// languages say some words twice that English does not.
func isEnglish(before, after string) bool {
	for _, text := range []string{before, after} {
		for _, word := range strings.Fields(text) {
			switch strings.ToLower(strings.Trim(word, ".,;:!?()*_\"'")) {
			case "the", "of", "and", "is", "are", "you", "your", "with", "that", "this", "be", "it", "for", "if", "not", "from", "by", "or", "as",
				"must", "should", "will", "when", "use", "which", "any", "each", "all":
				return true
			}
		}
	}
	return false
}

// isQuoted reports whether the words are in quotation marks that begin and end
// on the line: then they may be what somebody else says.
func isQuoted(before, after string) bool {
	return strings.Count(before, `"`)%2 == 1 && strings.Contains(after, `"`) || strings.Count(before, "“") > strings.Count(before, "”")
}

// removeOne takes away one of two words: the second one or, where a line break
// is between, the first, so that the lines stay.
func (t *prose) removeOne(first, second template.Span) diag.Edit {
	if t.at(first).End.Line != t.at(second).Start.Line {
		start := first.Start
		for start > 0 && t.text()[start-1] == ' ' {
			start--
		}
		return t.edit(template.Span{Start: start, End: first.End}, "")
	}
	return t.edit(template.Span{Start: first.End, End: second.End}, "")
}
