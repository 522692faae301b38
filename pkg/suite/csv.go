package suite

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// csv yields the rows of a file of comma-separated values, whose first row names the
// columns.
func (r *rows) csv(l *lines) (more bool, err error) {
	in := &csvLines{lines: l}
	var names []cell
	for {
		row, err := in.row()
		switch {
		case errors.Is(err, io.EOF):
			return true, nil
		case err != nil:
			return true, err
		case names == nil:
			if names = row.cells; row.fault == nil {
				row.fault = badHeader(names)
			}
			if row.fault != nil {
				r.count++
				return r.inFile(row.fault.code, row.fault.at, row.fault.hint, "%s", row.fault.message), nil
			}
			continue
		}
		r.count++
		if more := r.csvRow(names, row); !more {
			return false, nil
		}
	}
}

// csvLines puts rows together that go over several lines.
type csvLines struct {
	*lines
	again []csvLine // that were taken for parts of a row, and are not
}

type csvLine struct {
	text    []byte
	at      diag.Pos
	tooLong bool
}

// line is the next line that is not empty, or any where a row goes on. Its text is good
// until the next call.
func (c *csvLines) line(any bool) (next csvLine, err error) {
	for {
		if len(c.again) > 0 {
			next, c.again = c.again[0], c.again[1:]
		} else {
			text, tooLong, err := c.read()
			if err != nil {
				return next, err
			}
			next = csvLine{text, c.pos(), tooLong}
		}
		if any || len(next.text) > 0 {
			return next, nil
		}
	}
}

// row reads the next row. Where a quote is not closed, the line that it is in is wrong
// alone, and those after it are rows again.
func (c *csvLines) row() (*csvRow, error) {
	first, err := c.line(false)
	if err != nil {
		return nil, err
	}
	row := &csvRow{}
	if first.tooLong {
		row.fault = tooLong(first.at)
		return row, nil
	}
	row.line(first.text, first.at)
	return row, c.goOn(row)
}

func tooLong(at diag.Pos) *csvFault {
	return &csvFault{"Y001", at, fmt.Sprintf("the row is longer than %d bytes", maxRow), ""}
}

// goOn reads the further lines of a row.
func (c *csvLines) goOn(row *csvRow) error {
	var behind []csvLine
	size := 0
	for row.open {
		next, err := c.line(true)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err == nil {
			next.text = bytes.Clone(next.text)
			behind = append(behind, next)
			size += len(next.text) + 1
		}
		if err != nil || next.tooLong || size > maxRow {
			row.fault, row.open = &csvFault{"Y001", row.at, "the quote that begins the cell is not closed", "write a quote within a cell twice"}, false
		} else {
			row.line(next.text, next.at)
		}
	}
	if f := row.fault; f != nil && len(behind) > 0 {
		if f.at.Line != row.at.Line && f.code == "Y001" {
			f.message = fmt.Sprintf("the cell in quotes goes on to line %d, where %s", f.at.Line, f.message)
			f.at = row.at
		}
		c.again = append(behind, c.again...)
	}
	return nil
}

// badHeader says what is wrong with the names of columns, or nil.
func badHeader(names []cell) *csvFault {
	for i, name := range names {
		earlier := slices.IndexFunc(names[:i], func(other cell) bool { return other.text == name.text })
		switch {
		case len(names) == 1 && strings.ContainsAny(name.text, ";\t"):
			return &csvFault{"Y005", name.at, "the first row names one column", "columns are separated by commas"}
		case strings.TrimSpace(name.text) == "":
			return &csvFault{"Y005", name.at, fmt.Sprintf("column %d has no name", i+1), "the first row names the columns"}
		case earlier >= 0:
			return &csvFault{"Y002", name.at, fmt.Sprintf("column %q is there twice", name.text), ""}
		case name.text == "assert":
			return &csvFault{"Y003", name.at, "a cell cannot hold assertions", "put rows with assertions of their own into a file of JSON lines; a variable of that name is variables.assert"}
		}
	}
	return nil
}

