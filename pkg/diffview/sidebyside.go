package diffview

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/term"
)

// narrowest is the width in columns below which there is no room for two columns
// of text.
const narrowest = 60

// columns shows lines in two columns: what was and what is, with a mark between
// them where they differ.
func (t *textWriter) columns(lines []line) {
	width := (t.Width - len("  ") - len(" | ")) / 2
	for _, p := range pairsOf(lines) {
		sign := " │ "
		if p.old == nil || p.now == nil || p.now.changed {
			sign = " ┃ "
		}
		left, right := t.column(p.old, width), t.column(p.now, width)
		for i := range max(len(left), len(right)) {
			var a, b cell
			if i < len(left) {
				a = left[i]
			}
			if i < len(right) {
				b = right[i]
			}
			t.line("%s", strings.TrimRight("  "+a.text+strings.Repeat(" ", width-a.width)+t.Style.Dim(sign)+b.text, " "))
		}
	}
}

// cell is a row of one column, painted.
type cell struct {
	text  string
	width int
}

// column are the rows of a line in one column; none of no line.
func (t *textWriter) column(l *line, width int) []cell {
	if l == nil {
		return nil
	}
	var cells []cell
	for _, row := range l.shortened().marked().wrapped(width) {
		cells = append(cells, cell{t.painted(row), term.Width(plain(row))})
	}
	return cells
}
