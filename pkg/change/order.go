package change

import "slices"

// ordered is a thing that is in both prompts: its place in each list.
type ordered struct{ old, now int }

// moved returns the new places of those things that are not in the order in
// which they were, of which there are as few as can be: all but those of a
// longest increasing subsequence.
func moved(things []ordered) []int {
	slices.SortFunc(things, func(a, b ordered) int { return a.now - b.now })
	before := make([]int, len(things)) // the thing before, in the longest row that ends with this one; -1 for none
	var ends []int                     // by its length less one, the thing that ends a row and was the earliest
	for k, t := range things {
		n, _ := slices.BinarySearchFunc(ends, t.old, func(end, old int) int { return things[end].old - old })
		before[k] = -1
		if n > 0 {
			before[k] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, k)
		} else {
			ends[n] = k
		}
	}
	stays := make([]bool, len(things))
	if len(ends) > 0 {
		for k := ends[len(ends)-1]; k >= 0; k = before[k] {
			stays[k] = true
		}
	}
	var places []int
	for k, t := range things {
		if !stays[k] {
			places = append(places, t.now)
		}
	}
	return places
}
