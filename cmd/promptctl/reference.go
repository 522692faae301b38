package main

import (
	"context"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// loaded is a prompt that a command works with.
type loaded struct {
	*catalog.Target
	project  *catalog.Project
	origin   *catalog.Origin // nil where it is not what a ledger serves
	closure  *prompt.Closure
	findings diag.List
}

// load resolves NAME[@REV] and reads the prompt.
func (a *app) load(ctx context.Context, reference string) (*loaded, error) {
	project, err := a.project(ctx)
	if err != nil {
		return nil, err
	}
	target, err := project.Resolve(ctx, reference, project.DefaultRevision())
	if err != nil {
		return nil, err
	}
	closure, findings, err := target.Catalog.Closure(ctx, target.Entry)
	if err != nil {
		return nil, err
	}
	origin, err := project.Origin(ctx, target)
	if err != nil {
		return nil, err
	}
	a.remember(closure)
	a.detail("%s at %s, %s", target.File.Path, revisionText(target.Revision), closure.Digest())
	return &loaded{target, project, origin, closure, findings}, nil
}

// loadSound is load for commands that demand a prompt without errors.
func (a *app) loadSound(ctx context.Context, reference string) (*loaded, error) {
	l, err := a.load(ctx, reference)
	if err != nil {
		return nil, err
	}
	return l, l.findings.Err()
}

// revisionText is what a revision was given as, and the commit that it is.
func revisionText(r catalog.Revision) string {
	if r.Commit == "" || string(r.Commit) == r.String() {
		return r.String()
	}
	return r.String() + " (" + string(r.Commit) + ")"
}
