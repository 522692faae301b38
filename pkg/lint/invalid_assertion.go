package lint

import (
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// invalidAssertion is the part of E005 that reading the file of test cases
// cannot find: an assertion speaks of what the prompt does not have.
func invalidAssertion(p *Pass) {
	if p.Suite == nil || p.Tested == nil || p.Suite.InPrompt {
		return
	}
	tools := make([]string, len(p.Tested.Prompt.Tools))
	known := map[string]bool{}
	for i, t := range p.Tested.Prompt.Tools {
		tools[i], known[t.Name.Value] = t.Name.Value, true
	}
	for _, a := range everyAssertion(p.Suite) {
		switch a.Type.Name {
		case "json-schema":
			if own, _ := a.Value.Bool(); own && p.Tested.Prompt.Format.Schema == nil {
				p.Report(p.Doc.NodeRange(a.Value), "the prompt has no jsonSchema that the answer could satisfy").
					Hint = "write the schema here, or give the prompt one"
			}
		case "tool-call":
			name, ok := a.Value.Get("name").Text()
			if ok && !known[name] {
				p.Report(p.Doc.NodeRange(a.Value.Get("name")), "the prompt has no tool %q%s", name, didYouMean(p.nearest(name, tools, nil)))
			}
		}
	}
}

// everyAssertion are those of the defaults and of all cases.
func everyAssertion(s *suite.Suite) []*suite.Assertion {
	all := append([]*suite.Assertion{}, s.Defaults.Assert...)
	for _, c := range s.Cases {
		all = append(all, c.Assert...)
	}
	return all
}
