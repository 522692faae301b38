package prose

import (
	"cmp"
	"slices"
)

// describe turns an alignment of tokens into runs of text, which are cut where
// what moved begins and ends.
func (a *alignment) describe(moves []*Move) []Run {
	w := &writer{alignment: a, moves: moves, old: a.old.start(a.inOld.from), now: a.now.start(a.inNow.from)}
	for k := range len(a.matches) + 1 {
		old, now := a.hole(k)
		if w.goesOnFirst(old, now) {
			w.changed(Insert, now)
			w.changed(Delete, old)
		} else {
			w.changed(Delete, old)
			w.changed(Insert, now)
		}
		if k < len(a.matches) {
			m := a.matches[k]
			w.add(Equal, m.old+m.n, m.now+m.n, nil)
		}
	}
	w.end()
	return w.runs
}

// goesOnFirst reports whether what was inserted goes on with the line before,
// and what was deleted began one of its own.
func (w *writer) goesOnFirst(old, now extent) bool {
	return old.len() > 0 && now.len() > 0 && old.from > w.inOld.from && now.from > w.inNow.from &&
		countLines(w.alignment.old.gap(old.from)) > 0 && countLines(w.alignment.now.gap(now.from)) == 0
}

// writer writes runs one behind the other.
type writer struct {
	*alignment
	moves    []*Move
	runs     []Run
	old, now int // the offsets of what is not written yet
}

// add writes what goes to before a token of each text.
func (w *writer) add(op Op, old, now int, move *Move) {
	to := Run{Op: op, Old: Span{w.old, w.old}, New: Span{w.now, w.now}, Move: move}
	if op != Insert {
		to.Old.End = w.alignment.old.start(old)
	}
	if op != Delete {
		to.New.End = w.alignment.now.start(now)
	}
	if to.Old.Start == to.Old.End && to.New.Start == to.New.End {
		return
	}
	w.old, w.now = to.Old.End, to.New.End
	w.runs = append(w.runs, to)
}

// changed writes tokens that were deleted or inserted.
func (w *writer) changed(op Op, all extent) {
	end := func(m *Move) extent {
		if op == Insert {
			return m.to
		}
		return m.from
	}
	inOrder := slices.SortedFunc(slices.Values(w.moves), func(a, b *Move) int { return cmp.Compare(end(a).from, end(b).from) })
	for _, m := range inOrder {
		if e := end(m); all.from <= e.from && e.to <= all.to {
			w.add(op, e.from, e.from, nil)
			w.add(op, e.to, e.to, m)
			all.from = e.to
		}
	}
	w.add(op, all.to, all.to, nil)
}

// end gives the white space at the end of each text to the last run that has
// something of that text, or to a run of its own.
func (w *writer) end() {
	old, now := w.alignment.old.end(w.inOld.to), w.alignment.now.end(w.inNow.to)
	switch blankOld, blankNew := w.inOld.len() == 0, w.inNow.len() == 0; {
	case blankOld && blankNew:
		w.runs = append(w.runs, Run{Op: Equal})
	case blankOld:
		w.runs = slices.Insert(w.runs, 0, Run{Op: Delete})
	case blankNew:
		w.runs = append(w.runs, Run{Op: Insert, Old: Span{old, old}})
	}
	w.lengthen(old, Insert, func(r *Run) *Span { return &r.Old })
	w.lengthen(now, Delete, func(r *Run) *Span { return &r.New })
	w.runs = slices.DeleteFunc(w.runs, func(r Run) bool { return r.Old.Start == r.Old.End && r.New.Start == r.New.End })
}

// lengthen makes the last run that has something of a text reach to its end,
// which is where those behind it, which have nothing of it, are then.
func (w *writer) lengthen(end int, none Op, side func(*Run) *Span) {
	for i := len(w.runs) - 1; i >= 0; i-- {
		at := side(&w.runs[i])
		if w.runs[i].Op != none {
			at.End = end
			return
		}
		*at = Span{end, end}
	}
}

// start is where the white space before a token begins.
func (t text) start(i int) int {
	if i == 0 {
		return 0
	}
	return int(t.tokens[i-1].end)
}

// end is where the stretch before a token ends: with the text, behind its last
// token.
func (t text) end(i int) int {
	if i == len(t.tokens) {
		return len(t.source)
	}
	return t.start(i)
}

// reflowed is how many stretches of white space differ that have the same words,
// or the beginning or end of both texts, on both sides.
func (a *alignment) reflowed() int {
	n := 0
	for _, m := range a.matches {
		first := 1
		if m.old == 0 && m.now == 0 {
			first = 0
		}
		last := m.n - 1
		if m.old+m.n == len(a.old.tokens) && m.now+m.n == len(a.now.tokens) {
			last = m.n
		}
		for i := first; i <= last; i++ {
			if a.old.gap(m.old+i) != a.now.gap(m.now+i) {
				n++
			}
		}
	}
	if len(a.old.tokens)+len(a.now.tokens) == 0 && a.old.source != a.now.source {
		n++
	}
	return n
}
