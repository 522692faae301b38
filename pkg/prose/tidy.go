package prose

import "slices"

const (
	// rewrittenBelow is the part of the longer text that must be the same for
	// words to be compared: a fifth.
	rewrittenBelow = 5
	// affordable is how many steps may be spent on finding the shortest script of
	// the whole texts.
	affordable = 60_000_000
)

// rewritten reports whether too little is the same for words to be compared: less
// than a fifth of the longer text, unless that is most of the shorter one.
func (a *alignment) rewritten() bool {
	shorter, longer := min(a.inOld.len(), a.inNow.len()), max(a.inOld.len(), a.inNow.len())
	return rewrittenBelow*a.kept() < longer && 2*a.kept() < shorter
}

// shorten takes the shortest script of the whole in place of one that was found
// piece by piece, where little changed and the difference shows: with paragraphs
// or sentences taken for each other that only look alike, and with those that
// moved, it is longer, which may be up to a fifth. It returns what is known of
// the shortest script: how many tokens it deletes and inserts at least or, where
// much changed, what this one does.
func (a *alignment) shorten() (least int) {
	n := a.inOld.len() + a.inNow.len()
	least = n - 2*a.room.overlap(a.old.ids, a.now.ids) // those that only one text has
	switch {
	case 5*a.cost() <= 6*least:
		return least
	case 5*least >= n || a.cost() > affordable/max(1, n):
		return a.cost()
	}
	whole := &alignment{old: a.old, now: a.now, inOld: a.inOld, inNow: a.inNow}
	whole.shortest(a.inOld, a.inNow, n*n)
	least = whole.cost()
	if 5*a.cost() > 6*least {
		a.matches = whole.matches
	}
	return least
}

// tidy makes a script easier to read: crumbs that are the same amid changes are
// changed with them, while that makes it longer than the shortest one by a tenth
// at most, and changes begin where sentences do, if they can.
func (a *alignment) tidy(shortest int) {
	a.fold(shortest + shortest/10 - a.cost())
	for k := range a.matches {
		a.slide(k)
	}
	a.matches = slices.DeleteFunc(a.matches, func(m match) bool { return m.n == 0 })
}

// fold drops matches of a word or two between longer changes, while tokens are
// left to be spent on it.
func (a *alignment) fold(left int) {
	for k := 0; k < len(a.matches); k++ {
		m := a.matches[k]
		if m.n > 2 || 2*m.n > left || a.changed(k) < 2*m.n || a.changed(k+1) < 2*m.n {
			continue
		}
		left -= 2 * m.n
		a.matches = slices.Delete(a.matches, k, k+1)
		k--
	}
}

// changed is how many tokens at most changed on one side before the k-th match.
func (a *alignment) changed(k int) int {
	before, after := a.hole(k)
	return max(before.len(), after.len())
}

// slide moves what was only inserted or only deleted before the k-th match to
// where it begins a paragraph or a sentence, as far as the words around it are
// the same: "[a. b. ]a. c." reads better than "a. [b. a. ]c.".
func (a *alignment) slide(k int) {
	if k == 0 {
		return
	}
	old, now := a.hole(k)
	t, hole := a.now, now
	switch {
	case now.len() == 0 && old.len() > 0:
		t, hole = a.old, old
	case old.len() > 0 || now.len() == 0:
		return
	}
	best, score := 0, t.boundary(hole.from)
	back, forth := a.matches[k-1].n, a.matches[k].n
	for by := 1; by <= back && t.ids[hole.from-by] == t.ids[hole.to-by]; by++ {
		if s := t.boundary(hole.from - by); s > score {
			best, score = -by, s
		}
	}
	for by := 1; by <= forth && t.ids[hole.from+by-1] == t.ids[hole.to+by-1]; by++ {
		if s := t.boundary(hole.from + by); s > score {
			best, score = by, s
		}
	}
	a.matches[k-1].n += best
	a.matches[k].n -= best
	a.matches[k].old += best
	a.matches[k].now += best
}

// boundary is how well a change may begin at a token.
func (t text) boundary(i int) int {
	switch gap := t.gap(i); {
	case i == 0 || i == len(t.tokens):
		return 4
	case countLines(gap) > 1:
		return 4
	case countLines(gap) == 1:
		return 3
	case ends(t.word(i - 1)):
		return 2
	case gap != "":
		return 1
	default:
		return 0
	}
}

func countLines(gap string) int {
	n := 0
	for i := range len(gap) {
		if gap[i] == '\n' {
			n++
		}
	}
	return n
}
