package model

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// ParameterKind is the type of a parameter's value.
type ParameterKind string

// The kinds of parameters.
const (
	NumberKind  ParameterKind = "number"
	IntegerKind ParameterKind = "integer"
	StringKind  ParameterKind = "string"
	BooleanKind ParameterKind = "boolean"
	ListKind    ParameterKind = "list"    // of strings; one string stands for a list of one
	MappingKind ParameterKind = "mapping" // with any values
)

// ParameterSpec describes one parameter of a model.
type ParameterSpec struct {
	Name     string        // as prompt files write it
	Kind     ParameterKind // the type of its value
	Min, Max *float64      // the lowest and the highest number; nil where there is none
	Values   []string      // the strings that it may be; nil for any
	Doc      string        // what it does, in a sentence
}

// KnownParameters returns the parameters that prompt files may set, in the
// order in which requests carry them. Anything else goes under extra.
func KnownParameters() []ParameterSpec {
	return []ParameterSpec{
		{Name: "temperature", Kind: NumberKind, Min: new(0.0), Max: new(2.0),
			Doc: "How random the answer is; 0 is the least."},
		{Name: "maxTokens", Kind: IntegerKind, Min: new(1.0),
			Doc: "The most tokens that the answer may have."},
		{Name: "maxCompletionTokens", Kind: IntegerKind, Min: new(1.0),
			Doc: "The most tokens that the answer may have, those of reasoning included."},
		{Name: "topP", Kind: NumberKind, Min: new(0.0), Max: new(1.0),
			Doc: "Sample from the likeliest tokens that have this probability together."},
		{Name: "topK", Kind: IntegerKind, Min: new(1.0),
			Doc: "Sample from this many of the likeliest tokens."},
		{Name: "frequencyPenalty", Kind: NumberKind, Min: new(-2.0), Max: new(2.0),
			Doc: "Makes tokens less likely the more often they have been used."},
		{Name: "presencePenalty", Kind: NumberKind, Min: new(-2.0), Max: new(2.0),
			Doc: "Makes tokens less likely once they have been used."},
		{Name: "stop", Kind: ListKind,
			Doc: "Texts at which the answer ends."},
		{Name: "seed", Kind: IntegerKind,
			Doc: "Asks for the same answer to the same request, as far as the provider can."},
		{Name: "reasoningEffort", Kind: StringKind,
			Values: []string{"none", "minimal", "low", "medium", "high", "xhigh", "max"},
			Doc:    "How much the model reasons before it answers."},
		{Name: "verbosity", Kind: StringKind, Values: []string{"low", "medium", "high"},
			Doc: "How long the answer is."},
		{Name: "parallelToolCalls", Kind: BooleanKind,
			Doc: "Whether the model may call several tools in one turn."},
		{Name: "n", Kind: IntegerKind, Min: new(1.0), Max: new(128.0),
			Doc: "How many answers to make."},
		{Name: "logprobs", Kind: BooleanKind,
			Doc: "Whether to return the log probabilities of the answer's tokens."},
		{Name: "topLogprobs", Kind: IntegerKind, Min: new(0.0), Max: new(20.0),
			Doc: "How many of the likeliest tokens to return at each place; needs logprobs."},
		{Name: "user", Kind: StringKind,
			Doc: "A stable identifier of the end user."},
		{Name: "extra", Kind: MappingKind,
			Doc: "Members that are merged into the request's body as they are."},
	}
}

// CanonicalParameter returns the name that KnownParameters gives a parameter
// which is written that way or in snake_case, such as max_tokens, and whether
// there is such a parameter.
func CanonicalParameter(name string) (string, bool) {
	for _, spec := range KnownParameters() {
		if name == spec.Name || name == snake(spec.Name) {
			return spec.Name, true
		}
	}
	return "", false
}

// Check returns an error where v, a decoded value, is not of the parameter's
// kind or is out of its range: "temperature must be from 0 to 2, not 3".
func (s ParameterSpec) Check(v any) error {
	if !s.fits(v) {
		return fmt.Errorf("%s must be %s, not %s", s.Name, s.article(), describe(v))
	}
	if n, ok := number(v); ok && (s.Min != nil && n < *s.Min || s.Max != nil && n > *s.Max) {
		return fmt.Errorf("%s must be %s, not %s", s.Name, s.bounds(), describe(v))
	}
	if text, ok := v.(string); ok && s.Values != nil && !slices.Contains(s.Values, text) {
		err := fmt.Errorf("%s cannot be %q%s", s.Name, text, diag.DidYouMean(text, s.Values))
		return diag.WithHint(err, "it is one of %s", strings.Join(s.Values, ", "))
	}
	return nil
}

func (s ParameterSpec) fits(v any) bool {
	ok := false
	switch s.Kind {
	case NumberKind:
		_, ok = number(v)
	case IntegerKind:
		n, isNumber := number(v)
		ok = isNumber && n == math.Trunc(n)
	case StringKind:
		_, ok = v.(string)
	case BooleanKind:
		_, ok = v.(bool)
	case ListKind:
		_, ok = texts(v)
	case MappingKind:
		_, ok = v.(map[string]any)
	}
	return ok
}

func (s ParameterSpec) article() string {
	switch s.Kind {
	case IntegerKind:
		return "an integer"
	case ListKind:
		return "a list of strings"
	}
	return "a " + string(s.Kind)
}

func (s ParameterSpec) bounds() string {
	switch {
	case s.Max == nil:
		return fmt.Sprintf("at least %v", *s.Min)
	case s.Min == nil:
		return fmt.Sprintf("at most %v", *s.Max)
	}
	return fmt.Sprintf("from %v to %v", *s.Min, *s.Max)
}

// number returns v as a finite number.
func number(v any) (float64, bool) {
	f, ok := 0.0, true
	switch v := v.(type) {
	case int:
		f = float64(v)
	case int64:
		f = float64(v)
	case uint64:
		f = float64(v)
	case float64:
		f = v
	case json.Number:
		parsed, err := v.Float64()
		f, ok = parsed, err == nil
	default:
		return 0, false
	}
	return f, ok && !math.IsNaN(f) && !math.IsInf(f, 0)
}

// texts returns v as a list of strings; a string is a list of one.
func texts(v any) ([]string, bool) {
	switch v := v.(type) {
	case string:
		return []string{v}, true
	case []string:
		return v, true
	case []any:
		list := make([]string, len(v))
		for i, item := range v {
			text, ok := item.(string)
			if !ok {
				return nil, false
			}
			list[i] = text
		}
		return list, true
	}
	return nil, false
}

// describe says what a decoded value is: a scalar itself, a list or mapping by
// its kind.
func describe(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return fmt.Sprintf("the string %q", v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any, []string:
		return "a list"
	case map[string]any, Object:
		return "a mapping"
	}
	return fmt.Sprint(v)
}

// snake is a camelCase name in snake_case.
func snake(name string) string {
	var b strings.Builder
	for _, r := range name {
		if 'A' <= r && r <= 'Z' {
			b.WriteByte('_')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
