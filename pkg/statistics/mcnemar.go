package statistics

import "math"

// McNemar returns how probable it is by chance that of so many pairs whose outcomes
// differ at least so many differ in one direction: the exact two-sided p-value. It is
// the exact test, not its mid-p form, as it keeps its level for any number of cases;
// it finds a little less (M. W. Fagerland, S. Lydersen, P. Laake: The McNemar test for
// binary matched-pairs data. BMC Medical Research Methodology 13 (2013), 91).
//
// Q. McNemar: Note on the sampling error of the difference between correlated
// proportions or percentages. Psychometrika 12 (1947), 153–157; exact as in F. Mosteller:
// Some statistical problems in measuring the subjective response to drugs. Biometrics 8
// (1952), 220–226.
func McNemar(fixed, broken int) float64 {
	n, k := float64(fixed+broken), float64(min(fixed, broken))
	if 2*k >= n {
		return 1
	}
	all, _ := math.Lgamma(n + 1)
	in, _ := math.Lgamma(k + 1)
	out, _ := math.Lgamma(n - k + 1)
	term := math.Exp(all - in - out - n*math.Ln2)
	sum := term
	for i := k; i > 0 && term > sum*1e-17; i-- {
		term *= i / (n - i + 1)
		sum += term
	}
	return min(1, 2*sum)
}

// maxSteps is how much work the exact distribution of sign flips may be. Above it there
// are so many cases that the normal distribution is as good.
const maxSteps = 50_000_000

// SignFlips returns how probable it is that the sum of some whole differences is as far
// from 0 as it is, or farther, where chance gives each its sign. With differences of 1
// and -1 it is McNemar's exact test; a case that is run several times has one difference,
// that of its sums.
//
// The randomization test for pairs: R. A. Fisher: The Design of Experiments (1935), §21;
// E. J. G. Pitman: Significance tests which may be applied to samples from any
// populations. JRSS Supplement 4 (1937), 119–130.
func SignFlips(differences []int) float64 {
	var sizes []int
	sum, total, up, down := 0, 0, 0, 0
	for _, d := range differences {
		switch {
		case d > 0:
			sizes, up = append(sizes, d), up+1
		case d < 0:
			sizes, down = append(sizes, -d), down+1
		}
		sum += d
	}
	for _, size := range sizes {
		total += size
	}
	switch {
	case sum == 0:
		return 1
	case total == len(sizes):
		return McNemar(up, down)
	case total*len(sizes) > maxSteps:
		return manyFlips(sizes, sum)
	}
	return exactFlips(sizes, sum, total)
}

// exactFlips adds the differences up one by one. The sum is 2x - total, where x is that
// of those that are positive.
func exactFlips(sizes []int, sum, total int) float64 {
	chance := make([]float64, total+1)
	chance[0] = 1
	reached := 0
	for _, size := range sizes {
		reached += size
		for x := reached; x >= 0; x-- {
			chance[x] /= 2
			if x >= size {
				chance[x] += chance[x-size] / 2
			}
		}
	}
	p := 0.0
	for x, c := range chance {
		if far := 2*x - total; far >= sum && far >= -sum || far <= sum && far <= -sum {
			p += c
		}
	}
	return min(1, p)
}

func manyFlips(sizes []int, sum int) float64 {
	variance := 0.0
	for _, size := range sizes {
		variance += float64(size) * float64(size)
	}
	return 2 * normal(-math.Abs(float64(sum))/math.Sqrt(variance))
}
