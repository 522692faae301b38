package comparison

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// Render takes the changes of the messages that a model is sent, with the same
// values before and after, in place of those of the prompt. A value that only one
// side takes is given to that side.
func (p *Prompt) Render(given map[string]any) error {
	if p.Before == nil || p.After == nil {
		return &QueryError{p.Name + " is there on one side alone, so there is nothing to render it beside"}
	}
	if err := append(slices.Clone(p.old.findings), p.now.findings...).Err(); err != nil {
		return err
	}
	old, now := takes(p.Before), takes(p.After)
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(old, name) && !slices.Contains(now, name) {
			return &QueryError{fmt.Sprintf("%s takes no %q, neither before nor after%s", p.Name, name, diag.DidYouMean(name, append(old, now...)))}
		}
	}
	before, err := rendered(p.Before, given, old)
	if err != nil {
		return diag.WithHint(err, "it is the old version that does not render with these values")
	}
	after, err := rendered(p.After, given, now)
	if err != nil {
		return diag.WithHint(err, "it is the new version that does not render with these values")
	}
	p.Changes, p.Costs, p.Rendered = change.Rendered(before, after), nil, true
	return nil
}

// takes are the names of the values that a prompt can be given.
func takes(c *prompt.Closure) []string {
	names := c.Prompt.Placeholders()
	for _, v := range c.Inputs() {
		names = append(names, v.Name)
	}
	return names
}

func rendered(c *prompt.Closure, given map[string]any, known []string) (*model.Request, error) {
	own := map[string]any{}
	for name, value := range given {
		if slices.Contains(known, name) {
			own[name] = value
		}
	}
	return c.Render(own)
}

// Case returns the values of a test case of the prompt: by its id or, in the form
// of .prompt.yml, its number. That of the new side counts where both have one.
func (p *Prompt) Case(id string) (map[string]any, error) {
	var names []string
	for _, s := range p.suites() {
		for i, c := range s.Cases {
			if c.ID == id || c.ID == "" && id == strconv.Itoa(i+1) {
				return s.Given(c), nil
			}
			if c.ID != "" {
				names = append(names, c.ID)
			}
		}
	}
	err := &QueryError{fmt.Sprintf("%s has no test case %q%s", p.Name, id, diag.DidYouMean(id, names))}
	if len(names) == 0 {
		return nil, diag.WithHint(err, "give values with --var NAME=TEXT or --var-file FILE")
	}
	return nil, err
}

// suites are the test cases of the prompt, those of the new side first.
func (p *Prompt) suites() []*suite.Suite {
	var all []*suite.Suite
	for _, s := range []*suite.Suite{p.now.tests, inPrompt(p.After), p.old.tests, inPrompt(p.Before)} {
		if s != nil {
			all = append(all, s)
		}
	}
	return all
}

func inPrompt(c *prompt.Closure) *suite.Suite {
	if c == nil || c.Prompt.Doc.Root == nil {
		return nil
	}
	s, _ := suite.InPrompt(c.Prompt.Doc)
	return s
}
