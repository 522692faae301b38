package yamldoc

import (
	"fmt"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// keys reports keys that are there twice or are no text.
func (s *settler) keys(n *Node) {
	first := firstKey(n.Pairs)
	for i, p := range n.Pairs {
		k := p.Key
		if k.Kind != Scalar {
			s.add("Y001", k.Start, k.End, "quote it", "a key must be text, and this is a %s", k.Kind)
		} else if at := first(i); at < i {
			s.twice(n, at, i)
		}
	}
}

// twice reports that entry i of a mapping has the key of an earlier one.
func (s *settler) twice(n *Node, first, i int) {
	if s.full("Y002") {
		s.count["Y002"]++
		return
	}
	k := n.Pairs[i].Key
	line := s.doc.Pos(n.Pairs[first].Key.Start).Line
	s.add("Y002", k.Start, k.End, "remove one of them", "key %q is already in line %d", k.Value, line).
		Fix = s.once(n, &n.Pairs[first], &n.Pairs[i], line)
}

// once is the fix that leaves one of two entries with the same key. Where they
// differ it is the later one: most readers of YAML have taken that so far.
func (s *settler) once(n *Node, earlier, later *Pair, line int) *diag.Fix {
	if same(earlier.Value, later.Value) {
		if edit, ok := s.doc.RemoveEntry(n, later); ok {
			return diag.SafeFix("remove it: it says the same again", edit)
		}
		return nil
	}
	if edit, ok := s.doc.RemoveEntry(n, earlier); ok {
		return diag.UnsafeFix(fmt.Sprintf("remove the one in line %d, and keep this one", line), edit)
	}
	return nil
}

// same reports whether two values are written with the same meaning.
func same(a, b *Node) bool {
	if a.Kind != b.Kind || a.Tag != b.Tag || a.Value != b.Value || a.Alias || b.Alias ||
		len(a.Items) != len(b.Items) || len(a.Pairs) != len(b.Pairs) {
		return false
	}
	for i := range a.Items {
		if !same(a.Items[i], b.Items[i]) {
			return false
		}
	}
	for i := range a.Pairs {
		if !same(a.Pairs[i].Key, b.Pairs[i].Key) || !same(a.Pairs[i].Value, b.Pairs[i].Value) {
			return false
		}
	}
	return true
}

// firstKey returns a function that gives the index of the first entry with the
// same key as entry i. Small mappings, which most are, need no table.
func firstKey(pairs []Pair) func(i int) int {
	same := func(a, b *Node) bool { return a.Kind == Scalar && a.Value == b.Value }
	if len(pairs) <= 16 {
		return func(i int) int {
			return slices.IndexFunc(pairs, func(p Pair) bool { return same(p.Key, pairs[i].Key) })
		}
	}
	table := make(map[string]int, len(pairs))
	for i, p := range pairs {
		if _, there := table[p.Key.Value]; !there && p.Key.Kind == Scalar {
			table[p.Key.Value] = i
		}
	}
	return func(i int) int { return table[pairs[i].Key.Value] }
}

// merge takes the merge keys of a mapping out of its entries and puts in what
// they stand for: a mapping's own entries win, then earlier merges.
func (s *settler) merge(n *Node) {
	isMerge := func(p Pair) bool { return p.Key.Tag == "!!merge" && !p.Key.Alias }
	if !slices.ContainsFunc(n.Pairs, isMerge) {
		return
	}
	own := n.Pairs[:0:0]
	for _, p := range n.Pairs {
		if isMerge(p) {
			n.Merges = append(n.Merges, p)
		} else {
			own = append(own, p)
		}
	}
	n.Pairs = own
	have := make(map[string]bool, len(own))
	for _, p := range own {
		have[p.Key.Value] = true
	}
	for _, m := range n.Merges {
		for _, from := range s.sources(m.Value) {
			s.mergeFrom(n, from, have)
		}
	}
}

// sources returns the mappings that the value of a merge key names.
func (s *settler) sources(v *Node) []*Node {
	switch {
	case v.Kind == Mapping:
		return []*Node{v}
	case v.Alias && v.IsNull() && s.count["Y007"] > 0: // said already
		return nil
	}
	for _, item := range v.Items {
		if item.Kind != Mapping {
			s.add("Y001", item.Start, item.End, "", "a merge key (<<) takes mappings, and this is a %s", item.Kind)
			return nil
		}
	}
	if v.Kind == Scalar {
		s.add("Y001", v.Start, v.End, "", "a merge key (<<) takes a mapping or a list of mappings")
	}
	return v.Items
}

// mergeFrom adds the entries of from that n does not have.
func (s *settler) mergeFrom(n, from *Node, have map[string]bool) {
	for _, p := range from.Pairs {
		if have[p.Key.Value] {
			continue
		}
		have[p.Key.Value] = true
		n.Pairs = append(n.Pairs, Pair{Key: p.Key, Value: p.Value, Merged: true})
	}
}
