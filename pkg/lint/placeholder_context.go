package lint

import (
	"strings"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// isOwn reports whether a stretch is the author's own text: no code, no tag, no
// part of what an answer is to look like, and not in a text that explains its
// placeholders.
func (t *prose) isOwn(span template.Span) bool {
	return !t.isCode(span) && t.shown(span) && !t.underAnswer(span.Start) && !t.explainsPlaceholders()
}

// isCapitals reports whether all letters of a text are capital ones.
func isCapitals(text string) bool {
	return strings.IndexFunc(text, unicode.IsLower) < 0 && strings.IndexFunc(text, unicode.IsUpper) >= 0
}

// explainsPlaceholders reports whether the text says what is to be done with
// placeholders.
func (t *prose) explainsPlaceholders() bool {
	if !t.searched {
		t.searched = true
		text := strings.ToLower(t.text())
		for _, word := range []string{"placeholder", "bracket", "replace [", "replace <", "replace {", "fill in the", "fill-in"} {
			t.explains = t.explains || strings.Contains(text, word)
		}
	}
	return t.explains
}

// asksModel reports whether the words before a placeholder tell the model to
// write it.
func asksModel(before string) bool {
	words := strings.Fields(strings.ToLower(before))
	for _, word := range words[max(0, len(words)-4):] {
		switch strings.Trim(word, ".,:;\"'*_`“”()") {
		case "write", "say", "respond", "reply", "begin", "start", "end", "sign", "print", "return", "output", "include", "insert", "add", "append",
			"use", "like", "e.g", "example", "format", "avoid", "never", "no", "not", "don't", "replace", "change", "dear", "hi", "hello", "sincerely", "regards", "named", "called":
			return true
		}
	}
	return false
}

// underAnswer reports whether one of the headings above an offset announces
// what an answer looks like, or an example.
func (t *prose) underAnswer(offset int) bool {
	const reach = 2000
	above := t.text()[max(0, offset-reach):offset]
	for len(above) > 0 {
		i := strings.LastIndexByte(above, '\n')
		if line := strings.TrimSpace(above[i+1:]); isHeading(line) && isAboutAnswer(line) {
			return true
		}
		above = above[:max(i, 0)]
	}
	return false
}

func isHeading(line string) bool {
	return hasAnyPrefix(line, "#", "**", "<", "=") || strings.HasSuffix(strings.TrimRight(line, "* _"), ":")
}

// isAboutAnswer reports whether a heading is about what an answer looks like.
func isAboutAnswer(heading string) bool {
	heading = strings.ToLower(heading)
	for _, word := range []string{"output", "format", "template", "example", "sample", "response", "answer", "reply", "structure", "report", "draft", "letter", "email",
		"script", "present", "respond", "print", "return", "snapshot", "result", "deliverable"} {
		if strings.Contains(heading, word) {
			return true
		}
	}
	return false
}
