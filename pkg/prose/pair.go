package prose

import (
	"cmp"
	"slices"
)

// pair is a piece of the old text and the piece of the new one that it became.
type pair struct {
	old, new int // their places among the pieces
	shared   int // how many tokens they share; all of them where same
	same     bool
}

const (
	// common is how many pieces may have a token that tells where a piece went.
	// What more have ("the", "-") tells nothing.
	common = 8
	// candidates is how many pieces are looked at closely for each new one.
	candidates = 3
)

// pieces are the paragraphs of a text, or the sentences of a stretch of it.
type pieces struct {
	text text
	all  []extent
}

func (p pieces) ids(i int) []int32 { return p.text.idsOf(p.all[i]) }

// pairs finds for each new piece the old one that it most likely was, each old
// one once: the same tokens, or at least half of them.
func (r *room) pairs(old, now pieces) []pair {
	found, oldLeft, newLeft := samePieces(old, now)
	found = append(found, r.likePieces(old, now, oldLeft, newLeft)...)
	slices.SortFunc(found, func(a, b pair) int { return cmp.Compare(a.new, b.new) })
	return found
}

// samePieces pairs pieces of the same tokens, in the order in which they come.
func samePieces(old, now pieces) (found []pair, oldLeft, newLeft []int) {
	places := make(map[uint64][]int, len(old.all))
	for i := range old.all {
		h := hash(old.ids(i))
		places[h] = append(places[h], i)
	}
	paired := make([]bool, len(old.all))
	for j := range now.all {
		h := hash(now.ids(j))
		at := places[h]
		if len(at) == 0 || !slices.Equal(old.ids(at[0]), now.ids(j)) {
			newLeft = append(newLeft, j)
			continue
		}
		places[h], paired[at[0]] = at[1:], true
		found = append(found, pair{at[0], j, now.all[j].len(), true})
	}
	for i := range old.all {
		if !paired[i] {
			oldLeft = append(oldLeft, i)
		}
	}
	return found, oldLeft, newLeft
}

// hash is FNV-1a over tokens.
func hash(ids []int32) uint64 {
	h := uint64(14695981039346656037)
	for _, id := range ids {
		h = (h ^ uint64(uint32(id))) * 1099511628211
	}
	return h
}

// few is the product of the numbers of pieces up to which each is looked at with
// each.
const few = 16

// likePieces pairs the pieces that are left by the tokens that few have. The
// surest pairs come first.
func (r *room) likePieces(old, now pieces, oldLeft, newLeft []int) []pair {
	if len(oldLeft) == 0 || len(newLeft) == 0 {
		return nil
	}
	candidates := func(int) []int { return oldLeft }
	if len(oldLeft)*len(newLeft) > few {
		x := r.newIndex(old, oldLeft)
		defer x.clear()
		candidates = func(j int) []int { return x.mostNamed(now.ids(j)) }
	}
	var likely []pair
	for _, j := range newLeft {
		for _, i := range candidates(j) {
			if shared, like := r.alike(old.ids(i), now.ids(j)); like {
				likely = append(likely, pair{old: i, new: j, shared: shared})
			}
		}
	}
	return surest(likely)
}

// alike reports whether two pieces share at least half of the longer one, and
// how many tokens they do.
func (r *room) alike(a, b []int32) (shared int, like bool) {
	longer := max(len(a), len(b))
	if 2*min(len(a), len(b)) < longer {
		return 0, false // which is known at once, however long one of them is
	}
	shared = r.overlap(a, b)
	return shared, 2*shared >= longer
}

// surest keeps of several pairs for one piece the one that shares the most.
func surest(likely []pair) []pair {
	slices.SortStableFunc(likely, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.shared, a.shared), cmp.Compare(a.new, b.new), cmp.Compare(a.old, b.old))
	})
	oldTaken, newTaken := map[int]bool{}, map[int]bool{}
	return slices.DeleteFunc(likely, func(p pair) bool {
		if oldTaken[p.old] || newTaken[p.new] {
			return true
		}
		oldTaken[p.old], newTaken[p.new] = true, true
		return false
	})
}

