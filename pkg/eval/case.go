package eval

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/assertion"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/recording"
	"github.com/promptctl-io/promptctl/pkg/results"
)

// run runs one case. It returns nil where that was ended from outside: by Ctrl-C or
// by the budget.
func (c *course) run(ctx context.Context, j *job) *results.Case {
	out := j.blank()
	defer c.beside.give(j, nil) // where there is no answer to give
	err := j.err
	if err == nil {
		err = c.answer(ctx, j, out)
	}
	var over *BudgetError
	switch {
	case errors.As(err, &over):
		c.stop(OverBudget)
		return nil
	case err != nil && ctx.Err() != nil:
		return nil
	case err != nil:
		out.Status, out.Error, out.Hint = results.Errored, said(err), c.hint(j, err)
	}
	if c.FailFast && out.Status != results.Passed {
		c.stop(FailedFast)
	}
	return out
}

// blank is the result of a case before anything is known of it.
func (j *job) blank() *results.Case {
	out := &results.Case{
		ID: j.id(), Repeat: j.repeat, Place: j.place(), Status: results.Errored,
		Tags: []string{}, Variables: map[string]any{}, ToolCalls: []results.ToolCall{}, Assertions: []results.Assertion{},
	}
	if j.input == nil {
		return out
	}
	if j.input.Variables != nil {
		out.Variables = j.input.Variables
	}
	out.Description = j.input.Case.Description
	out.Tags = append(out.Tags, j.input.Case.Tags...)
	return out
}

// answer has the model answer a case, and judges what it says. An error is why there
// is no answer, or what ends the run.
func (c *course) answer(ctx context.Context, j *job, out *results.Case) error {
	request, err := c.fill.request(j.input)
	if err != nil {
		return err
	}
	asserted, err := c.ready(j)
	if err != nil {
		return err
	}
	answer, err := c.Provider.Call(ctx, provider.Call{Request: *request, Repeat: j.repeat - 1})
	if err != nil {
		return err
	}
	take(out, answer)
	out.CostUSD = c.cost(request.Model, answer.Usage)
	subject := &assertion.Subject{
		Request: request, Answer: answer, Variables: out.Variables, Expected: j.input.Expected,
		CostUSD: out.CostUSD, Repeat: j.repeat - 1,
	}
	subject.Other = c.beside.swap(ctx, j, &answer.Text)
	return c.judge(ctx, j, asserted, out, subject)
}

// take writes an answer into the result of a case.
func take(out *results.Case, a *provider.Answer) {
	out.Output, out.Finish = a.Text, a.Finish
	if out.Output == "" {
		out.Output = a.Refusal
	}
	for _, call := range a.ToolCalls {
		out.ToolCalls = append(out.ToolCalls, results.ToolCall{Name: call.Name, Arguments: call.Arguments})
	}
	out.LatencyMS = float64(a.Latency) / float64(time.Millisecond)
	out.Attempts, out.Recorded = a.Attempts, a.Recorded
	out.Tokens = results.Tokens{Input: a.Usage.Input, Output: a.Usage.Output}
}

// cost is what an answer costs; nil where the price is not known, or the provider
// does not say how many tokens it took.
func (r *Run) cost(name string, u model.Usage) *float64 {
	facts, _ := r.Facts(name)
	usd, known := facts.Cost(u.Input, u.Output)
	if !known || u.Input+u.Output == 0 {
		return nil
	}
	return &usd
}

// said is an error in a result: what a list of problems says in lines stays so.
func said(err error) string { return strings.TrimSpace(err.Error()) }

// hint is what mends an error of a case.
func (r *Run) hint(j *job, err error) string {
	var input *prompt.InputError
	var miss *recording.MissError
	switch {
	case errors.As(err, &miss) && r.Recorder != nil:
		return "record it: " + r.Recorder(j.id())
	case errors.As(err, &input):
		return inputHint(input)
	}
	return diag.Hint(err)
}

func inputHint(input *prompt.InputError) string {
	for _, p := range input.Problems {
		if p.Hint != "" {
			return p.Hint
		}
		if strings.HasSuffix(p.Message, "is missing") {
			return "give it under variables: of the case or of defaults; in a file of data, as a column or a key " + p.Variable
		}
	}
	return "mend it under variables: or matrix: of the case or of defaults; in a file of data, in its row"
}
