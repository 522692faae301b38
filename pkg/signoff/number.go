package signoff

import (
	"context"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/standing"
)

// number finds the version: the one that the changes since the last release
// that counts ask for, or a higher one that was asked for. It is above every tag
// that there is of the prompt's releases, whoever made it.
func (d *Desk) number(ctx context.Context, r *Release, q Request) error {
	past, err := d.Before(ctx, r.Look, d.Last())
	if err != nil {
		return err
	}
	releases, err := d.Releases(ctx)
	if err != nil {
		return err
	}
	newest := ""
	if all := releases[r.Look.Name]; len(all) > 0 {
		newest = all[0]
	}
	r.propose(past, newest, q.Bump)
	switch {
	case q.As == "":
	case newest == "":
		r.Version = q.As
	case catalog.CompareVersions(catalog.Core(q.As), r.Version) < 0:
		return r.tooLow(q.As)
	case catalog.CompareVersions(q.As, newest) <= 0:
		return &RequestError{fmt.Sprintf("%s is too low: there is %s already", q.As, newest)}
	default:
		r.Version = q.As
	}
	return nil
}

// propose finds the lowest version that is high enough. Where nothing that was
// released before counts, nobody knows what changed for callers.
func (r *Release) propose(past *standing.Past, newest, bump string) {
	from, step := newest, "major"
	if past != nil {
		r.Next = comparison.After(past.Version, past.Closure, r.Look.Closure)
		from, step = past.Version, max(r.Next.Class, steps(bump)).Step()
	}
	if from == "" {
		r.Version = First
		return
	}
	r.Version = catalog.NextVersion(from, step)
	if catalog.CompareVersions(r.Version, newest) <= 0 {
		r.Version, r.Above = catalog.NextVersion(newest, step), newest
	}
	if past == nil {
		r.Above = newest
	}
}

func (r *Release) tooLow(as string) error {
	if r.Next.Last == "" {
		return &RequestError{fmt.Sprintf("%s is too low: it has to be at least %s", as, r.Version)}
	}
	return &RequestError{fmt.Sprintf("%s is too low: the change since %s is %s, which asks for %s", as, r.Next.Last, r.Next.Class, r.Version)}
}

// steps returns the class of changes that asks for a step.
func steps(bump string) change.Class {
	for _, c := range []change.Class{change.Breaking, change.Behaviour} {
		if c.Step() == bump {
			return c
		}
	}
	return change.None
}
