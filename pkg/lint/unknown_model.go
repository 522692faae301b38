package lint

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
)

// unknownModel is M001: a model that neither promptctl.yaml nor promptctl
// knows, in a repository that lists its models.
func unknownModel(p *Pass) {
	name := p.modelName()
	if name == "" || !p.Index.Config.Lint.HasModels || p.Index.Config.OwnServer(name) {
		return
	}
	if _, known := p.facts(); known {
		return
	}
	near, end := p.Index.nearModel(name)
	if near == "" {
		p.Report(p.modelPlace(), "model %q is not known", name).
			Hint = "if it is right, write it under lint.models in promptctl.yaml"
		return
	}
	whole := strings.TrimSuffix(name, end) + near
	p.Report(p.modelPlace(), "model %q is not known (did you mean %q?)", name, whole).Fix = p.replaceModel(end, near)
}

// nearModel returns the name that was probably meant, and the end of the given
// one that it is to stand for: all of it, or what follows the provider's name.
func (x *Index) nearModel(name string) (near, end string) {
	var own []string
	for _, m := range x.Config.Lint.Models {
		own = append(own, m.Name)
	}
	slices.Sort(own)
	if near := diag.Suggest(name, own); near != "" {
		return near, name
	}
	end = name[strings.LastIndexByte(name, '/')+1:]
	if near := diag.Suggest(end, append(own, model.KnownModels()...)); near != "" && !strings.Contains(near, "/") {
		return near, end
	}
	return "", ""
}
