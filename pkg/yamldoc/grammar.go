package yamldoc

import (
	"fmt"
	"maps"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// maxNodes is how many values and keys a file may hold: with it the largest
// files are read within a second too. A prompt has some hundreds.
const maxNodes = 200_000

// grammar builds the tree from the tokens: each production of libyaml's grammar
// is a method. Values and resolved tags are not known here.
type grammar struct {
	text   text
	tokens []token
	i      int
	depth  int
	nodes  int // how many were made
	slab   []Node
	tagged []tagged
	// anchors are the names so far.
	anchors map[string]bool
	// second is the token that begins a second document, or nil.
	second *token
	// faulted is the token at which the grammar failed.
	faulted int
}

// tagged is a node that is written with a tag.
type tagged struct {
	node *Node
	tag  token
}

// newNode returns a node at a place, from memory that is taken in larger pieces.
func (g *grammar) newNode(kind Kind, style Style, start, end int) *Node {
	if len(g.slab) == 0 {
		g.slab = make([]Node, 32)
	}
	n := &g.slab[0]
	g.slab = g.slab[1:]
	g.nodes++
	n.Kind, n.Style, n.Start, n.End, n.Props = kind, style, start, end, start
	return n
}

// peek returns the next token. After the last, which the scanner may have
// failed to reach, it is the zero token.
func (g *grammar) peek() *token {
	if g.i < len(g.tokens) {
		return &g.tokens[g.i]
	}
	return &token{kind: tokNone}
}

// take returns the next token if it has this kind, and steps over it.
func (g *grammar) take(kind tokenKind) *token {
	if t := g.peek(); t.kind == kind {
		g.i++
		return t
	}
	return nil
}

// nextIs reports whether the next token has one of these kinds.
func (g *grammar) nextIs(kinds ...tokenKind) bool {
	next := g.peek().kind
	for _, k := range kinds {
		if k == next {
			return true
		}
	}
	return false
}

// fail makes a fault at the next token.
func (g *grammar) fail(kind faultKind, msg string) *fault {
	g.faulted = g.i
	t := g.peek()
	return &fault{at: t.start, end: max(t.end, t.start+1), code: "Y001", kind: kind, msg: msg}
}

// document reads the file's first document, and notes where a second begins.
func (g *grammar) document() (*Node, *fault) {
	explicit := false
	for g.take(tokDirective) != nil {
		explicit = true
	}
	if g.take(tokDocStart) != nil {
		explicit = true
	} else if explicit {
		return nil, g.fail(faultFinal, "no --- after the directive")
	}
	var root *Node
	empty := g.nextIs(tokDirective, tokDocStart, tokDocEnd)
	if !g.nextIs(tokEnd) && !(explicit && empty) {
		n, f := g.node(true, false)
		if f != nil {
			return nil, f
		}
		root = n
	}
	return root, g.afterDocument()
}

// afterDocument demands that nothing but an end mark follows.
func (g *grammar) afterDocument() *fault {
	ended := false
	for g.take(tokDocEnd) != nil {
		ended = true
	}
	switch {
	case g.nextIs(tokEnd):
		return nil
	case ended || g.nextIs(tokDocStart, tokDirective):
		g.second = g.peek()
		return nil
	}
	return g.fail(faultUnexpected, "this does not belong to the value before it")
}

// node reads a value with its anchor and tag. block allows block collections,
// indentless a list at the column of its key.
func (g *grammar) node(block, indentless bool) (*Node, *fault) {
	if g.nodes > maxNodes {
		return nil, g.tooMany()
	}
	if t := g.take(tokAlias); t != nil {
		return g.alias(t)
	}
	anchor, tag := g.properties()
	n, f := g.content(block, indentless)
	if f != nil {
		return nil, f
	}
	if n == nil {
		if anchor == nil && tag == nil {
			return nil, g.fail(faultUnexpected, "a value is missing here")
		}
		end := g.tokens[g.i-1].end
		n = g.newNode(Scalar, Plain, end, end)
	}
	g.attach(n, anchor, tag)
	return n, nil
}

// properties reads an anchor and a tag, in either order.
func (g *grammar) properties() (anchor, tag *token) {
	anchor = g.take(tokAnchor)
	tag = g.take(tokTag)
	if anchor == nil {
		anchor = g.take(tokAnchor)
	}
	if anchor != nil {
		if g.anchors == nil {
			g.anchors = map[string]bool{}
		}
		g.anchors[g.name(anchor)] = true
	}
	return anchor, tag
}

// name returns the name of an anchor or alias.
func (g *grammar) name(t *token) string { return string(g.text[t.start+1 : t.end]) }

// alias makes the node of an alias, whose anchor must stand before it.
func (g *grammar) alias(t *token) (*Node, *fault) {
	n := g.newNode(Scalar, Plain, t.start, t.end)
	n.Alias, n.Anchor = true, g.name(t)
	if g.anchors[n.Anchor] {
		return n, nil
	}
	g.i--
	return nil, g.fail(faultStart, fmt.Sprintf("no anchor &%s before this alias%s", n.Anchor,
		diag.DidYouMean(n.Anchor, slices.Sorted(maps.Keys(g.anchors)))))
}

// attach puts an anchor and a tag on a node.
func (g *grammar) attach(n *Node, anchor, tag *token) {
	if anchor != nil {
		n.Props = anchor.start
		n.Anchor = g.name(anchor)
	}
	if tag != nil {
		n.Props = min(n.Props, tag.start)
		g.tagged = append(g.tagged, tagged{n, *tag})
	}
}

// content reads what a value is without its properties, or returns nil where
// there is nothing.
func (g *grammar) content(block, indentless bool) (*Node, *fault) {
	switch t := g.peek(); {
	case t.kind == tokScalar:
		g.i++
		n := g.newNode(Scalar, t.style, t.start, t.end)
		n.indent = t.indent
		return n, nil
	case indentless && t.kind == tokBlockEntry:
		return g.nested(g.indentlessSeq)
	case t.kind == tokFlowSeq:
		return g.nested(g.flowSeq)
	case t.kind == tokFlowMap:
		return g.nested(g.flowMap)
	case block && t.kind == tokBlockSeq:
		return g.nested(g.blockSeq)
	case block && t.kind == tokBlockMap:
		return g.nested(g.blockMap)
	}
	return nil, nil
}

// nested reads a collection one level deeper.
func (g *grammar) nested(read func() (*Node, *fault)) (*Node, *fault) {
	g.depth++
	defer func() { g.depth-- }()
	if g.depth > maxDepth {
		return nil, tooDeep(g.peek().start)
	}
	return read()
}

// orEmpty reads a value, or makes an empty one after the last token where one
// of the kinds stop follows.
func (g *grammar) orEmpty(block, indentless bool, stop ...tokenKind) (*Node, *fault) {
	if g.nodes > maxNodes {
		return nil, g.tooMany()
	}
	if g.nextIs(stop...) {
		return g.empty(), nil
	}
	return g.node(block, indentless)
}

// empty makes an empty value right after the last token.
func (g *grammar) empty() *Node {
	end := g.tokens[g.i-1].end
	return g.newNode(Scalar, Plain, end, end)
}

func (g *grammar) tooMany() *fault {
	return g.fail(faultFinal, fmt.Sprintf("the file has more than %d values and keys", maxNodes))
}
