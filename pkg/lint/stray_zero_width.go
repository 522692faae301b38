package lint

// strayZeroWidth is S003: characters without width that do no more than lie
// around.
func strayZeroWidth(p *Pass) {
	remover := p.hiddenRemover()
	for _, run := range p.hiddenRuns() {
		if run.stray && p.room() {
			found := p.Report(p.rangeIn(*run.in, run.start, run.end), "stray %s", countedName(run.runes()))
			found.Fix, found.Hint = remover.mend(run)
		}
	}
}
