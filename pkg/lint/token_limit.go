package lint

import (
	"strconv"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/token"
)

// tokenLimit is M005: more tokens than the model can answer with, or than have
// room in its context window.
func tokenLimit(p *Pass) {
	f, ok := p.facts()
	if !ok || f.Host != "" || gone(f) {
		return
	}
	asked, at := p.askedTokens()
	if f.Output > 0 && asked > f.Output {
		p.Report(at, "%s tokens are more than the %s that %s can answer with", grouped(asked), grouped(f.Output), f.ID)
		return
	}
	if f.InputOnly {
		asked = 0
	}
	// No token is shorter than a byte, so that next to no prompt is compiled.
	if f.Context == 0 || p.roughBytes()+asked <= f.Context {
		return
	}
	text := p.Closure.OwnText()
	if len(text)+asked <= f.Context {
		return
	}
	count, ok := p.tokens(text)
	switch {
	case !ok || !beyond(count, f.Context-asked):
	case asked == 0:
		p.Report(p.modelPlace(), "%s are more than the %s in the context window of %s", shownTokens(count), grouped(f.Context), f.ID)
	default:
		p.Report(at, "%s of the prompt and %s of its answer are more than the %s in the context window of %s",
			shownTokens(count), grouped(asked), grouped(f.Context), f.ID)
	}
}

// askedTokens is the most tokens that the prompt lets the answer have, and
// where it says so.
func (p *Pass) askedTokens() (int, diag.Range) {
	for _, parameter := range p.Prompt.Parameters {
		if parameter.Name != "maxTokens" && parameter.Name != "maxCompletionTokens" {
			continue
		}
		if n, ok := parameter.Node.Int(); ok && n < 1<<40 {
			return int(n), p.Doc.NodeRange(parameter.Node)
		}
	}
	return 0, p.modelPlace()
}

// beyond reports whether a count is certainly above a limit: one that is
// approximate may be wrong by 3 %.
func beyond(c token.Count, limit int) bool {
	if c.Exact {
		return c.Tokens > limit
	}
	return c.Tokens*100 > max(limit, 0)*103
}

// roughBytes is more than the text has that the model always gets, as far as
// can be told without putting it together: schemas are longer as JSON than as
// YAML, and partials may be included several times.
func (p *Pass) roughBytes() int {
	size := 0
	for _, f := range p.Closure.Files {
		size += len(f.Data)
	}
	if len(p.Closure.Partials) > 0 {
		size *= 16
	}
	return 3 * size
}

// tokens counts a text as the prompt's model does.
func (p *Pass) tokens(text string) (token.Count, bool) {
	if p.Index.Tokens == nil {
		return token.Count{}, false
	}
	count, err := p.Index.Tokens.Count(p.Prompt.Model.Value, text)
	if err != nil {
		p.Fail(err)
	}
	return count, err == nil
}

// shownTokens is "1,240 tokens", with ~ where they are counted as another
// model's.
func shownTokens(c token.Count) string {
	shown := grouped(c.Tokens) + " tokens"
	if !c.Exact {
		shown = "~" + shown
	}
	return shown
}

// grouped writes a number with a comma for each thousand.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
