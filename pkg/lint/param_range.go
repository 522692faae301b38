package lint

import (
	"github.com/promptctl-io/promptctl/pkg/diag"
)

// paramRange is M003 for what the model takes less of than others. What no
// model takes is found when the file is read.
func paramRange(p *Pass) {
	if p.Prompt == nil || len(p.Prompt.Parameters) == 0 {
		return
	}
	f, ok := p.facts()
	if !ok || !f.Cloud() || gone(f) {
		return
	}
	refused := map[string]bool{}
	for _, r := range f.Refusals(p.parameters()) {
		refused[r.Parameter] = true // M004 says so
	}
	for _, parameter := range p.Prompt.Parameters {
		if err := f.CheckParameter(parameter.Name, parameter.Value); err != nil && !refused[parameter.Name] {
			p.Report(p.Doc.NodeRange(parameter.Node), "%v", err).Hint = diag.Hint(err)
		}
	}
}
