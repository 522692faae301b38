package suite

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// jsonl yields the rows of a file of JSON lines.
func (r *rows) jsonl(l *lines) (more bool, err error) {
	for {
		text, tooLong, err := l.read()
		switch {
		case errors.Is(err, io.EOF):
			return true, nil
		case err != nil:
			return true, err
		case len(bytes.TrimSpace(text)) == 0:
			continue
		}
		r.count++
		if tooLong {
			more = r.inFile("Y001", l.pos(), "", "the row is longer than %d bytes", maxRow)
		} else {
			doc, found := yamldoc.ParseJSON(r.Path, bytes.Clone(text), l.number, l.start)
			more = r.row(doc, doc.Root, found, l.number)
		}
		if !more {
			return false, nil
		}
	}
}

// yaml yields the items of a file that is a list.
func (r *rows) yaml(file io.Reader) (more bool, err error) {
	src, err := io.ReadAll(io.LimitReader(file, yamldoc.MaxSize+1))
	switch {
	case err != nil:
		return true, err
	case len(src) > yamldoc.MaxSize:
		r.count++
		return r.inFile("Y001", diag.Pos{}, "JSON lines and CSV are read row by row, and may be of any size",
			"the file has more than %d bytes, which is the most that is read of YAML", yamldoc.MaxSize), nil
	}
	doc, found := yamldoc.Parse(r.Path, src)
	if doc.Root == nil {
		r.count += len(found)
		return !found.HasErrors() || r.failed(found), nil
	}
	if doc.Root.Kind != yamldoc.Sequence {
		r.count++
		return r.inFile("Y004", doc.Pos(doc.Root.Start), "", "a file of rows must be a list, not %s", doc.Root.Describe()), nil
	}
	for _, item := range doc.Root.Items {
		r.count++
		own, rest := within(found, doc.NodeRange(item))
		found = rest
		if !r.row(doc, item, own, doc.Pos(item.Start).Line) {
			return false, nil
		}
	}
	return len(found) == 0 || r.failed(found), nil
}

// within takes the findings of a stretch out of a list.
func within(found diag.List, at diag.Range) (own, rest diag.List) {
	for _, f := range found {
		if at := at; at.Start.Offset <= f.Range.Start.Offset && f.Range.Start.Offset <= at.End.Offset {
			own = append(own, f)
		} else {
			rest = append(rest, f)
		}
	}
	return own, rest
}

// row yields what a row in the form of JSON or YAML is, or what is wrong with it.
func (r *rows) row(doc *yamldoc.Doc, root *yamldoc.Node, found diag.List, line int) bool {
	if root == nil {
		return r.failed(found)
	}
	read := &reader{yamldoc.NewReader(doc, found, own), doc}
	c := &Case{Node: root}
	read.row(yamldoc.Value{Key: root, Node: root}, c)
	if found := read.Findings(); found.HasErrors() {
		return r.failed(found)
	}
	in := Input{ID: c.ID, Case: c, Own: r.Suite, At: doc.NodeRange(root)}
	if in.ID == "" {
		in.ID = r.placed(line)
	}
	if len(c.Assert) > 0 {
		in.Own = &Suite{File: r.Path, Doc: doc, Defaults: Case{Judge: r.Defaults.Judge}, Cases: []*Case{c}}
	}
	return r.input(in, decoded(c.Variables))
}

// row reads the columns of a row. Where there is a mapping variables: the variables are
// in it, or else they are the columns that have no other meaning.
func (r *reader) row(v value, c *Case) {
	if v.Node.Kind != yamldoc.Mapping {
		r.Errorf("Y004", v.Node, "a row must be a mapping of columns, not %s", v.Node.Describe())
		return
	}
	wrapped := false
	if all := v.Node.Get("variables"); all != nil && all.Kind == yamldoc.Mapping {
		wrapped = true
	}
	r.Entries(v, 0, maxEntries, func(v value) {
		switch key := v.Key.Value; {
		case r.column(v, c):
		case wrapped && key == "variables":
			c.Variables = r.variables(v, func(v value) { r.exact(v.Node) })
		case !wrapped:
			r.exact(v.Node)
			c.Variables = append(c.Variables, Variable{key, v.Key, v.Node})
		case !strings.HasPrefix(key, "x-"):
			near := r.Suggest("Y003", key, append(columns(), "variables"))
			r.Errorf("Y003", v.Key, "unknown column %s%s", v.Key.Describe(), yamldoc.DidYouMean(near)).Hint = "beside variables: a row may have " + strings.Join(columns(), ", ") + "; " + own
		}
	})
}

// columns are those of a row that are no variables.
func columns() []string { return []string{"id", "description", "tags", "expected", "repeat", "assert"} }

// column reads a column that is no variable, and reports whether it is one. What says
// null says nothing.
func (r *reader) column(v value, c *Case) bool {
	known := map[string]func(){
		"id":          func() { c.ID, c.IDNode = r.rowID(v), v.Node },
		"description": func() { c.Description, _ = r.Text(v, "a text") },
		"tags":        func() { c.Tags = r.texts(v, 0, "a tag") },
		"expected":    func() { c.Expected = r.answer(v) },
		"repeat":      func() { c.Repeat, _ = r.Whole(v, 1, maxRepeat) },
		"assert": func() {
			r.Items(v, 0, maxAssertions, func(v value) {
				if a := r.assertion(v); a != nil {
					c.Assert = append(c.Assert, a)
				}
			})
		},
	}
	read, ok := known[v.Key.Value]
	if ok && !v.Node.IsNull() {
		read()
	}
	return ok
}

// rowID reads the id of a row, which other programs may have made: any text of one
// line, or a number.
func (r *reader) rowID(v value) string {
	text, problem := scalarText(v.Node), ""
	if text == "" {
		r.Wrong(v, "the id of a row")
		return ""
	}
	if problem = badRowID(text); problem != "" {
		r.Errorf("Y004", v.Node, "the id of a row %s", problem)
	}
	return text
}

// maxID is the length in bytes of the longest id of a row.
const maxID = 200

// badRowID says what is wrong with the id of a row, or "".
func badRowID(id string) string {
	switch {
	case len(id) > maxID:
		return fmt.Sprintf("must have at most %d bytes, not %d", maxID, len(id))
	case strings.ContainsFunc(id, func(c rune) bool { return c < ' ' || c == 0x7F }):
		return "must be one line without control characters"
	case strings.HasSuffix(id, "]"):
		return "must not end in ], which is for the choices of a matrix"
	}
	return ""
}

// answer reads the answer that a row wants: the text of any scalar, as programs write
// numbers without quotes. Nil is none.
func (r *reader) answer(v value) *yamldoc.Node {
	if v.Node.Kind != yamldoc.Scalar {
		r.Wrong(v, "a text")
		return nil
	}
	text := *v.Node
	text.Tag = "!!str"
	return &text
}

// scalarText is the text of a scalar as it is written, "" for other nodes.
func scalarText(n *yamldoc.Node) string {
	if n.Kind != yamldoc.Scalar || n.IsNull() {
		return ""
	}
	return n.Value
}
