package statistics

import "math"

// Wilson returns the score interval of a proportion: of n trials, passed have passed.
// Neither needs to be whole, so that n can be the effective number of trials. Without
// trials it is from 0 to 1.
//
// E. B. Wilson: Probable inference, the law of succession, and statistical inference.
// JASA 22 (1927), 209–212; method 3 in R. G. Newcombe: Two-sided confidence intervals for
// the single proportion. Statistics in Medicine 17 (1998), 857–872.
func Wilson(passed, n, confidence float64) Interval {
	if n <= 0 {
		return Interval{0, 1}
	}
	z := twoSided(confidence)
	p := passed / n
	middle := 2*passed + z*z
	spread := z * math.Sqrt(z*z+4*passed*(1-p))
	i := Interval{max(0, (middle-spread)/(2*(n+z*z))), min(1, (middle+spread)/(2*(n+z*z)))}
	switch { // what follows from the formula, but for rounding
	case passed <= 0:
		i.Low = 0
	case passed >= n:
		i.High = 1
	}
	return i
}

// Pairs counts what became of the same trials under A and under B. The counts need not
// be whole, so that they can be effective ones.
type Pairs struct {
	Both, OnlyA, OnlyB, Neither float64 // that passed
}

// N is the number of pairs.
func (p Pairs) N() float64 { return p.Both + p.OnlyA + p.OnlyB + p.Neither }

// Scaled returns the counts of so many times as many pairs.
func (p Pairs) Scaled(by float64) Pairs {
	return Pairs{p.Both * by, p.OnlyA * by, p.OnlyB * by, p.Neither * by}
}

// Difference is how much higher B's proportion is than A's.
func (p Pairs) Difference() float64 {
	if n := p.N(); n > 0 {
		return (p.OnlyB - p.OnlyA) / n
	}
	return 0
}

// Newcombe returns the square-and-add interval of the difference of two proportions of
// the same trials, B less A. Without pairs it is from -1 to 1.
//
// Method 10 in R. G. Newcombe: Improved confidence intervals for the difference between
// binomial proportions based on paired data. Statistics in Medicine 17 (1998), 2635–2650.
func Newcombe(p Pairs, confidence float64) Interval {
	n := p.N()
	if n <= 0 {
		return Interval{-1, 1}
	}
	a, b := (p.Both+p.OnlyA)/n, (p.Both+p.OnlyB)/n
	ofA, ofB := Wilson(a*n, n, confidence), Wilson(b*n, n, confidence)
	phi := p.phi()
	reach := func(x, y float64) float64 { return math.Sqrt(max(0, x*x-2*phi*x*y+y*y)) }
	return Interval{
		max(-1, b-a-reach(b-ofB.Low, ofA.High-a)),
		min(1, b-a+reach(ofB.High-b, a-ofA.Low)),
	}
}

// phi is the correlation of the two outcomes of a trial, with Newcombe's correction for
// continuity where it is positive.
func (p Pairs) phi() float64 {
	margins := (p.Both + p.OnlyA) * (p.OnlyB + p.Neither) * (p.Both + p.OnlyB) * (p.OnlyA + p.Neither)
	if margins <= 0 {
		return 0
	}
	c := p.Both*p.Neither - p.OnlyA*p.OnlyB
	if c > 0 {
		c = max(0, c-p.N()/2)
	}
	return c / math.Sqrt(margins)
}

// Unit is one case: the sum of a measure over its runs, and how many runs there are.
type Unit struct {
	Sum, Runs float64
}

// DesignEffect is by how much the runs of cases say less of their mean than as many
// independent runs would: 1 where each case is run once, and at most the number of runs
// of a case, which is also what it is where the runs differ in nothing. The variance of
// one independent run is given.
//
// J. N. K. Rao and A. J. Scott: A simple method for the analysis of clustered binary data.
// Biometrics 48 (1992), 577–585.
func DesignEffect(units []Unit, variance float64) float64 {
	var sum, runs, squares float64
	for _, u := range units {
		sum, runs = sum+u.Sum, runs+u.Runs
	}
	m := float64(len(units))
	if m == 0 || runs <= m {
		return 1
	}
	most, mean := runs/m, sum/runs
	for _, u := range units {
		squares += (u.Sum - mean*u.Runs) * (u.Sum - mean*u.Runs)
	}
	if m < 2 || variance <= 0 || squares == 0 {
		return most
	}
	clustered := m / (m - 1) * squares / (runs * runs)
	return min(most, max(1, clustered/(variance/runs)))
}
