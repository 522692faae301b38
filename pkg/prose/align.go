package prose

import (
	"slices"

	"github.com/promptctl-io/promptctl/pkg/editscript"
)

const (
	// most is the product of numbers of tokens up to which the shortest way from
	// one stretch to another is sought.
	most = 4_000_000
	// gram is how many tokens in a row tell a place in a text from others.
	gram = 4
	// least is how many tokens stretches must have for their grams to tell
	// whether one was made of the other.
	least = 40
)

// match is a stretch of tokens that is in both texts.
type match struct{ old, now, n int }

// alignment is a stretch of one text held against a stretch of another. All that
// is in no match was deleted or inserted.
type alignment struct {
	old, now     text
	inOld, inNow extent
	room         *room
	from, to     []extent // the paragraphs of the two texts
	matches      []match  // in the order of both texts
}

// align holds two texts against each other by paragraphs, those by sentences,
// and those by words. different is how many different tokens there are.
func align(old, now text, different int) *alignment {
	a := &alignment{old: old, now: now, inOld: old.all(), inNow: now.all(), room: newRoom(different)}
	a.from, a.to = old.paragraphs(), now.paragraphs()
	all := a.room.pairs(pieces{old, a.from}, pieces{now, a.to})
	stays := inOrder(all, len(a.from))
	a.byPieces(a.from, a.to, stays, a.inOld, a.inNow, a.bySentences)
	a.free(all, stays)
	return a
}

func (a *alignment) bySentences(old, now extent) {
	from, to := a.old.sentences(old), a.now.sentences(now)
	stays := inOrder(a.room.pairs(pieces{a.old, from}, pieces{a.now, to}), len(from))
	a.byPieces(from, to, stays, old, now, a.byWords)
}

// free takes back what paragraphs that moved have in common with what is at
// their old places now, and was at their new ones: a full stop, an "and".
func (a *alignment) free(all, stays []pair) {
	wentAway, cameHere := make([]bool, len(a.old.tokens)), make([]bool, len(a.now.tokens))
	for _, p := range all {
		if len(stays) > 0 && stays[0] == p {
			stays = stays[1:]
			continue
		}
		if a.from[p.old].len() >= leastMoved {
			mark(wentAway, a.from[p.old])
			mark(cameHere, a.to[p.new])
		}
	}
	matches := a.matches
	a.matches = nil
	for _, m := range matches {
		for i := range m.n {
			if !wentAway[m.old+i] && !cameHere[m.now+i] {
				a.same(m.old+i, m.now+i, 1)
			}
		}
	}
}

func mark(set []bool, e extent) {
	for i := e.from; i < e.to; i++ {
		set[i] = true
	}
}

// same takes tokens for the same.
func (a *alignment) same(old, now, n int) {
	if k := len(a.matches); k > 0 {
		if last := &a.matches[k-1]; last.old+last.n == old && last.now+last.n == now {
			last.n += n
			return
		}
	}
	if n > 0 {
		a.matches = append(a.matches, match{old, now, n})
	}
}

// byPieces aligns two stretches that are cut into pieces. A piece that became
// another one and stays in order, and what lies between such, is aligned by
// inner.
func (a *alignment) byPieces(oldPieces, newPieces []extent, stays []pair, old, now extent, inner func(old, now extent)) {
	of := func(s step) (from, to extent) {
		return stretchOf(oldPieces, s.old, old), stretchOf(newPieces, s.now, now)
	}
	for _, s := range a.joined(steps(stays, len(oldPieces), len(newPieces)), of) {
		from, to := of(s)
		switch {
		case s.kind == samePiece:
			a.same(from.from, to.from, from.len())
		case s.kind == between && s.old.len() == s.now.len() && tooLong(from, to):
			// They are too many to be looked at as a whole, and may be the same ones.
			for k := range s.old.len() {
				inner(oldPieces[s.old.from+k], newPieces[s.now.from+k])
			}
		default:
			inner(from, to)
		}
	}
}

// step is pieces that are aligned together.
type step struct {
	kind     stepKind
	old, now extent // of pieces
}

type stepKind int

const (
	between   stepKind = iota // pieces of which none was found to have become another one
	likePiece                 // a piece and what became of it
	samePiece
)

// steps are the pairs with what lies between them.
func steps(stays []pair, old, now int) []step {
	var all []step
	i, j := 0, 0
	for _, p := range stays {
		kind := likePiece
		if p.same {
			kind = samePiece
		}
		all = append(all, step{between, extent{i, p.old}, extent{j, p.new}}, step{kind, extent{p.old, p.old + 1}, extent{p.new, p.new + 1}})
		i, j = p.old+1, p.new+1
	}
	return append(all, step{between, extent{i, old}, extent{j, now}})
}

