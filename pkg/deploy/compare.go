package deploy

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/standing"
)

// Compare compares what is to be promoted with what an environment serves.
func (d *Desk) Compare(ctx context.Context, f *standing.Force, p *Promotion, o comparison.Options) (*comparison.Comparison, error) {
	return d.Since(ctx, p.Look, f.Serves(p.Look.Name), o)
}
