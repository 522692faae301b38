package template

import "strings"

// standalone reports whether nothing but blanks shares the line, or lines, of
// a tag, and the stretch that then belongs to the tag: from the start of its
// line to past the line's end.
func standalone(text string, tag Span) (Span, bool) {
	start := tag.Start
	for start > 0 && blank(text[start-1]) {
		start--
	}
	if !lineStart(text, start) {
		return Span{}, false
	}
	end := tag.End
	for end < len(text) && blank(text[end]) {
		end++
	}
	switch rest := text[end:]; {
	case rest == "":
		return Span{start, end}, true
	case rest[0] == '\n':
		return Span{start, end + 1}, true
	case strings.HasPrefix(rest, "\r\n"):
		return Span{start, end + 2}, true
	}
	return Span{}, false
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

func lineStart(text string, at int) bool { return at == 0 || text[at-1] == '\n' }

// indentLines writes text with indent before each of its lines that is not
// empty, the first one only where first is set. It keeps empty lines empty.
func indentLines(text, indent string, first bool, write func(string) error) error {
	for line := range strings.Lines(text) {
		if first && line != "\n" && line != "\r\n" {
			if err := write(indent); err != nil {
				return err
			}
		}
		if err := write(line); err != nil {
			return err
		}
		first = true
	}
	return nil
}
