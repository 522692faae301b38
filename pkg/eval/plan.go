package eval

import (
	"context"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// Plan is what a run would take.
type Plan struct {
	Cases    int // with repeats
	Calls    int // of the prompt's model: those that are not recorded
	Recorded int // cases whose answers are recorded
	Judged   int // assertions that a model judges, which calls another time
	Errored  int // cases that could not be sent
	Most     Estimate
}

// Plan tells what a run would take, and sends nothing. Of calls that recorded
// reports to be there already, nothing is sent; nil is for none.
func (r *Run) Plan(ctx context.Context, e Estimator, recorded func(provider.Call) bool) (*Plan, error) {
	p := &Plan{Most: Estimate{Priced: true}}
	fill := r.filler()
	for j := range r.all() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p.Cases++
		if j.err != nil {
			p.Errored++
			continue
		}
		if err := p.add(j, fill, e, recorded); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (p *Plan) add(j *job, fill *filler, e Estimator, recorded func(provider.Call) bool) error {
	request, err := fill.request(j.input)
	if err != nil {
		p.Errored++
		return nil
	}
	for _, a := range j.assertions() {
		if judges(a.Assertion) {
			p.Judged++
		}
	}
	if recorded != nil && recorded(provider.Call{Request: *request, Repeat: j.repeat - 1}) {
		p.Recorded++
		return nil
	}
	most, err := e.Most(request)
	p.Calls++
	p.Most.Input += most.Input
	p.Most.Output += most.Output
	p.Most.USD += most.USD
	p.Most.Priced = p.Most.Priced && most.Priced
	return err
}

// judges reports whether an assertion asks a model.
func judges(a *suite.Assertion) bool { return slices.Contains(a.Type.Takes, "judge") }
