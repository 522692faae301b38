package comparison

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Next is the version that the next release of a prompt asks for: by all that
// changed since the last one, which may be more than between the two states.
type Next struct {
	Last    string // the newest release
	Class   change.Class
	Version string          // "" where nothing changed since
	Why     []change.Change // the changes of that class
}

// Name finds the next version of each prompt that has been released, and can be.
func (c *Comparison) Name(ctx context.Context, r *repo.Repo) error {
	releases, err := catalog.Releases(ctx, r)
	if err != nil {
		return err
	}
	for _, p := range c.Prompts {
		if versions := releases[p.Name]; len(versions) > 0 && p.After != nil && len(p.Broken) == 0 && !p.HasErrors() && !p.Rendered {
			if err := p.name(ctx, r, versions[0]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *Prompt) name(ctx context.Context, r *repo.Repo, last string) (err error) {
	p.Next, err = nextAfter(ctx, r, last, p.Name, p.After)
	return err
}

func nextAfter(ctx context.Context, r *repo.Repo, last, name string, now *prompt.Closure) (*Next, error) {
	released, err := catalog.AtRelease(ctx, r, name, last)
	if err != nil || released == nil {
		return nil, err
	}
	if released.Digest() == now.Digest() {
		return &Next{Last: last}, nil
	}
	next := After(last, released, now)
	return &next, nil
}

// After is the version that follows a release, by what changed since.
func After(last string, released, now *prompt.Closure) Next {
	next := Next{Last: last}
	changes := change.Compare(released, now)
	next.Class = change.Worst(changes)
	next.Version = catalog.NextVersion(last, next.Class.Step())
	for _, c := range changes {
		if c.Class == next.Class {
			next.Why = append(next.Why, c)
		}
	}
	return next
}
