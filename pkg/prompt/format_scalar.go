package prompt

import (
	"strings"
	"unicode"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// wrapped returns the text of a plain or quoted scalar. Where it has several
// lines, YAML ignores their indentation and the white space at their ends.
func (l *layout) wrapped(n *yamldoc.Node, at place) string {
	lines := strings.Split(l.unquoted(n, at), "\n")
	for i, line := range lines {
		if i > 0 {
			line = strings.TrimLeft(line, " \t")
		}
		if i < len(lines)-1 {
			line = trimEnd(line, n.Style == yamldoc.DoubleQuoted)
		}
		if i > 0 && line != "" {
			line = strings.Repeat(" ", at.column+step) + line
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n")
}

// trimEnd removes white space at the end of a line, but for the character that
// a backslash before it escapes.
func trimEnd(line string, escapes bool) string {
	t := strings.TrimRight(line, " \t")
	if slashes := len(t) - len(strings.TrimRight(t, `\`)); escapes && slashes%2 == 1 && len(t) < len(line) {
		return line[:len(t)+1]
	}
	return t
}

// unquoted returns the text of a scalar, without quotes where they are needless:
// where it stays the same string without them, and looks like one.
func (l *layout) unquoted(n *yamldoc.Node, at place) string {
	text := string(l.src[n.Start:n.End])
	if !isQuoted(n) || strings.Contains(text, "\n") || !isWords(n.Value) {
		return text
	}
	plain := yamldoc.Quote(n.Value, yamldoc.Place{Indent: at.column, Inline: at.flow || at.key})
	if plain != n.Value {
		return text
	}
	return plain
}

// isQuoted reports whether a node is a quoted scalar without anchor and tag.
func isQuoted(n *yamldoc.Node) bool {
	return (n.Style == yamldoc.SingleQuoted || n.Style == yamldoc.DoubleQuoted) && n.Props == n.Start
}

// isWords reports whether a text reads as words. Regular expressions and the
// like may be plain text to YAML, but a reader who is not sure of that is
// better served by the quotes.
func isWords(s string) bool {
	return !strings.ContainsAny(s, `#\|^$`) && !strings.ContainsFunc(s, hidden)
}

// hidden reports whether a character cannot be told from others by looking.
func hidden(r rune) bool { return !unicode.IsPrint(r) }

// literal returns a quoted scalar of several lines as a literal block, where
// that shows all there is to see.
func literal(n *yamldoc.Node, at place) (header, body string, ok bool) {
	if !isQuoted(n) || !legible(n.Value) {
		return "", "", false
	}
	text := yamldoc.Quote(n.Value, yamldoc.Place{Indent: at.column})
	if text[0] != '|' {
		return "", "", false
	}
	return strings.Cut(text, "\n")
}

// legible reports whether a text has several lines, begins at their left, has
// no white space at their ends, and nothing in it that cannot be seen.
func legible(s string) bool {
	if !strings.Contains(s, "\n") || s[0] == ' ' || s[0] == '\n' {
		return false
	}
	for line := range strings.SplitSeq(s, "\n") {
		if strings.HasSuffix(line, " ") || strings.ContainsFunc(line, hidden) {
			return false
		}
	}
	return true
}
