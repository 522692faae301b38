package term

import (
	"bufio"
	"slices"
	"strings"
)

// columnGap is between two columns of a table on a terminal.
const columnGap = "  "

// Column is a column of a table.
type Column struct {
	Header string
	Right  bool // aligned to the right, as numbers are
	Flex   bool // may be cut to make the table fit the terminal
	Min    int  // the width in columns that a Flex column keeps
}

// Cell is a field of a table. Paint, if any, colours the text once it has been
// cut to its width.
type Cell struct {
	Text  string
	Paint func(string) string
}

// Table is rows of cells. On a terminal it has a header and aligned columns, of
// which those without any text are left out, and is no wider than the terminal,
// if its Flex columns allow. Elsewhere it has a line per row with a tab between
// all cells, nothing cut, and no header.
type Table struct {
	term    *Terminal
	columns []Column
	rows    [][]Cell
}

// Table returns an empty table for Out.
func (t *Terminal) Table(columns ...Column) *Table {
	return &Table{term: t, columns: columns}
}

// Row adds a row of plain cells, which must be as many as there are columns.
func (tb *Table) Row(texts ...string) {
	cells := make([]Cell, len(texts))
	for i, s := range texts {
		cells[i].Text = s
	}
	tb.Cells(cells...)
}

// Cells adds a row of cells, which must be as many as there are columns. Their
// text is sanitised and put on one line.
func (tb *Table) Cells(cells ...Cell) {
	for i := range cells {
		cells[i].Text = OneLine(cells[i].Text)
	}
	tb.rows = append(tb.rows, cells)
}

// Fits reports whether nothing of the table has to be cut.
func (tb *Table) Fits() bool {
	if !tb.term.OutTTY {
		return true
	}
	full := tb.withoutEmpty()
	return full.excess(full.natural()) <= 0
}

// Write writes the table. One without rows is nothing, not even a header.
func (tb *Table) Write() error {
	w := bufio.NewWriter(tb.term.Out)
	if tb.term.OutTTY {
		tb.writeAligned(w)
	} else {
		tb.writeTabbed(w)
	}
	return w.Flush()
}

func (tb *Table) writeTabbed(w *bufio.Writer) {
	for _, row := range tb.rows {
		for i, c := range row {
			if i > 0 {
				w.WriteByte('\t')
			}
			w.WriteString(c.paint(c.Text))
		}
		w.WriteByte('\n')
	}
}

func (tb *Table) writeAligned(w *bufio.Writer) {
	if len(tb.rows) == 0 {
		return
	}
	tb = tb.withoutEmpty()
	header := make([]Cell, len(tb.columns))
	for i, c := range tb.columns {
		header[i] = Cell{Text: c.Header, Paint: tb.term.OutStyle.Dim}
	}
	widths := tb.fit(tb.natural())
	tb.writeRow(w, header, widths)
	for _, row := range tb.rows {
		tb.writeRow(w, row, widths)
	}
}

// withoutEmpty leaves out the columns that no row has anything in.
func (tb *Table) withoutEmpty() *Table {
	full := &Table{term: tb.term, rows: make([][]Cell, len(tb.rows))}
	for i, c := range tb.columns {
		if !slices.ContainsFunc(tb.rows, func(row []Cell) bool { return row[i].Text != "" }) {
			continue
		}
		full.columns = append(full.columns, c)
		for r, row := range tb.rows {
			full.rows[r] = append(full.rows[r], row[i])
		}
	}
	return full
}

func (tb *Table) writeRow(w *bufio.Writer, row []Cell, widths []int) {
	var line strings.Builder
	for i, c := range row {
		if i > 0 {
			line.WriteString(columnGap)
		}
		text := Truncate(c.Text, widths[i])
		space := strings.Repeat(" ", widths[i]-Width(text))
		if tb.columns[i].Right {
			line.WriteString(space + c.paint(text))
		} else {
			line.WriteString(c.paint(text) + space)
		}
	}
	w.WriteString(strings.TrimRight(line.String(), " "))
	w.WriteByte('\n')
}

func (c Cell) paint(text string) string {
	if c.Paint == nil {
		return text
	}
	return c.Paint(text)
}

// natural returns the width of each column if nothing is cut.
func (tb *Table) natural() []int {
	widths := make([]int, len(tb.columns))
	for i, c := range tb.columns {
		widths[i] = Width(c.Header)
	}
	for _, row := range tb.rows {
		for i, c := range row {
			widths[i] = max(widths[i], Width(c.Text))
		}
	}
	return widths
}

// fit takes from the widest Flex column, a column at a time, until the table is
// as wide as the terminal or every Flex column is down to its minimum.
func (tb *Table) fit(widths []int) []int {
	for excess := tb.excess(widths); excess > 0; excess-- {
		widest := -1
		for i, c := range tb.columns {
			if c.Flex && widths[i] > max(c.Min, 1) && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	return widths
}

// excess is how many columns a table of these widths has more than the terminal.
func (tb *Table) excess(widths []int) int {
	excess := len(columnGap)*(len(widths)-1) - tb.term.Width
	for _, w := range widths {
		excess += w
	}
	return excess
}
