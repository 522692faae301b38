package yamldoc

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Place says where the text of a scalar is to stand.
type Place struct {
	// Indent is the column, counted from 0, of the block collection that holds
	// the scalar: of its keys or dashes. -1 is a scalar that is the whole file.
	Indent int
	// Inline says that the text must stay on one line and may be followed by
	// more: in a flow collection, or as a key.
	Inline bool
}

// blockStep is how much deeper the lines of a block scalar stand than the
// collection that holds it.
const blockStep = 2

// Quote returns YAML text that reads back as the string s, in the style that
// reads best: plain where that is text and nothing else, also to older readers
// (yes, 012 and 1:30 are quoted); a literal block for more than one line; else
// double quotes, or single ones where those save escapes. A literal block's text
// has several lines, and a line break must follow it. s must be UTF-8: other
// bytes become U+FFFD.
func Quote(s string, at Place) string {
	switch {
	case plainSafe(s, at.Inline):
		return s
	case !at.Inline && blockSafe(s):
		return literal(s, at.Indent)
	case strings.ContainsAny(s, `"\`) && !strings.Contains(s, "'") && printable(s, ""):
		return "'" + s + "'"
	}
	return doubleQuoted(s)
}

// plainSafe reports whether s reads back as the same string without quotes.
func plainSafe(s string, inline bool) bool {
	if s == "" || strings.TrimSpace(s) != s || !printable(s, "") || strings.ContainsRune("-?:,[]{}#&*!|>'\"%@`=", rune(s[0])) {
		return false
	}
	if strings.Contains(s, ": ") || strings.Contains(s, " #") || strings.HasSuffix(s, ":") || strings.HasPrefix(s, "...") {
		return false
	}
	if inline && strings.ContainsAny(s, ",?[]{}") {
		return false
	}
	return !otherType(s)
}

// otherType reports whether s without quotes is no string, to yaml.v3 or to
// a reader of YAML 1.1.
func otherType(s string) bool {
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "<<":
		return true
	}
	if strings.Trim(s, "0123456789:_.+-") == "" {
		return true
	}
	return (&yaml.Node{Kind: yaml.ScalarNode, Value: s}).ShortTag() != "!!str"
}

// printable reports whether s is UTF-8 without control characters (but those in
// except), without characters that YAML takes for line breaks or refuses.
func printable(s, except string) bool {
	for _, c := range s {
		if strings.ContainsRune(except, c) {
			continue
		}
		if unicode.IsControl(c) || special(c) {
			return false
		}
	}
	return utf8.ValidString(s)
}

// special reports whether YAML takes c for a line break, or refuses it.
func special(c rune) bool {
	return c == 0x2028 || c == 0x2029 || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF
}

// blockSafe reports whether s can be, and is better, a literal block.
func blockSafe(s string) bool {
	return strings.Contains(s, "\n") && strings.Trim(s, "\n") != "" && printable(s, "\n\t")
}

// literal writes s as a literal block in a collection at column indent.
func literal(s string, indent int) string {
	var b strings.Builder
	b.WriteByte('|')
	if first := strings.TrimLeft(s, "\n"); first[0] == ' ' || first[0] == '\t' {
		fmt.Fprint(&b, blockStep)
	}
	text, ended := strings.CutSuffix(s, "\n")
	switch {
	case !ended:
		b.WriteByte('-')
	case strings.HasSuffix(text, "\n"):
		b.WriteByte('+')
	}
	margin := strings.Repeat(" ", max(indent, 0)+blockStep)
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteByte('\n')
		if line != "" {
			b.WriteString(margin + line)
		}
	}
	return b.String()
}

// doubleQuoted writes s in double quotes.
func doubleQuoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case c == '\r':
			b.WriteString(`\r`)
		case c <= 0xFF && unicode.IsControl(c):
			fmt.Fprintf(&b, `\x%02X`, c)
		case special(c):
			fmt.Fprintf(&b, `\u%04X`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
