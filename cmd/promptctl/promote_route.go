package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/deploy"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/signoff"
)

// runRoute promotes in several steps, which are shown and asked for as one.
func (a *app) runRoute(ctx context.Context, f *promoteFlags) error {
	if f.environment == "" {
		return usagef("which environment? say --env ENV")
	}
	if _, err := a.fetchLedger(ctx, f.changeFlags, false); err != nil {
		return err
	}
	desk, err := a.deployDesk(ctx, false)
	if err != nil {
		return err
	}
	route, err := desk.Route(ctx, f.Wish, f.release, f.through)
	if err != nil {
		return asUsage(err)
	}
	steps, todo := a.sayRoute(route), routeDrafts(route)
	if route.Refused() || steps == 0 {
		return a.nothingPromoted(route.Refused())
	}
	for _, plan := range route.Steps {
		if err := a.mayChange(ctx, desk, plan.Force, ledger.Promotion, f.dryRun); err != nil {
			return err
		}
	}
	if f.dryRun {
		a.talk("would make %s", counted(len(todo)+steps, "signature"))
		if a.output == "json" {
			return a.printJSON(changedAnswer{Entries: []entryAnswer{}})
		}
		return nil
	}
	if !f.yes {
		if err := a.askRoute(ctx, f, desk, route, len(todo)+steps); err != nil {
			return err
		}
		f.yes = true
	}
	if len(todo) > 0 {
		written, err := desk.Desk.Write(ctx, todo...)
		if err != nil {
			return err
		}
		for _, w := range written {
			a.talk("released %s", w.Name)
		}
	}
	return a.takeRoute(ctx, f, route)
}

// sayRoute says what is planned, and returns how many environments change.
func (a *app) sayRoute(route *deploy.Route) (steps int) {
	for _, r := range route.Releases {
		a.sayRelease(r)
	}
	for _, plan := range route.Steps {
		a.sayPlan(plan)
		if len(plan.Taken()) > 0 {
			steps++
		}
	}
	return steps
}

// routeDrafts are the releases that are to be signed.
func routeDrafts(route *deploy.Route) (drafts []*signoff.Draft) {
	for _, r := range route.Releases {
		if r.Draft != nil {
			drafts = append(drafts, r.Draft)
		}
	}
	return drafts
}

func (a *app) askRoute(ctx context.Context, f *promoteFlags, desk *deploy.Desk, route *deploy.Route, signatures int) error {
	if a.output == "text" {
		if err := a.showPlan(ctx, desk, route.Steps[len(route.Steps)-1]); err != nil {
			return err
		}
	}
	return a.confirmChange(ctx, fmt.Sprintf("Promote to %s with %s?", f.environment, counted(signatures, "signature")))
}

// takeRoute writes the steps of a route. Each is drafted anew, so that nothing counts
// that is not there.
func (a *app) takeRoute(ctx context.Context, f *promoteFlags, route *deploy.Route) error {
	var all []*changed
	for _, plan := range route.Steps {
		taken := plan.Taken()
		if len(taken) == 0 {
			continue
		}
		step, w := f.changeFlags, deploy.Wish{Environment: plan.Force.Name, Text: f.text, Remote: f.remote}
		step.environment = plan.Force.Name
		for _, p := range taken {
			w.References = append(w.References, p.Look.Name+"@rev:"+string(p.Look.Revision.Commit))
		}
		done, err := a.entry(ctx, step, a.promoting(w))
		if err != nil {
			return errors.Join(a.shareEntries(ctx, f.changeFlags, all...), err)
		}
		if done != nil {
			all = append(all, done)
		}
	}
	return a.shareEntries(ctx, f.changeFlags, all...)
}
