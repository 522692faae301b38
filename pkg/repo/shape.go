package repo

import (
	"context"
	"strconv"
	"strings"
)

// Superproject returns the top folder of the repository that has this one as
// its submodule, or "".
func (r *Repo) Superproject(ctx context.Context) (string, error) {
	out, err := r.git.run(ctx, nil, "rev-parse", "--show-superproject-working-tree")
	return strings.TrimSuffix(string(out), "\n"), err
}

// CountCommits counts the commits that lead to one, up to a limit.
func (r *Repo) CountCommits(ctx context.Context, tip Hash, limit int) (int, error) {
	out, err := r.git.run(ctx, nil, "rev-list", "--count", "--max-count="+strconv.Itoa(limit), "--end-of-options", string(tip))
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(out)))
}

// Graph tells whether there is a commit-graph that can be used, and whether
// all of it has the filters that make the history of one file fast to find.
func (r *Repo) Graph() (there, filters bool) {
	g := r.commitGraph()
	return g != nil, g != nil && g.Filtered()
}
