package trial_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/statistics"
	"github.com/promptctl-io/promptctl/pkg/trial"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func ptr[T any](v T) *T { return &v }

// of is a run of these cases.
func of(cases ...*results.Case) trial.Cases {
	return func(yield func(*results.Case, error) bool) {
		for _, c := range cases {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// ran is a case that passed or failed and says so in its score.
func ran(id string, repeat int, passed bool) *results.Case {
	c := &results.Case{ID: id, Repeat: repeat, Status: results.Failed}
	if passed {
		c.Status, c.Score = results.Passed, 1
	}
	return c
}

// run is a run of cases named 0, 1…, each run once.
func run(passed ...bool) (cases []*results.Case) {
	for i, p := range passed {
		cases = append(cases, ran(fmt.Sprint(i), 1, p))
	}
	return cases
}

// passing is n outcomes, of which the first so many pass.
func passing(n, pass int) []bool {
	all := make([]bool, n)
	for i := range pass {
		all[i] = true
	}
	return all
}

func compare(t require.TestingT, before, after []*results.Case, matters float64) *trial.Trial {
	runs, err := trial.Of(of(before...), of(after...))
	require.NoError(t, err)
	got, err := runs.Compare(matters)
	require.NoError(t, err)
	return got
}

func TestWorse(t *testing.T) {
	got := compare(t, run(passing(100, 90)...), run(passing(100, 70)...), 0)
	require.Equal(t, trial.Worse, got.Verdict)
	require.Equal(t, 20, got.Broken)
	require.Equal(t, 0, got.Fixed)
	require.Equal(t, 100, got.Cases)
	require.Equal(t, 100, got.Runs)
	require.InDelta(t, 0.2, got.Regression(), 1e-12)
	rate := got.Measure(trial.PassRate)
	require.InDelta(t, 0.9, rate.Before.Value, 1e-12)
	wilson := statistics.Wilson(70, 100, 0.95)
	require.InDelta(t, wilson.Low, rate.After.Low, 1e-12)
	require.InDelta(t, wilson.High, rate.After.High, 1e-12)
	require.InDelta(t, statistics.McNemar(0, 20), rate.P, 1e-15)
	require.Less(t, rate.Difference.High, 0.0)
	require.Nil(t, got.Measure(trial.Score), "it says no more than whether a case passed")
	require.Nil(t, got.Measure(trial.Latency), "nobody measured it")
	require.Zero(t, got.Needed)
}

func TestBetter(t *testing.T) {
	got := compare(t, run(passing(100, 70)...), run(passing(100, 90)...), 0)
	require.Equal(t, trial.Better, got.Verdict)
	require.Equal(t, 20, got.Fixed)
	require.Zero(t, got.Regression())
}

// Three cases of ten that broke may be chance, and it is said how many it would take.
func TestNotEnough(t *testing.T) {
	got := compare(t, run(passing(10, 9)...), run(passing(10, 6)...), 0)
	require.Equal(t, trial.NotEnough, got.Verdict)
	require.Equal(t, statistics.ForProportions(0.05, 0.3, 0.05, 0.8), got.Needed)
	require.InDelta(t, 0.3, got.Regression(), 1e-12, "it fell all the same")
	require.Equal(t, statistics.ForProportions(0.3, 0.3, 0.05, 0.8), got.AsSeen)
}

// Where many cases flip both ways, chance is as good an answer, and where none of so many
// flips, a difference that matters would have shown.
func TestNoDifference(t *testing.T) {
	same := passing(400, 380)
	got := compare(t, run(same...), run(same...), 0)
	require.Equal(t, trial.NoDifference, got.Verdict)
	require.Zero(t, got.Needed)
	got = compare(t, run(same[:100]...), run(same[:100]...), 0)
	require.Equal(t, trial.NotEnough, got.Verdict, "a hundred that agree do not show that five points more would not differ")
	got = compare(t, run(same[:100]...), run(same[:100]...), 0.1)
	require.Equal(t, trial.NoDifference, got.Verdict, "but ten would have")
}

func TestNothingInCommon(t *testing.T) {
	got := compare(t, run(), run(true), 0)
	require.Equal(t, trial.NotEnough, got.Verdict)
	require.Positive(t, got.Needed)
	require.Empty(t, got.Measures)
	require.Equal(t, 1, got.Left.OnlyAfter.Count)
	require.Zero(t, got.Regression())
}

func TestWhatIsLeft(t *testing.T) {
	errored := func(id string) *results.Case { return &results.Case{ID: id, Repeat: 1, Status: results.Errored} }
	given := func(id string, variables map[string]any) *results.Case {
		c := ran(id, 1, true)
		c.Variables = variables
		return c
	}
	before := []*results.Case{ran("a", 1, true), ran("gone", 1, true), errored("b"), ran("c", 1, true), errored("d"), given("e", map[string]any{"x": 1}), given("f", nil)}
	after := []*results.Case{ran("new", 1, true), ran("f", 1, true), ran("b", 1, false), errored("c"), errored("d"), given("e", map[string]any{"x": 2}), ran("a", 1, false)}
	got := compare(t, before, after, 0)
	require.Equal(t, trial.Left{
		OnlyBefore: trial.Some{Count: 1, IDs: []string{"gone"}}, OnlyAfter: trial.Some{Count: 1, IDs: []string{"new"}},
		ErroredBefore: trial.Some{Count: 2, IDs: []string{"b", "d"}}, ErroredAfter: trial.Some{Count: 2, IDs: []string{"c", "d"}},
		Other: trial.Some{Count: 1, IDs: []string{"e"}}, FirstBefore: errored("b"), FirstAfter: errored("c"),
	}, sorted(got.Left))
	require.True(t, got.Left.Undecided())
	require.Equal(t, 3, got.Cases)
	require.Equal(t, 1, got.Broken)
}

func sorted(l trial.Left) trial.Left {
	for _, s := range []*trial.Some{&l.OnlyBefore, &l.OnlyAfter, &l.ErroredBefore, &l.ErroredAfter, &l.Other} {
		slices.Sort(s.IDs)
	}
	return l
}

// Of many cases, the first are named.
func TestOfManyTheFirstAreNamed(t *testing.T) {
	got := compare(t, run(passing(100, 3)...), nil, 0)
	require.Equal(t, 100, got.Left.OnlyBefore.Count)
	require.Len(t, got.Left.OnlyBefore.IDs, 20)
}

// Ten runs of each of three cases that all broke say what three cases do.
func TestRepeatsAreNotIndependent(t *testing.T) {
	var before, after []*results.Case
	for id := range 3 {
		for repeat := range 10 {
			before = append(before, ran(fmt.Sprint(id), repeat+1, true))
			after = append(after, ran(fmt.Sprint(id), repeat+1, false))
		}
	}
	got := compare(t, before, after, 0)
	require.Equal(t, 3, got.Cases)
	require.Equal(t, 30, got.Runs)
	require.Equal(t, 30, got.Broken)
	rate := got.Measure(trial.PassRate)
	require.InDelta(t, 0.25, rate.P, 1e-12)
	require.Equal(t, trial.NotEnough, got.Verdict)
	wilson := statistics.Wilson(3, 3, 0.95)
	require.InDelta(t, wilson.Low, rate.Before.Low, 1e-9, "as wide as of three cases")
}

func TestMeasuresThatAreMeans(t *testing.T) {
	var before, after []*results.Case
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 60 {
		a, b := ran(fmt.Sprint(i), 1, true), ran(fmt.Sprint(i), 1, true)
		a.Score, b.Score = 0.9, 0.6+random.Float64()/10
		a.LatencyMS, b.LatencyMS = 1000+100*random.Float64(), 500+100*random.Float64()
		a.CostUSD, b.CostUSD = ptr(0.001), ptr(0.002)
		a.Tokens, b.Tokens = results.Tokens{Input: 100, Output: 10}, results.Tokens{Input: 100, Output: 10}
		if i == 0 {
			b.CostUSD, b.LatencyMS = nil, 0 // it is left out, of these alone
		}
		before, after = append(before, a), append(after, b)
	}
	got := compare(t, before, after, 0)
	require.Equal(t, trial.Worse, got.Verdict, "of the score: answers pass, but are worse")
	verdicts := map[trial.Name]trial.Verdict{}
	for _, m := range got.Measures {
		verdicts[m.Name] = m.Verdict
		require.GreaterOrEqual(t, m.Adjusted, m.P)
	}
	require.Equal(t, map[trial.Name]trial.Verdict{
		trial.PassRate: trial.NotEnough, trial.Score: trial.Worse, trial.Latency: trial.Better, trial.Cost: trial.Worse, trial.Tokens: trial.NoDifference,
	}, verdicts)
	require.Equal(t, 59, got.Measure(trial.Latency).Cases)
	require.InDelta(t, 0.001, got.Measure(trial.Cost).Difference.Value, 1e-12)
	require.InDelta(t, -500, got.Measure(trial.Latency).Difference.Value, 30)
	require.True(t, math.IsNaN(got.Measure(trial.Latency).Before.Low))
}

// With two cases nobody knows how far a mean may be off.
func TestOfOneCaseThereIsNoInterval(t *testing.T) {
	a, b := ran("a", 1, true), ran("a", 1, true)
	a.LatencyMS, b.LatencyMS = 10, 20
	got := compare(t, []*results.Case{a}, []*results.Case{b}, 0).Measure(trial.Latency)
	require.True(t, math.IsNaN(got.Difference.Low))
	require.InDelta(t, 1, got.P, 0)
	require.Equal(t, trial.NotEnough, got.Verdict)
}

// What was free and is not any more has no share of what it was.
func TestWhatWasFree(t *testing.T) {
	var before, after []*results.Case
	for i := range 20 {
		a, b := ran(fmt.Sprint(i), 1, true), ran(fmt.Sprint(i), 1, true)
		a.CostUSD, b.CostUSD = ptr(0.0), ptr(0.001)
		before, after = append(before, a), append(after, b)
	}
	require.Equal(t, trial.Worse, compare(t, before, after, 0).Measure(trial.Cost).Verdict)
	require.Equal(t, trial.NoDifference, compare(t, before, before, 0).Measure(trial.Cost).Verdict)
}

func TestErrorsOfCases(t *testing.T) {
	broken := func(yield func(*results.Case, error) bool) {
		if yield(ran("a", 1, true), nil) {
			yield(nil, errors.New("the disk is gone"))
		}
	}
	_, err := trial.Of(of(), broken)
	require.EqualError(t, err, "the disk is gone")
	_, err = trial.Of(broken, of())
	require.EqualError(t, err, "the disk is gone")
	calls := 0
	later := func(yield func(*results.Case, error) bool) {
		calls++
		if calls == 1 {
			yield(ran("a", 1, true), nil)
			return
		}
		broken(yield)
	}
	runs, err := trial.Of(of(ran("a", 1, true)), later)
	require.NoError(t, err)
	_, err = runs.Compare(0)
	require.EqualError(t, err, "the disk is gone")
}

func TestChanged(t *testing.T) {
	runs, err := trial.Of(of(run(true, true, false, false)...), of(run(false, true, true, false)...))
	require.NoError(t, err)
	var broken, fixed []string
	for p, err := range runs.Changed(trial.Broken) {
		require.NoError(t, err)
		broken = append(broken, p.After.ID)
	}
	for p, err := range runs.Changed(trial.Fixed) {
		require.NoError(t, err)
		fixed = append(fixed, p.After.ID)
		break
	}
	require.Equal(t, []string{"0"}, broken)
	require.Equal(t, []string{"2"}, fixed)
}

// outcomes draws a run: any cases in any order, each with some repeats.
func outcomes(t *rapid.T, name string) (cases []*results.Case) {
	statuses := rapid.SampledFrom([]results.Status{results.Passed, results.Failed, results.Errored})
	for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(0, 29), 0, 30, rapid.ID[int]).Draw(t, name) {
		c := &results.Case{ID: fmt.Sprint(n / 3), Repeat: n%3 + 1, Status: statuses.Draw(t, name), LatencyMS: float64(n)}
		if c.Status == results.Passed {
			c.Score = 1
		}
		cases = append(cases, c)
	}
	return cases
}

// Whatever the orders are, every case is yielded once, with the other of its name.
func TestPairsAreThoseOfAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := outcomes(t, "before"), outcomes(t, "after")
		name := func(c *results.Case) string { return fmt.Sprint(c.ID, "#", c.Repeat) }
		want := map[string]trial.Pair{}
		for _, c := range before {
			want[name(c)] = trial.Pair{Before: c}
		}
		for _, c := range after {
			want[name(c)] = trial.Pair{Before: want[name(c)].Before, After: c}
		}
		runs, err := trial.Of(of(before...), of(after...))
		require.NoError(t, err)
		got := map[string]trial.Pair{}
		for p, err := range runs.Pairs() {
			require.NoError(t, err)
			c := p.After
			if c == nil {
				c = p.Before
			}
			require.NotContains(t, got, name(c))
			got[name(c)] = p
		}
		require.Equal(t, want, got)
	})
}

