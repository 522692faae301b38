package repo

import (
	"context"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// FirstParents returns a commit and those that lead to it by their first
// parents, the newest first. Each is checked by its hash. Where the history is
// cut off it fails with *IncompleteError.
func (r *Repo) FirstParents(ctx context.Context, tip Hash) ([]Commit, error) {
	var all []Commit
	for id := tip; id != ""; {
		o, err := r.object(ctx, id)
		if err == nil {
			err = r.rehash(id, o)
		}
		if err != nil {
			return nil, err
		}
		c, err := asCommit(id, o)
		if err != nil {
			return nil, err
		}
		all, id = append(all, c), ""
		if len(c.Parents) > 0 {
			id = c.Parents[0]
		}
	}
	return all, nil
}

// Touching returns the commits that lead to tip and to none of since, and that
// change any of the paths: a merge too, where it has what no parent has. The
// newest come first. In a clone whose history is cut off nobody can tell, and the
// error is an *IncompleteError.
func (r *Repo) Touching(ctx context.Context, tip Hash, since []Hash, paths []string) ([]Hash, error) {
	if r.shallow {
		return nil, diag.WithHint(&IncompleteError{}, "this is a shallow clone: run `git fetch --unshallow`")
	}
	args := []string{"rev-list", "--full-history", string(tip)}
	for _, id := range since {
		args = append(args, "^"+string(id))
	}
	out, err := r.git.run(ctx, nil, append(append(args, "--"), paths...)...)
	var ids []Hash
	for _, id := range strings.Fields(string(out)) {
		ids = append(ids, Hash(id))
	}
	return ids, err
}
