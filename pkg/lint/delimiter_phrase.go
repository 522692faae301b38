package lint

import (
	"sort"
	"unicode"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// isPromptTag reports whether a tag is one that authors put around what they ask
// for themselves. Where nothing but a value is in it, it is a delimiter too.
func isPromptTag(name string) bool {
	switch name {
	case "task", "instruction", "instructions", "prompt", "rules", "system":
		return true
	}
	return false
}

// hasPhrase reports whether a stretch of the flow has a line with words of the
// prompt: enough in a row that they are no label of a value.
func (f *flow) hasPhrase(start, end int) bool {
	if f.phrases == nil {
		f.phrases = phrasesIn(f.text)
	}
	i := sort.Search(len(f.phrases), func(i int) bool { return f.phrases[i].Start >= start })
	return i < len(f.phrases) && f.phrases[i].End <= end
}

// phrasesIn returns each four words of a text that follow each other on a line.
// Names and values of variables end such a row.
func phrasesIn(text []byte) []template.Span {
	const words = 4
	phrases := []template.Span{}
	var row []int // where the last words begin
	inWord, inName := false, false
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRune(text[i:])
		switch {
		case c == rune(trustedMark[0]):
			inName, row = !inName, row[:0]
		case c == '\n' || c == untrustedMark || c == '<':
			row = row[:0]
		case unicode.IsLetter(c) && !inWord && !inName:
			row = append(row, i)
		}
		i += size
		inWord = unicode.IsLetter(c) || inWord && c == '\''
		if next, _ := utf8.DecodeRune(text[i:]); len(row) == words && inWord && !unicode.IsLetter(next) {
			phrases = append(phrases, template.Span{Start: row[0], End: i})
			row = row[1:]
		}
	}
	return phrases
}
