package prompt

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// place is where a scalar or a flow collection goes.
type place struct {
	column int    // of the block collection that holds it
	was    int    // the same, in the source
	flow   bool   // within a flow collection
	key    bool   // as a key
	notes  []note // comments that follow; the one on the same line is written
}

// value writes what follows a key or a dash.
func (l *layout) value(e entry, column int, s *shape) {
	n := e.value
	from := e.start + 1
	if e.key != nil {
		from = e.key.End
	}
	between, blank := l.gap(from, n.Start)
	props := l.props(n)
	if props != "" {
		props = " " + props
	}
	switch {
	case isEmpty(n):
		l.text(props)
		l.notes(first(l.inline(append(between, e.tail...))), column+step)
	case isBlock(n):
		l.nested(e, column, s, props, between, blank)
	case len(between) > 0:
		l.text(props)
		l.notes(first(l.inline(between)), column+step)
		l.line(column + step)
		l.leaf(n, place{column: column, was: l.sourceColumn(e.start), notes: e.tail}, s)
	default:
		l.text(props + " ")
		l.leaf(n, place{column: column, was: l.sourceColumn(e.start), notes: e.tail}, s)
	}
}

// nested writes a block collection below its key, or behind its dash.
func (l *layout) nested(e entry, column int, s *shape, props string, between []note, blank bool) {
	l.text(props)
	head := first(l.inline(between))
	if e.key == nil && props == "" && len(head) == len(between) {
		l.text(" ")
		l.open = true
	}
	l.block(e.value, column+step, s, head, blank && len(head) > 0, e.tail)
}

// props returns the anchor and tag of a node.
func (l *layout) props(n *yamldoc.Node) string {
	if n.Props >= n.Start {
		return ""
	}
	var words []string
	for line := range strings.SplitSeq(string(l.src[n.Props:n.Start]), "\n") {
		for word := range strings.FieldsSeq(line) {
			if word[0] == '#' {
				break
			}
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// key returns the text of a key.
func (l *layout) key(n *yamldoc.Node, at place) string {
	text := string(l.src[n.Start:n.End])
	switch {
	case n.Alias:
		text += " "
	case strings.Contains(text, "\n") || n.Style == yamldoc.Literal || n.Style == yamldoc.Folded:
		l.odd = "a key has several lines"
	default:
		text = l.unquoted(n, at)
	}
	if props := l.props(n); props != "" {
		return strings.TrimSuffix(props+" "+text, " ")
	}
	return text
}

// leaf writes a node that is no block collection, with the comment behind it.
func (l *layout) leaf(n *yamldoc.Node, at place, s *shape) {
	switch {
	case n.Alias:
		l.text(string(l.src[n.Start:n.End]))
	case n.Style == yamldoc.Flow:
		l.flow(n, at, s)
	case n.Style == yamldoc.Literal, n.Style == yamldoc.Folded:
		l.blockScalar(n, at)
		return
	default:
		if header, body, ok := literal(n, at); ok {
			l.text(header)
			l.inline(at.notes)
			l.text("\n" + body)
			l.kept = strings.HasSuffix(header, "+")
			return
		}
		l.text(l.wrapped(n, at))
	}
	l.inline(at.notes)
}
