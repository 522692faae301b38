package results_test

import (
	"bytes"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/stretchr/testify/require"
)

func ptr[T any](v T) *T { return &v }

func head() results.Head {
	return results.Head{
		Prompt: "support/triage", Path: "prompts/support/triage.prompt.yaml", Reference: "support/triage@v1.2.0", Commit: strings.Repeat("ab", 20),
		Digest: "sha256:" + strings.Repeat("01", 32), Suite: "sha256:" + strings.Repeat("02", 32), Model: "openai/gpt-4o-mini", Mode: results.Live,
		Repository: "4f6c", Started: time.Date(2026, 11, 26, 15, 0, 0, 0, time.FixedZone("CET", 3600)), Tool: "promptctl 1.2.3",
	}
}

// everyKind is a case of each status, with all that a case may have.
func everyKind() []*results.Case {
	return []*results.Case{
		{ID: "late", Repeat: 1, Place: "t.yaml:4:3", Status: results.Passed, Score: 1, Output: "orders", LatencyMS: 812.5, Attempts: 1},
		{
			ID: "late", Repeat: 2, Description: "A late parcel <b>&\u2028", Tags: []string{"orders"}, Place: "t.yaml:4:3", Variables: map[string]any{"ticket": "Where is it?", "n": 3},
			Status: results.Failed, Score: 0.5, Output: "billing\x00\xff", ToolCalls: []results.ToolCall{{Name: "route", Arguments: `{"queue":"billing"}`}}, Finish: "stop",
			LatencyMS: 1200, Attempts: 2, Recorded: false, Tokens: results.Tokens{Input: 120, Output: 4}, CostUSD: ptr(0.0002), JudgeUSD: 0.001,
			Assertions: []results.Assertion{
				{Type: "equals", Name: "queue", Place: "t.yaml:9:7", Score: 0, Weight: 1, Reason: `wants "orders", is "billing"`},
				{Type: "not-contains", Place: "t.yaml:10:7", Passed: true, Score: 1, Weight: 1},
			},
		},
		{
			ID: "torn", Repeat: 1, Place: "t.yaml:12:3", Status: results.Errored, Error: "openai: status 429: too many requests", Hint: "try again later", Attempts: 4,
			Assertions: []results.Assertion{{Type: "rubric", Place: "t.yaml:14:7", Weight: 1, Error: "no answer to judge", Hint: "run it again"}},
		},
	}
}

func all(cases ...*results.Case) iter.Seq2[*results.Case, error] {
	return func(yield func(*results.Case, error) bool) {
		for _, c := range cases {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// file is a results file of these cases.
func file(t require.TestingT, cases ...*results.Case) string {
	var sums results.Summer
	for _, c := range cases {
		sums.Add(c)
	}
	sum := sums.Summary()
	sum.Took(1500 * time.Millisecond)
	sum.Stopped, sum.NotRun = "budget", 2
	var out bytes.Buffer
	require.NoError(t, results.Write(&out, head(), sum, sums.Modes(10), all(cases...)))
	return out.String()
}

func read(text string) (*results.Results, error) {
	return results.Read("r.json", strings.NewReader(text))
}

func mustRead(t *testing.T, text string) *results.Results {
	t.Helper()
	r, err := read(text)
	require.NoError(t, err)
	return r
}

// sound is a file as it is written once what is no UTF-8 has been replaced.
func sound(text string) string { return strings.ReplaceAll(text, `\ufffd`, "\uFFFD") }
