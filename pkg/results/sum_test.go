package results_test

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSums(t *testing.T) {
	var s results.Summer
	for _, c := range everyKind() {
		s.Add(c)
	}
	got := s.Summary()
	require.InDelta(t, 0.0012, got.CostUSD, 1e-12)
	got.CostUSD = 0
	require.Equal(t, results.Summary{
		Cases: 3, Passed: 1, Failed: 1, Errored: 1, Score: 0.75, Tokens: results.Tokens{Input: 120, Output: 4}, Unpriced: 1,
		Latency: results.Latency{Median: 812.5, P95: 1200, Max: 1200},
	}, got)
	require.Zero(t, (&results.Summer{}).Summary())
	require.Empty(t, (&results.Summer{}).Modes(10))
}

// Few latencies are exact; many are within half a percent.
func TestLatencyQuantiles(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.SampledFrom([]int{1, 2, 99, 10_000, 10_001, 30_000}).Draw(rt, "n")
		seed := rapid.Float64Range(0.001, 5).Draw(rt, "spread")
		var s results.Summer
		var values []float64
		for i := range n {
			x := 100 * math.Exp(seed*math.Sin(float64(i)*1.7))
			values = append(values, x)
			s.Add(&results.Case{ID: "x", Repeat: i + 1, Status: results.Passed, LatencyMS: x})
		}
		slices.Sort(values)
		got, off := s.Summary().Latency, 0.0051
		if n <= 10_000 {
			off = 1e-12
		}
		require.InEpsilon(rt, values[(n+1)/2-1], got.Median, off)
		require.InEpsilon(rt, values[int(math.Ceil(0.95*float64(n)))-1], got.P95, off)
		require.Equal(rt, values[n-1], got.Max)
	})
}

func TestLatencyOfWhatTakesNoTime(t *testing.T) {
	var s results.Summer
	for i := range 20_000 {
		s.Add(&results.Case{ID: "x", Repeat: i + 1, Status: results.Passed})
	}
	require.Zero(t, s.Summary().Latency)
}

// failed is a case that failed one assertion, which is at a place.
func failed(id, place, output string) *results.Case {
	return &results.Case{ID: id, Repeat: 1, Status: results.Failed, Output: output, Assertions: []results.Assertion{{Type: "contains", Place: place, Reason: "no"}, {Type: "icontains", Place: "d:9:9", Passed: true}}}
}

func TestFailureModes(t *testing.T) {
	var s results.Summer
	for i := range 5 {
		s.Add(failed(fmt.Sprintf("refusal-%d", i), "d:1:1", fmt.Sprintf("I'm sorry, but I cannot help you with order %d.", 100+i)))
	}
	for i := range 2 {
		s.Add(failed(fmt.Sprintf("long-%d", i), "d:1:1", "The queue that fits best is the one for billing questions."))
	}
	s.Add(failed("refusal-0", "d:2:1", "I'm sorry, but I cannot help you with that."))
	s.Add(failed("refusal-1", "d:2:1", "Sorry! I cannot help you with order 8."))
	for i := range 3 {
		s.Add(&results.Case{ID: fmt.Sprintf("e%d", i), Repeat: 1, Status: results.Errored, Error: fmt.Sprintf("openai: status 429: retry after %d s", i)})
	}
	s.Add(&results.Case{ID: "judge", Repeat: 1, Status: results.Errored, Output: "x", Assertions: []results.Assertion{{Type: "rubric", Place: "d:3:1", Error: "the verdict is no JSON"}}})
	s.Add(everyKind()[0])
	modes := s.Modes(100)
	require.Equal(t, []string{
		"5 contains d:1:1: I'm sorry, but I cannot help you with order 100. [refusal-0 refusal-1 refusal-2 refusal-3 refusal-4]",
		"3 no answer : openai: status 429: retry after 0 s [e0 e1 e2]",
		"2 contains d:1:1: The queue that fits best is the one for billing questions. [long-0 long-1]",
		"2 contains d:2:1: I'm sorry, but I cannot help you with that. [refusal-0 refusal-1]",
		"1 rubric d:3:1: the verdict is no JSON [judge]",
	}, told(modes))
	require.Equal(t, modes[:2], s.Modes(2))
}

func told(modes []results.FailureMode) []string {
	var lines []string
	for _, m := range modes {
		lines = append(lines, fmt.Sprintf("%d %s %s: %s %v", m.Count, m.Assertion, m.Place, m.Like, m.Cases))
	}
	return lines
}

// Assertions that stand at one case each are grouped by their type.
func TestFailureModesOfCasesWithAssertionsOfTheirOwn(t *testing.T) {
	var s results.Summer
	for i := range 9 {
		s.Add(failed(fmt.Sprintf("c%d", i), fmt.Sprintf("t:%d:3", i), "As a language model I have no opinion."))
	}
	s.Add(failed("other", "t:99:3", "Billing"))
	modes := s.Modes(100)
	require.Len(t, modes, 2)
	require.Equal(t, 9, modes[0].Count)
	require.Equal(t, 9, modes[0].Places)
	require.Equal(t, "t:0:3", modes[0].Place)
	require.Equal(t, modes, s.Modes(100), "asking changes nothing")
}

