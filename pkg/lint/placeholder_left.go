package lint

import (
	"strings"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// placeholderLeft is Q007: a place that the author meant to fill in, and that
// the model gets as it is.
func placeholderLeft(p *Pass) {
	for _, t := range p.prose() {
		if t.Role == model.Assistant || t.Role == model.ToolRole || p.showsAnswer(t) {
			continue // what the model says, or is to say
		}
		for _, open := range []byte("[<{") {
			t.eachSlot(open, func(slot template.Span) {
				if t.isLeft(slot) && p.room() {
					p.Report(t.at(slot), "the placeholder %q was never filled in", t.cut(slot)).
						Hint = "write what belongs there, or make it a variable: {{name}}"
				}
			})
		}
		if i := strings.Index(t.text(), "orem ipsum dolor"); i > 0 && t.isOwn(template.Span{Start: i - 1, End: i + len("orem ipsum dolor")}) {
			p.Report(t.at(template.Span{Start: i - 1, End: i + len("orem ipsum dolor")}), "filler text was never replaced")
		}
	}
}

// showsAnswer reports whether a text is a section that shows what an answer
// looks like.
func (p *Pass) showsAnswer(t *prose) bool {
	if p.Prompt == nil {
		return false
	}
	for _, s := range p.Prompt.Sections {
		if s.Text == t.Text.Text {
			return isAboutAnswer(s.ID)
		}
	}
	return false
}

// maxSlot is how long a placeholder is at most.
const maxSlot = 80

// eachSlot visits what stands between brackets of a kind on one line and begins
// with a word that asks the author for something.
func (t *prose) eachSlot(open byte, visit func(template.Span)) {
	closing := map[byte]byte{'[': ']', '<': '>', '{': '}'}[open]
	text := t.text()
	for at := 0; ; {
		i := strings.IndexByte(text[at:], open)
		if i < 0 {
			return
		}
		start := at + i
		at = start + 1
		near := text[at:min(len(text), at+maxSlot)]
		if !hasAnyPrefix(strings.ToLower(near[:min(len(near), 8)]), "insert", "your", "enter", "paste", "put your") {
			continue
		}
		if end := strings.IndexByte(near, closing); end > 0 && !strings.ContainsAny(near[:end], "\n[{<=") {
			visit(template.Span{Start: start, End: at + end + 1})
			at += end + 1
		}
	}
}

// isLeft reports whether a placeholder is the author's to fill in. Most are
// not: they show the model where something goes in its answer.
func (t *prose) isLeft(slot template.Span) bool {
	text := t.text()
	inner := text[slot.Start+1 : slot.End-1]
	if !t.isOwn(slot) || strings.HasPrefix(text[slot.End:], "(") || slot.Start > 0 && strings.IndexByte("[{<$", text[slot.Start-1]) >= 0 {
		return false
	}
	before, after := nearby(text, slot.Start, slot.End)
	switch {
	case isCapitals(inner):
		return strings.ContainsAny(inner, " _") && !asksModel(before)
	case !strings.HasSuffix(strings.ToLower(inner), " here"):
		return false
	case strings.TrimSpace(before) == "" && strings.TrimSpace(after) == "":
		return strings.TrimSpace(text[slot.End:]) == "" // all that is missing is the input
	default:
		return wordCount(before) >= 3 && !strings.HasSuffix(strings.TrimRight(before, " *_\"'"), ":") && !asksModel(before)
	}
}

// isOwn reports whether a stretch is the author's own text: no code, no tag, no
// part of what an answer is to look like, and not in a text that explains its
// placeholders.
func (t *prose) isOwn(span template.Span) bool {
	return !t.isCode(span) && t.shown(span) && !t.underAnswer(span.Start) && !explainsPlaceholders(t.text())
}

// isCapitals reports whether all letters of a text are capital ones.
func isCapitals(text string) bool {
	return strings.IndexFunc(text, unicode.IsLower) < 0 && strings.IndexFunc(text, unicode.IsUpper) >= 0
}

// explainsPlaceholders reports whether a text says what is to be done with
// placeholders.
func explainsPlaceholders(text string) bool {
	text = strings.ToLower(text)
	for _, word := range []string{"placeholder", "bracket", "replace [", "replace <", "replace {", "fill in the", "fill-in"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
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
