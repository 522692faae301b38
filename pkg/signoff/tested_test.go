package signoff

import (
	"fmt"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/environment"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/stretchr/testify/require"
)

func share(x float64) *float64 { return &x }

// A case passed only where what its tests ask for holds.
func TestWhatPassedHolds(t *testing.T) {
	holds := func(weight float64) results.Assertion { return results.Assertion{Passed: true, Weight: weight} }
	falls := func(weight float64) results.Assertion { return results.Assertion{Weight: weight} }
	open := func(weight float64) results.Assertion {
		return results.Assertion{Passed: true, Error: "no verdict", Weight: weight}
	}
	for _, c := range []struct {
		asked      environment.Asked
		status     results.Status
		assertions []results.Assertion
		wrong      string
	}{
		{environment.Asked{Runs: 1, Assertions: 2}, results.Passed, []results.Assertion{holds(1), holds(2)}, ""},
		{environment.Asked{Runs: 1, Assertions: 2}, results.Passed, []results.Assertion{holds(1), falls(2)}, "too few of its assertions hold"},
		{environment.Asked{Runs: 1, Assertions: 2}, results.Passed, []results.Assertion{holds(1), falls(0)}, ""},
		{environment.Asked{Runs: 1, Assertions: 2}, results.Passed, []results.Assertion{falls(0), falls(0)}, ""},
		{environment.Asked{Runs: 1, Assertions: 2}, results.Passed, []results.Assertion{holds(1), falls(-1)}, ""},
		{environment.Asked{Runs: 1, Assertions: 2, Threshold: share(0.6)}, results.Passed, []results.Assertion{holds(2), falls(1)}, ""},
		{environment.Asked{Runs: 1, Assertions: 2, Threshold: share(0.7)}, results.Passed, []results.Assertion{holds(2), falls(1)}, "too few of its assertions hold"},
		{environment.Asked{Runs: 1, Assertions: 2, Threshold: share(0.7)}, results.Passed, []results.Assertion{holds(2), open(1)}, "too few of its assertions hold"},
		{environment.Asked{Runs: 1, Assertions: 3, Threshold: share(0.3)}, results.Passed, []results.Assertion{holds(0.1), holds(0.2), falls(0.7)}, ""},
		{environment.Asked{Runs: 1, Assertions: 2}, results.Passed, []results.Assertion{holds(1)}, "passed with 1 assertions, and its tests have 2"},
		{environment.Asked{Runs: 1, Assertions: 1}, results.Passed, []results.Assertion{holds(1), holds(1)}, "passed with 2 assertions, and its tests have 1"},
		{environment.Asked{Runs: 1, Assertions: 2}, results.Failed, nil, ""},
		{environment.Asked{Runs: 2, Assertions: 1}, results.Passed, []results.Assertion{holds(1)}, "was run 1 times, and its tests ask for 2"},
	} {
		tested := &Tested{File: "r.json", inputs: map[string]came{}}
		require.NoError(t, tested.add(&results.Case{ID: "one", Repeat: 1, Status: c.status, Assertions: c.assertions}))
		err := tested.did("triage", "one", c.asked)
		if c.wrong == "" {
			require.NoError(t, err)
		} else {
			require.ErrorContains(t, err, c.wrong)
		}
	}
}

// One run of several that passed without reason is enough.
func TestEveryRunCounts(t *testing.T) {
	tested := &Tested{File: "r.json", inputs: map[string]came{}}
	for i, passed := range []bool{true, false, true} {
		require.NoError(t, tested.add(&results.Case{ID: "one", Repeat: i + 1, Status: results.Passed, Assertions: []results.Assertion{{Passed: passed, Weight: 1}}}))
	}
	require.EqualError(t, tested.did("triage", "one", environment.Asked{Runs: 3, Assertions: 1}), `r.json: case "one" is passed, but too few of its assertions hold`)
}

// Endless ids do not take endless memory.
func TestTooManyCases(t *testing.T) {
	tested := &Tested{File: "r.json", inputs: map[string]came{}}
	long := strings.Repeat("x", 1<<20)
	var err error
	n := 0
	for ; err == nil; n++ {
		err = tested.add(&results.Case{ID: fmt.Sprint(n, long), Status: results.Failed})
	}
	require.EqualError(t, err, "r.json: there are more cases than can be attested")
	require.LessOrEqual(t, n, 128)
}
