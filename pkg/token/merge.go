package token

// merged returns how many tokens a piece of text becomes by byte-pair encoding:
// it begins as single bytes, and as long as two neighbours make a token, the
// two that make the token of the lowest rank (the leftmost of equals) are merged.
// A piece that is a token itself need not be asked for.
func (v *vocabulary) merged(piece string) int {
	if len(piece) <= shortPiece {
		return v.mergeShort(piece)
	}
	return v.mergeLong(piece)
}

// shortPiece is the length in bytes up to which looking at all pairs for each
// merge is faster than keeping them in a heap.
const shortPiece = 128

// mergeShort takes time that grows with the square of the piece, but nothing
// from the heap.
func (v *vocabulary) mergeShort(piece string) int {
	var start [shortPiece + 1]int // where part i begins; one more for the end
	var rank [shortPiece]uint32   // of part i merged with part i+1
	parts := len(piece)
	for i := range parts {
		start[i+1] = i + 1
	}
	pair := func(i int) uint32 {
		if i+2 > parts {
			return noRank
		}
		return v.rank(piece[start[i]:start[i+2]])
	}
	for i := range parts {
		rank[i] = pair(i)
	}
	for {
		i, low := 0, noRank
		for j, r := range rank[:parts] {
			if r < low {
				i, low = j, r
			}
		}
		if low == noRank {
			return parts
		}
		copy(start[i+1:], start[i+2:parts+1])
		copy(rank[i+1:], rank[i+2:parts])
		parts--
		rank[i] = pair(i)
		if i > 0 {
			rank[i-1] = pair(i - 1)
		}
	}
}

// mergeLong does the same with a linked list of parts and a heap of pairs, so
// that a megabyte without a space is a matter of a second and not of hours.
func (v *vocabulary) mergeLong(piece string) int {
	l := newPartList(v, piece)
	for len(l.heap) > 0 {
		p := l.heap.pop()
		if l.rank[p.start] == p.rank { // else it was overtaken by a merge
			l.merge(p.start)
		}
	}
	return l.count
}

// partList is the parts of a piece. A part goes by the offset of its first
// byte; the slices are indexed by that.
type partList struct {
	vocab *vocabulary
	piece string
	next  []int32  // the part after; len(piece) for the last
	prev  []int32  // the part before; -1 for the first
	rank  []uint32 // of the part merged with the next; noRank also if there is no such part any more
	heap  pairHeap
	count int
}

func newPartList(v *vocabulary, piece string) *partList {
	n := len(piece)
	l := &partList{vocab: v, piece: piece, count: n,
		next: make([]int32, n), prev: make([]int32, n+1), rank: make([]uint32, n), heap: make(pairHeap, 0, n)}
	for i := range n {
		l.next[i], l.prev[i] = int32(i+1), int32(i-1)
	}
	for i := range n {
		l.rate(int32(i))
	}
	return l
}

// rate finds the rank of the pair that begins with part i.
func (l *partList) rate(i int32) {
	l.rank[i] = noRank
	second := l.next[i]
	if int(second) == len(l.piece) {
		return
	}
	if r := l.vocab.rank(l.piece[i:l.next[second]]); r != noRank {
		l.rank[i] = r
		l.heap.push(pair{rank: r, start: i})
	}
}

// merge merges part i with the next.
func (l *partList) merge(i int32) {
	gone := l.next[i]
	l.next[i] = l.next[gone]
	l.prev[l.next[i]] = i
	l.rank[gone] = noRank
	l.count--
	l.rate(i)
	if before := l.prev[i]; before >= 0 {
		l.rate(before)
	}
}