// An answer that failed several assertions of its case failed once, as does one case
// that is repeated.
func TestFailureModesCountAnswersOnce(t *testing.T) {
	var s results.Summer
	for repeat := range 2 {
		c := failed("a", "t:1:1", "Billing")
		c.Repeat = repeat + 1
		c.Assertions = append(c.Assertions, failed("a", "t:2:1", "").Assertions...)
		s.Add(c)
	}
	modes := s.Modes(100)
	require.Equal(t, []string{"2 contains t:1:1: Billing [a]"}, told(modes))
	require.Equal(t, 2, modes[0].Places)
	require.Equal(t, modes, s.Modes(100), "asking changes nothing")
}

func TestFailureModesOfOtherScripts(t *testing.T) {
	var s results.Summer
	s.Add(failed("a", "d:1:1", "申し訳ありませんが、お手伝いできません。"))
	s.Add(failed("b", "d:1:1", "申し訳ありませんが、それはお手伝いできません。"))
	s.Add(failed("c", "d:1:1", "請求書はこちらです"))
	s.Add(failed("d", "d:1:1", ""))
	s.Add(failed("e", "d:1:1", "\n"))
	modes := s.Modes(100)
	require.Equal(t, []string{"a", "b"}, modes[0].Cases)
	require.Equal(t, []string{"d", "e"}, modes[1].Cases)
	require.Len(t, modes, 3)
}

// However differently many answers fail, what is kept of them is bounded, and
// none is lost.
func TestFailureModesAreBounded(t *testing.T) {
	var s results.Summer
	for i := range 20_000 {
		s.Add(failed(fmt.Sprint(i), fmt.Sprintf("t:%d:1", i%3000), fmt.Sprintf("%x %x", i*2654435761, i*40503)))
	}
	for i := range 500 {
		s.Add(failed(fmt.Sprint(i), "t:0:1", fmt.Sprintf("other%x", i*2654435761)))
	}
	total, places := 0, map[string]int{}
	for _, m := range s.Modes(1 << 30) {
		total += m.Count
		places[m.Place]++
		require.LessOrEqual(t, len(m.Cases), 5)
		require.LessOrEqual(t, len(m.Like), 244)
	}
	require.Equal(t, 20_500, total)
	require.LessOrEqual(t, len(places), 1001+24, "those that are not told apart have the place of the first")
	require.Equal(t, 24, places["t:0:1"])
}

// Of long answers their beginning is kept, and nothing holds on to the rest.
func TestFailureModesOfLongAnswers(t *testing.T) {
	var s results.Summer
	before := uint64(held(0))
	for i := range 20 {
		c := failed(fmt.Sprint(i), fmt.Sprintf("t:%d:1", i), strings.Repeat(fmt.Sprintf("%x ", i*2654435761), 1<<17))
		c.Assertions[0].Reason = fmt.Sprint(i) + strings.Repeat(" ", 1<<20)
		s.Add(c)
	}
	require.Less(t, held(before), int64(1<<20))
	require.Len(t, s.Modes(100), 20)
}

func TestSpool(t *testing.T) {
	dir := t.TempDir()
	s, err := results.NewSpool(dir)
	require.NoError(t, err)
	for _, c := range everyKind() {
		require.NoError(t, s.Add(c))
	}
	require.Equal(t, 3, s.Len())
	for range 2 { // it can be read again, and while it is written
		var got []*results.Case
		for c, err := range s.All() {
			require.NoError(t, err)
			if len(got) == 0 {
				for inner, err := range s.All() {
					require.NoError(t, err)
					require.Equal(t, "late", inner.ID)
					break
				}
			}
			got = append(got, c)
		}
		require.Equal(t, sound(file(t, everyKind()...)), file(t, got...))
	}
	require.NoError(t, s.Add(everyKind()[2]))
	n := 0
	for range s.All() {
		n++
	}
	require.Equal(t, 4, n)
	require.NoError(t, s.Close())
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
	require.Error(t, s.Close(), "it is closed")
	for _, err := range s.All() {
		require.Error(t, err)
	}
}

func TestSpoolSaysWhatIsWrong(t *testing.T) {
	_, err := results.NewSpool("/nowhere/at/all")
	require.ErrorContains(t, err, "keeping results for a while: ")
	s, err := results.NewSpool("")
	require.NoError(t, err)
	defer s.Close()
	require.ErrorContains(t, s.Add(&results.Case{ID: "x", Score: math.NaN()}), "keeping the result of x: ")
	require.Zero(t, s.Len())
	require.NoError(t, s.Add(&results.Case{ID: "y"}))
	for c, err := range s.All() {
		require.NoError(t, err)
		require.Equal(t, "y", c.ID)
	}
}
