package prose

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// extent is a half-open range of tokens.
type extent struct{ from, to int }

func (e extent) len() int { return e.to - e.from }

// text is a text cut into tokens.
type text struct {
	source string
	tokens []token
	ids    []int32 // of the tokens, the same for the same characters in both texts
}

func newText(source string, ids map[string]int32) text {
	t := text{source: source, tokens: tokens(source)}
	t.ids = make([]int32, len(t.tokens))
	for i, tok := range t.tokens {
		word := source[tok.start:tok.end]
		id, known := ids[word]
		if !known {
			id = int32(len(ids))
			ids[word] = id
		}
		t.ids[i] = id
	}
	return t
}

// all is the whole text.
func (t text) all() extent { return extent{0, len(t.tokens)} }

// idsOf are the ids of a stretch.
func (t text) idsOf(e extent) []int32 { return t.ids[e.from:e.to] }

// gap is the white space before a token, and behind the last one where i is how
// many there are.
func (t text) gap(i int) string {
	start, end := 0, len(t.source)
	if i > 0 {
		start = int(t.tokens[i-1].end)
	}
	if i < len(t.tokens) {
		end = int(t.tokens[i].start)
	}
	return t.source[start:end]
}

// word is a token's text.
func (t text) word(i int) string { return t.source[t.tokens[i].start:t.tokens[i].end] }

// fence begins and ends a block of code.
var fence = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("^[ \t]*(```|~~~)") })

// opening is how a line begins that does not go on with the paragraph before
// it: an item of a list, a heading, a quotation, a row of a table, a tag of XML.
var opening = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[ \t]*([-*+•][ \t]|\d{1,3}[.)][ \t]|[A-Za-z][.)][ \t]|#{1,6}[ \t]|>|\||</?[A-Za-z][^<>]*>[ \t]*$|\{\{[#/^][^{}]*\}\}[ \t]*$)`)
})

// paragraphs cuts a text at blank lines, before lines that begin something of
// their own, and at each line of code.
func (t text) paragraphs() []extent {
	all, _ := t.blocks()
	return all
}

// blocks returns the paragraphs, and of each whether it is a line of code.
func (t text) blocks() (all []extent, code []bool) {
	from, next, at := 0, 0, 0 // the paragraph's first token, the next token, the offset of the line
	inside, was, alone := false, false, false
	for line := range strings.Lines(t.source) {
		first := next
		at += len(line)
		line = strings.TrimRight(line, "\r\n")
		for next < len(t.tokens) && int(t.tokens[next].start) < at {
			next++
		}
		fenced := fence().MatchString(line)
		if breaks := first == next || was || fenced || alone || opening().MatchString(line); breaks && from < first {
			all, code = append(all, extent{from, first}), append(code, was)
			from = first
		}
		alone, was = strings.HasPrefix(line, "#") || isTag(line), inside || fenced
		inside = inside != fenced
	}
	if from < len(t.tokens) {
		all, code = append(all, extent{from, len(t.tokens)}), append(code, was)
	}
	return all, code
}

// isTag reports whether a line is a tag of XML or of a template alone.
func isTag(line string) bool {
	bare := strings.TrimSpace(line)
	return (strings.HasPrefix(bare, "<") || strings.HasPrefix(bare, "{{")) && opening().MatchString(bare)
}

// sentences cuts a stretch of a text behind each token that ends a sentence.
func (t text) sentences(in extent) []extent {
	var all []extent
	from := in.from
	for i := in.from; i < in.to; i++ {
		if i+1 < in.to && !t.endsSentence(i, from) {
			continue
		}
		all = append(all, extent{from, i + 1})
		from = i + 1
	}
	return all
}

// endsSentence reports whether a sentence that began at a token ends with
// another one. A full stop of an abbreviation does not end it, nor one behind
// the number of an item; where a sentence may end and does not have to, it does.
func (t text) endsSentence(i, from int) bool {
	word := t.word(i)
	switch {
	case endsUnspaced(word):
		return !closes(t.next(i))
	case ends(word):
	case closes(word):
		behind := i > from && t.gap(i) == ""
		return behind && (ends(t.word(i-1)) && t.gap(i+1) != "" || endsUnspaced(t.word(i-1)))
	default:
		return false
	}
	if t.gap(i+1) == "" || !begins(t.next(i)) {
		return false
	}
	return word != "." || i == from || t.gap(i) != "" || !abbreviated(t.word(i-1), i-1 == from)
}

// next is the token behind one, "" where there is none.
func (t text) next(i int) string {
	if i+1 == len(t.tokens) {
		return ""
	}
	return t.word(i + 1)
}

// ends reports whether a token is a mark that ends sentences.
func ends(word string) bool { return strings.Trim(word, ".!?") == "" || word == "…" }

// endsUnspaced is ends for the scripts that put no space behind a sentence.
func endsUnspaced(word string) bool { return word == "。" || word == "！" || word == "？" }

// closes reports whether a token is a mark that stands behind the end of a
// sentence and belongs to it.
func closes(word string) bool {
	return word != "" && (strings.Trim(word, "*_") == "" || strings.Contains("）)]」』»”’\"'", word))
}

// begins reports whether a sentence may begin with a token: anything but a small
// letter.
func begins(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return !unicode.IsLower(r) && !unicode.In(r, unicode.Pd) && !strings.ContainsRune(",;:)]", r)
}

// abbreviated reports whether a word before a full stop is shortened by it, or
// is the number of an item that begins a sentence.
func abbreviated(word string, first bool) bool {
	if utf8.RuneCountInString(word) == 1 {
		r, _ := utf8.DecodeRuneInString(word)
		return unicode.IsUpper(r) || first
	}
	if first && strings.Trim(word, "0123456789") == "" {
		return true
	}
	switch strings.ToLower(word) {
	case "e.g", "i.e", "etc", "vs", "cf", "mr", "mrs", "ms", "dr", "prof", "st", "no", "nos", "fig", "sec", "ch", "vol", "pp", "al", "approx", "inc", "ltd", "jr", "sr", "u.s", "a.m", "p.m":
		return true
	}
	return false
}
