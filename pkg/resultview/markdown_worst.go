package resultview

import (
	"cmp"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/results"
)

// worstCases keeps what is said of the worst of many cases, as many as there is room
// for, whatever their number.
type worstCases struct {
	room, used int // bytes
	seen, out  int // cases: all of them, and those that there is no room for
	list       []worstCase
}

// worstCase is what is said of a case.
type worstCase struct {
	status results.Status
	score  float64
	order  int
	text   string
}

// compare puts what failed before what nobody could judge, and low scores first.
func (c worstCase) compare(o worstCase) int {
	if c.status != o.status {
		return cmp.Compare(o.status, c.status) // failed, errored
	}
	return cmp.Or(cmp.Compare(c.score, o.score), c.order-o.order)
}

// add takes a case. What is to be said of it is asked for only if it may be said.
func (w *worstCases) add(c *results.Case, say func(*results.Case) string) {
	w.seen++
	one := worstCase{status: c.Status, score: c.Score, order: w.seen}
	at, _ := slices.BinarySearchFunc(w.list, one, worstCase.compare)
	if at == len(w.list) && w.out > 0 {
		w.out++
		return
	}
	one.text = say(c)
	w.list = slices.Insert(w.list, at, one)
	for w.used += len(one.text); w.used > w.room && len(w.list) > 0; w.out++ {
		last := len(w.list) - 1
		w.used -= len(w.list[last].text)
		w.list = w.list[:last]
	}
}
