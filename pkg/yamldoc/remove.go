package yamldoc

import (
	"bytes"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// RemoveEntry returns the edit that takes an entry out of a mapping of this
// document, with the comment on its line and nothing else. It returns false
// where that cannot be done by itself: the entry came in by a merge, it has an
// anchor in it, or it shares its lines with something else.
func (d *Doc) RemoveEntry(mapping *Node, entry *Pair) (diag.Edit, bool) {
	i := indexOf(mapping, entry)
	if i < 0 || mapping.Alias || entry.Merged || hasAnchor(entry.Key) || hasAnchor(entry.Value) {
		return diag.Edit{}, false
	}
	if isAlone(mapping) {
		return d.emptied(mapping)
	}
	if mapping.Style == Flow {
		return d.removeFlow(mapping, i), true
	}
	if edit, ok := d.removeLines(entry.Key.Props, endOf(*entry)); ok {
		return edit, true
	}
	return d.removeFirst(mapping, i)
}

// endOf is where an entry ends.
func endOf(p Pair) int { return max(p.Value.End, p.Key.End) }

// removeFirst takes out the first entry of a mapping that begins behind the dash
// of a list: the next entry takes its place.
func (d *Doc) removeFirst(mapping *Node, i int) (diag.Edit, bool) {
	if i > 0 || len(mapping.Pairs) < 2 || mapping.Pairs[1].Merged || len(mapping.Merges) > 0 {
		return diag.Edit{}, false
	}
	start, next := mapping.Pairs[0].Key.Props, mapping.Pairs[1].Key.Props
	rest := d.Src[endOf(mapping.Pairs[0]):next]
	if c := bytes.IndexByte(rest, '\n'); c >= 0 && bytes.HasPrefix(bytes.TrimSpace(rest[:c]), []byte{'#'}) {
		rest = rest[c:]
	}
	dashed := bytes.HasSuffix(bytes.TrimRight(d.Src[:start], " "), []byte{'-'})
	return diag.Edit{Start: start, End: next}, dashed && len(bytes.TrimSpace(rest)) == 0
}

// RemoveItem returns the edit that takes item i out of a list of this document,
// with the comment on its line and nothing else. It returns false where that
// cannot be done by itself, as RemoveEntry does.
func (d *Doc) RemoveItem(list *Node, i int) (diag.Edit, bool) {
	if i < 0 || i >= len(list.Items) || list.Alias || hasAnchor(list.Items[i]) {
		return diag.Edit{}, false
	}
	item := list.Items[i]
	switch {
	case len(list.Items) == 1:
		return d.emptied(list)
	case list.Style == Flow && i+1 < len(list.Items):
		return d.removeBefore(item.Props, item.End, list.Items[i+1].Props), true
	case list.Style == Flow:
		return d.removeAfter(list.Items[i-1].End, item.Props, item.End), true
	}
	dash := len(bytes.TrimRight(d.Src[:item.Props], " \t\r\n")) - 1
	if dash < 0 || d.Src[dash] != '-' {
		return diag.Edit{}, false
	}
	return d.removeLines(dash, max(item.End, dash+1))
}

// indexOf finds an entry by its place: a mapping's own entries come in the order
// of the file, and merged ones behind them.
func indexOf(mapping *Node, entry *Pair) int {
	i, _ := slices.BinarySearchFunc(mapping.Pairs, entry.Key.Start, func(p Pair, start int) int {
		if p.Merged {
			return 1
		}
		return p.Key.Start - start
	})
	if i < len(mapping.Pairs) && mapping.Pairs[i].Key == entry.Key {
		return i
	}
	return -1
}

// isAlone reports whether a mapping has no entry of its own but one.
func isAlone(mapping *Node) bool {
	return len(mapping.Merges) == 0 && (len(mapping.Pairs) == 1 || mapping.Pairs[1].Merged)
}

// hasAnchor reports whether an alias elsewhere may need what is in a node.
func hasAnchor(n *Node) bool {
	if n.Alias {
		return false
	}
	if n.Anchor != "" {
		return true
	}
	for _, p := range n.Pairs {
		if !p.Merged && (hasAnchor(p.Key) || hasAnchor(p.Value)) {
			return true
		}
	}
	for _, item := range n.Items {
		if hasAnchor(item) {
			return true
		}
	}
	return false
}

// emptied takes the only entry out of a mapping or a list, which would be null
// without it.
func (d *Doc) emptied(collection *Node) (diag.Edit, bool) {
	empty := "{}"
	if collection.Kind == Sequence {
		empty = "[]"
	}
	if collection.Style == Flow {
		return diag.Edit{Start: collection.Start, End: collection.End, New: empty}, true
	}
	before := bytes.TrimRight(d.Src[:collection.Start], " \t\r\n")
	if !bytes.HasSuffix(before, []byte(":")) {
		return diag.Edit{}, false
	}
	return diag.Edit{Start: len(before), End: collection.End, New: " " + empty}, true
}

// removeFlow takes entry i out of a flow mapping that has several, with the
// comma that would be left over.
func (d *Doc) removeFlow(mapping *Node, i int) diag.Edit {
	if i+1 < len(mapping.Pairs) && !mapping.Pairs[i+1].Merged {
		return d.removeBefore(mapping.Pairs[i].Key.Props, endOf(mapping.Pairs[i]), mapping.Pairs[i+1].Key.Props)
	}
	return d.removeAfter(endOf(mapping.Pairs[i-1]), mapping.Pairs[i].Key.Props, endOf(mapping.Pairs[i]))
}

// removeBefore takes out what stands in a flow from one offset to another, up to
// what follows it. Its own comment goes, which is on its line where nothing else
// is, and the others stay.
func (d *Doc) removeBefore(start, end, next int) diag.Edit {
	gap := d.Src[end:next]
	if bytes.IndexByte(gap, '#') < 0 {
		return diag.Edit{Start: start, End: next}
	}
	line := d.Src[bytes.LastIndexByte(d.Src[:start], '\n')+1 : start]
	if bytes.IndexByte(line, ',') < 0 {
		_, gap, _ = bytes.Cut(gap, []byte("\n"))
	}
	rest := string(bytes.TrimLeft(withoutComma(gap), " \t\r\n"))
	if rest != "" && !isBlank(d.Src[start-1]) {
		rest = " " + rest // behind a bracket, # begins no comment
	}
	return diag.Edit{Start: start, End: next, New: rest}
}

// removeAfter takes out what stands last in a flow from one offset to another,
// behind where the one before it ends. As with removeBefore, its own comment goes
// and others stay.
func (d *Doc) removeAfter(before, start, end int) diag.Edit {
	gap, line := d.Src[before:start], d.text.lineEnd(end)
	rest, trailing := bytes.CutPrefix(bytes.TrimSpace(d.Src[end:line]), []byte{','})
	rest = bytes.TrimSpace(rest)
	switch alone := len(rest) == 0 || rest[0] == '#'; {
	case bytes.IndexByte(d.Src[before:line], '#') < 0:
		return diag.Edit{Start: before, End: end}
	case alone && bytes.IndexByte(gap, '\n') >= 0: // all of its line
		if !trailing {
			gap = withoutComma(gap)
		}
		return diag.Edit{Start: before, End: line, New: string(bytes.TrimRight(gap, " \t\r\n"))}
	case bytes.IndexByte(gap, '#') >= 0:
		return diag.Edit{Start: before, End: end, New: string(withoutComma(gap))}
	}
	return diag.Edit{Start: before, End: end}
}

// withoutComma is what stands between two items of a flow without the comma.
func withoutComma(gap []byte) []byte {
	comment := false
	for i, c := range gap {
		switch {
		case c == '\n':
			comment = false
		case c == '#':
			comment = true
		case c == ',' && !comment:
			return slices.Concat(gap[:i], gap[i+1:])
		}
	}
	return gap
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

// removeLines takes out the lines from one offset to another, if nothing but a
// comment stands there besides.
func (d *Doc) removeLines(start, end int) (diag.Edit, bool) {
	first := bytes.LastIndexByte(d.Src[:start], '\n') + 1
	last := d.text.lineEnd(end)
	rest := bytes.TrimSpace(d.Src[end:last])
	last += d.text.breakLen(last)
	alone := len(bytes.TrimSpace(d.Src[first:start])) == 0 && (len(rest) == 0 || rest[0] == '#')
	return diag.Edit{Start: first, End: last}, alone
}
