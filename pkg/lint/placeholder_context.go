package lint

import (
	"slices"
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
		t.explains = containsAny(text, "placeholder", "replace [", "replace <", "replace {", "fill in the", "fill-in") ||
			strings.Contains(text, "bracket") && containsAny(text, "fill", "replac", "substitut")
	}
	return t.explains
}

func containsAny(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

// asksModel reports whether the words before a placeholder tell the model to
// write it, or speak of it as of something that is to stand there.
func asksModel(before string) bool {
	words := strings.Fields(strings.ToLower(before))
	if strings.HasSuffix(strings.Join(words, " "), "in which") {
		return true
	}
	for _, word := range words[max(0, len(words)-4):] {
		switch strings.Trim(word, ".,:;\"'*_`“”()") {
		case "write", "say", "respond", "reply", "begin", "start", "end", "sign", "print", "return", "output", "include", "insert", "add", "append",
			"put", "keep", "leave", "set", "show", "shown", "mark", "free", "use", "like", "e.g", "example", "format", "avoid", "never", "no", "not", "don't", "replace", "change", "dear", "hi", "hello", "sincerely", "regards", "named", "called":
			return true
		}
	}
	return false
}

// linesAsk reports whether one of the lines above a placeholder that is alone on
// its line tells the model to write it, or closes a letter.
func (t *prose) linesAsk(slot template.Span) bool {
	const reach, lines = 500, 3
	line := t.line(slot.Start)
	if strings.Trim(t.text()[line.Start:slot.Start]+t.text()[slot.End:line.End], " \t\r*_>-.,;") != "" {
		return false
	}
	above := strings.Split(t.text()[max(0, line.Start-reach):line.Start], "\n")
	for i, seen := len(above)-1, 0; i >= 0 && seen < lines; i-- {
		text := strings.TrimSpace(above[i])
		if text == "" || strings.IndexByte("[<{", text[0]) >= 0 {
			continue
		}
		if seen++; asksModel(text) || strings.HasSuffix(text, ",") && wordCount(text) <= 3 {
			return true
		}
	}
	return false
}

// underAnswer reports whether one of the headings that an offset is below
// announces what an answer looks like, or an example. A heading of Markdown
// counts up to the next one of its level or above; a label up to the next heading.
func (t *prose) underAnswer(offset int) bool {
	const reach = 2000
	above := strings.Split(t.text()[max(0, offset-reach):offset], "\n")
	level := maxLevel + 2 // of the headings between
	for i := len(above) - 1; i >= 0; i-- {
		line := strings.TrimSpace(above[i])
		if !isHeading(line) {
			continue
		}
		own := levelOf(line)
		switch {
		case own >= level:
		case isAboutAnswer(line):
			return true
		case own > 0 && own <= maxLevel && !announced(above[:i]):
			level = own
		}
	}
	return false
}

// maxLevel is the level of the lowest headings of Markdown.
const maxLevel = 6

// levelOf is the level of a heading: 0 of a tag, which no heading ends, and more
// than maxLevel of a label.
func levelOf(heading string) int {
	if strings.HasPrefix(heading, "<") {
		return 0
	}
	level := len(heading) - len(strings.TrimLeft(heading, "#"))
	if level == 0 || level > maxLevel {
		return maxLevel + 1
	}
	return level
}

// announced reports whether what comes after some lines is what the last one of
// them announces, and so may have headings of its own.
func announced(lines []string) bool {
	for _, line := range slices.Backward(lines) {
		if line = strings.TrimSpace(line); line != "" {
			return isHeading(line) && isAboutAnswer(line) || strings.HasSuffix(strings.TrimRight(line, "* _"), ":")
		}
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
