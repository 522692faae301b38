package lint

import (
	"slices"
	"strings"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// repeatedWord is R006: a small English word that stands there twice by mistake.
func repeatedWord(p *Pass) {
	const enough = 10000 // pairs: a text that has more is no prose, and looking around each takes time
	for _, t := range p.prose() {
		pairs := 0
		eachRepetition(t.text(), func(first, second template.Span) {
			if pairs++; pairs > enough || !p.room() || !t.isMistake(first, second) {
				return
			}
			found := p.Report(t.at(second), "%q is there twice", t.cut(second))
			found.Fix = &diag.Fix{
				Title: "remove one of them", Unsafe: doublingOf(t.cut(second)) == likelySlip,
				Edits: []diag.Edit{t.removeOne(first, second)},
			}
		})
	}
}

// isMistake reports whether a word that follows itself in a text was meant to
// be there once.
func (t *prose) isMistake(first, second template.Span) bool {
	text, word := t.text(), t.cut(second)
	if doublingOf(word) == maybeRight || !isFree(text, first, second) {
		return false
	}
	before, after := nearby(text, first.Start, second.End)
	if strings.Contains(text[first.End:second.Start], "\n") && (wordCount(before) < 3 || wordCount(after) < 1) {
		return false // lines that are short on purpose
	}
	return !isTold(before, after) && !isMeant(text, word, first.Start, second.End) &&
		!t.isCode(first) && !t.isCode(second) && t.shown(template.Span{Start: first.Start, End: second.End})
}

// isFree reports whether the words are whole ones, no part of a name, of a
// compound, or of an expression, and go on: a sentence ends with such a word
// only where it is about it.
func isFree(text string, first, second template.Span) bool {
	before, after := strings.TrimRight(text[:first.Start], "*_"), strings.TrimLeft(text[second.End:], "*_")
	if before != "" && !strings.ContainsRune(" \n\t", rune(before[len(before)-1])) {
		return false
	}
	return after != "" && strings.ContainsRune(" \n\r\t", rune(after[0])) && strings.TrimSpace(after) != ""
}

// isMeant reports whether what is around a pair makes it right, or may: what its
// line is about, and the sentence, which may begin on another line.
func isMeant(text, word string, start, end int) bool {
	before, after := nearby(text, start, end)
	if slices.ContainsFunc(lowWords(before+after), isAboutWords) {
		return true
	}
	before, after = inSentence(text[max(0, start-reach):start], text[end:min(len(text), end+reach)])
	lead, rest := lowWords(before), lowWords(after)
	switch word {
	case "the", "your", "their", "our", "its":
		return false
	case "and":
		return isOperator(before, lead, rest)
	case "a", "an":
		return !isEnglish(before, after) || hasLetterNextTo(lead, rest)
	}
	return !isEnglish(before, after) || endsClause(lead) // a preposition
}

// reach is how far off a word may be that has to do with another: a sentence is
// not much longer.
const reach = 120

// nearby returns what is before and after two words on their lines, and not
// further off than reach.
func nearby(text string, start, end int) (before, after string) {
	before, after = text[max(0, start-reach):start], text[end:min(len(text), end+reach)]
	before = before[strings.LastIndexByte(before, '\n')+1:]
	if i := strings.IndexByte(after, '\n'); i >= 0 {
		after = after[:i]
	}
	return before, after
}

// inSentence cuts off what is not in the sentence that two words are in.
func inSentence(before, after string) (lead, rest string) {
	for _, end := range []string{". ", "? ", "! ", ".\n", "?\n", "!\n", ":\n", "\n\n", "\n- "} {
		if i := strings.LastIndex(before, end); i >= 0 {
			before = before[i+len(end):]
		}
		after, _, _ = strings.Cut(after, end)
	}
	return before, after
}

// lowWords are the words of a text in small letters, without the marks around.
func lowWords(text string) []string {
	all := strings.Fields(strings.ToLower(text))
	for i := range all {
		all[i] = strings.Trim(all[i], ".,;:!?()*_\"'")
	}
	return all
}

// wordCount is the number of words in a text.
func wordCount(text string) int { return len(strings.Fields(text)) }

// isOperator reports whether one "and" of a pair may be a name: of an operator,
// or of an item of a list.
func isOperator(before string, lead, rest []string) bool {
	names := func(word string) bool { return word == "or" || word == "not" || word == "word" }
	return strings.HasSuffix(strings.TrimRight(before, " "), ",") || slices.ContainsFunc(lead, names) || slices.ContainsFunc(rest, names)
}

// endsClause reports whether a clause may end with a preposition that follows
// these words: "say who you talk to to be clear", "the desk he is sitting at".
func endsClause(words []string) bool {
	return slices.ContainsFunc(words, endsClauses) || len(words) > 0 && strings.HasSuffix(words[len(words)-1], "ing")
}

// hasLetterNextTo reports whether a single letter stands before or after a
// pair, which then is one of letters: a a b b.
func hasLetterNextTo(before, after []string) bool {
	return len(before) > 0 && len(before[len(before)-1]) == 1 || len(after) > 0 && len(after[0]) == 1
}

// isEnglish reports whether a sentence can be nothing else: other languages say
// some words twice, and a phrase in English may stand in theirs.
func isEnglish(before, after string) bool {
	const enough = 3
	text := before + after
	if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII && unicode.IsLetter(r) }) {
		return false
	}
	var known []string
	for i, part := range strings.Split(text, `"`) {
		for _, word := range lowWords(part) {
			if i%2 == 0 && isEnglishWord(word) && !slices.Contains(known, word) {
				known = append(known, word)
			}
		}
	}
	return len(known) >= enough
}

// isTold reports whether the words are what somebody else says, or an example:
// in a quotation or in parentheses that end on the line, or in a table.
func isTold(before, after string) bool {
	if strings.HasPrefix(strings.TrimLeft(before, " \t"), ">") || strings.ContainsAny(before+after, "|") {
		return true
	}
	if strings.Count(before, "(") > strings.Count(before, ")") || strings.Count(before, "“") > strings.Count(before, "”") {
		return true
	}
	return strings.Count(before, `"`)%2 == 1 && strings.Contains(after, `"`) || hasQuote(before, after)
}

// hasQuote reports whether other quotation marks are open before a pair and
// closed behind it. An apostrophe looks as they do, so they are not counted.
func hasQuote(before, after string) bool {
	for _, pair := range [][2]string{{"‘", "’"}, {"«", "»"}, {"»", "«"}, {"‹", "›"}, {"„", "“"}, {"„", "”"}} {
		if strings.Contains(before, pair[0]) && strings.Contains(after, pair[1]) {
			return true
		}
	}
	return (strings.HasPrefix(before, "'") || strings.Contains(before, " '")) && strings.Contains(after, "'")
}

// removeOne takes away one of two words: the second one or, where a line break
// is between in the text or in the file, the first, so that the lines stay.
func (t *prose) removeOne(first, second template.Span) diag.Edit {
	wrapped := strings.Contains(t.text()[first.End:second.Start], "\n")
	if wrapped || t.at(first).End.Line != t.at(second).Start.Line {
		start := first.Start
		for start > 0 && t.text()[start-1] == ' ' {
			start--
		}
		return t.edit(template.Span{Start: start, End: first.End}, "")
	}
	return t.edit(template.Span{Start: first.End, End: second.End}, "")
}
