package model

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// setting is one parameter of a request, checked.
type setting struct {
	name  string // as KnownParameters has it
	value any
}

// settings returns the request's parameters in the order of KnownParameters,
// and extra apart. Those that are null are left out.
func (r Request) settings() (list []setting, extra map[string]any, err error) {
	values, err := r.parameters()
	if err != nil {
		return nil, nil, err
	}
	for _, spec := range KnownParameters() {
		value := values[spec.Name]
		if value == nil {
			continue
		}
		if err := spec.Check(value); err != nil {
			return nil, nil, err
		}
		if spec.Name == "extra" {
			extra = value.(map[string]any)
			continue
		}
		list = append(list, setting{spec.Name, value})
	}
	if values["maxTokens"] != nil && values["maxCompletionTokens"] != nil {
		return nil, nil, errors.New("maxTokens and maxCompletionTokens are both set, and providers take one of them")
	}
	return list, extra, nil
}

// parameters returns the request's parameters by their canonical names.
func (r Request) parameters() (map[string]any, error) {
	values := map[string]any{}
	for _, written := range slices.Sorted(maps.Keys(r.Parameters)) {
		name, ok := CanonicalParameter(written)
		if !ok {
			var names []string
			for _, spec := range KnownParameters() {
				names = append(names, spec.Name)
			}
			err := fmt.Errorf("unknown parameter %q%s", written, diag.DidYouMean(written, names))
			return nil, diag.WithHint(err, "to send it as it is, write it under extra")
		}
		if _, twice := values[name]; twice {
			return nil, fmt.Errorf("%s is set twice, in two spellings", name)
		}
		values[name] = r.Parameters[written]
	}
	return values, nil
}

// neutral reports whether the setting asks for what a provider that does not
// have the parameter does anyway, so that it can be left out.
func (s setting) neutral() bool {
	switch s.name {
	case "frequencyPenalty", "presencePenalty", "topLogprobs":
		n, _ := number(s.value)
		return n == 0
	case "n":
		n, _ := number(s.value)
		return n == 1
	case "logprobs":
		return s.value == false
	case "parallelToolCalls":
		return s.value == true
	}
	return false
}

// unsupported is nil for a neutral setting, and else an *UnsupportedError that
// says how to send the parameter all the same.
func (s setting) unsupported(format string) error {
	if s.neutral() {
		return nil
	}
	err := &UnsupportedError{format, s.name, "has no such parameter"}
	return diag.WithHint(err, "take it out, or write it under extra as the model's server spells it")
}

// refused says that a provider has the parameter, but not that value of it.
func (s setting) refused(format string) error {
	return &UnsupportedError{format, s.name, fmt.Sprintf("does not take %s", describe(s.value))}
}
