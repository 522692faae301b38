package main

import (
	"cmp"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// check finds what is wrong with the tests before any of them is run.
func (b *testBatch) check(all []*tested) error {
	var found diag.List
	for _, t := range all {
		found = append(found, b.evalRun(t, "").Check()...)
	}
	if err := found.Err(); err != nil {
		return usageError{err}
	}
	return nil
}

// runsForSure is how many runs there are at least: of prompts of which cases are
// chosen, some may turn out to have none.
func (f *testFlags) runsForSure(all []*tested) int {
	if f.choose.selection() != nil {
		return 1
	}
	return len(all) * max(1, len(f.models))
}

// modelsToRun are the models that each prompt is run with; "" is its own.
func (f *answerFlags) modelsToRun() []string {
	if len(f.models) == 0 {
		return []string{""}
	}
	return f.models
}

// ready demands what every case would lack: a model and, where anything is sent for
// sure, its key; where there is a budget, the price.
func (f *testFlags) ready(all []*tested, s *sources) error {
	for _, t := range all {
		for _, model := range f.modelsToRun() {
			model = cmp.Or(model, t.closure.Prompt.Model.Value)
			if model == "" {
				return usageError{diag.WithHint(fmt.Errorf("%s names no model", t.Name), "write model: into %s, or give --model", t.File.Path)}
			}
			if err := f.readyFor(model, s); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *answerFlags) readyFor(model string, s *sources) error {
	if s.budget > 0 && !f.replay {
		if err := s.Priced(model); err != nil {
			return usageError{err}
		}
	}
	if f.record || f.replay {
		return nil
	}
	return s.set.Check(model)
}
