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
	// One process tells both, unless there is no commit yet or another ref is
	// named HEAD as well.
	out, err := r.git.run(ctx, nil, "rev-parse", "HEAD", "--symbolic-full-name", "HEAD")
	if lines := strings.Split(string(out), "\n"); err == nil && len(lines) == 3 && validHash(lines[0]) {
		head := Head{Commit: Hash(lines[0])}
		if lines[1] != "HEAD" {
			head.Branch = strings.TrimPrefix(lines[1], "refs/heads/")
		}
		return head, nil
	}
	return r.headInParts(ctx)
}

// headInParts asks for the branch and its commit, either of which may not be
// there.
func (r *Repo) headInParts(ctx context.Context) (Head, error) {
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
