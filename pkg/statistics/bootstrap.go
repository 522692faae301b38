package statistics

import (
	"math"
	"math/rand/v2"
	"slices"
)

// How much work the resampling may be.
const (
	maxResamples = 10_000
	minResamples = 1_000
	maxDraws     = 10_000_000
)

// Bootstrap returns the bias-corrected and accelerated interval of a mean over cases: of
// the sum of their sums by their number of runs. Cases are drawn, with all of their runs.
// The same units and seed give the same interval. With fewer than two units, nothing is
// known: it is infinite.
//
// B. Efron: Better bootstrap confidence intervals. JASA 82 (1987), 171–185; B. Efron and
// R. J. Tibshirani: An Introduction to the Bootstrap (1993), chapter 14: the interval is
// (14.9) and (14.10), the bias (14.14), the acceleration (14.15).
func Bootstrap(units []Unit, confidence float64, seed uint64) Interval {
	if len(units) < 2 {
		return Interval{math.Inf(-1), math.Inf(1)}
	}
	mean := meanOf(units)
	if accelerated, spread := acceleration(units); spread {
		means := resample(units, seed)
		slices.Sort(means)
		bias := quantile(shareBelow(means, mean))
		if math.IsInf(bias, 0) { // no mean of a sample is on one of the two sides
			bias = 0
		}
		end := func(p float64) float64 {
			z := bias + quantile(p)
			return percentile(means, normal(bias+z/(1-accelerated*z)))
		}
		return Interval{end((1 - confidence) / 2), end(1 - (1-confidence)/2)}
	}
	return Interval{mean, mean}
}

func meanOf(units []Unit) float64 {
	var sum, runs float64
	for _, u := range units {
		sum, runs = sum+u.Sum, runs+u.Runs
	}
	return sum / runs
}

// acceleration is how the spread changes with the mean, by the jackknife; spread is false
// where there is none.
func acceleration(units []Unit) (a float64, spread bool) {
	var sum, runs float64
	for _, u := range units {
		sum, runs = sum+u.Sum, runs+u.Runs
	}
	without := make([]float64, len(units))
	middle := 0.0
	for i, u := range units {
		without[i] = (sum - u.Sum) / (runs - u.Runs)
		middle += without[i] / float64(len(units))
	}
	var squares, cubes float64
	for _, w := range without {
		d := middle - w
		squares, cubes = squares+d*d, cubes+d*d*d
	}
	if squares <= 1e-24*middle*middle*float64(len(units)) {
		return 0, false
	}
	return cubes / (6 * math.Pow(squares, 1.5)), true
}

// resample draws as many units as there are, again and again, and returns the means.
func resample(units []Unit, seed uint64) []float64 {
	n := uint64(len(units))
	means := make([]float64, max(minResamples, min(maxResamples, maxDraws/len(units))))
	random := rand.NewPCG(seed, 0)
	for i := range means {
		var sum, runs float64
		for range n {
			u := units[(random.Uint64()>>32)*n>>32]
			sum, runs = sum+u.Sum, runs+u.Runs
		}
		means[i] = sum / runs
	}
	return means
}

// shareBelow is the share of sorted values that are below one; those that equal it count
// half.
func shareBelow(sorted []float64, value float64) float64 {
	below, _ := slices.BinarySearch(sorted, value)
	upTo, _ := slices.BinarySearch(sorted, math.Nextafter(value, math.Inf(1)))
	return (float64(below) + float64(upTo-below)/2) / float64(len(sorted))
}

// percentile is the value below which a share of sorted values lies.
func percentile(sorted []float64, p float64) float64 {
	at := int(math.Floor(p * float64(len(sorted)+1)))
	return sorted[max(0, min(len(sorted)-1, at-1))]
}

// manyUnits is how many there are where the normal distribution is as good as sign flips.
const manyUnits = 5_000

// enumerable is of how many units all sign flips can be tried.
const enumerable = 14

// Randomization returns how probable it is that the sum of differences is as far from 0
// as it is, or farther, where chance gives each its sign: SignFlips for what is not
// whole. Up to 14 differences, all signs are tried; otherwise 10,000 at random, the same
// for one seed, of which the observed one is counted among them, so that p is never 0
// (A. C. Davison, D. V. Hinkley: Bootstrap Methods and their Application (1997), (4.11)).
// It keeps its level for few cases, where a p-value by the bootstrap does not.
func Randomization(differences []float64, seed uint64) float64 {
	sum, squares := 0.0, 0.0
	moved := make([]float64, 0, len(differences))
	for _, d := range differences {
		if d != 0 {
			moved = append(moved, d)
		}
		sum, squares = sum+d, squares+d*d
	}
	far := math.Abs(sum) - 1e-9*math.Sqrt(squares)
	switch {
	case far <= 0:
		return 1
	case len(moved) > manyUnits:
		return 2 * normal(-math.Abs(sum)/math.Sqrt(squares))
	case len(moved) <= enumerable:
		return allSigns(moved, far)
	}
	return someSigns(moved, far, seed)
}

func allSigns(differences []float64, far float64) float64 {
	count, all := 0, 1<<len(differences)
	for signs := range all {
		if math.Abs(signed(differences, uint64(signs))) >= far {
			count++
		}
	}
	return float64(count) / float64(all)
}

func someSigns(differences []float64, far float64, seed uint64) float64 {
	random := rand.NewPCG(seed, 1)
	count := 1
	for range maxResamples {
		sum := 0.0
		for part := range slices.Chunk(differences, 64) {
			sum += signed(part, random.Uint64())
		}
		if math.Abs(sum) >= far {
			count++
		}
	}
	return float64(count) / float64(maxResamples+1)
}

// signed is the sum of differences with the signs that bits say.
func signed(differences []float64, bits uint64) float64 {
	sum := 0.0
	for i, d := range differences {
		if bits>>i&1 == 1 {
			d = -d
		}
		sum += d
	}
	return sum
}
