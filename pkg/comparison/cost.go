package comparison

import (
	"slices"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/token"
)

// Calls is the number of calls that costs are told for: one costs next to
// nothing.
const Calls = 1000

// Options say what is found out besides the changes.
type Options struct {
	Tokens *token.Counter // for costs; nil where nobody asks for them
	Facts  func(model string) (model.Facts, bool)
	Tests  bool // all test cases are read, not only those that may differ
	// Files says that nobody asks for more than which files differ: how prompts
	// do is not found out, nor how much it matters.
	Files bool
}

// Cost is what the text that a model always gets of a prompt, without the values
// of variables, takes before and after, for one model.
type Cost struct {
	Model         string // "" where the prompt names none
	Before, After int    // tokens; 0 where the prompt is not there
	Exact         bool   // counted with the model's own vocabulary
	// USDBefore and USDAfter are US dollars for Calls calls, by the price of
	// input; nil where it is not known.
	USDBefore, USDAfter *float64
}

// costs returns the costs for each model that either side names: that of the old
// one first.
func (o Options) costs(before, after *prompt.Closure) ([]Cost, error) {
	if o.Tokens == nil {
		return nil, nil
	}
	var models []string
	for _, c := range []*prompt.Closure{before, after} {
		if c != nil && !slices.Contains(models, c.Prompt.Model.Value) {
			models = append(models, c.Prompt.Model.Value)
		}
	}
	var costs []Cost
	for _, name := range models {
		cost := Cost{Model: name}
		var err error
		if cost.Before, cost.Exact, err = o.count(name, before); err != nil {
			return nil, err
		}
		if cost.After, cost.Exact, err = o.count(name, after); err != nil {
			return nil, err
		}
		if facts, known := o.Facts(name); known {
			cost.USDBefore, cost.USDAfter = dollars(facts, cost.Before), dollars(facts, cost.After)
		}
		costs = append(costs, cost)
	}
	return costs, nil
}

func (o Options) count(name string, c *prompt.Closure) (tokens int, exact bool, err error) {
	text := ""
	if c != nil {
		text = c.OwnText()
	}
	n, err := o.Tokens.Count(name, text)
	return n.Tokens, n.Exact, err
}

func dollars(facts model.Facts, tokens int) *float64 {
	usd, known := facts.Cost(tokens*Calls, 0)
	if !known {
		return nil
	}
	return &usd
}
