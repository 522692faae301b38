package lint

// duplicateCaseName is E004: two test cases of one id.
func duplicateCaseName(p *Pass) {
	if p.Suite == nil || p.Suite.InPrompt {
		return
	}
	first := map[string]int{}
	for _, c := range p.Suite.Cases {
		if c.ID == "" {
			continue
		}
		if line, taken := first[c.ID]; taken {
			p.Report(p.Doc.NodeRange(c.IDNode), "case %q is there twice: the first is on line %d", c.ID, line)
			continue
		}
		first[c.ID] = p.Doc.NodeRange(c.IDNode).Start.Line
	}
}
