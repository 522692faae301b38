package repo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

const (
	headsPrefix   = "refs/heads/"
	remotesPrefix = "refs/remotes/"
)

// BranchTip returns the commit that a branch is at: the local branch, or its
// remote-tracking branch where the local one is missing or behind. Where the
// two have diverged nobody can say which is meant, and it is an error. Where
// there is neither it fails with *UnknownRevisionError.
//
// The remote-tracking branch is the one of the same name: a local branch that
// was begun at another one has that one as its upstream, and is not it.
func (r *Repo) BranchTip(ctx context.Context, branch string) (Hash, error) {
	all, err := r.Refs(ctx, headsPrefix+branch, remotesPrefix)
	if err != nil {
		return "", err
	}
	return (&Branches{repo: r, refs: all}).Tip(ctx, branch)
}

// Branches is the branches that there are, here and of remotes, as they were
// when they were asked for.
type Branches struct {
	repo    *Repo
	refs    []Ref    // in the order of their names
	remotes []string // nil where nobody had to ask yet
}

// Branches asks for all branches at once.
func (r *Repo) Branches(ctx context.Context) (*Branches, error) {
	refs, err := r.Refs(ctx, headsPrefix, remotesPrefix)
	return &Branches{repo: r, refs: refs}, err
}

// Refs returns the branches, those of remotes among them.
func (b *Branches) Refs() []Ref { return b.refs }

// Tip is Repo.BranchTip of one of them.
func (b *Branches) Tip(ctx context.Context, branch string) (Hash, error) {
	local, others, err := b.named(ctx, branch)
	if err != nil {
		return "", err
	}
	remote, err := b.repo.counterpart(ctx, branch, others)
	switch {
	case err != nil:
		return "", err
	case local == nil && remote == nil:
		return "", &UnknownRevisionError{Rev: branch}
	case local == nil:
		return remote.Peeled, nil
	case remote == nil || remote.Peeled == local.Peeled:
		return local.Peeled, nil
	default:
		return b.repo.newer(ctx, local, remote)
	}
}

// named returns the branch of a name and those of the same name that remotes
// have. A remote's own name may have slashes in it, so which there are is asked
// where it matters.
func (b *Branches) named(ctx context.Context, branch string) (local *Ref, others []Ref, err error) {
	for i, ref := range b.refs {
		remote, found := strings.CutSuffix(ref.Name, "/"+branch)
		remote, ofRemote := strings.CutPrefix(remote, remotesPrefix)
		switch {
		case ref.Name == headsPrefix+branch:
			local = &b.refs[i]
			continue
		case !found || !ofRemote:
			continue
		case b.remotes == nil:
			if b.remotes, err = b.repo.Remotes(ctx); err != nil {
				return nil, nil, err
			}
		}
		if slices.Contains(b.remotes, remote) {
			others = append(others, ref)
		}
	}
	return local, others, nil
}

// counterpart chooses among the branches of one name that remotes have: that
// of the remote which the local branch is set up for, that of origin, or the
// only one. It is nil where there is none.
func (r *Repo) counterpart(ctx context.Context, branch string, refs []Ref) (*Ref, error) {
	switch len(refs) {
	case 0:
		return nil, nil
	case 1:
		return &refs[0], nil
	}
	own, _, err := r.Config(ctx, "branch."+branch+".remote")
	if err != nil {
		return nil, err
	}
	for _, remote := range []string{own, "origin"} {
		i := slices.IndexFunc(refs, func(ref Ref) bool { return ref.Name == remotesPrefix+remote+"/"+branch })
		if i >= 0 {
			return &refs[i], nil
		}
	}
	err = fmt.Errorf("branch %s is at several remotes, as %s and as %s", branch, refs[0].short(), refs[1].short())
	return nil, diag.WithHint(err, "say which remote counts: git config branch.%s.remote NAME", branch)
}

// DivergedError says that a branch and the one that follows a remote's have both
// gone on, so that neither is newer.
type DivergedError struct {
	Local, Remote string // as git shows them
	error
}

// newer returns the one of two branches' commits that the other leads to.
func (r *Repo) newer(ctx context.Context, local, remote *Ref) (Hash, error) {
	behind, err := r.IsAncestor(ctx, local.Peeled, remote.Peeled)
	if err != nil {
		return "", err
	}
	if behind {
		return remote.Peeled, nil
	}
	ahead, err := r.IsAncestor(ctx, remote.Peeled, local.Peeled)
	if err != nil {
		return "", err
	}
	if ahead {
		return local.Peeled, nil
	}
	both := fmt.Sprintf("branch %s (%s) and %s (%s)", local.short(), local.Peeled.Short(), remote.short(), remote.Peeled.Short())
	if r.shallow {
		err = fmt.Errorf("%s: which is newer cannot be told, because the history of this clone is cut off", both)
		return "", diag.WithHint(err, "run `git fetch --unshallow`")
	}
	err = &DivergedError{local.short(), remote.short(), fmt.Errorf("%s have diverged", both)}
	return "", diag.WithHint(err, "bring them together, or name one of the two as a revision: rev:%s or rev:%s", local.short(), remote.short())
}

// short returns the name of a branch as git shows it.
func (r *Ref) short() string {
	return strings.TrimPrefix(strings.TrimPrefix(r.Name, headsPrefix), remotesPrefix)
}

// Branch returns the name of a branch as the repository has it that it is of: that of
// a remote's without the remote, whose name is taken to have no slash in it.
func (r *Ref) Branch() string {
	if name, ok := strings.CutPrefix(r.Name, headsPrefix); ok {
		return name
	}
	_, name, _ := strings.Cut(strings.TrimPrefix(r.Name, remotesPrefix), "/")
	return name
}

// Fetches reports whether `git fetch REMOTE` brings a branch, by what the remote
// is set up to fetch.
func (r *Repo) Fetches(ctx context.Context, remote, branch string) (bool, error) {
	out, err := r.git.run(ctx, nil, "config", "-z", "--get-all", "remote."+remote+".fetch")
	if err != nil && !isStatus(err, 1) {
		return false, err
	}
	for spec := range strings.SplitSeq(string(out), "\x00") {
		from, _, _ := strings.Cut(strings.TrimPrefix(spec, "+"), ":")
		before, after, pattern := strings.Cut(from, "*")
		name := headsPrefix + branch
		if name == from || pattern && strings.HasPrefix(name, before) && strings.HasSuffix(name[len(before):], after) {
			return true, nil
		}
	}
	return false, nil
}

// Remotes returns the names of the remotes.
func (r *Repo) Remotes(ctx context.Context) ([]string, error) {
	out, err := r.git.run(ctx, nil, "remote")
	return strings.Fields(string(out)), err
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
// lead to, each once.
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
