package lint

import (
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// caseMissingVariable is E002: a test case that lacks a variable which the
// prompt requires, or gives it a value that the prompt refuses.
func caseMissingVariable(p *Pass) {
	if p.Suite == nil || p.Tested == nil {
		return
	}
	k := p.contract()
	p.checkValues(k, &p.Suite.Defaults)
	var required []*prompt.Variable
	byDefault := given(&p.Suite.Defaults)
	for _, v := range k.inputs {
		if v.Required && !byDefault[v.Name] {
			required = append(required, v)
		}
	}
	left := maxLookups
	for _, c := range p.Suite.Cases {
		if c.Node.Kind != yamldoc.Mapping {
			continue // which has been said
		}
		p.checkValues(k, c)
		if left -= len(required); left > 0 {
			p.missing(k, c, required)
		}
	}
}

// missing reports the variables that a case lacks. One that it has under a
// misspelt name is E003's. In a prompt's own file, cases that have none of the
// prompt's variables are of another form than .prompt.yml has.
func (p *Pass) missing(k *contract, c *suite.Case, required []*prompt.Variable) {
	has := given(c)
	var lacks, strangers []string
	for _, v := range required {
		if !has[v.Name] {
			lacks = append(lacks, v.Name)
		}
	}
	foreign := p.Suite.InPrompt && len(has) > 0
	for name := range has {
		if k.takes(name) {
			foreign = false
		} else {
			strangers = append(strangers, name)
		}
	}
	if len(lacks) == 0 || foreign {
		return
	}
	meant := map[string]bool{}
	for _, name := range strangers {
		meant[p.nearest(name, lacks, nil)] = true
	}
	for _, name := range lacks {
		if meant[name] {
			continue
		}
		p.Report(p.Doc.NodeRange(caseNode(c)), "%s lacks variable %q (%s)", c.Label(), name, k.byName[name].TypeName())
	}
}

// checkValues reports values that the prompt refuses.
func (p *Pass) checkValues(k *contract, c *suite.Case) {
	for _, v := range c.Variables {
		p.checkValue(k, v.Name, v.Node)
	}
	for _, v := range c.Matrix {
		for _, item := range v.Node.Items {
			p.checkValue(k, v.Name, item)
		}
	}
}

func (p *Pass) checkValue(k *contract, name string, n *yamldoc.Node) {
	if n.IsNull() {
		return
	}
	if slices.Contains(k.histories, name) {
		if _, err := model.ParseMessages(n.Decode()); err != nil {
			p.Report(p.Doc.NodeRange(n), "history %q: %v", name, err).Hint = diag.Hint(err)
		}
		return
	}
	if v := k.byName[name]; v != nil {
		for _, problem := range v.Check(n.Decode()) {
			p.Report(p.Doc.NodeRange(n), "variable %q: %s", name, problem)
		}
	}
}
