package resultview

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/stretchr/testify/require"
)

func TestWordsForNumbers(t *testing.T) {
	for want, got := range map[string]string{
		"$0": Dollars(0), "<$0.000001": Dollars(1e-9), "$0.000001": Dollars(0.0000009), "$0.000123": Dollars(0.0001234), "$0.0123": Dollars(0.012345), "$0.5": Dollars(0.5), "$1": Dollars(0.9997), "$1.00": Dollars(1), "$99.99": Dollars(99.991), "$12,346": Dollars(12345.6),
		"0": score(0), "<0.01": score(0.001), "0.50": score(0.5), ">0.99": score(0.9999), "1": score(1),
		"<1 ms": millis(0.4), "1 ms": millis(1), "999 ms": millis(999), "1.0 s": millis(999.9), "59.9 s": millis(59_900), "1 min 0 s": millis(59_960), "1 h 1 min": millis(3_660_000),
		"-1,234": thousands(-1234), "999": thousands(999), "1,000,000": thousands(1_000_000), "1 case": number(1, "case"), "0 cases": number(0, "case"),
	} {
		require.Equal(t, want, got)
	}
}

func TestReplayed(t *testing.T) {
	require.Equal(t, "echoes", replayed(results.Head{Model: "echo/any"}))
	require.Equal(t, "echoes", replayed(results.Head{Model: "echo"}))
	require.Equal(t, "recorded answers", replayed(results.Head{Model: "openai/echo"}))
}

func TestLine(t *testing.T) {
	require.Equal(t, "no cases were run · 3 not run (interrupted)", Line(results.Summary{NotRun: 3, Stopped: "interrupted"}))
	require.Equal(t, "1 passed · score 1 · at least $0.1", Line(results.Summary{Cases: 2, Passed: 1, Score: 1, CostUSD: 0.1, Unpriced: 1}))
	require.Equal(t, "1 passed · score 1", Line(results.Summary{Cases: 1, Passed: 1, Score: 1, Unpriced: 1}), "of an unknown cost nothing is said")
	require.Equal(t, "0 passed, 2 errored · $0", Line(results.Summary{Cases: 2, Errored: 2}))
}

func TestTitlesTellRunsApart(t *testing.T) {
	of := func(reference, model, mode string) Of {
		return Of{Head: results.Head{Reference: reference, Model: model, Mode: mode}}
	}
	require.Equal(t, []string{"a · m"}, titles([]Of{of("a", "m", "live")}))
	require.Equal(t, []string{"a · m", "b · m"}, titles([]Of{of("a", "m", "live"), of("b", "m", "live")}))
	require.Equal(t, []string{"a · m · live", "a · m · replay"}, titles([]Of{of("a", "m", "live"), of("a", "m", "replay")}))
	require.Equal(t, []string{"a · m · live · 0001-01-01 00:00:00 · run 1", "a · m · live · 0001-01-01 00:00:00 · run 2"}, titles([]Of{of("a", "m", "live"), of("a", "m", "live")}))
	require.Equal(t, []string{"m", "n"}, rest([]Of{of("a", "m", "live"), of("a", "n", "live")}))
	require.Equal(t, []string{"a · m", "b · m"}, rest([]Of{of("a", "m", "live"), of("b", "m", "live")}))
}

func TestPlacesAreTakenApart(t *testing.T) {
	for place, want := range map[string][3]any{"a:b.yaml:3:4": {"a:b.yaml", 3, 4}, "a.yaml:3": {"a.yaml", 3, 0}, "a.yaml": {"a.yaml", 0, 0}, "": {"", 0, 0}, "C:\\x:0:-1": {"C:\\x:0:-1", 0, 0}} {
		file, line, col := splitPlace(place)
		require.Equal(t, want, [3]any{file, line, col}, place)
	}
}
