package repo

import (
	"context"
	"strings"
)

// Head is what is checked out.
type Head struct {
	Branch string // without refs/heads/; "" where no branch is checked out
	Commit Hash   // "" where the branch has no commit yet
}

// Head returns what is checked out.
func (r *Repo) Head(ctx context.Context) (Head, error) {
	commit := background(func() ([]byte, error) { return r.git.run(ctx, nil, "rev-parse", "-q", "--verify", "HEAD") })
	branch, err := r.git.run(ctx, nil, "symbolic-ref", "-q", "HEAD")
	if err != nil && !isStatus(err, 1) {
		return Head{}, err
	}
	hash, err := commit()
	if err != nil && !isStatus(err, 1) {
		return Head{}, err
	}
	return Head{
		Branch: strings.TrimPrefix(strings.TrimSuffix(string(branch), "\n"), "refs/heads/"),
		Commit: Hash(strings.TrimSuffix(string(hash), "\n")),
	}, nil
}
