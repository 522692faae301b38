package model

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// parameterRules is what a group of models takes of the parameters.
type parameterRules struct {
	// Refuses are those that it does not take, each with the value that it
	// takes all the same, being what it does anyway; null is no value.
	Refuses map[string]any `json:"refuses"`
	// Reasoning are those that it refuses while it reasons, which it does
	// unless the effort is none. Effort is the one of a request that sets none.
	Reasoning map[string]any `json:"reasoning"`
	Effort    string         `json:"effort"`

	Ranges    map[string][2]float64 `json:"ranges"`    // narrower than those of KnownParameters
	Words     map[string][]string   `json:"words"`     // fewer than those of KnownParameters
	Instead   map[string]string     `json:"instead"`   // what to write for a parameter that it refuses
	Exclusive []string              `json:"exclusive"` // it takes one of them
	InputOnly bool                  `json:"inputOnly"` // the context window counts the prompt alone
}

// Refusal is why a model does not take a parameter.
type Refusal struct {
	Parameter string
	Why       string // "does not take stop"
	Instead   string // the parameter to write for it; "" for none
	Hint      string
}

// Refusals returns the parameters that the model does not take, out of those
// that a request sets, by their canonical names. They are in the order of
// KnownParameters.
func (f Facts) Refusals(set map[string]any) []Refusal {
	var all []Refusal
	for _, name := range parameterNames() {
		if v, ok := set[name]; ok {
			if r := f.refusal(name, v, set); r != nil {
				r.Parameter = name
				all = append(all, *r)
			}
		}
	}
	return all
}

func (f Facts) refusal(name string, v any, set map[string]any) *Refusal {
	if slices.Contains(f.Unsupported, name) {
		return &Refusal{Why: "does not take " + name}
	}
	r := f.rules
	if r == nil || v == nil {
		return nil
	}
	if only, refused := r.Refuses[name]; refused && !same(v, only) {
		return r.refused(name, only)
	}
	if only, refused := r.Reasoning[name]; refused && !same(v, only) && r.reasons(set) {
		out := &Refusal{Why: fmt.Sprintf("takes no %s but %s while it reasons", name, describe(only))}
		out.Hint = "remove it, or set reasoningEffort to none"
		return out
	}
	if len(r.Exclusive) == 2 && name == r.Exclusive[1] && set[r.Exclusive[0]] != nil {
		return &Refusal{Why: fmt.Sprintf("takes %s, not both", strings.Join(r.Exclusive, " or "))}
	}
	return nil
}

func (r *parameterRules) refused(name string, only any) *Refusal {
	instead := r.Instead[name]
	switch {
	case instead != "":
		return &Refusal{Why: fmt.Sprintf("does not take %s, but %s", name, instead), Instead: instead}
	case only != nil:
		return &Refusal{Why: fmt.Sprintf("takes no %s but %s", name, describe(only))}
	}
	return &Refusal{Why: "does not take " + name}
}

// reasons reports whether a request makes the model reason.
func (r *parameterRules) reasons(set map[string]any) bool {
	effort, given := set["reasoningEffort"].(string)
	if !given {
		effort = r.Effort
	}
	return effort != "none"
}

// same compares a value with one of the file.
func same(v, want any) bool {
	a, aNumber := number(v)
	b, bNumber := number(want)
	if aNumber && bNumber {
		return a == b
	}
	return want != nil && v == want
}

// CheckParameter returns an error where a value is out of what the model takes
// of a parameter, though others take it: "temperature must be from 0 to 1 for
// claude-haiku-4-5, not 1.5".
func (f Facts) CheckParameter(name string, v any) error {
	if f.rules == nil {
		return nil
	}
	if bounds, narrower := f.rules.Ranges[name]; narrower {
		if n, ok := number(v); ok && (n < bounds[0] || n > bounds[1]) {
			return fmt.Errorf("%s must be from %v to %v for %s, not %s", name, bounds[0], bounds[1], f.ID, describe(v))
		}
	}
	words, fewer := f.rules.Words[name]
	if word, ok := v.(string); ok && fewer && !slices.Contains(words, word) {
		err := fmt.Errorf("%s cannot be %q for %s", name, word, f.ID)
		return diag.WithHint(err, "it is one of %s", strings.Join(words, ", "))
	}
	return nil
}

func parameterNames() []string {
	specs := KnownParameters()
	names := make([]string, len(specs))
	for i, s := range specs {
		names[i] = s.Name
	}
	return names
}
