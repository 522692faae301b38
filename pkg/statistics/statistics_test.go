package statistics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func between(t *testing.T, low, high float64, got Interval, within float64) {
	t.Helper()
	require.InDelta(t, low, got.Low, within)
	require.InDelta(t, high, got.High, within)
}

// Newcombe, Statistics in Medicine 17 (1998), 857–872, table I, method 3.
func TestWilsonOfNewcombesTable(t *testing.T) {
	between(t, 0.2553, 0.3662, Wilson(81, 263, 0.95), 5e-5)
	between(t, 0.0624, 0.1605, Wilson(15, 148, 0.95), 5e-5)
	between(t, 0.0000, 0.1611, Wilson(0, 20, 0.95), 5e-5)
	between(t, 0.0061, 0.1718, Wilson(1, 29, 0.95), 5e-5)
	between(t, 0, 1, Wilson(0, 0, 0.95), 0)
	between(t, 1-0.1611, 1, Wilson(20, 20, 0.95), 5e-5)
	for n := 1.0; n < 1000; n++ { // 3, 4 and 511 are such of which rounding leaves less
		require.Equal(t, 1.0, Wilson(n, n, 0.95).High, n)
		require.Equal(t, 0.0, Wilson(0, n, 0.95).Low, n)
	}
}

// Over all true proportions the interval holds the truth about as often as it says; this
// is computed, not simulated (A. Agresti, B. A. Coull, The American Statistician 52 (1998),
// 119–126, find 0.95 on the average for the score interval).
func TestCoverageOfWilson(t *testing.T) {
	for _, n := range []int{5, 10, 30, 100} {
		mean, least, steps := 0.0, 1.0, 0
		for p := 0.01; p < 1; p += 0.01 {
			covered := 0.0
			for k := range n + 1 {
				if i := Wilson(float64(k), float64(n), 0.95); i.Low <= p && p <= i.High {
					covered += binomial(n, k, p)
				}
			}
			mean, least, steps = mean+covered, min(least, covered), steps+1
		}
		require.InDelta(t, 0.95, mean/float64(steps), 0.012, n)
		require.Greater(t, least, 0.82, n)
	}
}

func binomial(n, k int, p float64) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
}

// M. W. Fagerland, S. Lydersen, P. Laake: Recommended tests and confidence intervals for
// paired binomial proportions. Statistics in Medicine 33 (2014), 2850–2875: airway
// hyper-responsiveness before and after stem cell transplantation.
func TestNewcombeOfFagerlandsExample(t *testing.T) {
	p := Pairs{Both: 1, OnlyA: 1, OnlyB: 7, Neither: 12}
	require.InDelta(t, 0.286, p.Difference(), 5e-4)
	between(t, 0.026, 0.507, Newcombe(p, 0.95), 5e-4)
	require.InDelta(t, 0.0703, McNemar(1, 7), 5e-5)
}

func TestNewcombeAtTheEdges(t *testing.T) {
	between(t, -1, 1, Newcombe(Pairs{}, 0.95), 0)
	got := Newcombe(Pairs{Both: 30}, 0.95)
	require.InDelta(t, 0, got.Low+got.High, 1e-12)
	require.Greater(t, got.High, 0.1, "thirty cases that pass do not show that there is no difference")
	got = Newcombe(Pairs{OnlyB: 20}, 0.95)
	require.InDelta(t, 1, got.High, 1e-9)
	require.Less(t, got.Low, 1.0)
}

func TestNewcombeIsSymmetricAndShrinks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := func(name string) float64 { return float64(rapid.IntRange(0, 60).Draw(t, name)) }
		p := Pairs{count("both"), count("onlyA"), count("onlyB"), count("neither")}
		got := Newcombe(p, 0.95)
		swapped := Newcombe(Pairs{p.Both, p.OnlyB, p.OnlyA, p.Neither}, 0.95)
		require.InDelta(t, -got.Low, swapped.High, 1e-9)
		require.InDelta(t, -got.High, swapped.Low, 1e-9)
		require.LessOrEqual(t, got.Low, p.Difference()+1e-9)
		require.GreaterOrEqual(t, got.High, p.Difference()-1e-9)
		if p.N() > 0 {
			more := Newcombe(p.Scaled(4), 0.95)
			require.LessOrEqual(t, more.High-more.Low, got.High-got.Low+1e-9)
		}
	})
}

func TestMcNemar(t *testing.T) {
	require.InDelta(t, 1, McNemar(0, 0), 0)
	require.InDelta(t, 1, McNemar(5, 5), 0)
	require.InDelta(t, 2.0/64, McNemar(6, 0), 1e-12)
	require.InDelta(t, 2.0/64, McNemar(0, 6), 1e-12)
	require.InDelta(t, 2*(1+10+45)/1024.0, McNemar(2, 8), 1e-12)
	// A. Agresti, Categorical Data Analysis, 2nd ed. (2002), table 10.1: z² = 17.36, so that
	// the normal distribution gives 3.1e-5.
	require.InDelta(t, 3.7e-5, McNemar(150, 86), 1e-6)
	require.Greater(t, McNemar(500_300, 499_700), 0.5)
	require.Less(t, McNemar(3000, 0), 1e-300)
}

