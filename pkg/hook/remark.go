package hook

import (
	"fmt"
	"path/filepath"

	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Remarks returns what is good to know once the plan is done, each in a line.
func (p Plan) Remarks(r *repo.Repo) []string {
	if p.diff != 0 {
		return p.diffRemarks()
	}
	var remarks []string
	for _, c := range p.Changes {
		switch {
		case c.Hook == diffHook:
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

// diffRemarks is Remarks where the plan is for git's diff.
func (p Plan) diffRemarks() []string {
	if p.Done() && p.diff == uninstalled {
		return []string{"there is nothing of promptctl's in git's diff"}
	}
	var remarks []string
	switch {
	case p.diff == uninstalled:
	case p.Done():
		remarks = append(remarks, "`git diff`, `git log -p` and `git show` show prompts by field and sentence already")
	default:
		remarks = append(remarks, "`git diff`, `git log -p` and `git show` now show prompts by field and sentence, and with --no-textconv as they are")
	}
	for _, c := range p.Changes {
		if c.foreign != "" {
			remarks = append(remarks, fmt.Sprintf("%s stays what it is: %s", c.Key, c.foreign))
		}
		if c.Key == "" && c.Action != Keep && p.diff == installed {
			remarks = append(remarks, "others get .gitattributes with the next commit, and run `promptctl hook install --diff` in their clones")
		}
	}
	return remarks
}
