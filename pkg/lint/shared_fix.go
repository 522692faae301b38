package lint

import (
	"context"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// agree takes fixes away that some of those who share a partial want, and others
// do not: a name that one prompt does not declare may be right in another. Who
// they are is known where the partial itself is reported: all prompts that
// include it, also those that are left out.
func (r *run) agree(ctx context.Context) error {
	wanted := map[diag.Range][]*Problem{}
	for i := range r.problems {
		if p := &r.problems[i]; p.Code == "T002" && p.Fix != nil && prompt.IsPartial(p.Range.File) {
			wanted[p.Range] = append(wanted[p.Range], p)
		}
	}
	for at, problems := range wanted {
		includers, err := r.selection.catalog.Affected(ctx, map[string]bool{at.File: true})
		if err != nil {
			return err
		}
		same := func(p *Problem) bool { return slices.Equal(p.Fix.Edits, problems[0].Fix.Edits) }
		all := r.selection.reported[at.File] && len(problems) == len(includers)
		if all && !slices.ContainsFunc(problems, func(p *Problem) bool { return !same(p) }) {
			continue
		}
		for _, p := range problems {
			p.Fix = nil
		}
	}
	return nil
}
