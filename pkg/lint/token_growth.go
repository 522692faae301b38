package lint

// How much a prompt may grow: by a share of its tokens, and by so many in any
// case.
const (
	growthShare  = 0.20
	growthTokens = 50
)

// tokenGrowth is C002: a prompt has grown much against the base.
func tokenGrowth(p *Pass) {
	if p.Prompt == nil || p.Index.history.Base == nil || p.Index.Tokens == nil {
		return
	}
	base, err := p.Index.history.Base(p.Name)
	if err != nil {
		p.Fail(err)
		return
	}
	if base == nil {
		return
	}
	before, after := base.OwnText(), p.Closure.OwnText()
	if len(after) <= len(before) {
		return // fewer bytes that are more tokens are no growth to speak of
	}
	was, err := p.Index.Tokens.Count(p.Prompt.Model.Value, before)
	if err != nil {
		p.Fail(err)
		return
	}
	is, err := p.Index.Tokens.Count(p.Prompt.Model.Value, after)
	if err != nil {
		p.Fail(err)
		return
	}
	grown := is.Tokens - was.Tokens
	if was.Tokens > 0 && grown > growthTokens && float64(grown) > growthShare*float64(was.Tokens) {
		p.Report(p.Doc.Range(0, 0), "the prompt has grown from %d to %d tokens (+%d %%)", was.Tokens, is.Tokens, 100*grown/was.Tokens).
			Hint = "each call costs that much more: cut it, or say in the commit what it is for"
	}
}
