// Package statistics says what can be said of two runs of the same test cases: how
// sure a rate or a mean is, whether a difference may be chance, and how many cases it
// would take to tell. Its functions are pure; each names the source of its formula.
//
// A case that is run several times is one unit: its runs are not independent of each
// other, and counting them as if they were would make chance look like proof.
package statistics

import "math"

// Interval is a range that holds what is estimated with some confidence.
type Interval struct {
	Low, High float64
}

// quantile is the standard normal distribution's.
func quantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// normal is the standard normal distribution function.
func normal(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }

// twoSided is how many standard deviations a confidence such as 0.95 reaches to each side.
func twoSided(confidence float64) float64 { return quantile(1 - (1-confidence)/2) }
