package standing

import (
	"context"
	"errors"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Ask asks whether a prompt meets what an environment requires of it.
func (r *Register) Ask(ctx context.Context, l *Look, f *Force) (*statement.Answer, error) {
	judge, err := r.Judge(ctx, f)
	if err != nil {
		return nil, err
	}
	q := statement.Question{Environment: f.Name, Subject: l.Subject}
	var failed error
	q.Suite = func(subjects []statement.Subject) string {
		digest, err := l.Suite(ctx, subjects)
		failed = errors.Join(failed, err)
		return digest
	}
	if f.RequirementsFor(l.Name).Separation != policy.SeparationNone {
		if q.Authors, err = r.authors(ctx, l, f); err != nil {
			return nil, err
		}
	}
	answer, err := judge.Ask(q)
	return answer, errors.Join(err, failed)
}

// authors finds out who wrote what is new in a prompt: every commit that
// touches its closure and that the release before it does not have.
func (r *Register) authors(ctx context.Context, l *Look, f *Force) (*statement.Authors, error) {
	var since []repo.Hash
	base, err := r.Base(ctx, l)
	if err != nil {
		return nil, err
	}
	if base != nil {
		since = append(since, base.Commit)
	}
	ids, err := r.Project.Repo.Touching(ctx, l.Revision.Commit, since, l.Closure.Watch())
	if err != nil {
		return nil, err
	}
	raw, err := r.Project.Repo.RawCommits(ctx, ids)
	if err != nil {
		return nil, err
	}
	names, texts := make([]string, len(ids)), make(map[string][]byte, len(ids))
	for i, id := range ids {
		names[i], texts[string(id)] = string(id), raw[id]
	}
	return statement.AuthorsOf(f.Policy, r.Now, names, texts), nil
}

// Base returns the last release of a prompt that is not what is looked at: what
// a reviewer compares with. It is nil where there is none.
func (r *Register) Base(ctx context.Context, l *Look) (*catalog.Revision, error) {
	releases, err := r.Releases(ctx)
	if err != nil {
		return nil, err
	}
	for _, version := range releases[l.Name] {
		released, err := catalog.AtRelease(ctx, r.Project.Repo, l.Name, version)
		if err != nil {
			return nil, err
		}
		if released != nil && released.Digest() != l.Subject.Digest {
			revision, err := r.Project.Revision(ctx, l.Name, "release:"+version)
			return &revision, err
		}
	}
	return nil, nil
}

// Releases returns the releases of each prompt, the newest first.
func (r *Register) Releases(ctx context.Context) (map[string][]string, error) {
	return catalog.Releases(ctx, r.Project.Repo)
}

// Changes compares a prompt with its last release.
func (r *Register) Changes(ctx context.Context, l *Look, o comparison.Options) (*comparison.Comparison, error) {
	base, err := r.Base(ctx, l)
	if err != nil {
		return nil, err
	}
	if base == nil {
		base = &catalog.Revision{}
	}
	return comparison.Between(ctx, r.Project, l.Name, *base, l.Revision, o)
}
