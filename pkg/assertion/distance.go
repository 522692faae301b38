package assertion

import (
	"context"
	"fmt"
	"strings"
)

// levenshtein scores how many characters of the longer text need no edit.
func (c *compiler) levenshtein() holder {
	t := c.text(c.value())
	return func(_ context.Context, s *Subject) finding {
		want, err := t.fill(s, nil)
		if err != nil {
			return finding{err: err}
		}
		want, got := strings.TrimSpace(want), s.output()
		a, b := []rune(got), []rune(want)
		edits, exact := distance(a, b)
		if !exact {
			return finding{err: fmt.Errorf("the answer, of %d characters, is too long to be compared with a text of %d", len(a), len(b))}
		}
		score := 1.0
		if longest := max(len(a), len(b)); longest > 0 {
			score = float64(longest-edits) / float64(longest)
		}
		return finding{scored: true, score: score, reason: func() string {
			return fmt.Sprintf("%s, score %.2f: %s", plural(edits, "edit"), score, c.difference(want, got))
		}}
	}
}

// What comparing two texts may cost, in steps and in words of memory: two texts of
// 80,000 characters.
const (
	maxDistanceSteps = 100_000_000
	maxDistanceTable = 4_000_000
)

// distance is Levenshtein's: the least number of characters that are put in, taken
// out or replaced to make one text of the other. It is not exact where both are so
// long that it is not reckoned.
//
// The columns of the table of distances are kept as the differences between
// neighbours, 64 in a word: G. Myers, "A fast bit-vector algorithm for approximate
// string matching based on dynamic programming", J. ACM 46 (1999), in the form of
// H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit
// distances", Nordic J. Computing 10 (2003), whose blocks carry their differences on.
func distance(a, b []rune) (edits int, exact bool) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return len(b), true
	}
	blocks := (len(a) + 63) / 64
	if blocks > maxDistanceSteps/len(b) {
		return 0, false
	}
	m, ok := newMatches(a, blocks)
	if !ok {
		return 0, false
	}
	return m.distance(len(a), b), true
}

// matches are the places of each character in a text, as bits.
type matches struct {
	blocks int
	of     map[rune]int // where the places of a character begin in bits
	bits   []uint64
	none   []uint64
}

func newMatches(a []rune, blocks int) (*matches, bool) {
	m := &matches{blocks: blocks, of: map[rune]int{}, none: make([]uint64, blocks)}
	for i, r := range a {
		at, ok := m.of[r]
		if !ok {
			at = len(m.bits)
			if at+blocks > maxDistanceTable {
				return nil, false
			}
			m.of[r], m.bits = at, append(m.bits, m.none...)
		}
		m.bits[at+i/64] |= 1 << (i % 64)
	}
	return m, true
}

func (m *matches) places(r rune) []uint64 {
	if at, ok := m.of[r]; ok {
		return m.bits[at : at+m.blocks]
	}
	return m.none
}

// distance goes through the columns: one for each character of b.
func (m *matches) distance(length int, b []rune) int {
	up, down := make([]uint64, m.blocks), make([]uint64, m.blocks) // where a cell is one more, or less, than that above
	for i := range up {
		up[i] = ^uint64(0)
	}
	edits, last := length, uint64(1)<<((length-1)%64)
	for _, r := range b {
		places := m.places(r)
		carry := 1
		for i := range places {
			high := uint64(1) << 63
			if i == len(places)-1 {
				high = last
			}
			carry = column(&up[i], &down[i], places[i], carry, high)
		}
		edits += carry
	}
	return edits
}

// column reckons 64 cells of the next column. The carry is the difference to the
// left of the cell above them, and what is returned that of the last of them.
func column(up, down *uint64, places uint64, carry int, last uint64) int {
	less := uint64(0)
	if carry < 0 {
		less = 1
	}
	vertical := places | *down
	places |= less
	horizontal := (((places & *up) + *up) ^ *up) | places
	more := *down | ^(horizontal | *up)
	fewer := *up & horizontal
	out := 0
	switch {
	case more&last != 0:
		out = 1
	case fewer&last != 0:
		out = -1
	}
	more, fewer = more<<1, fewer<<1|less
	if carry > 0 {
		more |= 1
	}
	*up = fewer | ^(vertical | more)
	*down = more & vertical
	return out
}
