package yamldoc

import (
	"sort"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// segment is a stretch of a scalar's value and the source that it comes from.
type segment struct {
	value      int  // offset of its first byte in the value
	start, end int  // source
	copied     bool // byte for byte; otherwise an escape or a fold
}

// valueMap says where each byte of a value comes from: segments in order, the
// last an empty one at the end of the value.
type valueMap []segment

// at returns the segment of byte i.
func (m valueMap) at(i int) segment {
	return m[sort.Search(len(m), func(k int) bool { return m[k].value > i })-1]
}

// start returns the source offset of byte i of the value.
func (m valueMap) start(i int) int {
	s := m.at(i)
	if s.copied {
		return s.start + i - s.value
	}
	return s.start
}

// end returns the source offset after byte i of the value.
func (m valueMap) end(i int) int {
	s := m.at(i)
	if s.copied {
		return s.start + i - s.value + 1
	}
	return s.end
}

// ValueOffset returns the source offset of byte i of a scalar's Value; i may be
// len(Value), which is where the source of the last byte ends. It is exact in
// every style: a byte that an escape sequence stands for has the offset of its
// backslash, a folded line break that of the break. Indices outside the value
// are clamped. All bytes of an alias's value have the offset of the alias: the
// text itself belongs to the node with the anchor.
func (d *Doc) ValueOffset(n *Node, i int) int {
	i = max(0, min(i, len(n.Value)))
	if start, ok := d.verbatim(n); ok {
		return start + i
	}
	return d.valueMap(n).start(i)
}

// ValueRange returns the source of the bytes [start, end) of a scalar's Value.
// Where a byte comes from an escape or a fold, all of that is in the range.
func (d *Doc) ValueRange(n *Node, start, end int) diag.Range {
	start = max(0, min(start, len(n.Value)))
	end = max(start, min(end, len(n.Value)))
	if at, ok := d.verbatim(n); ok {
		return d.Range(at+start, at+end)
	}
	m := d.valueMap(n)
	from := m.start(start)
	if start == end {
		return d.Range(from, from)
	}
	return d.Range(from, m.end(end-1))
}

// verbatim returns the offset at which a scalar's value stands in the source
// just as it is.
func (d *Doc) verbatim(n *Node) (int, bool) {
	start, end := n.Start, n.End
	switch n.Style {
	case SingleQuoted, DoubleQuoted:
		start, end = start+1, end-1
	case Literal, Folded:
		return 0, false
	}
	same := !n.Alias && n.Kind == Scalar && start <= end && end <= len(d.Src) && string(d.Src[start:end]) == n.Value
	return start, same
}

// valueMap returns the map of a scalar, which is made when first asked for.
func (d *Doc) valueMap(n *Node) valueMap {
	if m, ok := d.maps.Load(n); ok {
		return m.(valueMap)
	}
	m, ok := d.text.trace(n)
	if !ok {
		m = valueMap{{0, n.Start, n.End, false}, {len(n.Value), n.End, n.End, false}}
		if n.Value == "" {
			m = m[1:]
		}
	}
	d.maps.Store(n, m)
	return m
}

// trace decodes a scalar again, and notes where each byte comes from. Its ok is
// false where that does not give the node's value: for an alias, and where bytes
// that are no text were replaced.
func (t text) trace(n *Node) (m valueMap, ok bool) {
	if n.Alias || n.Kind != Scalar || n.verbatim {
		return nil, false
	}
	r := tracer{text: t}
	switch n.Style {
	case SingleQuoted:
		r.lines(n.Start+1, n.End-1, '\'')
	case DoubleQuoted:
		r.lines(n.Start+1, n.End-1, '\\')
	case Literal, Folded:
		r.block(n.Start, n.indent, n.Style == Folded)
	default:
		r.lines(n.Start, n.End, 0)
	}
	m = append(r.segments, segment{value: len(r.value), start: r.at, end: r.at})
	return m, string(r.value) == n.Value
}