// Whatever the number of pairs that differ, a true null is refused at most as often as
// the level says.
func TestLevelOfMcNemar(t *testing.T) {
	for n := range 200 {
		refused := 0.0
		for k := range n + 1 {
			if McNemar(k, n-k) < 0.05 {
				refused += binomial(n, k, 0.5)
			}
		}
		require.LessOrEqual(t, refused, 0.05, n)
	}
}

func TestSignFlipsAreMcNemarForSingleRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SliceOfN(rapid.IntRange(-1, 1), 0, 200).Draw(t, "differences")
		up, down := 0, 0
		for _, one := range d {
			up, down = up+max(0, one), down+max(0, -one)
		}
		require.InDelta(t, McNemar(up, down), SignFlips(d), 1e-9)
	})
}

// The sums of all signs, tried one by one.
func TestSignFlipsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SliceOfN(rapid.IntRange(-9, 9), 0, 10).Draw(t, "differences")
		sum := 0
		for _, one := range d {
			sum += one
		}
		as, far := 0, max(sum, -sum)
		for signs := range 1 << len(d) {
			s := 0
			for i, one := range d {
				s += one * (1 - 2*(signs>>i&1))
			}
			if max(s, -s) >= far {
				as++
			}
		}
		want := float64(as) / float64(int(1)<<len(d))
		require.InDelta(t, want, SignFlips(d), 1e-12)
		reals := make([]float64, len(d))
		for i := range d {
			reals[i] = float64(d[i]) / 7
		}
		require.InDelta(t, want, Randomization(reals, 1), 1e-9)
	})
}

// Ten runs of one case that all go the same way are one case, not ten.
func TestRunsOfACaseAreOneUnit(t *testing.T) {
	require.InDelta(t, 1, SignFlips([]int{10}), 0)
	require.InDelta(t, 0.25, SignFlips([]int{10, 10, 10}), 1e-12)
	require.Less(t, McNemar(30, 0), 1e-8)
}

func TestManySignFlips(t *testing.T) {
	var d []int
	for i := range 20_000 {
		d = append(d, 1+i%3)
		if i%2 == 0 {
			d[i] = -d[i]
		}
	}
	d = append(d, 1)
	require.Greater(t, SignFlips(d), 0.9)
	for range 1000 {
		d = append(d, 3)
	}
	require.Less(t, SignFlips(d), 1e-6)
}

func TestDesignEffect(t *testing.T) {
	once := []Unit{{1, 1}, {0, 1}, {1, 1}}
	require.InDelta(t, 1, DesignEffect(once, 0.2), 0)
	alike := []Unit{{4, 4}, {0, 4}, {4, 4}, {0, 4}}
	require.InDelta(t, 4, DesignEffect(alike, 0.25), 1e-9, "four runs that agree say what one does")
	require.InDelta(t, 4, DesignEffect([]Unit{{4, 4}, {4, 4}}, 0), 1e-9, "nothing differs, so nothing is known of how runs differ")
	require.InDelta(t, 1, DesignEffect([]Unit{{2, 4}, {2, 4}, {1, 4}, {3, 4}}, 0.25), 1e-9)
	require.InDelta(t, 1, DesignEffect(nil, 0.25), 0)
}

// What boot.ci of R's package boot gives for these sixteen values, from 1,000,000
// resamples; SciPy's tests of its own bootstrap have the same numbers.
func TestBootstrapAgainstR(t *testing.T) {
	var units []Unit
	for _, x := range []float64{10, 12, 12.5, 12.5, 13.9, 15, 21, 22, 23, 34, 50, 81, 89, 121, 134, 213} {
		units = append(units, Unit{x, 1})
	}
	got := Bootstrap(units, 0.95, 1)
	require.InEpsilon(t, 32.31, got.Low, 0.03)
	require.InEpsilon(t, 91.43, got.High, 0.03)
	require.Equal(t, got, Bootstrap(units, 0.95, 1), "the same for the same seed")
	require.NotEqual(t, got, Bootstrap(units, 0.95, 2))
}

func TestBootstrapAtTheEdges(t *testing.T) {
	between(t, 2, 2, Bootstrap([]Unit{{2, 1}, {4, 2}, {2, 1}}, 0.95, 1), 0)
	require.True(t, math.IsInf(Bootstrap([]Unit{{2, 1}}, 0.95, 1).High, 1))
	got := Bootstrap([]Unit{{0, 1}, {0, 1}, {0, 1}, {1, 1}}, 0.95, 1)
	require.False(t, math.IsNaN(got.Low) || math.IsNaN(got.High))
}

