package yamldoc

// flowSeq reads [a, b].
func (g *grammar) flowSeq() (*Node, *fault) {
	n := g.newNode(Sequence, Flow, g.peek().start, 0)
	g.i++
	for first := true; !g.nextIs(tokFlowSeqEnd); first = false {
		if !first {
			if g.take(tokFlowEntry) == nil {
				return nil, g.fail(faultFlow, `no "," or "]" after a list's item`)
			}
			if g.nextIs(tokFlowSeqEnd) {
				break
			}
		}
		item, f := g.flowItem()
		if f != nil {
			return nil, f
		}
		n.Items = append(n.Items, item)
	}
	n.End = g.take(tokFlowSeqEnd).end
	return n, nil
}

// flowItem reads an item of a flow list, which may be a mapping of one entry
// without brackets.
func (g *grammar) flowItem() (*Node, *fault) {
	if !g.nextIs(tokKey) {
		return g.node(false, false)
	}
	return g.nested(g.flowPair)
}

// flowPair reads "a: b" in [a: b].
func (g *grammar) flowPair() (*Node, *fault) {
	n := g.newNode(Mapping, Flow, g.peek().start, 0)
	g.i++
	if g.nextIs(tokValue, tokFlowEntry, tokFlowSeqEnd) {
		return nil, g.fail(faultUnexpected, "a key is missing here")
	}
	key, f := g.node(false, false)
	if f != nil {
		return nil, f
	}
	value, f := g.flowValue(tokFlowSeqEnd)
	if f != nil {
		return nil, f
	}
	n.Pairs = []Pair{{Key: key, Value: value}}
	n.End = value.End
	return n, nil
}

// flowMap reads {a: b, c}.
func (g *grammar) flowMap() (*Node, *fault) {
	n := g.newNode(Mapping, Flow, g.peek().start, 0)
	g.i++
	for first := true; !g.nextIs(tokFlowMapEnd); first = false {
		if !first {
			if g.take(tokFlowEntry) == nil {
				return nil, g.fail(faultFlow, `no "," or "}" after a mapping's entry`)
			}
			if g.nextIs(tokFlowMapEnd) {
				break
			}
		}
		p, f := g.flowEntry()
		if f != nil {
			return nil, f
		}
		n.Pairs = append(n.Pairs, p)
	}
	n.End = g.take(tokFlowMapEnd).end
	return n, nil
}

// flowEntry reads an entry of a flow mapping: "a: b", or "a" alone.
func (g *grammar) flowEntry() (Pair, *fault) {
	if g.take(tokKey) == nil {
		key, f := g.node(false, false)
		if f != nil {
			return Pair{}, f
		}
		return Pair{Key: key, Value: g.empty()}, nil
	}
	key, f := g.orEmpty(false, false, tokValue, tokFlowEntry, tokFlowMapEnd)
	if f != nil {
		return Pair{}, f
	}
	value, f := g.flowValue(tokFlowMapEnd)
	return Pair{Key: key, Value: value}, f
}

// flowValue reads what follows a key in a flow collection that ends with end.
func (g *grammar) flowValue(end tokenKind) (*Node, *fault) {
	if g.take(tokValue) == nil {
		return g.empty(), nil
	}
	return g.orEmpty(false, false, tokFlowEntry, end)
}
