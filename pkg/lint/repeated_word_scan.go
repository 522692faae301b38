package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// eachRepetition visits the words of small letters that follow themselves, with
// blanks or one line break between.
func eachRepetition(text string, visit func(first, second template.Span)) {
	w := wordPairs{text: text, visit: visit}
	for i := range len(text) {
		if text[i] <= ' ' {
			w.end(i)
		}
	}
	w.end(len(text))
}

// wordPairs compares each word with the one before it.
type wordPairs struct {
	text  string
	visit func(first, second template.Span)
	start int           // where the next word begins, unless another blank is there
	last  template.Span // the word before
	first byte          // the first letter of that
}

// end takes the end of a word. Hardly any begins as the one before does.
func (w *wordPairs) end(at int) {
	start := w.start
	w.start = at + 1
	if start >= at {
		return
	}
	first := w.text[start]
	if first == w.first {
		w.compare(start, at)
	}
	w.last, w.first = template.Span{Start: start, End: at}, first
	if first == '(' || first == '*' || first == '_' {
		w.trim()
	}
}

// trim takes the marks before the last word off it.
func (w *wordPairs) trim() {
	for w.last.Start < w.last.End && strings.IndexByte("(*_", w.text[w.last.Start]) >= 0 {
		w.last.Start++
	}
	w.first = 0
	if w.last.Start < w.last.End {
		w.first = w.text[w.last.Start]
	}
}

// compare visits the last word where the one from start to end begins with it.
func (w *wordPairs) compare(start, end int) {
	word := w.text[w.last.Start:w.last.End]
	if word != "" && start-w.last.End < maxWordGap && strings.HasPrefix(w.text[start:end], word) && isSmall(word) && isGap(w.text[w.last.End:start]) {
		w.visit(w.last, template.Span{Start: start, End: start + len(word)})
	}
}

// isSmall reports whether a word is made of small letters alone.
func isSmall(word string) bool {
	for i := range len(word) {
		if word[i]-'a' >= 26 {
			return false
		}
	}
	return true
}

// maxWordGap is how far apart two words may be: the indentation of the next line.
const maxWordGap = 40

// isGap reports whether a text is blanks, or one line break with blanks around.
func isGap(between string) bool {
	return strings.Trim(between, " \r\n") == "" && between != "" && strings.Count(between, "\n") <= 1
}
