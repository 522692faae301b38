package yamldoc

// Kind is what a node is.
type Kind uint8

// The kinds. An alias has the kind of what it stands for.
const (
	Scalar Kind = iota
	Mapping
	Sequence
)

// String returns "scalar", "mapping" or "sequence".
func (k Kind) String() string {
	switch k {
	case Mapping:
		return "mapping"
	case Sequence:
		return "sequence"
	default:
		return "scalar"
	}
}

// Style is how a node is written.
type Style uint8

// The styles: the first five are of scalars, Block and Flow of collections.
const (
	Plain Style = iota
	SingleQuoted
	DoubleQuoted
	Literal
	Folded
	Block
	Flow
)

// Node is one value of the file, with its place.
//
// Start and End are byte offsets in Doc.Src and enclose the node's own text
// without its anchor and tag:
//
//   - a plain scalar: its first to its last character, over all its lines;
//   - a quoted scalar: with both quotes;
//   - a block scalar: from its | or > to the end of the last line that counts
//     as content, without that line's break; under "keep" (+) the trailing blank
//     lines are content, otherwise they are not. Replacing [Start, End) by
//     a scalar of another style therefore leaves the lines around it alone;
//   - a flow collection: with both brackets;
//   - a block collection: from its first key or dash to the end of its last
//     child, or after the dash or colon where the last child is empty;
//   - an alias: its own *name, while everything else is its target's;
//   - an empty value (null): both are the place where the value would be, after
//     the colon or dash.
type Node struct {
	Kind  Kind
	Style Style
	// Tag is the short resolved tag: !!str !!int !!float !!bool !!null
	// !!timestamp !!merge !!map !!seq, or a custom one.
	Tag   string
	Value string  // the text of a scalar, decoded
	Pairs []Pair  // the entries of a mapping, merged ones last
	Items []*Node // the items of a sequence

	Start, End int
	// Props is where the node's anchor or tag begins, and Start where it has
	// neither.
	Props  int
	Anchor string // the name after & or, in an alias, after *
	Alias  bool   // the node is an alias of what has this anchor

	// Merges are a mapping's merge entries (<<), as written. They are not in
	// Pairs; the entries that they bring in are, behind the mapping's own.
	Merges []Pair

	indent   int  // of a block scalar: the column its lines start at
	verbatim bool // Value is the source text [Start, End), not decoded
}

// Pair is one entry of a mapping.
type Pair struct {
	Key, Value *Node
	// Merged says that the entry came in by a merge key (<<): its place is in
	// another mapping.
	Merged bool
}

// Get returns the value of a mapping's key, or nil. A nil node has no keys.
func (n *Node) Get(key string) *Node {
	if p := n.Pair(key); p != nil {
		return p.Value
	}
	return nil
}

// Pair returns a mapping's entry with this key, or nil.
func (n *Node) Pair(key string) *Pair {
	if n == nil {
		return nil
	}
	for i := range n.Pairs {
		if k := n.Pairs[i].Key; k.Kind == Scalar && k.Value == key {
			return &n.Pairs[i]
		}
	}
	return nil
}
