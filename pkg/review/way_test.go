package review

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// distinct are lines that say different things.
func distinct(prefix string, n int) []string {
	lines := make([]string, n)
	for i := range lines {
		lines[i] = fmt.Sprintf("%s says thing %d", prefix, i)
	}
	return lines
}

// edited is what became of lines after lines were put in, taken out and moved as
// a block, and all were indented otherwise.
func edited(rt *rapid.T, then []string) []string {
	now := slices.Clone(then)
	for k := range rapid.IntRange(0, 4).Draw(rt, "edits") {
		at := rapid.IntRange(0, len(now)).Draw(rt, "at")
		to := min(len(now), at+rapid.IntRange(0, 3).Draw(rt, "lines"))
		switch rapid.SampledFrom([]string{"insert", "delete", "move", "indent"}).Draw(rt, "edit") {
		case "insert":
			now = slices.Insert(now, at, distinct(fmt.Sprint("new ", k), 2)...)
		case "delete":
			now = slices.Delete(now, at, to)
		case "move":
			block := slices.Clone(now[at:to])
			now = slices.Delete(now, at, to)
			now = slices.Insert(now, rapid.IntRange(0, len(now)).Draw(rt, "to"), block...)
		case "indent":
			for i := at; i < to; i++ {
				now[i] = "  " + now[i]
			}
		}
	}
	return now
}

// A line is followed to where it stands, wherever it went, and to nowhere where
// it is gone.
func TestLinesAreFollowed(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		then := distinct("line", rapid.IntRange(1, 20).Draw(rt, "then"))
		now := edited(rt, then)
		w := newWay(then, now)
		for i, line := range then {
			want := slices.IndexFunc(now, func(s string) bool { return said(s) == line }) + 1
			require.Equal(rt, want, w.follow(i+1), "%s\n%s", line, strings.Join(now, "\n"))
		}
	})
}

// Where lines say the same, a line is followed to one that says what it said.
func TestEqualLinesAreNotMixedUp(t *testing.T) {
	word := rapid.SampledFrom([]string{"a", "b", "", "- role: user", "you route the tickets"})
	rapid.Check(t, func(rt *rapid.T) {
		then := rapid.SliceOfN(word, 1, 12).Draw(rt, "then")
		now := rapid.SliceOfN(word, 0, 12).Draw(rt, "now")
		w := newWay(then, now)
		taken := map[int]bool{}
		for i := range then {
			to := w.follow(i + 1)
			if to > 0 {
				require.Equal(rt, said(then[i]), said(now[to-1]))
			}
			require.False(rt, w.same[i] > 0 && taken[to], "two lines are one now")
			taken[to] = taken[to] || w.same[i] > 0
		}
		for i := range then {
			require.Equal(rt, i+1, newWay(then, then).follow(i+1))
		}
	})
}

func TestFollow(t *testing.T) {
	lines := func(text string) []string { return strings.Split(text, " ") }
	follow := func(then string, line int, now string) int { return newWay(lines(then), lines(now)).follow(line) }
	require.Equal(t, 4, follow("a b c", 2, "x y a b c"))
	require.Equal(t, 0, follow("a b c", 2, "a c"))
	require.Equal(t, 0, follow("a b c", 2, "a B c"), "a line that says something else is gone")
	require.Equal(t, 0, follow("a x b c", 2, "a b c d e x"), "a single word elsewhere is another one")
	require.Equal(t, 3, follow("k x l a b c d e", 2, "a k x l b c d e"))
	require.Equal(t, 2, onlyLine([]string{"a", "  b c", "d"}, "b c"))
	require.Equal(t, 0, onlyLine([]string{"b", "b"}, "b"))
	require.Equal(t, 0, onlyLine([]string{"", "b"}, ""))
}

func TestQuote(t *testing.T) {
	require.Equal(t, "a b", quote("", " \n", "  a b  \nc"))
	require.Equal(t, "a\uFFFD", quote("a\xff"))
	long := quote(strings.Repeat("é", 1000))
	require.LessOrEqual(t, len(long), maxQuote)
	require.Equal(t, strings.Repeat("é", maxQuote/2), long)
}
