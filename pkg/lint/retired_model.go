package lint

import (
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
)

// retiredModel is M002: a model that its maker has shut down, or says that it
// will. A maker's dates hold where the maker serves the model itself.
func retiredModel(p *Pass) {
	f, ok := p.facts()
	if !ok || f.Host != "" || f.Status == model.Active {
		return
	}
	finding := p.Report(p.modelPlace(), "model %q %s", p.modelName(), endOf(f))
	if f.Status == model.Deprecated {
		p.Mild(finding, diag.Warning)
	}
	if f.Successor == "" {
		return
	}
	finding.Hint = "use " + p.likeModel(f.ID, f.Successor) + " in its place"
	if !f.FineTuned {
		finding.Fix = p.replaceModel(f.ID, f.Successor)
	}
}

// endOf says what becomes of a model, and when that was known.
func endOf(f model.Facts) string {
	known := " (as of " + model.FactsDate() + ")"
	switch {
	case f.Status == model.Retired && f.Shutdown != "":
		return "was shut down on " + f.Shutdown + known
	case f.Status == model.Retired:
		return "is retired"
	case f.Shutdown != "":
		return "will be shut down on " + f.Shutdown + known
	}
	return "is deprecated" + known
}
