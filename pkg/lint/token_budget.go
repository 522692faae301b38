package lint

import "github.com/promptctl-io/promptctl/pkg/diag"

// tokenBudget is C001: a compiled prompt with more tokens than its budget, or
// that of promptctl.yaml, allows.
func tokenBudget(p *Pass) {
	if p.Prompt == nil {
		return
	}
	budget, at := p.tokenBudget()
	if budget == 0 {
		return
	}
	text := p.Closure.OwnText()
	if len(text) <= budget {
		return // no token is shorter than a byte
	}
	count, ok := p.tokens(text)
	if !ok || count.Tokens <= budget {
		return
	}
	by := p.Prompt.Model.Value
	if by == "" {
		by = count.Encoding
	}
	p.Report(at, "%s (%s) are above the budget of %s", shownTokens(count), by, grouped(budget))
}

// tokenBudget is the prompt's own budget or that of promptctl.yaml, 0 for none,
// and the place in the prompt that it is a matter of.
func (p *Pass) tokenBudget() (int, diag.Range) {
	if own := p.Prompt.Budget; own.Tokens > 0 {
		return own.Tokens, p.Doc.NodeRange(own.Node)
	}
	at := p.Doc.Root
	for _, pair := range p.Doc.Root.Pairs {
		if pair.Key.Value == "sections" || pair.Key.Value == "messages" {
			at = pair.Key
			break
		}
	}
	return p.Index.Config.Lint.Budget.Tokens, p.Doc.NodeRange(at)
}
