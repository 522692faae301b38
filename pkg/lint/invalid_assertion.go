package lint

import (
	"slices"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// invalidAssertion is what reading test cases cannot find of E005: a JSON
// Schema that is none, and an assertion that speaks of what the prompt does not
// have.
func invalidAssertion(p *Pass) {
	if p.Suite == nil || p.Suite.InPrompt {
		return
	}
	var tools []string
	if p.Tested != nil {
		for _, t := range p.Tested.Prompt.Tools {
			tools = append(tools, t.Name.Value)
		}
	}
	p.assertions(p.Suite.Defaults.Assert, tools)
	for _, c := range p.Suite.Cases {
		p.assertions(c.Assert, tools)
	}
}

func (p *Pass) assertions(all []*suite.Assertion, tools []string) {
	for _, a := range all {
		switch a.Type.Shape {
		case suite.Schema:
			p.assertedSchema(a)
		case suite.ToolCall:
			p.assertedCall(a, tools)
		}
	}
}

func (p *Pass) assertedSchema(a *suite.Assertion) {
	if s := prompt.SchemaOf(a.Value); s != nil {
		p.schemaCheck(s).check()
	}
	if own, _ := a.Value.Bool(); own && a.Type.Name == "json-schema" && p.Tested != nil && p.Tested.Prompt.Format.Schema == nil {
		p.Report(p.Doc.NodeRange(a.Value), "the prompt has no jsonSchema that the answer could satisfy").
			Hint = "write the schema here, or give the prompt one"
	}
}

func (p *Pass) assertedCall(a *suite.Assertion, tools []string) {
	if arguments := a.Value.Get("arguments"); arguments != nil {
		if s := prompt.SchemaOf(arguments); s != nil {
			p.schemaCheck(s).check()
		}
	}
	name, ok := a.Value.Get("name").Text()
	if !ok || p.Tested == nil || slices.Contains(tools, name) {
		return
	}
	p.Report(p.Doc.NodeRange(a.Value.Get("name")), "the prompt has no tool %q%s", name, proposed(p.nearest(name, tools, nil)))
}