// Of skewed differences, the interval holds the truth nearly as often as it says, and
// sign flips refuse a true null about as rarely.
func TestCoverageOfBootstrap(t *testing.T) {
	const trials = 300
	random := rand.New(rand.NewPCG(7, 7))
	covered, refused := 0, 0
	for trial := range trials {
		units, flips := make([]Unit, 40), make([]float64, 40)
		for i := range units {
			units[i] = Unit{random.ExpFloat64(), 1}
			flips[i] = random.ExpFloat64() - random.ExpFloat64()
		}
		if i := Bootstrap(units, 0.95, uint64(trial)); i.Low <= 1 && 1 <= i.High {
			covered++
		}
		if Randomization(flips, uint64(trial)) < 0.05 {
			refused++
		}
	}
	require.Greater(t, float64(covered)/trials, 0.90)
	require.Less(t, float64(refused)/trials, 0.09)
}

func TestRandomization(t *testing.T) {
	require.InDelta(t, 1, Randomization(nil, 1), 0)
	require.InDelta(t, 1, Randomization([]float64{0.1, 0.2, -0.3}, 1), 0)
	require.InDelta(t, 0.5, Randomization([]float64{5, 5}, 1), 0, "two cases prove nothing, however alike they are")
	var many []float64
	for i := range 6000 {
		many = append(many, float64(i%5)-2)
	}
	require.InDelta(t, 1, Randomization(many, 1), 1e-9)
	for i := range many {
		many[i] += 0.1
	}
	require.InDelta(t, Randomization(many, 1), Randomization(many, 2), 0)
	require.Less(t, Randomization(many, 1), 1e-5)
	// C. Darwin's fifteen pairs of maize, R. A. Fisher, The Design of Experiments, §21: 1,726
	// of 32,768 signs reach the sum of 314 or more in either direction.
	darwin := []float64{49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48}
	require.InDelta(t, 1726.0/32768, Randomization(darwin, 1), 0.006)
	whole := make([]int, len(darwin))
	for i, d := range darwin {
		whole[i] = int(d)
	}
	require.InDelta(t, 1726.0/32768, SignFlips(whole), 1e-12)
}

// The example of the documentation of R's p.adjust and of textbooks.
func TestHolm(t *testing.T) {
	require.InDeltaSlice(t, []float64{0.03, 0.06, 0.06, 0.02}, Holm([]float64{0.01, 0.04, 0.03, 0.005}), 1e-12)
	got := Holm([]float64{0.9, math.NaN(), 0.02})
	require.InDelta(t, 0.9, got[0], 1e-12)
	require.True(t, math.IsNaN(got[1]))
	require.InDelta(t, 0.04, got[2], 1e-12)
	require.Empty(t, Holm(nil))
}

func TestHolmKeepsOrderAndNeverLowers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOf(rapid.Float64Range(0, 1)).Draw(t, "p")
		adjusted := Holm(p)
		for i := range p {
			require.GreaterOrEqual(t, adjusted[i], p[i])
			require.LessOrEqual(t, adjusted[i], 1.0)
			for j := range p {
				if p[i] < p[j] {
					require.LessOrEqual(t, adjusted[i], adjusted[j])
				}
			}
		}
	})
}

func TestSampleSizes(t *testing.T) {
	// Connor's formula as in http://powerandsamplesize.com (0.45 and 0.05 that differ): 23.
	require.Equal(t, 23, ForProportions(0.4, 0.5, 0.05, 0.8))
	require.Equal(t, 0, ForProportions(0, 0.5, 0.05, 0.8))
	require.Equal(t, ForProportions(0.1, 0.1, 0.05, 0.8), ForProportions(-0.1, 0.02, 0.05, 0.8), "no fewer pairs differ than the difference is")
	// J. Cohen, Statistical Power Analysis, 2nd ed. (1988), and G*Power 3: 34 pairs for d = 0.5.
	require.Equal(t, 34, ForMeans(0.5, 1, 0.05, 0.8))
	require.Equal(t, 0, ForMeans(0, 1, 0.05, 0.8))
	require.InDelta(t, 1.5811, Deviation([]Unit{{1, 1}, {4, 2}, {3, 1}, {4, 1}, {5, 1}}), 1e-4)
	require.Zero(t, Deviation([]Unit{{1, 1}}))
}

// One pair less finds nothing, whatever the differences are.
func TestForSigns(t *testing.T) {
	for _, level := range []float64{0.05, 0.01, 0.05 / 5, 0.5, 1e-6} {
		n := ForSigns(level)
		require.LessOrEqual(t, McNemar(n, 0), level)
		require.Greater(t, McNemar(n-1, 0), level)
	}
}

// With as many pairs as are said to be needed, the difference is found about as often as
// is said; the exact test finds a little less.
func TestPowerOfSampleSize(t *testing.T) {
	n := ForProportions(0.1, 0.2, 0.05, 0.8)
	power := 0.0
	for flips := range n + 1 {
		of := binomial(n, flips, 0.2)
		for up := range flips + 1 {
			if McNemar(up, flips-up) < 0.05 {
				power += of * binomial(flips, up, 0.75)
			}
		}
	}
	require.InDelta(t, 0.8, power, 0.05, fmt.Sprint(n))
}
