package yamldoc

// Aliases and merge keys may expand to at most this much in one file.
const (
	maxExpandedNodes = 100_000
	maxExpandedBytes = 8 << 20 // of values and keys
)

// size is how much a value is with all its aliases expanded. It does not
// overflow: the budget ends expansion long before.
type size struct{ nodes, bytes int }

func (s *size) add(t size) {
	s.nodes += t.nodes
	s.bytes += t.bytes
}

// target is a node with an anchor.
type target struct {
	node *Node
	size size
	open bool // we are still inside it
}

// settler puts aliases and merges in place and checks the keys of mappings.
type settler struct {
	*report
	targets map[string]*target
	used    size
}

func newSettler(r *report) *settler {
	return &settler{report: r, targets: map[string]*target{}}
}

// settle finishes a node whose values are known, children first, and returns
// its size.
func (s *settler) settle(n *Node) size {
	if n.Alias {
		return s.alias(n)
	}
	var own *target
	if n.Anchor != "" {
		own = &target{node: n, open: true}
		s.define(n, own)
	}
	total := size{1, len(n.Value)}
	for _, item := range n.Items {
		total.add(s.settle(item))
	}
	for i := range n.Pairs {
		total.add(s.settle(n.Pairs[i].Key))
		total.add(s.settle(n.Pairs[i].Value))
	}
	if n.Kind == Mapping {
		s.keys(n)
		s.merge(n)
	}
	if own != nil {
		own.open, own.size = false, total
	}
	return total
}

// define notes an anchor.
func (s *settler) define(n *Node, t *target) {
	if old := s.targets[n.Anchor]; old != nil {
		s.add("Y001", n.Props, n.Props+1, "give it another name",
			"anchor &%s is already in line %d", n.Anchor, s.doc.Pos(old.node.Props).Line)
	}
	s.targets[n.Anchor] = t
}

// alias puts the target's content into an alias. The grammar has seen to it that
// there is a target.
func (s *settler) alias(n *Node) size {
	t := s.targets[n.Anchor]
	switch {
	case t.open:
		s.add("Y007", n.Start, n.End, "write the value out", "*%s is inside the value that it stands for", n.Anchor)
	case s.fits(t.size):
		s.used.add(t.size)
		copied := *t.node
		copied.Start, copied.End, copied.Props, copied.Alias = n.Start, n.End, n.Props, true
		*n = copied
		return t.size
	default:
		if s.count["Y007"] == 0 {
			s.add("Y007", n.Start, n.End, "write the values out",
				"with *%s the aliases of this file expand to more than %d values or %d bytes", n.Anchor, maxExpandedNodes, maxExpandedBytes)
		}
	}
	n.Tag = "!!null"
	return size{1, 0}
}

// fits reports whether so much may still be expanded.
func (s *settler) fits(more size) bool {
	return s.used.nodes+more.nodes <= maxExpandedNodes && s.used.bytes+more.bytes <= maxExpandedBytes
}
