package model

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCanonicalParameter(t *testing.T) {
	for _, spec := range KnownParameters() {
		for _, written := range []string{spec.Name, snake(spec.Name)} {
			name, ok := CanonicalParameter(written)
			require.True(t, ok, written)
			require.Equal(t, spec.Name, name)
		}
	}
	for written, want := range map[string]string{"max_tokens": "maxTokens", "top_p": "topP", "n": "n",
		"max_completion_tokens": "maxCompletionTokens", "parallel_tool_calls": "parallelToolCalls"} {
		name, _ := CanonicalParameter(written)
		require.Equal(t, want, name)
	}
	for _, unknown := range []string{"", "MaxTokens", "max-tokens", "maxtokens", "max_Tokens", "stream"} {
		_, ok := CanonicalParameter(unknown)
		require.False(t, ok, unknown)
	}
}

func TestParameterSpecs(t *testing.T) {
	seen := map[string]bool{}
	for _, spec := range KnownParameters() {
		require.False(t, seen[spec.Name], spec.Name)
		seen[spec.Name] = true
		require.NotEmpty(t, spec.Doc, spec.Name)
		if spec.Min != nil && spec.Max != nil {
			require.Less(t, *spec.Min, *spec.Max, spec.Name)
		}
		for _, value := range spec.Values {
			require.NoError(t, spec.Check(value))
		}
		require.Error(t, spec.Check(nil), spec.Name)
		require.Error(t, spec.Check([]any{map[string]any{}}), spec.Name)
	}
}

func TestParameterCheck(t *testing.T) {
	specs := map[string]ParameterSpec{}
	for _, spec := range KnownParameters() {
		specs[spec.Name] = spec
	}
	tests := []struct {
		name  string
		value any
		want  string
	}{
		{"temperature", 0, ""},
		{"temperature", int64(2), ""},
		{"temperature", uint64(1), ""},
		{"temperature", 0.7, ""},
		{"temperature", json.Number("1.5"), ""},
		{"temperature", 2.5, "temperature must be from 0 to 2, not 2.5"},
		{"temperature", -1, "temperature must be from 0 to 2, not -1"},
		{"temperature", math.NaN(), "temperature must be a number, not NaN"},
		{"temperature", math.Inf(1), "temperature must be a number, not +Inf"},
		{"temperature", json.Number("x"), "temperature must be a number, not x"},
		{"temperature", true, "temperature must be a number, not true"},
		{"temperature", nil, "temperature must be a number, not null"},
		{"frequencyPenalty", -2.5, "frequencyPenalty must be from -2 to 2, not -2.5"},
		{"maxTokens", 300.0, ""},
		{"maxTokens", 10000000.5, "maxTokens must be an integer, not 10000000.5"},
		{"maxTokens", "300", `maxTokens must be an integer, not the string "300"`},
		{"seed", -12, ""},
		{"stop", "END", ""},
		{"stop", []any{"a", "b"}, ""},
		{"stop", []string{"a"}, ""},
		{"stop", []any{"a", 1}, "stop must be a list of strings, not a list"},
		{"stop", map[string]any{}, "stop must be a list of strings, not a mapping"},
		{"logprobs", true, ""},
		{"logprobs", "yes", `logprobs must be a boolean, not the string "yes"`},
		{"user", "", ""},
		{"user", 5, "user must be a string, not 5"},
		{"verbosity", "hig", `verbosity cannot be "hig" (did you mean "high"?)`},
		{"extra", map[string]any{"a": 1}, ""},
		{"extra", []any{}, "extra must be a mapping, not a list"},
	}
	for _, test := range tests {
		err := specs[test.name].Check(test.value)
		if test.want == "" {
			require.NoError(t, err, "%s: %v", test.name, test.value)
			continue
		}
		require.EqualError(t, err, test.want)
	}
}

func TestParameterBounds(t *testing.T) {
	spec := ParameterSpec{Name: "x", Kind: NumberKind, Max: new(3.0)}
	require.EqualError(t, spec.Check(4), "x must be at most 3, not 4")
	require.NoError(t, spec.Check(-1e9))
}
