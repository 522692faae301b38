package markup

import (
	"strings"
	"unicode/utf8"
)

// XML is a text that was sanitised, as XML 1.0 may have it: between tags, or as the
// value of an attribute in double quotes.
func XML(text string) string {
	var b strings.Builder
	from := 0
	for i, r := range text {
		escape := ""
		switch r {
		case '&':
			escape = "&amp;"
		case '<':
			escape = "&lt;"
		case '>':
			escape = "&gt;"
		case '"':
			escape = "&quot;"
		case 0xFFFE, 0xFFFF: // all else that XML forbids, Sanitize has replaced
			escape = "\uFFFD"
		default:
			continue
		}
		b.WriteString(text[from:i] + escape)
		from = i + utf8.RuneLen(r)
	}
	b.WriteString(text[from:])
	return b.String()
}