// csvRow yields what a row is, or what is wrong with it.
func (r *rows) csvRow(names []cell, row *csvRow) bool {
	if row.fault == nil && len(row.cells) != len(names) {
		at := row.cells[min(len(names), len(row.cells)-1)].at
		row.fault = &csvFault{"Y005", at, fmt.Sprintf("the row has %s, and the first row names %s", number(len(row.cells), "cell"), number(len(names), "column")), "a cell with a comma in it stands in quotes"}
	}
	if row.fault != nil {
		return r.inFile(row.fault.code, row.fault.at, row.fault.hint, "%s", row.fault.message)
	}
	start := row.cells[0].at
	c, values := &Case{}, map[string]any{}
	var found diag.List
	for i, name := range names {
		if f := r.csvCell(name.text, row.cells[i], c, values); f != nil {
			found.Errorf("Y004", r.spot(row.cells[i].at), "column %q: %s", name.text, f.message)
			found[len(found)-1].Hint = f.hint
		}
	}
	if found.HasErrors() {
		return r.failed(found)
	}
	in := Input{ID: c.ID, Case: c, Own: r.Suite, At: r.spot(start)}
	if in.ID == "" {
		in.ID = r.placed(start.Line)
	}
	return r.input(in, values)
}

// csvCell reads a cell into a case, or as the value of a variable. An empty one says
// nothing, but to a variable that may be a text.
func (r *rows) csvCell(name string, from cell, c *Case, values map[string]any) *csvFault {
	variable, forced := strings.CutPrefix(name, "variables.")
	if !forced && slices.Contains(columns(), name) {
		if from.text == "" {
			return nil
		}
		return csvColumn(name, from, c)
	}
	value, fault := r.typed(variable, from.text)
	if fault == nil && value != nil {
		values[variable] = value
	}
	return fault
}

// textNode is a text as a node that has no place of its own.
func textNode(text string) *yamldoc.Node { return &yamldoc.Node{Tag: "!!str", Value: text} }

// csvColumn reads a cell of a column that is no variable.
func csvColumn(name string, from cell, c *Case) *csvFault {
	switch name {
	case "id":
		c.ID, c.IDNode = from.text, textNode(from.text)
		if problem := badRowID(from.text); problem != "" {
			return &csvFault{message: "the id of a row " + problem}
		}
	case "description":
		c.Description = from.text
	case "expected":
		c.Expected = textNode(from.text)
	case "tags":
		for tag := range strings.SplitSeq(strings.ReplaceAll(from.text, ";", ","), ",") {
			if tag = strings.TrimSpace(tag); tag != "" {
				c.Tags = append(c.Tags, tag)
			}
		}
	case "repeat":
		n, err := strconv.Atoi(from.text)
		if err != nil || n < 1 || n > maxRepeat {
			return &csvFault{message: fmt.Sprintf("%q is no whole number from 1 to %d", shortened(from.text), maxRepeat)}
		}
		c.Repeat = n
	}
	return nil
}

// typed reads the text of a cell as the type that its variable is declared with: as it
// is for a text and for what is not declared, and as JSON for the others.
func (r *rows) typed(variable, text string) (any, *csvFault) {
	declared := ""
	if r.from.Type != nil {
		declared = r.from.Type(variable)
	}
	switch declared {
	case "", "string":
		return text, nil
	case "boolean": // which spreadsheets write in capitals
		text = strings.ToLower(text)
	}
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	doc, found := yamldoc.ParseJSON(r.Path, []byte(text), 1, 0)
	if doc.Root != nil {
		read := &reader{yamldoc.NewReader(doc, found, own), doc}
		read.exact(doc.Root)
		found = read.Findings()
	}
	if found.HasErrors() {
		message, hint := fmt.Sprintf("%q is not of type %s", shortened(text), declared), jsonHint(declared)
		if hint != "" || doc.Root != nil { // why it is no JSON says nothing of a number
			message += ": " + found[0].Message
		}
		return nil, &csvFault{message: message, hint: hint}
	}
	return doc.Root.Decode(), nil
}

// jsonHint says how a value is written in a cell.
func jsonHint(declared string) string {
	switch declared {
	case "array":
		return `a list is written as JSON: "[""a"", ""b""]"`
	case "object":
		return `an object is written as JSON: "{""a"": 1}"`
	}
	return ""
}

// number is "1 cell", "2 cells".
func number(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}
