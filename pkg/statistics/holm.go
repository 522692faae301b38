package statistics

import (
	"cmp"
	"math"
	"slices"
)

// Holm returns p-values of several tests, adjusted so that the chance of any false
// finding among them stays below the level. What is NaN was not tested: it stays, and
// does not count.
//
// S. Holm: A simple sequentially rejective multiple test procedure. Scandinavian Journal
// of Statistics 6 (1979), 65–70.
func Holm(p []float64) []float64 {
	adjusted := slices.Clone(p)
	var order []int
	for i, one := range p {
		if !math.IsNaN(one) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	least := 0.0
	for rank, i := range order {
		least = max(least, min(1, p[i]*float64(len(order)-rank)))
		adjusted[i] = least
	}
	return adjusted
}
