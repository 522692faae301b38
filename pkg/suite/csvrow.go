package suite

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// cell is one cell of CSV, with its place.
type cell struct {
	text string
	at   diag.Pos
}

// csvRow takes the lines of one row apart, in the form of RFC 4180: cells with commas
// between; one that has a comma, a quote or a line break stands in quotes, and each quote
// within twice.
type csvRow struct {
	cells   []cell
	open    bool // a cell in quotes goes on in the next line
	at      diag.Pos
	current []byte
	fault   *csvFault
}

// csvFault is why a line is no row.
type csvFault struct {
	code          string
	at            diag.Pos
	message, hint string
}

// line takes the next line of the row, which begins at a place.
func (r *csvRow) line(text []byte, start diag.Pos) {
	if f := notPlain(text, start); f != nil {
		r.fault, r.open = f, false
		return
	}
	i := 0
	if r.open {
		r.current = append(r.current, '\n')
		i = r.quoted(text, 0, start)
	}
	for i >= 0 && r.fault == nil {
		i = r.cell(text, i, start)
	}
}

// cell takes the cell that begins at i, and returns where the next one does, or -1 after
// the last of the line.
func (r *csvRow) cell(text []byte, i int, start diag.Pos) int {
	r.at, r.current = placeIn(text, i, start), r.current[:0]
	if i < len(text) && text[i] == '"' {
		return r.quoted(text, i+1, start)
	}
	end, next := len(text), -1
	if n := bytes.IndexByte(text[i:], ','); n >= 0 {
		end, next = i+n, i+n+1
	}
	if n := bytes.IndexByte(text[i:end], '"'); n >= 0 {
		r.fault = &csvFault{"Y001", placeIn(text, i+n, start), "a quote stands in a cell that does not begin with one", `put the cell in quotes, and write each quote in it twice: "a ""b"" c"`}
		return -1
	}
	r.current = append(r.current, text[i:end]...)
	r.end()
	return next
}

// quoted takes what stands in quotes from i on, and returns where the next cell begins,
// or -1 where the line ends.
func (r *csvRow) quoted(text []byte, i int, start diag.Pos) int {
	r.open = true
	for {
		n := bytes.IndexByte(text[i:], '"')
		if n < 0 {
			r.current = append(r.current, text[i:]...)
			return -1
		}
		r.current = append(r.current, text[i:i+n]...)
		i += n + 1
		if i < len(text) && text[i] == '"' {
			r.current = append(r.current, '"')
			i++
			continue
		}
		r.open = false
		switch {
		case i == len(text):
			r.end()
			return -1
		case text[i] == ',':
			r.end()
			return i + 1
		}
		r.fault = &csvFault{"Y001", placeIn(text, i, start), "text follows the quote that ends a cell", "write a quote within a cell twice"}
		return -1
	}
}

func (r *csvRow) end() { r.cells = append(r.cells, cell{string(r.current), r.at}) }

// placeIn is the place of a byte of a line.
func placeIn(text []byte, i int, start diag.Pos) diag.Pos {
	return diag.Pos{Line: start.Line, Col: start.Col + utf8.RuneCount(text[:i]), Offset: start.Offset + i}
}

// notPlain says where a line has bytes that are no text.
func notPlain(text []byte, start diag.Pos) *csvFault {
	if i := bytes.IndexByte(text, 0); i >= 0 {
		return &csvFault{"Y008", placeIn(text, i, start), "NUL (U+0000)", "save the file as a text in UTF-8"}
	}
	if utf8.Valid(text) {
		return nil
	}
	for i := 0; ; {
		c, size := utf8.DecodeRune(text[i:])
		if c == utf8.RuneError && size <= 1 {
			return &csvFault{"Y008", placeIn(text, i, start), fmt.Sprintf("byte 0x%02X is not UTF-8", text[i]), "save the file as UTF-8; it may be Latin-1 or Windows-1252"}
		}
		i += size
	}
}
