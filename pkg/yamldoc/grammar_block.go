package yamldoc

// blockSeq reads a list of lines with dashes.
func (g *grammar) blockSeq() (*Node, *fault) {
	n := g.newNode(Sequence, Block, g.peek().start, g.peek().start)
	g.i++
	for g.take(tokBlockEntry) != nil {
		item, f := g.orEmpty(true, false, tokBlockEntry, tokBlockEnd)
		if f != nil {
			return nil, f
		}
		n.Items = append(n.Items, item)
		n.End = item.End
	}
	if g.take(tokBlockEnd) == nil {
		return nil, g.fail(faultUnexpected, `a list's item must start with "- "`)
	}
	return n, nil
}

// indentlessSeq reads a list whose dashes stand at the column of its key.
func (g *grammar) indentlessSeq() (*Node, *fault) {
	n := g.newNode(Sequence, Block, g.peek().start, g.peek().start)
	for g.take(tokBlockEntry) != nil {
		item, f := g.orEmpty(true, false, tokBlockEntry, tokKey, tokValue, tokBlockEnd)
		if f != nil {
			return nil, f
		}
		n.Items = append(n.Items, item)
		n.End = item.End
	}
	return n, nil
}

// blockMap reads lines of "key: value".
func (g *grammar) blockMap() (*Node, *fault) {
	n := g.newNode(Mapping, Block, g.peek().start, g.peek().start)
	g.i++
	for g.take(tokKey) != nil {
		key, f := g.orEmpty(true, true, tokKey, tokValue, tokBlockEnd)
		if f != nil {
			return nil, f
		}
		value, f := g.blockValue()
		if f != nil {
			return nil, f
		}
		n.Pairs = append(n.Pairs, Pair{Key: key, Value: value})
		n.End = value.End
	}
	if g.take(tokBlockEnd) == nil {
		return nil, g.fail(faultUnexpected, `a mapping's line must be "key: value"`)
	}
	return n, nil
}

func (g *grammar) blockValue() (*Node, *fault) {
	if g.take(tokValue) == nil {
		return g.empty(), nil
	}
	return g.orEmpty(true, true, tokKey, tokValue, tokBlockEnd)
}
