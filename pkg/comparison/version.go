package comparison

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/catalog"
)

// Version compares the prompt in a file as of one of its versions with what it
// was before.
func Version(ctx context.Context, p *catalog.Project, file string, v catalog.Version, o Options) (*Comparison, error) {
	after, err := At(ctx, p, catalog.Revision{Kind: catalog.Git, Text: v.Commit.Hash.Short(), Commit: v.Commit.Hash})
	if err != nil {
		return nil, err
	}
	before := State{Label: "nothing"}
	if len(v.Commit.Parents) > 0 {
		parent := v.Commit.Parents[0]
		if before, err = At(ctx, p, catalog.Revision{Kind: catalog.Git, Text: parent.Short(), Commit: parent}); err != nil {
			return nil, err
		}
	}
	return Of(ctx, before, after, []Pair{{Before: file, After: file}}, o)
}

// Between compares one prompt as it is at two revisions, by its name. At the
// zero revision it is not there.
func Between(ctx context.Context, p *catalog.Project, name string, from, to catalog.Revision, o Options) (*Comparison, error) {
	before, old, err := named(ctx, p, name, from)
	if err != nil {
		return nil, err
	}
	after, now, err := named(ctx, p, name, to)
	if err != nil {
		return nil, err
	}
	return Of(ctx, before, after, []Pair{{Before: old, After: now, Tests: true}}, o)
}

// named returns a state and the file that a prompt has there, "" where it is not
// there.
func named(ctx context.Context, p *catalog.Project, name string, at catalog.Revision) (State, string, error) {
	if at.Kind == "" {
		return State{Label: "nothing"}, "", nil
	}
	s, err := At(ctx, p, at)
	if err != nil {
		return s, "", err
	}
	c, err := s.entries(ctx)
	if err != nil {
		return s, "", err
	}
	for _, e := range c.Prompts {
		if e.Name == name {
			return s, e.File.Path, nil
		}
	}
	return s, "", nil
}