// joined has pieces that only one of the texts has between its neighbours looked
// at together with a piece beside them that became another: it may have been
// joined with them, or been split. That is so where half of their words are in
// what it became, or was.
func (a *alignment) joined(all []step, of func(step) (from, to extent)) []step {
	shares := func(s, with step) int {
		if with.kind != likePiece {
			return -1
		}
		from, to := of(s)
		was, is := of(with)
		if from.len() > 0 {
			return a.room.overlap(a.old.idsOf(from), a.now.idsOf(is))
		}
		return a.room.overlap(a.now.idsOf(to), a.old.idsOf(was))
	}
	var kept []step
	for k, s := range all {
		if s.old.len() == 0 && s.now.len() == 0 {
			continue
		}
		last := len(kept) - 1
		before, behind := -1, -1
		if s.kind == between && (s.old.len() == 0) != (s.now.len() == 0) {
			if last >= 0 {
				before = shares(s, kept[last])
			}
			if k+1 < len(all) {
				behind = shares(s, all[k+1])
			}
		}
		from, to := of(s)
		switch half := (from.len() + to.len() + 1) / 2; {
		case before >= half && before >= behind:
			kept[last].old.to, kept[last].now.to = s.old.to, s.now.to
		case behind >= half:
			all[k+1].old.from, all[k+1].now.from = s.old.from, s.now.from
		default:
			kept = append(kept, s)
		}
	}
	return kept
}

// stretchOf is the stretch of some pieces of a larger one.
func stretchOf(pieces []extent, some, of extent) extent {
	at := func(i int) int {
		if i < len(pieces) {
			return pieces[i].from
		}
		return of.to
	}
	return extent{at(some.from), at(some.to)}
}

func tooLong(old, now extent) bool { return old.len() > most/max(1, now.len()) }

// byWords aligns two stretches token by token.
func (a *alignment) byWords(old, now extent) {
	switch {
	case !a.room.related(a.old.idsOf(old), a.now.idsOf(now)):
	case tooLong(old, now):
		a.byGrams(old, now)
	default:
		a.shortest(old, now, most)
	}
}

func (a *alignment) shortest(old, now extent, most int) {
	i, j := old.from, now.from
	for _, r := range editscript.Shortest(a.old.idsOf(old), a.now.idsOf(now), most) {
		switch r.Op {
		case editscript.Delete:
			i += r.Len
		case editscript.Insert:
			j += r.Len
		default:
			a.same(i, j, r.Len)
			i, j = i+r.Len, j+r.Len
		}
	}
}

// byGrams aligns long stretches at the tokens in a row that both have once.
func (a *alignment) byGrams(old, now extent) {
	was, is := a.old.idsOf(old), a.now.idsOf(now)
	for _, p := range inOrder(sharedGrams(was, is), len(was)) {
		i, j := extent{old.from, old.to - len(was) + p.old}, extent{now.from, now.to - len(is) + p.new}
		if i.len() < 0 || j.len() < 0 {
			continue // within the gram before
		}
		a.shortest(i, j, most)
		a.same(i.to, j.to, gram)
		old.from, now.from = i.to+gram, j.to+gram
	}
	a.shortest(old, now, most)
}

// sharedGrams pairs the places of the grams that are once in each of two
// stretches.
func sharedGrams(was, is []int32) []pair {
	places, again := grams(was), grams(is)
	var all []pair
	for j := range len(is) - gram + 1 {
		h := hash(is[j : j+gram])
		i, there := places[h]
		if there && i >= 0 && again[h] >= 0 && slices.Equal(was[i:i+gram], is[j:j+gram]) {
			all = append(all, pair{old: i, new: j, shared: 1})
		}
	}
	return all
}

// grams returns where each gram is, by its hash, and -1 for one that is there
// more than once.
func grams(ids []int32) map[uint64]int {
	places := make(map[uint64]int, len(ids))
	for i := range len(ids) - gram + 1 {
		h := hash(ids[i : i+gram])
		if _, again := places[h]; again {
			places[h] = -1
			continue
		}
		places[h] = i
	}
	return places
}

// related reports whether one stretch may have been made of the other. That they
// share the words that any two texts of a language do is no sign of it, unless
// these are nearly all of them.
func (r *room) related(a, b []int32) bool {
	shorter, shared := min(len(a), len(b)), r.overlap(a, b)
	if 3*shared < shorter {
		return false
	}
	return shorter < least || 5*shared > 4*shorter && 5*shorter > 4*max(len(a), len(b)) || 20*sharedTriples(a, b) >= shorter
}

// sharedTriples is how many of the three tokens in a row of two stretches are
// the same, told by hashes of them.
func sharedTriples(a, b []int32) int {
	left := make(map[uint64]int, len(a))
	for i := range len(a) - 2 {
		left[hash(a[i:i+3])]++
	}
	n := 0
	for i := range len(b) - 2 {
		if h := hash(b[i : i+3]); left[h] > 0 {
			left[h]--
			n++
		}
	}
	return n
}

// cost is how many tokens are deleted and inserted.
func (a *alignment) cost() int {
	return a.inOld.len() + a.inNow.len() - 2*a.kept()
}

// kept is how many tokens are the same.
func (a *alignment) kept() int {
	n := 0
	for _, m := range a.matches {
		n += m.n
	}
	return n
}

// hole is what changed before the k-th match: behind the last one where k is how
// many there are.
func (a *alignment) hole(k int) (old, now extent) {
	old, now = a.inOld, a.inNow
	if k > 0 {
		m := a.matches[k-1]
		old.from, now.from = m.old+m.n, m.now+m.n
	}
	if k < len(a.matches) {
		old.to, now.to = a.matches[k].old, a.matches[k].now
	}
	return old, now
}
