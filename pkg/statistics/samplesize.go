package statistics

import "math"

// ForProportions returns how many pairs it takes to find a difference of two proportions
// with McNemar's test at a level such as 0.05, with a power such as 0.8, where so large a
// share of pairs differ in their outcome. The share is at least the difference. Without a
// difference there are never enough: it is 0.
//
// R. J. Connor: Sample size for testing differences in proportions for the paired-sample
// design. Biometrics 43 (1987), 207–211 (and O. S. Miettinen, Biometrics 24 (1968), 339–352).
func ForProportions(difference, share, level, power float64) int {
	difference = math.Abs(difference)
	if difference == 0 {
		return 0
	}
	share = min(1, max(share, difference))
	z := quantile(1-level/2)*math.Sqrt(share) + quantile(power)*math.Sqrt(share-difference*difference)
	return whole(z * z / (difference * difference))
}

// ForMeans returns how many pairs it takes to find a difference of two means, where the
// differences of pairs have a standard deviation. Without a difference there are never
// enough: it is 0.
//
// W. C. Guenther: Sample size formulas for normal theory t tests. The American
// Statistician 35 (1981), 243–244.
func ForMeans(difference, deviation, level, power float64) int {
	if difference == 0 {
		return 0
	}
	z := quantile(1 - level/2)
	n := (z + quantile(power)) * deviation / difference
	return whole(n*n + z*z/2)
}

// ForSigns returns how many pairs it takes at least for a test of signs, such as McNemar's
// or Randomization, to find anything at a level: of n that all go one way, chance gives
// 2 in 2^n.
func ForSigns(level float64) int { return whole(1 - math.Log2(level)) }

// whole is the next whole number, of what may be too large for one.
func whole(n float64) int { return int(math.Ceil(min(n, 1e15) - 1e-9)) }

// Deviation is the standard deviation of the means of units.
func Deviation(units []Unit) float64 {
	n := float64(len(units))
	if n < 2 {
		return 0
	}
	mean, squares := 0.0, 0.0
	for _, u := range units {
		mean += u.Sum / u.Runs / n
	}
	for _, u := range units {
		d := u.Sum/u.Runs - mean
		squares += d * d
	}
	return math.Sqrt(squares / (n - 1))
}
