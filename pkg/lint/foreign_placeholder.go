package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/template"
)

// eachForeign visits what is a placeholder in another language: {name}, ${name}
// and {$name}, [[name]], %name%.
func eachForeign(text string, visit func(span template.Span, name string)) {
	for _, style := range []struct{ open, close string }{{"{", "}"}, {"[[", "]]"}, {"%", "%"}} {
		for at := 0; ; {
			i := strings.Index(text[at:], style.open)
			if i < 0 {
				break
			}
			start := at + i
			at = start + len(style.open)
			name := at
			if style.open == "{" && name < len(text) && text[name] == '$' {
				name++
			}
			n := placeholderLen(text[name:])
			if n == 0 || !strings.HasPrefix(text[name+n:], style.close) {
				continue
			}
			span := template.Span{Start: start, End: name + n + len(style.close)}
			if at = span.End; style.open == "{" && start > 0 && text[start-1] == '$' && name == start+1 {
				span.Start--
			}
			visit(span, text[name:name+n])
		}
	}
}

// placeholderLen is the length of the name that a text begins with.
func placeholderLen(text string) int {
	n := 0
	for n < len(text) && n < 64 && (isWordByte(text[n]) || n > 0 && (text[n] == '.' || text[n] == '-')) {
		n++
	}
	if n > 0 && isDigit(text[0]) {
		return 0
	}
	return n
}

// isPlaceholder tells a placeholder from what looks like one in a formula, in
// code, or beside other braces. adjoins says that it follows another one.
func (t *prose) isPlaceholder(span template.Span, adjoins bool) bool {
	text := t.text()
	before, after := text[:span.Start], text[span.End:]
	switch {
	case !t.shown(span), strings.HasPrefix(after, "}"), strings.HasPrefix(strings.TrimLeft(after, " "), "="), strings.HasPrefix(after, " from "):
		return false
	case !adjoins && !strings.HasSuffix(before, "}}") && hasAnySuffix(before, "{", "}", "$", "\\", "^", "=", "<"):
		return false
	case text[span.Start] != '%' && !adjoins && (hasAnySuffix(before, "/", "]") || isStarred(before) || endsInElement(before)):
		return false // part of a path, a command of TeX, or an element of JSX
	case text[span.Start] == '%' && (endsInWord(before) || startsWithWord(after)):
		return false
	case isFormula(before, span.End-span.Start == len("{x}")):
		return false
	case t.isCode(span):
		return t.isTextInBlock(span)
	}
	near, _ := nearby(text, span.Start, span.End)
	return !isInterpolated(near)
}

func hasAnySuffix(s string, suffixes ...string) bool {
	for _, suffix := range suffixes {
		if strings.HasSuffix(s, suffix) {
			return true
		}
	}
	return false
}

// isStarred reports whether a text ends in a command of TeX with a star, such as
// \section*.
func isStarred(text string) bool {
	command, ok := strings.CutSuffix(text, "*")
	i := len(command)
	for i > 0 && isWordByte(command[i-1]) {
		i--
	}
	return ok && i > 0 && i < len(command) && command[i-1] == '\\'
}

// endsInElement reports whether a text ends in the tag that opens an element of
// HTML, or a component of JSX, which have capital letters. Other tags are what
// prompts set values off with.
func endsInElement(text string) bool {
	open := strings.LastIndexByte(text[max(0, len(text)-reach):], '<')
	if open < 0 || !strings.HasSuffix(text, ">") {
		return false
	}
	tag := text[max(0, len(text)-reach)+open+1 : len(text)-1]
	name, _, _ := strings.Cut(tag, " ")
	switch name {
	case "a", "b", "button", "code", "dd", "div", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "i", "label", "li", "option", "p", "pre",
		"small", "span", "strong", "td", "th", "title":
		return true
	}
	return name != "" && 'A' <= name[0] && name[0] <= 'Z'
}

func endsInWord(s string) bool     { return s != "" && isWordByte(s[len(s)-1]) }
func startsWithWord(s string) bool { return s != "" && isWordByte(s[0]) }

// isFormula reports whether braces after a text belong to a command of TeX
// (\frac{), to an index (x_{), or, where they hold a single letter, to whatever
// stands right before them, as in [0-9]{n}.
func isFormula(before string, letter bool) bool {
	if letter && before != "" && strings.IndexByte(" \n\t\"'(>:", before[len(before)-1]) < 0 {
		return true
	}
	i := len(before)
	for i > 0 && i > len(before)-20 && isWordByte(before[i-1]) {
		i--
	}
	return i < len(before) && (strings.HasSuffix(before, "_") && i < len(before)-1 || i > 0 && before[i-1] == '\\')
}

// isInterpolated reports whether a string begins on the line in which braces
// mean something to a programming language.
func isInterpolated(before string) bool {
	return strings.Contains(before, `f"`) || strings.Contains(before, "f'") || strings.Contains(before, "const ") || strings.Contains(before, "return ")
}

// isTextInBlock reports whether a placeholder in a fenced block is none of a
// programming language: it is alone on its line, or the block is data or text.
func (t *prose) isTextInBlock(span template.Span) bool {
	for _, block := range t.fences().blocks {
		if span.Start < block.Start || span.End > block.End {
			continue
		}
		if standsAlone(t.text(), span) {
			return true
		}
		before, _ := nearby(t.text(), span.Start, span.End)
		return t.text()[span.Start] != '$' && isData(block) && !isInterpolated(before) && !strings.Contains(before, "`")
	}
	return false
}

// isData reports whether a fenced block says that it holds text or data.
func isData(b block) bool {
	switch strings.ToLower(b.fence.info) {
	case "text", "txt", "plaintext", "markdown", "md", "json", "xml", "yaml", "html", "csv", "email":
		return true
	}
	return false
}
