package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// unpinnedAlias is M008: a released prompt that names its model by a name
// which stands for another model over time.
func unpinnedAlias(p *Pass) {
	name := p.modelName()
	if name == "" {
		return
	}
	f, known := p.facts()
	switch {
	case known && (f.Host != "" || f.Status != model.Active || !f.Floating):
		return // M002 says what to do with one that ends
	case !known && !strings.HasSuffix(name, "-latest"):
		return
	}
	release, err := p.Index.Release(p.Name)
	if err != nil {
		p.Fail(err)
	}
	if release == "" {
		return
	}
	finding := p.Report(p.modelPlace(), "model %q stands for another model over time, and the prompt is released (%s)", name, release)
	var pinned []string
	for _, snapshot := range f.Snapshots {
		pinned = append(pinned, p.likeModel(f.ID, snapshot))
	}
	if len(pinned) > 0 {
		finding.Hint = "pin it: " + strings.Join(pinned, " or ")
	}
}
