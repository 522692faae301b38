package doctor

import (
	"context"
	"errors"

	"github.com/promptctl-io/promptctl/pkg/hook"
)

// checkHooks looks whether git has prompts checked before a commit.
func checkHooks(ctx context.Context, p *patient) (Result, error) {
	if p.repo.Root() == "" {
		return Result{Status: OK, Detail: "not needed without a work tree"}, nil
	}
	plan, err := hook.Install(ctx, p.repo)
	var managed *hook.ManagedError
	switch {
	case ctx.Err() != nil:
		return Result{}, ctx.Err()
	case errors.As(err, &managed):
		return Result{Status: OK, Detail: managed.Manager + " looks after them"}, nil
	case err == nil && plan.Done():
		return Result{Status: OK, Detail: "prompts are checked before a commit"}, nil
	default:
		return Result{Status: Note, Detail: "prompts are not checked before a commit", Hint: "promptctl hook install"}, nil
	}
}
