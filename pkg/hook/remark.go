package hook

import (
	"fmt"
	"path/filepath"

	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Remarks returns what is good to know once the plan is done, each in a line.
func (p Plan) Remarks(r *repo.Repo) []string {
	var remarks []string
	for _, c := range p.Changes {
		switch {
		case c.Action == Create, c.Action == Extend, c.Action == Update:
			remarks = append(remarks, fmt.Sprintf("%s now runs `%s`", c.Hook, c.Command))
			if within(r.Root(), c.Path) && !within(r.GitDir(), c.Path) && !within(r.CommonDir(), c.Path) {
				rel, _ := filepath.Rel(filepath.FromSlash(r.Root()), c.Path) // it is within
				remarks = append(remarks, fmt.Sprintf("others get it with the next commit: `git add --chmod=+x ':/%s'`", filepath.ToSlash(rel)))
			}
		case c.Action == Keep && p.Done() && c.old != "":
			remarks = append(remarks, fmt.Sprintf("%s runs `%s` already", c.Hook, c.Command))
		case c.Action == Keep && p.Done():
			remarks = append(remarks, fmt.Sprintf("there is nothing of promptctl's in %s", c.Hook))
		}
	}
	return remarks
}
