package lint

import (
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// included counts the prompts that were looked at with each partial.
func (r *run) included(c *prompt.Closure) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.includers == nil {
		r.includers = map[string]int{}
	}
	for _, f := range c.Files {
		if prompt.IsPartial(f.Path) {
			r.includers[f.Path]++
		}
	}
}

// agree takes fixes away that some of those who share a partial want, and others
// do not: a name that one prompt does not declare may be right in another. Who
// they are is known where the partial itself is reported.
func (r *run) agree() {
	wanted := map[diag.Range][]*Problem{}
	for i := range r.problems {
		if p := &r.problems[i]; p.Code == "T002" && p.Fix != nil && prompt.IsPartial(p.Range.File) {
			wanted[p.Range] = append(wanted[p.Range], p)
		}
	}
	for at, problems := range wanted {
		same := func(p *Problem) bool { return slices.Equal(p.Fix.Edits, problems[0].Fix.Edits) }
		all := r.selection.reported[at.File] && len(problems) == r.includers[at.File]
		if all && !slices.ContainsFunc(problems, func(p *Problem) bool { return !same(p) }) {
			continue
		}
		for _, p := range problems {
			p.Fix = nil
		}
	}
}
