package suite

import "strings"

// Tag is {{NAME}} in a text of an assertion. The value that a case has for the
// name, or for a key within it (NAME.KEY), takes its place. All else is text,
// also what a template would read as a section or a comment.
type Tag struct {
	Name       string // before the first dot
	Start, End int    // byte offsets in the text, with the braces
}

// maxTag is the length of the longest tag, in bytes between its braces.
const maxTag = 200

// Tags returns the tags of a text.
func Tags(text string) []Tag {
	var tags []Tag
	for at := 0; ; {
		i := strings.Index(text[at:], "{{")
		if i < 0 {
			return tags
		}
		start := at + i
		at = start + 1
		rest := text[start+2:]
		inner, _, closed := strings.Cut(rest[:min(len(rest), maxTag+2)], "}}")
		name, path, dotted := strings.Cut(strings.Trim(inner, " "), ".")
		if closed && isName(name) && (!dotted || isPath(path)) {
			at = start + 2 + len(inner) + 2
			tags = append(tags, Tag{name, start, at})
		}
	}
}

// isPath reports whether a text can be the keys within a value, with dots between. The
// place in a list is one: {{queues.0}}.
func isPath(s string) bool { return s != "" && isName("_"+strings.ReplaceAll(s, ".", "_")) }

// isName reports whether a text can be the name of a variable.
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
		if !letter && (i == 0 || !isDigit(c) && c != '-') {
			return false
		}
	}
	return s != ""
}
