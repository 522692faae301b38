package main

import "context"

// pager is the command that long answers are shown with: what git would use,
// or PROMPTCTL_PAGER before that; "" for none.
func (a *app) pager(ctx context.Context) string {
	if a.noPager || !a.term.OutTTY {
		return ""
	}
	for _, name := range []string{"PROMPTCTL_PAGER", "GIT_PAGER"} {
		if command := a.getenv(name); command != "" {
			return command
		}
	}
	if a.opened != nil {
		// Without a readable setting the next best pager is used.
		if command, ok, err := a.opened.Config(ctx, "core.pager"); err == nil && ok {
			return command
		}
	}
	if command := a.getenv("PAGER"); command != "" {
		return command
	}
	return "less"
}