// room is what pieces are compared in, by the ids of tokens. All of it is 0
// between uses.
type room struct {
	count []int32
	head  []int32 // of the pieces that have a token: one more than the entry's place in the index
}

func newRoom(different int) *room { return &room{make([]int32, different), make([]int32, different)} }

// overlap is how many tokens two stretches share, each as often as both have it.
func (r *room) overlap(a, b []int32) int {
	for _, id := range a {
		r.count[id]++
	}
	n := 0
	for _, id := range b {
		if r.count[id] > 0 {
			r.count[id]--
			n++
		}
	}
	r.clear(a)
	return n
}

func (r *room) clear(ids []int32) {
	for _, id := range ids {
		r.count[id] = 0
	}
}

// index tells which pieces have a token.
type index struct {
	room    *room
	pieces  pieces
	some    []int
	entries []entry
	votes   []int32 // of each piece; all are 0 between uses
}

// entry is a piece that has a token.
type entry struct {
	piece int32
	next  int32 // as in room.head
	n     int32 // how many entries the token has up to this one
}

func (r *room) newIndex(p pieces, some []int) *index {
	x := &index{room: r, pieces: p, some: some, votes: make([]int32, len(p.all))}
	for _, i := range some {
		for _, id := range p.ids(i) {
			e := entry{int32(i), r.head[id], 1}
			if e.next > 0 {
				last := x.entries[e.next-1]
				if last.piece == e.piece || last.n > common {
					continue
				}
				e.n = last.n + 1
			}
			x.entries = append(x.entries, e)
			r.head[id] = int32(len(x.entries))
		}
	}
	return x
}

func (x *index) clear() {
	for _, i := range x.some {
		for _, id := range x.pieces.ids(i) {
			x.room.head[id] = 0
		}
	}
}

// mostNamed returns the pieces that have the most of some tokens.
func (x *index) mostNamed(ids []int32) []int {
	var named []int
	for _, id := range ids {
		at := x.room.head[id]
		if at == 0 || x.entries[at-1].n > common {
			continue
		}
		for ; at > 0; at = x.entries[at-1].next {
			i := int(x.entries[at-1].piece)
			if x.votes[i] == 0 {
				named = append(named, i)
			}
			x.votes[i]++
		}
	}
	slices.SortFunc(named, func(a, b int) int { return cmp.Or(cmp.Compare(x.votes[b], x.votes[a]), cmp.Compare(a, b)) })
	for _, i := range named {
		x.votes[i] = 0
	}
	return named[:min(len(named), candidates)]
}

// inOrder returns those of the pairs, which are sorted by their new pieces, that
// are in the same order in both texts and share the most tokens together. The
// others have moved.
func inOrder(all []pair, old int) []pair {
	best := newPrefixMax(old)
	before := make([]int, len(all))
	total := make([]int, len(all))
	for k, p := range all {
		before[k] = best.upTo(p.old)
		total[k] = p.shared
		if before[k] >= 0 {
			total[k] += total[before[k]]
		}
		best.raise(p.old+1, k, total)
	}
	var kept []pair
	for k := best.upTo(old); k >= 0; k = before[k] {
		kept = append(kept, all[k])
	}
	slices.Reverse(kept)
	return kept
}

// prefixMax is a Fenwick tree that knows, for each beginning of a row of places,
// the pair with the greatest total there.
type prefixMax struct {
	at    []int // pairs, -1 for none
	total []int
}

func newPrefixMax(places int) *prefixMax {
	p := &prefixMax{at: make([]int, places+1)}
	for i := range p.at {
		p.at[i] = -1
	}
	return p
}

// upTo is the best pair of the first n places, -1 where there is none.
func (p *prefixMax) upTo(n int) int {
	best := -1
	for ; n > 0; n -= n & -n {
		if k := p.at[n]; k >= 0 && (best < 0 || p.total[k] > p.total[best]) {
			best = k
		}
	}
	return best
}

// raise puts a pair at the n-th place.
func (p *prefixMax) raise(n, k int, total []int) {
	p.total = total
	for ; n < len(p.at); n += n & -n {
		if p.at[n] < 0 || total[k] > total[p.at[n]] {
			p.at[n] = k
		}
	}
}