// What is compared does not hang on the order, and turning the sides about turns the
// verdict about.
func TestSidesAndOrders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := outcomes(t, "before"), outcomes(t, "after")
		got, back := compare(t, before, after, 0.1), compare(t, after, before, 0.1)
		require.Equal(t, got.Fixed, back.Broken)
		require.Equal(t, got.Broken, back.Fixed)
		require.Equal(t, got.Runs, back.Runs)
		require.Equal(t, got.Left.OnlyAfter.Count, back.Left.OnlyBefore.Count)
		turned := map[trial.Verdict]trial.Verdict{trial.Better: trial.Worse, trial.Worse: trial.Better}
		want, ok := turned[got.Verdict]
		if !ok {
			want = got.Verdict
		}
		require.Equal(t, want, back.Verdict)
		if rate := got.Measure(trial.PassRate); rate != nil {
			other := back.Measure(trial.PassRate)
			require.InDelta(t, rate.P, other.P, 1e-12)
			require.InDelta(t, rate.Difference.Low, -other.Difference.High, 1e-9)
			require.GreaterOrEqual(t, rate.Before.Value, rate.Before.Low-1e-9)
			require.LessOrEqual(t, rate.Before.Value, rate.Before.High+1e-9)
		}
	})
}

// Of two runs of one version, few are called better or worse, whether or not cases are run
// several times, and though some cases are harder than others.
func TestRunsOfOneVersionSeldomDiffer(t *testing.T) {
	const trials = 200
	for _, repeats := range []int{1, 5} {
		random, called := rand.New(rand.NewPCG(3, uint64(repeats))), 0
		for range trials {
			var before, after []*results.Case
			for id := range 40 {
				hard := random.Float64()
				for repeat := range repeats {
					before = append(before, ran(fmt.Sprint(id), repeat+1, random.Float64() > hard))
					after = append(after, ran(fmt.Sprint(id), repeat+1, random.Float64() > hard))
				}
			}
			if v := compare(t, before, after, 0).Verdict; v == trial.Better || v == trial.Worse {
				called++
			}
		}
		require.Less(t, float64(called)/trials, 0.08, repeats)
	}
}

// Where the pairs come in one order, no more than one is held.
func BenchmarkCompare(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	cases := func(yield func(*results.Case, error) bool) {
		for i := range 100_000 {
			c := ran(fmt.Sprint(i), 1, i%10 > 0)
			c.LatencyMS, c.CostUSD = random.ExpFloat64(), ptr(random.Float64())
			if !yield(c, nil) {
				return
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		runs, err := trial.Of(cases, cases)
		require.NoError(b, err)
		_, err = runs.Compare(0)
		require.NoError(b, err)
	}
}
