package lint

import "github.com/promptctl-io/promptctl/pkg/suite"

// noTests is E001: a prompt that is released and has no test case. What a ledger
// serves has none there, wherever it was promoted from.
func noTests(p *Pass) {
	if p.Prompt == nil || !p.Suite.Empty() || p.Tests != nil || p.Index.Catalog.Served() {
		return
	}
	release, err := p.Index.Release(p.Name)
	if err != nil {
		p.Fail(err)
		return
	}
	if release != "" {
		p.Report(p.Doc.Range(0, 0), "the prompt is released (%s) and has no test case", release).
			Hint = "write cases to " + stemOf(p.File) + suite.Suffix + "; `promptctl explain tests` shows their form"
	}
}
