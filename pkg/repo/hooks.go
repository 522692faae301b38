package repo

import (
	"context"
	"path/filepath"
	"strings"
)

// HooksPath returns the absolute path of the folder that git takes hooks from:
// core.hooksPath where it is set, and otherwise the folder that all linked
// work trees share. The folder need not exist.
func (r *Repo) HooksPath(ctx context.Context) (string, error) {
	out, err := r.git.run(ctx, nil, "rev-parse", "--path-format=absolute", "--git-path", "hooks")
	if err != nil {
		return "", err
	}
	return filepath.Clean(filepath.FromSlash(strings.TrimSuffix(string(out), "\n"))), nil
}
