package term

import (
	"iter"
	"strings"

	"github.com/rivo/uniseg"
)

// Width returns how many columns text takes. A character as a person sees it, a
// grapheme cluster, takes two if it is wide, as Chinese ones and emoji are.
// Text must be sanitised and on one line.
func Width(text string) int {
	total := 0
	for _, w := range clusters(text) {
		total += w
	}
	return total
}

// clusters yields the grapheme clusters of text and their widths in columns.
// Between two characters of printable ASCII there is always a boundary, which
// spares nearly all text the tables of Unicode.
func clusters(text string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for text != "" {
			c, w := text[:1], 1
			if !printable(text[0]) || len(text) > 1 && !printable(text[1]) {
				c, _, w, _ = uniseg.FirstGraphemeClusterInString(text, -1)
			}
			if !yield(c, w) {
				return
			}
			text = text[len(c):]
		}
	}
}

func printable(b byte) bool { return b >= ' ' && b < 0x7F }

// prefix returns the longest beginning of text that takes at most width columns
// and ends between two clusters.
func prefix(text string, width int) string {
	used, end := 0, 0
	for c, w := range clusters(text) {
		if used += w; used > width {
			break
		}
		end += len(c)
	}
	return text[:end]
}

// Truncate returns text if it takes at most width columns, and otherwise as much
// of its beginning as does, followed by an ellipsis. It cuts between grapheme
// clusters only.
func Truncate(text string, width int) string {
	if Width(text) <= width {
		return text
	}
	if width < 1 {
		return ""
	}
	return prefix(text, width-1) + "…"
}

// Pad returns text with spaces after it up to width columns.
func Pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-Width(text)))
}
