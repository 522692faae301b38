package comparison

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Next is the version that the next release of a prompt asks for: by all that
// changed since the last one, which may be more than between the two states.
type Next struct {
	Last    string // the newest release
	Class   change.Class
	Version string // "" where nothing changed since
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

func (p *Prompt) name(ctx context.Context, r *repo.Repo, last string) error {
	released, err := catalog.AtRelease(ctx, r, p.Name, last)
	if err != nil || released == nil {
		return err
	}
	p.Next = &Next{Last: last}
	if released.Digest() != p.After.Digest() {
		p.Next.Class = change.Worst(change.Compare(released, p.After))
		p.Next.Version = catalog.NextVersion(last, p.Next.Class.Step())
	}
	return nil
}
