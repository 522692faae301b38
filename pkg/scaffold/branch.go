package scaffold

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/repo"
)

// branch is the branch that prompts are written on: the one that is checked
// out, also before its first commit. Where there is none, as in many automatic
// checkouts, it is the first of the usual names that exists here or in origin.
func branch(ctx context.Context, r *repo.Repo) (string, error) {
	head, err := r.Head(ctx)
	if err != nil || head.Branch != "" {
		return head.Branch, err
	}
	var usual []string
	name, ok, err := r.Config(ctx, "init.defaultBranch")
	if err != nil {
		return "", err
	}
	if ok && name != "" {
		usual = append(usual, name)
	}
	usual = append(usual, "main", "master")
	for _, name := range usual {
		refs, err := r.Refs(ctx, "refs/heads/"+name, "refs/remotes/origin/"+name)
		if err != nil {
			return "", err
		}
		if len(refs) > 0 {
			return name, nil
		}
	}
	return usual[0], nil
}
