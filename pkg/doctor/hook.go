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

// checkDiff looks whether git's own diff knows what a prompt is.
func checkDiff(ctx context.Context, p *patient) (Result, error) {
	if p.repo.Root() == "" {
		return Result{Status: OK, Detail: "not needed without a work tree"}, nil
	}
	plan, err := hook.InstallDiff(ctx, p.repo)
	switch {
	case ctx.Err() != nil:
		return Result{}, ctx.Err()
	case err != nil:
		return Result{Status: Note, Detail: "git diff is not promptctl's to set up: " + err.Error()}, nil
	case plan.Done():
		return Result{Status: OK, Detail: "git diff shows prompts by field and sentence"}, nil
	default:
		return Result{Status: Note, Detail: "git diff shows prompts as lines of YAML", Hint: "promptctl hook install --diff"}, nil
	}
}
