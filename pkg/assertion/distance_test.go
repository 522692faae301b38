package assertion

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// plainDistance is Levenshtein's distance as its definition has it.
func plainDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal, row[j+1] = row[j+1], min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func TestDistanceIsLevenshteins(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		letters := rapid.SampledFrom([]string{"ab", "abcdefgh \né日🙂"}).Draw(rt, "letters")
		text := func(name string) []rune {
			n := rapid.IntRange(0, 300).Draw(rt, "length of "+name)
			return rapid.SliceOfN(rapid.SampledFrom([]rune(letters)), n, n).Draw(rt, name)
		}
		a, b := text("a"), text("b")
		if rapid.Bool().Draw(rt, "edited") { // near to each other, as answers are
			b = append([]rune{}, a...)
			for range rapid.IntRange(0, 5).Draw(rt, "edits") {
				if len(b) > 0 {
					at := rapid.IntRange(0, len(b)-1).Draw(rt, "at")
					b = append(b[:at:at], append([]rune("x"), b[at+1-rapid.IntRange(0, 1).Draw(rt, "put in"):]...)...)
				}
			}
		}
		got, exact := distance(a, b)
		require.True(rt, exact)
		require.Equal(rt, plainDistance(a, b), got)
	})
}

func TestDistanceOfLongTexts(t *testing.T) {
	for _, length := range []int{63, 64, 65, 127, 128, 129, 1000} {
		a, b := []rune(strings.Repeat("a", length)), []rune(strings.Repeat("b", length+1))
		got, exact := distance(a, b)
		require.True(t, exact)
		require.Equal(t, length+1, got)
	}
	long := []rune(strings.Repeat("ab", 1<<20))
	_, exact := distance(long, []rune(strings.Repeat("ba", 1<<20)))
	require.False(t, exact, "it would take too long")
	got, exact := distance(long, append([]rune("x"), long...))
	require.True(t, exact, "what is the same at both ends does not count")
	require.Equal(t, 1, got)
	var many []rune
	for r := rune(0x4e00); len(many) < 40_000; r++ {
		many = append(many, r)
	}
	_, exact = distance(many[:20_000], many[20_000:])
	require.False(t, exact, "it would take too much memory")
}
