package main

import (
	"context"
	"strconv"

	"github.com/promptctl-io/promptctl/pkg/eval"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/recording"
	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// planned is the answer of test --dry-run.
type planned struct {
	Plan []plannedRun `json:"plan"`
}

// plannedRun is what a prompt's cases would take with a model. Of calls of judges only
// their number is known: what they are asked depends on the answers.
type plannedRun struct {
	Prompt     string   `json:"prompt"`
	Reference  string   `json:"reference"`
	Model      string   `json:"model"`
	Cases      int      `json:"cases"` // with repeats
	Calls      int      `json:"calls"`
	Recorded   int      `json:"recorded"`   // cases whose answers are recorded, so that nothing is sent
	JudgeCalls int      `json:"judgeCalls"` // besides
	Errored    int      `json:"errored"`    // cases that could not be sent
	Input      int      `json:"inputTokens"`
	Output     int      `json:"outputTokens"`      // at most
	CostUSD    *float64 `json:"costUsd,omitempty"` // at most, without judges; absent where the price is not known
}

// plan says what a run would take.
func (b *testBatch) plan(ctx context.Context, all []*tested) error {
	out, n := planned{Plan: []plannedRun{}}, 0
	for _, t := range all {
		for _, model := range b.flags.modelsToRun() {
			run := b.evalRun(t, model)
			plan, err := run.Plan(ctx, b.sources.Estimator, b.sources.recorded(b.flags))
			if err != nil {
				return err
			}
			n += plan.Cases
			out.Plan = append(out.Plan, newPlannedRun(b.head(t, run).Model, t, plan))
		}
	}
	switch {
	case n == 0:
		return b.flags.noCase()
	case b.output == "json":
		return b.printJSON(out)
	case b.output != "text":
		return usagef("--dry-run is shown as text or json, not as %s", b.output)
	}
	return b.showTestPlan(out, b.sources)
}

func newPlannedRun(model string, t *tested, p *eval.Plan) plannedRun {
	out := plannedRun{
		Prompt: t.Name, Reference: t.reference, Model: model, Cases: p.Cases, Calls: p.Calls, Recorded: p.Recorded, JudgeCalls: p.Judged,
		Errored: p.Errored, Input: p.Most.Input, Output: p.Most.Output,
	}
	if p.Most.Priced {
		out.CostUSD = &p.Most.USD
	}
	return out
}

// showTestPlan shows what it would take, and whether the budget allows it.
func (a *app) showTestPlan(all planned, s *sources) error {
	table := a.term.Table(term.Column{Header: "PROMPT"}, term.Column{Header: "MODEL"}, term.Column{Header: "CASES", Right: true}, term.Column{Header: "CALLS", Right: true},
		term.Column{Header: "RECORDED", Right: true}, term.Column{Header: "JUDGES", Right: true}, term.Column{Header: "TOKENS IN", Right: true},
		term.Column{Header: "OUT AT MOST", Right: true}, term.Column{Header: "COST AT MOST", Right: true})
	total, errored := 0.0, 0
	for _, r := range all.Plan {
		cost := "price not known"
		if r.CostUSD != nil {
			cost = resultview.Dollars(*r.CostUSD)
			total += *r.CostUSD
		}
		errored += r.Errored
		table.Row(r.Reference, r.Model, strconv.Itoa(r.Cases), strconv.Itoa(r.Calls), strconv.Itoa(r.Recorded), strconv.Itoa(r.JudgeCalls), strconv.Itoa(r.Input), strconv.Itoa(r.Output), cost)
	}
	if err := table.Write(); err != nil {
		return err
	}
	if errored > 0 {
		a.talk("%s cannot be sent: promptctl lint says why", counted(errored, "case"))
	}
	if s.budget > 0 && total > s.budget {
		a.talk("the budget of %s might end the run before its end", resultview.Dollars(s.budget))
	}
	return nil
}

// recorded tells of calls whether they are recorded, where recordings are read.
func (s *sources) recorded(f *testFlags) func(provider.Call) bool {
	if m := f.mode(); m == recording.Off || m == recording.Refresh {
		return nil
	}
	return s.player.Has
}
