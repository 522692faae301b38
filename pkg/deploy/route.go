package deploy

import (
	"context"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/signoff"
	"github.com/promptctl-io/promptctl/pkg/standing"
)

// ahead is what will be there by the time that a plan is carried out.
type ahead struct {
	releases map[string]string // versions by the prompts' names
	served   map[string]string // digests by the prompts' names, of the environment before
}

// assume takes the release of a prompt for granted that will be made first.
func (a ahead) assume(p *Promotion) {
	version := a.releases[p.Look.Name]
	if version == "" || p.Version != ledger.None {
		return
	}
	p.Version = version
	for i, n := range p.Answer.Needs {
		if n.What == "release" && !n.Met {
			p.Answer.Needs[i].Met, p.Answer.Needs[i].Why = true, version+" is made first"
		}
	}
}

// Route is a plan of several steps: releases, and promotions from one environment to
// the next. What it shows is asked for once, and drafted anew when it is done.
type Route struct {
	Releases []*signoff.Release
	Steps    []*Promotions
	all      bool // of all prompts, those that do not meet a rule are left out
}

// Refused reports whether any step does not meet its rule, where that ends the plan.
func (r *Route) Refused() bool {
	return !r.all && (slices.ContainsFunc(r.Releases, (*signoff.Release).Refused) ||
		slices.ContainsFunc(r.Steps, func(p *Promotions) bool { return len(p.Refused()) > 0 }))
}

// Route plans how prompts get to an environment: with their releases where these
// are to be made too, and through the environments that come before it where those
// do not serve them yet.
func (d *Desk) Route(ctx context.Context, w Wish, release, through bool) (*Route, error) {
	r := &Route{all: w.All}
	f, err := d.Begun(ctx, w.Environment)
	if err != nil {
		return nil, err
	}
	if release {
		if err := d.releases(ctx, r, f, &w); err != nil {
			return nil, err
		}
		if r.Refused() {
			return r, nil
		}
	}
	way := []*standing.Force{f}
	if through {
		if way, err = d.way(ctx, f); err != nil {
			return nil, err
		}
	}
	for _, f := range way {
		w.Environment = f.Name
		plan, err := d.plan(ctx, w)
		if err != nil {
			return nil, err
		}
		r.Steps = append(r.Steps, plan)
		going := plan.All
		if r.all {
			going = plan.Taken()
		}
		w.ahead.served = map[string]string{}
		for _, p := range slices.Concat(going, plan.Served) {
			w.ahead.served[p.Look.Name] = p.Look.Subject.Digest
		}
	}
	r.Releases = slices.DeleteFunc(r.Releases, func(one *signoff.Release) bool { return r.all && !r.takes(one.Look.Name) })
	return r, nil
}

// takes reports whether any step takes a prompt: of all prompts, the others are not
// released for nothing.
func (r *Route) takes(name string) bool {
	return slices.ContainsFunc(r.Steps, func(s *Promotions) bool {
		return slices.ContainsFunc(s.Taken(), func(p *Promotion) bool { return p.Look.Name == name })
	})
}

// releases plans the releases, and has the promotions count on them. Of all prompts,
// those are released that can be, and those that have a release keep it.
func (d *Desk) releases(ctx context.Context, r *Route, f *standing.Force, w *Wish) (err error) {
	if r.Releases, err = d.Release(ctx, signoff.Request{References: w.References, AllApproved: w.All}); err != nil {
		return err
	}
	var others []string
	if w.All {
		if others, err = d.candidates(ctx, f); err != nil {
			return err
		}
		w.All = false
	}
	w.ahead.releases = map[string]string{}
	w.References = slices.DeleteFunc(others, func(name string) bool {
		return slices.ContainsFunc(r.Releases, func(one *signoff.Release) bool { return one.Look.Name == name })
	})
	for _, one := range r.Releases {
		if one.Draft != nil {
			w.ahead.releases[one.Look.Name] = one.Version
		}
		w.References = append(w.References, one.Look.Name+"@rev:"+string(one.Look.Revision.Commit))
	}
	return nil
}

// way is the environments with a ledger that lead to one, and it: the first comes
// first.
func (d *Desk) way(ctx context.Context, f *standing.Force) ([]*standing.Force, error) {
	way := []*standing.Force{f}
	for f.From != "" {
		before, err := d.Force(f.From)
		if err != nil {
			return nil, err
		}
		if before.Ordinary {
			break // what is committed is there
		}
		if before, err = d.Begun(ctx, before.Name); err != nil {
			return nil, err
		}
		way, f = append(way, before), before
	}
	slices.Reverse(way)
	return way, nil
}
