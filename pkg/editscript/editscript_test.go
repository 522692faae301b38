package editscript_test

import (
	"slices"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/editscript"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// apply makes the new sequence of the old one, taking from b what is inserted.
func apply(t require.TestingT, a, b []int, runs []editscript.Run) (made []int, changed int) {
	for _, r := range runs {
		require.Positive(t, r.Len)
		switch r.Op {
		case editscript.Equal:
			require.Equal(t, a[:r.Len], b[:r.Len])
			made, a, b = append(made, a[:r.Len]...), a[r.Len:], b[r.Len:]
		case editscript.Delete:
			a, changed = a[r.Len:], changed+r.Len
		case editscript.Insert:
			made, b, changed = append(made, b[:r.Len]...), b[r.Len:], changed+r.Len
		}
	}
	require.Empty(t, a)
	require.Empty(t, b)
	return made, changed
}

// distance is how many items must be deleted and inserted, by the table of all
// beginnings.
func distance(a, b []int) int {
	above := make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i, x := range a {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j, y := range b {
			if row[j+1] = min(above[j+1], row[j]) + 1; x == y {
				row[j+1] = above[j]
			}
		}
		above = row
	}
	return above[len(b)]
}

func TestShortest(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		items := rapid.SliceOfN(rapid.IntRange(0, 4), 0, 30)
		a, b := items.Draw(rt, "a"), items.Draw(rt, "b")
		made, changed := apply(rt, a, b, editscript.Shortest(a, b, 1000))
		require.True(rt, slices.Equal(b, made))
		require.Equal(rt, distance(a, b), changed)
	})
}

func TestShortestOfTooMuch(t *testing.T) {
	a, b := []int{1, 2, 3, 4, 5}, []int{1, 4, 3, 2, 5}
	require.Equal(t, []editscript.Run{{editscript.Equal, 1}, {editscript.Delete, 3}, {editscript.Insert, 3}, {editscript.Equal, 1}}, editscript.Shortest(a, b, 8))
	_, changed := apply(t, a, b, editscript.Shortest(a, b, 9))
	require.Equal(t, 4, changed)
}

// There are more different items than the characters before the surrogates.
func TestShortestOfManyDifferentItems(t *testing.T) {
	a := make([]int, 70_000)
	for i := range a {
		a[i] = i
	}
	b := slices.Delete(slices.Clone(a), 60_000, 60_001)
	b[0], b[69_998] = -1, -2
	made, changed := apply(t, a, b, editscript.Shortest(a, b, 1<<40))
	require.Equal(t, b, made)
	require.Equal(t, 5, changed)
}
