package deploy

import (
	"context"
	"errors"

	"github.com/promptctl-io/promptctl/pkg/exchange"
)

// WriteAndPush is Write that pushes the entry first, with the tags of the
// statements that it rests on, all or nothing. Where the remote refuses, nothing
// has changed here either; where it has another tip, the error is ErrMoved.
func (d *Desk) WriteAndPush(ctx context.Context, draft *Draft, remote string) (*Written, error) {
	w, err := d.Prepare(ctx, draft)
	if err != nil {
		return nil, err
	}
	var tags []string
	for _, s := range draft.Evidence {
		if s.Ref != "" {
			tags = append(tags, s.Ref)
		}
	}
	err = exchange.PushEntry(ctx, d.Project.Repo, remote, w.Commit, w.Force.Branch, tags)
	if errors.Is(err, exchange.ErrBehind) {
		return nil, moved(w.Force.Name+" at "+remote, "there", err.Error())
	}
	if err != nil {
		return nil, err
	}
	return w, d.Move(ctx, w)
}
