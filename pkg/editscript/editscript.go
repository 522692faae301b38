// Package editscript is the shortest way from one sequence to another.
package editscript

import (
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Op is what becomes of a stretch.
type Op byte

// The kinds of stretches: in both sequences, in the old or in the new one only.
const (
	Equal  Op = ' '
	Delete Op = '-'
	Insert Op = '+'
)

// Run is a stretch of items of which the same becomes.
type Run struct {
	Op  Op
	Len int
}

// Shortest returns the runs that make b of a, with the fewest items deleted and
// inserted (Myers, An O(ND) Difference Algorithm and Its Variations, 1986). No
// clock is looked at: the answer is always the same. Its time grows with the
// number of items times the number of those that differ, and where what is left
// of the two without their common beginning and end are more than most pairs of
// items, all of that is replaced.
func Shortest[T comparable](a, b []T, most int) []Run {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	runs := add(nil, Equal, start)
	runs = append(runs, middle(a[start:len(a)-end], b[start:len(b)-end], most)...)
	return add(runs, Equal, end)
}

func add(runs []Run, op Op, n int) []Run {
	if n == 0 {
		return runs
	}
	return append(runs, Run{op, n})
}

// middle compares sequences that begin and end with different items.
func middle[T comparable](a, b []T, most int) []Run {
	if len(a) == 0 || len(b) == 0 || len(a) > most/len(b) {
		return add(add(nil, Delete, len(a)), Insert, len(b))
	}
	ids := map[T]rune{}
	differ := diffmatchpatch.DiffMatchPatch{} // without a time limit
	var runs []Run
	for _, d := range differ.DiffMainRunes(runes(ids, a), runes(ids, b), false) {
		op := Equal
		switch d.Type {
		case diffmatchpatch.DiffDelete:
			op = Delete
		case diffmatchpatch.DiffInsert:
			op = Insert
		}
		runs = append(runs, Run{op, utf8.RuneCountInString(d.Text)})
	}
	return runs
}

// runes gives each different item a character of its own, which is what the
// library compares. There are a million of them, and surrogates are none.
func runes[T comparable](ids map[T]rune, items []T) []rune {
	all := make([]rune, len(items))
	for i, item := range items {
		id, known := ids[item]
		if !known {
			id = rune(len(ids) + 1)
			if id >= 0xD800 {
				id += 0x800
			}
			ids[item] = id
		}
		all[i] = id
	}
	return all
}
