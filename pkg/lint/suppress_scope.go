package lint

import (
	"sort"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// entry is a key of a mapping with its value, or an item of a list: the bytes
// [start, end] of it.
type entry struct {
	start, end int
	value      *yamldoc.Node
}

// entries are the children of a node, in the order of the file. What a merge
// brings in stands elsewhere.
type entries struct{ *yamldoc.Node }

func (e entries) len() int {
	switch {
	case e.Alias:
		return 0
	case e.Kind == yamldoc.Sequence:
		return len(e.Items)
	}
	return sort.Search(len(e.Pairs), func(i int) bool { return e.Pairs[i].Merged })
}

func (e entries) at(i int) entry {
	if e.Kind == yamldoc.Sequence {
		return entry{e.Items[i].Props, e.Items[i].End, e.Items[i]}
	}
	p := e.Pairs[i]
	return entry{p.Key.Props, max(p.Value.End, p.Key.End), p.Value}
}

// from is the index of the first child that begins at an offset or after it.
func (e entries) from(offset int) int {
	return sort.Search(e.len(), func(i int) bool { return e.at(i).start >= offset })
}

// entryFrom returns the first entry below a node that begins at an offset or
// after it; of several that begin together, the one that holds the others.
func entryFrom(n *yamldoc.Node, offset int) (entry, bool) {
	if n == nil {
		return entry{}, false
	}
	all := entries{n}
	i := all.from(offset)
	if i > 0 {
		if inner, ok := entryFrom(all.at(i-1).value, offset); ok {
			return inner, true
		}
	}
	if i < all.len() {
		return all.at(i), true
	}
	return entry{}, false
}

// entryAround returns the innermost entry below a node that holds an offset.
func entryAround(n *yamldoc.Node, offset int) (entry, bool) {
	var found entry
	ok := false
	for n != nil {
		all := entries{n}
		i := all.from(offset + 1)
		if i == 0 || all.at(i-1).end <= offset {
			break
		}
		found, ok = all.at(i-1), true
		n = found.value
	}
	return found, ok
}
