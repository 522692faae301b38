package lint

import "bytes"

// strayZeroWidth is S003: characters without width that do no more than lie
// around.
func strayZeroWidth(p *Pass) {
	remover := p.hiddenRemover()
	for _, run := range p.hiddenRuns() {
		if run.stray && !p.hasEscape(run) && p.room() {
			found := p.Report(p.rangeIn(*run.in, run.start, run.end), "stray %s", countedName(run.runes()))
			found.Fix, found.Hint = remover.mend(run)
		}
	}
}

// hasEscape reports whether characters of a run are written as escapes: those
// can be seen, and somebody wanted them.
func (s *Subject) hasEscape(run hiddenRun) bool {
	if run.in.node == nil {
		return false
	}
	start, end := s.offsets(*run.in, run.start, run.end)
	return bytes.IndexByte(s.Src[start:end], '\\') >= 0
}
