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
