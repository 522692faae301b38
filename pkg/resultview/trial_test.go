package resultview_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/stretchr/testify/require"
)

// outcomes are a run of cases named c1, c2…: p passed, f failed, ! errored.
func outcomes(reference, model, all string) resultview.Of {
	var cases []*results.Case
	var sums results.Summer
	for i, status := range all {
		c := &results.Case{ID: fmt.Sprintf("c%d", i+1), Repeat: 1, Place: fmt.Sprintf("t.yaml:%d:3", i+1), Output: "yes " + reference, LatencyMS: 800}
		switch status {
		case 'p':
			c.Status, c.Score = results.Passed, 1
		case 'f':
			c.Status, c.Assertions = results.Failed, []results.Assertion{{Type: "equals", Reason: "is not the same"}}
		default:
			c.Status, c.Error, c.Output, c.LatencyMS = results.Errored, "no answer", "", 0
		}
		cases = append(cases, c)
		sums.Add(c)
	}
	head := results.Head{Prompt: "a", Reference: reference, Model: model, Mode: results.Live, Digest: "sha256:" + strings.Repeat(fmt.Sprint(len(reference)%10), 64), Suite: "s"}
	return resultview.Of{Head: head, Summary: sums.Summary(), Cases: func(yield func(*results.Case, error) bool) {
		for _, c := range cases {
			if !yield(c, nil) {
				return
			}
		}
	}}
}

func trialOf(t *testing.T, before, after resultview.Of, matters float64) *resultview.Trial {
	t.Helper()
	got, err := resultview.NewTrial(before, after, matters)
	require.NoError(t, err)
	return got
}

func trialText(t *testing.T, trial *resultview.Trial, o resultview.Options) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, trial.Text(&b, o))
	return b.String()
}

func TestTrialAsText(t *testing.T) {
	before, after := outcomes("a@v1", "m", "ppppppppf!p"), outcomes("a@v22", "m", "fffffffppp!")
	want, err := os.ReadFile("testdata/trial.txt")
	require.NoError(t, err)
	require.Equal(t, string(want), trialText(t, trialOf(t, before, after, 0), resultview.Options{}))
}

func TestTitlesOfTrials(t *testing.T) {
	last := func(before, after resultview.Of, matters float64) string {
		return strings.ReplaceAll(strings.TrimSpace(trialText(t, trialOf(t, before, after, matters), resultview.Options{Quiet: true, Width: 300})), "\n", " ")
	}
	many := func(text string) string { return strings.Repeat(text, 50) }
	for _, c := range []struct {
		before, after resultview.Of
		matters       float64
		want          string
	}{
		{outcomes("a@v1", "m", many("pp")), outcomes("a@v22", "m", many("pp")), 0.1, "No difference shown between a@v1 and a@v22: one of 10 points would probably have been found"},
		{outcomes("a", "m", many("p")), outcomes("a", "n", many("p")), 0, "Not enough cases to tell m and n apart: 50 cases were compared, and about 188 are needed to find a difference of 5 points"},
		{outcomes("a", "m", many("f")), outcomes("a", "m", many("p")), 0, "the second run is better than the first run: the pass rate rose from 0% to 100% (+89.9 to +100 points, p <0.001)"},
		{outcomes("a", "m", many("f")), outcomes("bb", "n", many("p")), 0, "bb on n is better than a on m: the pass rate rose from 0% to 100% (+89.9 to +100 points, p <0.001)"},
		{outcomes("a", "m", "p"), outcomes("a", "m", "!"), 0, "No case of the first run and the second run could be compared"},
		{outcomes("a\x1b[2J", "m", "p"), outcomes("b", "m", "!"), 0, "No case of a<U+001B>[2J and b could be compared"},
	} {
		require.Equal(t, c.want, last(c.before, c.after, c.matters))
	}
}

