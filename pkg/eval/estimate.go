package eval

import (
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/token"
)

// Estimate is what a call takes at most.
type Estimate struct {
	Input  int // tokens of the request
	Output int // tokens of the answer
	USD    float64
	Priced bool // the price is known
}

// Estimator tells what calls take before they are sent.
type Estimator struct {
	Tokens *token.Counter
	Facts  func(model string) (model.Facts, bool)
}

// What is not counted but reckoned, in tokens. A message costs three to four beside
// its text, a request three more (OpenAI cookbook, "How to count tokens with
// tiktoken"); an image at high detail up to 1,100 at OpenAI and 1,600 at Anthropic.
const (
	perMessage = 4
	perRequest = 3
	perImage   = 1600
	bytesToken = 3    // bytes of an attached file per token
	mostOutput = 4096 // of a model of which nobody says more
)

// inexact is by how much more tokens a model may see than are counted with another
// one's vocabulary.
const inexact = 1.3

// Most is what a call takes at most: the tokens of its request, and as many of an
// answer as the request or else the model allows.
func (e Estimator) Most(r *model.Request) (Estimate, error) {
	facts, _ := e.Facts(r.Model)
	input, err := e.input(r)
	if err != nil {
		return Estimate{}, err
	}
	out := Estimate{Input: input, Output: output(r, facts)}
	out.USD, out.Priced = facts.Cost(out.Input, out.Output)
	return out, nil
}

// input is how many tokens a request has.
func (e Estimator) input(r *model.Request) (int, error) {
	counter := tally{counter: e.Tokens, model: r.Model, exact: true}
	n := perRequest
	for _, m := range r.Messages {
		n += perMessage + partTokens(m.Parts)
		for _, p := range m.Parts {
			counter.add(p.Text)
		}
		for _, c := range m.ToolCalls {
			counter.add(c.Name + c.Arguments)
		}
	}
	for _, t := range r.Tools {
		counter.add(t.Name + t.Description)
		counter.addJSON(t.Parameters)
	}
	if r.Format != nil {
		counter.addJSON(r.Format.Schema)
	}
	if !counter.exact {
		counter.n = int(float64(counter.n) * inexact)
	}
	return n + counter.n, counter.err
}

// partTokens are the tokens of parts that are no text.
func partTokens(parts []model.Part) (n int) {
	for _, p := range parts {
		switch {
		case p.Kind == model.ImagePart:
			n += perImage
		case p.Kind == model.FilePart:
			n += max(len(p.Data), len(p.URL)) / bytesToken
		}
	}
	return n
}

// output is how long an answer can be.
func output(r *model.Request, facts model.Facts) int {
	most := facts.Output
	if most == 0 {
		most = mostOutput
	}
	for _, name := range []string{"maxTokens", "maxCompletionTokens"} {
		if n, ok := whole(r.Parameters[name]); ok {
			most = min(most, n)
			if facts.Output == 0 {
				most = n
			}
		}
	}
	if n, ok := whole(r.Parameters["n"]); ok {
		most *= max(1, n)
	}
	return most
}

func whole(v any) (int, bool) {
	switch n := v.(type) {
	case int64:
		return int(n), true
	case int:
		return n, true
	case float64:
		return int(n), true
	}
	return 0, false
}

// tally counts the tokens of several texts.
type tally struct {
	counter *token.Counter
	model   string
	n       int
	exact   bool
	err     error
}

func (t *tally) add(text string) {
	if text == "" || t.err != nil {
		return
	}
	count, err := t.counter.Count(t.model, text)
	t.n, t.exact, t.err = t.n+count.Tokens, t.exact && count.Exact, err
}

func (t *tally) addJSON(v any) {
	if v == nil {
		return
	}
	text, err := model.JSON(v)
	if err != nil {
		t.err = fmt.Errorf("counting the tokens of a schema: %w", err)
		return
	}
	t.add(string(text))
}
