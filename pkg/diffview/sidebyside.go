package diffview

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/prose"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// narrowest is the width in columns below which there is no room for two columns.
const narrowest = 60

// row is what stands side by side: a stretch that ends where a line does in both
// texts.
type row struct {
	left, right []line
	changed     bool
}

// rowsOf are the rows of a text that changed.
func rowsOf(d *prose.Diff, strict bool) []row {
	left, right := &lineWriter{}, &lineWriter{}
	runs := d.Runs
	if strict {
		runs = d.Spaced()
	}
	var rows []row
	flush := func() {
		r := row{left: left.take(), right: right.take()}
		for _, l := range append(append([]line{}, r.left...), r.right...) {
			r.changed = r.changed || l.changed
		}
		rows = append(rows, r)
	}
	for _, r := range runs {
		switch {
		case r.Op == prose.Delete:
			left.runs(d, []prose.Run{r}, 0)
		case r.Op == prose.Insert:
			right.runs(d, []prose.Run{r}, 0)
		default:
			for part := range strings.SplitAfterSeq(r.New.Of(d.New), "\n") {
				bare := strings.TrimSuffix(part, "\n")
				left.text(piece{op: prose.Equal, text: bare})
				right.text(piece{op: prose.Equal, text: bare})
				if bare != part {
					flush()
				}
			}
		}
	}
	flush()
	return rows
}

// take returns the lines that were written, and begins anew.
func (w *lineWriter) take() []line {
	w.end()
	lines := w.lines
	w.lines, w.last = nil, piece{}
	return lines
}

// columns shows a text in two columns: what it was and what it is, with a mark
// between them where they differ.
func (t *textWriter) columns(d *prose.Diff) {
	width := (t.Width - len("  ")*2 - len(" | ")) / 2
	rows := rowsOf(d, t.Strict)
	near := make([]bool, len(rows))
	for i, r := range rows {
		for j := max(i-1, 0); j <= min(i+1, len(rows)-1) && r.changed; j++ {
			near[j] = true
		}
	}
	skipped := false
	for i, r := range rows {
		if !near[i] {
			skipped = true
			continue
		}
		if skipped {
			t.line("    %s", t.Style.Dim("⋮"))
		}
		skipped = false
		t.columnsOf(r, width)
	}
	if skipped {
		t.line("    %s", t.Style.Dim("⋮"))
	}
}

func (t *textWriter) columnsOf(r row, width int) {
	left, right := t.wrapped(r.left, width), t.wrapped(r.right, width)
	mark := " │ "
	if r.changed {
		mark = " ┃ "
	}
	for i := range max(len(left), len(right)) {
		var a, b cell
		if i < len(left) {
			a = left[i]
		}
		if i < len(right) {
			b = right[i]
		}
		t.line("%s", strings.TrimRight("  "+a.text+strings.Repeat(" ", max(0, width-a.width))+t.Style.Dim(mark)+b.text, " "))
	}
}

// cell is a line of one column, painted.
type cell struct {
	text  string
	width int
}

// wrapped are the lines of one column.
func (t *textWriter) wrapped(lines []line, width int) []cell {
	var cells []cell
	for _, l := range lines {
		if len(l.pieces) == 0 {
			cells = append(cells, cell{})
		}
		for _, words := range wrap(l, width) {
			cells = append(cells, cell{t.painted(words, l.pieces), widthOf(words)})
		}
	}
	return cells
}

// widthOf is how many columns words take in a row.
func widthOf(words []word) int {
	n := 0
	for i, w := range words {
		if w.space && i > 0 {
			n++
		}
		n += term.Width(w.text)
	}
	return n
}