// Whatever differs besides what is compared is said.
func TestDoubts(t *testing.T) {
	before, after := outcomes("a", "m", "pp"), outcomes("a", "m", "pp")
	require.NotContains(t, trialText(t, trialOf(t, before, after, 0), resultview.Options{}), "The two runs")
	after.Head.Started = time.Date(2026, 1, 1, 1, 1, 1, 1, time.UTC)
	after.Head.Suite, after.Head.Model, after.Head.Digest = "other", "n", "sha256:other"
	after.Summary.NotRun, after.Summary.Stopped = 3, "budget"
	got := strings.ReplaceAll(trialText(t, trialOf(t, before, after, 0), resultview.Options{Width: 300}), "\n", " ")
	for _, want := range []string{"The two runs are of different tests", "were not made at the same time", "Both the prompt and the model differ", "n: 3 not run (budget)"} {
		require.Contains(t, got, want)
	}
	after.Head.Mode = results.Replay
	got = trialText(t, trialOf(t, before, after, 0), resultview.Options{Width: 300})
	require.Contains(t, got, "Answers were recorded")
	require.NotContains(t, got, "at the same time")

	after.Head.Reference, after.Summary.Stopped = "a\n::error::a", "budget\n::error::b"
	require.NotContains(t, trialText(t, trialOf(t, before, after, 0), resultview.Options{Width: 300}), "\n::error", "a results file begins no line of its own")
}

// Of many that broke, the first are shown, and -v shows all.
func TestManyFlips(t *testing.T) {
	trial := trialOf(t, outcomes("a@v1", "m", strings.Repeat("p", 100)), outcomes("a@v22", "m", strings.Repeat("f", 100)), 0)
	short := trialText(t, trial, resultview.Options{})
	require.Equal(t, 20, strings.Count(short, "BROKE "))
	require.Contains(t, short, "… and 80 runs more: -v shows all")
	require.Equal(t, 100, strings.Count(trialText(t, trial, resultview.Options{Verbose: true}), "BROKE "))
}

func TestWideTablesHaveAllIntervals(t *testing.T) {
	trial := trialOf(t, outcomes("a@v1", "m", strings.Repeat("p", 20)), outcomes("a@v22", "m", strings.Repeat("f", 20)), 0)
	require.NotContains(t, trialText(t, trial, resultview.Options{Width: 80}), "(0 to 16.1%)")
	require.Contains(t, trialText(t, trial, resultview.Options{Width: 120}), "(0 to 16.1%)")
}

func TestTrialAsJSON(t *testing.T) {
	var b strings.Builder
	require.NoError(t, trialOf(t, outcomes("a@v1", "m", "pfp!"), outcomes("a@v22", "m", "fpp"), 0).JSON(&b))
	var got struct {
		Verdict  string
		Needed   int
		Measures []struct {
			Name   string
			Before struct{ Low, High *float64 }
		}
		Flips []struct {
			ID, Change string
			After      struct {
				Output string
				Failed []struct{ Type, Reason string }
			}
		}
		Left struct{ OnlyBefore struct{ IDs []string } }
	}
	require.NoError(t, json.Unmarshal([]byte(b.String()), &got), b.String())
	require.Equal(t, "not-enough-cases", got.Verdict)
	require.Positive(t, got.Needed)
	require.Equal(t, "pass-rate", got.Measures[0].Name)
	require.NotNil(t, got.Measures[0].Before.Low)
	require.Nil(t, got.Measures[1].Before.Low)
	require.Equal(t, []string{"c4"}, got.Left.OnlyBefore.IDs)
	require.Len(t, got.Flips, 2)
	require.Equal(t, "broken", got.Flips[0].Change)
	require.Equal(t, "is not the same", got.Flips[0].After.Failed[0].Reason)
	require.Equal(t, "fixed", got.Flips[1].Change)
	require.Equal(t, "yes a@v22", got.Flips[1].After.Output)
}

// What cannot be read again fails, whatever it is written as.
func TestTrialsThatCannotBeReadAgain(t *testing.T) {
	good, bad := outcomes("a@v1", "m", "pp"), outcomes("a@v22", "m", "pf")
	cases, reads := bad.Cases, 0
	bad.Cases = func(yield func(*results.Case, error) bool) {
		if reads++; reads > 2 {
			yield(nil, errors.New("the disk is gone"))
			return
		}
		cases(yield)
	}
	trial := trialOf(t, good, bad, 0)
	var b strings.Builder
	for name, err := range map[string]error{
		"text": trial.Text(&b, resultview.Options{}), "json": trial.JSON(&b),
		"markdown": trial.Markdown(&b, resultview.Options{}), "html": trial.HTML(&b, resultview.Options{}),
	} {
		require.EqualError(t, err, "the disk is gone", name)
	}
}
