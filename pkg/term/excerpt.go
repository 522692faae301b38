package term

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	tabWidth   = 4
	minExcerpt = 20 // columns of source that are shown however narrow the terminal is
)

// Excerpt is a line of source with a part of it marked.
type Excerpt struct {
	Line  int                 // the line's number
	Text  string              // the line; anything after a line feed is left out
	Col   int                 // where the mark begins: code points, from 1
	Len   int                 // how long it is in code points; at least one column is marked
	Paint func(string) string // colours the mark, if not nil
}

// Render returns the line with its number and, on a second line, the mark:
//
//	7 | model: openai/gpt-4o
//	  |        ^^^^^^^^^^^^^
//
// Tabs become spaces, and of a line that is too long for width columns the part
// around the mark is shown. Both lines end with a line feed.
func (e Excerpt) Render(width int, s Style) string {
	text, _, _ := strings.Cut(e.Text, "\n")
	text = strings.TrimSuffix(text, "\r")
	from := offset(text, e.Col-1)
	to := from + offset(text[from:], e.Len)
	start, end := Width(plain(text[:from])), Width(plain(text[:to]))

	number := fmt.Sprintf("%4d", e.Line)
	gutter := strings.Repeat(" ", len(number)) + " |"
	shown, shift := window(plain(text), start, max(width-len(gutter)-1, minExcerpt))
	start -= shift
	mark := strings.Repeat("^", max(1, min(end-shift, Width(shown))-start))
	if e.Paint != nil {
		mark = e.Paint(mark)
	}
	if shown != "" {
		shown = " " + shown
	}
	return s.Dim(number+" |") + shown + "\n" +
		s.Dim(gutter) + strings.Repeat(" ", start+1) + mark + "\n"
}

// offset returns where in text the code point n is, from 0; the end if text is
// shorter.
func offset(text string, n int) int {
	i := 0
	for ; n > 0 && i < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[i:])
		i += size
	}
	return i
}

// plain returns a line sanitised and with spaces for tabs.
func plain(line string) string {
	line = Sanitize(line)
	if !strings.Contains(line, "\t") {
		return line
	}
	var b strings.Builder
	col := 0
	for part := range strings.SplitAfterSeq(line, "\t") {
		text, tab := strings.CutSuffix(part, "\t")
		b.WriteString(text)
		col += Width(text)
		if tab {
			n := tabWidth - col%tabWidth
			b.WriteString(strings.Repeat(" ", n))
			col += n
		}
	}
	return b.String()
}

// window returns the part of a line that is shown in width columns so that
// column start is in it, and by how many columns that part is moved to the left.
func window(line string, start, width int) (shown string, shift int) {
	total := max(Width(line), start+1) // a mark may stand behind the end
	if total <= width {
		return line, 0
	}
	first := min(max(start-width/3, 0), total-width)
	low, high := first, first+width
	before, after := "", ""
	if low > 0 {
		before, low = "…", low+1
	}
	if high < total {
		after, high = "…", high-1
	}
	var b strings.Builder
	col := 0
	for c, w := range clusters(line) {
		if col >= low && col+w <= high {
			if b.Len() == 0 {
				shift = col - Width(before)
			}
			b.WriteString(c)
		}
		col += w
	}
	return before + b.String() + after, shift
}
