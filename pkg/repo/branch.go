package repo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// BranchTip returns the commit that a branch is at: the local branch, or its
// remote-tracking branch where the local one is missing or behind. Where the
// two have diverged nobody can say which is meant, and it is an error. Where
// there is neither it fails with *UnknownRevisionError.
func (r *Repo) BranchTip(ctx context.Context, branch string) (Hash, error) {
	local, err := r.refTip(ctx, "refs/heads/"+branch)
	if err != nil {
		return "", err
	}
	name, err := r.tracking(ctx, branch)
	if err != nil {
		return "", err
	}
	remote, err := r.refTip(ctx, name)
	switch {
	case err != nil:
		return "", err
	case local == "" && remote == "":
		return "", &UnknownRevisionError{Rev: branch}
	case local == "":
		return remote, nil
	case remote == "", remote == local:
		return local, nil
	}
	return r.newer(ctx, branch, local, name, remote)
}

// newer returns the one of two commits that the other leads to.
func (r *Repo) newer(ctx context.Context, branch string, local Hash, name string, remote Hash) (Hash, error) {
	behind, err := r.IsAncestor(ctx, local, remote)
	if err != nil {
		return "", err
	}
	if behind {
		return remote, nil
	}
	ahead, err := r.IsAncestor(ctx, remote, local)
	if err != nil {
		return "", err
	}
	if ahead {
		return local, nil
	}
	short := strings.TrimPrefix(name, "refs/remotes/")
	err = fmt.Errorf("branch %s (%s) and %s (%s) have diverged", branch, local.Short(), short, remote.Short())
	return "", diag.WithHint(err, "bring them together, or name one of the two as a revision: rev:%s or rev:%s", branch, short)
}

// refTip returns the commit of a ref, "" where there is no such ref.
func (r *Repo) refTip(ctx context.Context, name string) (Hash, error) {
	if name == "" {
		return "", nil
	}
	commit, err := r.Resolve(ctx, name)
	var unknown *UnknownRevisionError
	if errors.As(err, &unknown) {
		return "", nil
	}
	return commit, err
}

// tracking returns the remote-tracking branch of a branch: the upstream that
// is configured for it, or the one of its name at origin or at the only remote
// that has it; "" where there is none.
func (r *Repo) tracking(ctx context.Context, branch string) (string, error) {
	out, err := r.git.run(ctx, nil, "for-each-ref", "--format=%(upstream)", "--", "refs/heads/"+branch)
	if upstream := strings.TrimSpace(string(out)); err != nil || strings.HasPrefix(upstream, "refs/remotes/") {
		return upstream, err
	}
	refs, err := r.Refs(ctx, "refs/remotes/")
	if err != nil {
		return "", err
	}
	found := ""
	for _, ref := range refs {
		remote, ok := strings.CutSuffix(strings.TrimPrefix(ref.Name, "refs/remotes/"), "/"+branch)
		switch {
		case !ok:
		case remote == "origin":
			return ref.Name, nil
		case found != "":
			return "", diag.WithHint(fmt.Errorf("branch %s is at more than one remote: %s and %s", branch, found, ref.Name),
				"say which one counts: git branch --set-upstream-to=REMOTE/%s %s", branch, branch)
		default:
			found = ref.Name
		}
	}
	return found, nil
}

// IsAncestor reports whether commit a is b or leads to it.
func (r *Repo) IsAncestor(ctx context.Context, a, b Hash) (bool, error) {
	_, err := r.git.run(ctx, nil, "merge-base", "--is-ancestor", string(a), string(b))
	if isStatus(err, 1) {
		return false, nil
	}
	return err == nil, err
}

// Tips returns the commits that branches, remote-tracking branches and tags
// lead to.
func (r *Repo) Tips(ctx context.Context) ([]Hash, error) {
	out, err := r.git.run(ctx, nil, "rev-list", "--no-walk=unsorted", "--branches", "--remotes", "--tags")
	if err != nil {
		return nil, err
	}
	var tips []Hash
	for line := range strings.Lines(string(out)) {
		tips = append(tips, Hash(strings.TrimSpace(line)))
	}
	return tips, nil
}
