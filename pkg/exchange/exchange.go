// Package exchange brings what promptctl keeps in refs to a remote and from
// it: the tags of statements and releases, and the notes that hold comments and
// results. git does it, by explicit refspecs, and nothing else is touched.
//
// A tag is never overwritten, neither here nor there: two of one name that
// differ are a conflict, which people settle. Notes of two sides are merged.
package exchange

import (
	"context"
	"fmt"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Exchange is a project and what a remote had when it was asked.
type Exchange struct {
	Remote string
	// Verify says what is wrong with a ledger that is to be pushed, or that was
	// fetched.
	Verify func(ctx context.Context, e *policy.Environment, repository string, tip repo.Hash) error

	project *catalog.Project
	repo    *repo.Repo
	here    map[string]repo.Ref  // tags and notes by their full names, ours and others
	there   map[string]repo.Hash // likewise, and branches

	ledgers    []ledger // of closed environments; read when they are needed
	repository string   // the policy's id of it
	read       bool
}

// Open asks a remote what it has; "" is the remote that is meant where none is
// named. Nothing is written.
func Open(ctx context.Context, p *catalog.Project, remote string) (*Exchange, error) {
	remote, err := Remote(ctx, p.Repo, remote)
	if err != nil {
		return nil, err
	}
	x := &Exchange{Remote: remote, project: p, repo: p.Repo}
	refs, err := x.repo.RemoteRefs(ctx, x.Remote, tagsPrefix, notesPrefix, headsPrefix)
	if err != nil {
		return nil, err
	}
	x.there = map[string]repo.Hash{}
	for _, ref := range refs {
		x.there[ref.Name] = ref.ID
	}
	return x, x.look(ctx)
}

// Remote returns the remote of a name or, for "", the one that is meant where
// none is named. A remote is a name: an address would be a way to have git run
// programs.
func Remote(ctx context.Context, r *repo.Repo, name string) (string, error) {
	if name == "" {
		return r.DefaultRemote(ctx)
	}
	remotes, err := r.Remotes(ctx)
	if err != nil || slices.Contains(remotes, name) {
		return name, err
	}
	return "", diag.WithHint(fmt.Errorf("there is no remote %q%s", name, diag.DidYouMean(name, remotes)),
		"`git remote -v` lists those that there are; git remote add NAME URL adds one")
}

// look reads what is here.
func (x *Exchange) look(ctx context.Context) error {
	refs, err := x.repo.Refs(ctx, tagsPrefix, notesPrefix)
	x.here = map[string]repo.Ref{}
	for _, ref := range refs {
		x.here[ref.Name] = ref
	}
	return err
}
