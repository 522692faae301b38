package textconv

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/prose"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// indent stands before the lines of a text. Fields have none, so that no text
// can be taken for one and git finds the field that a hunk is in.
const indent = "  "

// place is where a value stands.
type place struct {
	path string // as lines begin with it
	keys []string
}

// key is the place of a mapping's value.
func (p place) key(key string) place {
	return place{p.path + pathKey(key, p.path == ""), append(slices.Clip(p.keys), key)}
}

// item is the place of a list's item.
func (p place) item(label string) place {
	return place{p.path + "[" + label + "]", append(slices.Clip(p.keys), "")}
}

// last is the last key on the way.
func (p place) last() string { return p.keys[len(p.keys)-1] }

// writer writes a document as lines.
type writer struct {
	form     form
	doc      *yamldoc.Doc
	comments []yamldoc.Comment // that are not written yet
	out      strings.Builder
	headed   bool // the last line began an item, and nothing of it is written
}

func (w *writer) over() bool { return w.out.Len() > maxText }

func (w *writer) line(text string) {
	if w.over() {
		return
	}
	w.out.WriteString(term.Sanitize(text))
	w.out.WriteByte('\n')
	w.headed = false
}

// remarks writes the comments that stand before an offset.
func (w *writer) remarks(offset int) {
	for len(w.comments) > 0 && w.comments[0].Start < offset {
		w.line(strings.TrimRight(w.comments[0].Text, " \t"))
		w.comments = w.comments[1:]
	}
}

// mapping writes the entries of a mapping, but for that of a key left out.
func (w *writer) mapping(p place, n *yamldoc.Node, leftOut string) {
	for _, merge := range n.Merges {
		w.remarks(merge.Key.Start)
		w.value(p.key(merge.Key.Value), merge.Value)
	}
	for _, pair := range n.Pairs {
		key := pair.Key.Value
		if pair.Key.Kind != yamldoc.Scalar {
			key = string(w.doc.Src[pair.Key.Start:pair.Key.End])
		}
		if pair.Merged || key == leftOut && pair.Key.Kind == yamldoc.Scalar && leftOut != "" || w.over() {
			continue
		}
		w.remarks(pair.Key.Start)
		w.value(p.key(key), pair.Value)
	}
}

// value writes a field.
func (w *writer) value(p place, n *yamldoc.Node) {
	before := p.path + ":"
	if n.Anchor != "" && !n.Alias {
		before += " &" + n.Anchor
	}
	switch {
	case n.Alias:
		w.line(before + " *" + n.Anchor)
	case n.Kind == yamldoc.Scalar:
		w.scalar(p, before, n)
	case len(n.Pairs)+len(n.Items)+len(n.Merges) == 0:
		w.line(before + " " + emptyOf(n))
	case isRow(n):
		if text, ok := flow(n); ok {
			w.line(before + " " + text)
			return
		}
		fallthrough
	default:
		if n.Anchor != "" {
			w.line(before)
		}
		w.mapping(p, n, "")
		w.sequence(p, n)
	}
}

// sequence writes the items of a list.
func (w *writer) sequence(p place, n *yamldoc.Node) {
	for _, item := range n.Items {
		if w.over() {
			return
		}
		w.remarks(item.Props)
		w.item(p, item)
	}
}

// item writes an item of a list: a line that names it by what it has for a
// name, as numbers would be others where one is put before it, and its fields.
// An item that has no name, and is short, is a line.
func (w *writer) item(p place, n *yamldoc.Node) {
	if n.Alias || n.Kind == yamldoc.Scalar || len(n.Pairs)+len(n.Items)+len(n.Merges) == 0 {
		w.value(p.item(""), n)
		return
	}
	label, leftOut := name(p.last(), n)
	p = p.item(label)
	head := p.path + ":"
	if n.Anchor != "" {
		head += " &" + n.Anchor
	} else if text, ok := flow(n); ok && label == "" && !w.hasProse(p, n) {
		w.line(head + " " + text)
		return
	}
	w.line(head)
	w.headed = true
	w.mapping(p, n, leftOut)
	w.sequence(p, n)
}

// hasProse reports whether a text in or below a node is prose.
func (w *writer) hasProse(p place, n *yamldoc.Node) bool {
	for _, pair := range n.Pairs {
		below := place{keys: append(slices.Clip(p.keys), pair.Key.Value)}
		if pair.Value.Kind == yamldoc.Scalar && w.form.of(below.keys) != exact || w.hasProse(below, pair.Value) {
			return true
		}
	}
	for _, item := range n.Items {
		if w.hasProse(place{keys: append(slices.Clip(p.keys), "")}, item) {
			return true
		}
	}
	return false
}

// scalar writes a field of one value, whose line begins as given.
func (w *writer) scalar(p place, before string, n *yamldoc.Node) {
	kind := exact
	if n.Tag == "!!str" {
		kind = w.form.of(p.keys)
	}
	lines := []string{}
	if kind != exact {
		lines = prose.Lines(n.Value)
	}
	switch {
	case kind == phrase && len(lines) > 0:
		w.line(before + " " + strings.TrimLeft(lines[0], " \t"))
		w.below(indent, lines[1:])
	case len(lines) > 0:
		if body := p.last(); !w.headed || n.Anchor != "" || body != "content" && body != "text" {
			w.line(before)
		}
		w.below(indent, lines)
	case n.Tag == "!!str" && strings.Contains(n.Value, "\n"):
		w.lines(before, n.Value)
	default:
		w.line(before + " " + scalar(n, false))
	}
}

// below writes the lines of a text. An empty one has no indentation, which git
// would show as a mistake.
func (w *writer) below(indent string, lines []string) {
	for _, line := range lines {
		if line != "" {
			line = indent + line
		}
		w.line(line)
	}
}

// lines writes a text as it is. As in YAML, a | says that it ends with a line
// break, and a |- that it does not.
func (w *writer) lines(before, text string) {
	text, ended := strings.CutSuffix(text, "\n")
	if ended {
		w.line(before + " |")
	} else {
		w.line(before + " |-")
	}
	w.below(indent, strings.Split(text, "\n"))
}
