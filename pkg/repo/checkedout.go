package repo

import (
	"context"
	"slices"
	"strings"
)

// CheckedOut returns the absolute path of a work tree, the main one or a linked
// one, that has a branch checked out, or "" where none has. What counts is what
// git says: also a work tree in which is bisected or whose folder is not there
// at the moment, but neither a bare repository nor a work tree that rebases the
// branch, for its HEAD is detached until git is done.
func (r *Repo) CheckedOut(ctx context.Context, branch string) (worktree string, err error) {
	out, end, err := r.listWorktrees(ctx)
	if err != nil {
		return "", err
	}
	for i, tree := range strings.Split(out, end+end) {
		path, facts, _ := strings.Cut(strings.TrimPrefix(tree, "worktree "), end)
		if !slices.Contains(strings.Split(facts, end), "branch "+headsPrefix+branch) {
			continue
		}
		if i == 0 && r.root != "" && r.gitDir == r.commonDir {
			return r.root, nil // git takes the main one to be beside its folder
		}
		return path, nil
	}
	return "", nil
}

// listWorktrees returns what git knows of each work tree, the main one first:
// its path and facts, each with this end, and one more behind them.
func (r *Repo) listWorktrees(ctx context.Context) (list, end string, err error) {
	args := []string{"worktree", "list", "--porcelain"}
	out, err := r.git.run(ctx, nil, append(args, "-z")...)
	if !isStatus(err, 129) {
		return string(out), "\x00", err
	}
	out, err = r.git.run(ctx, nil, args...) // git before 2.36 knows no -z
	return string(out), "\n", err
}
