package repo

import "math/bits"

// bitset is a set of small integers.
type bitset []uint64

// add adds n and reports whether it was not in the set.
func (b *bitset) add(n uint32) bool {
	for int(n/64) >= len(*b) {
		*b = append(*b, 0)
	}
	word, bit := &(*b)[n/64], uint64(1)<<(n%64)
	added := *word&bit == 0
	*word |= bit
	return added
}

func (b bitset) has(n uint32) bool {
	return int(n/64) < len(b) && b[n/64]&(1<<(n%64)) != 0
}

func (b bitset) remove(n uint32) {
	if int(n/64) < len(b) {
		b[n/64] &^= 1 << (n % 64)
	}
}

// union returns what is in either set. It changes one of them.
func (b bitset) union(o bitset) bitset {
	if len(b) < len(o) {
		b, o = o, b
	}
	for i, word := range o {
		b[i] |= word
	}
	return b
}

// each yields what is in the set, in ascending order.
func (b bitset) each(yield func(uint32) bool) {
	for i, word := range b {
		for ; word != 0; word &= word - 1 {
			if !yield(uint32(i*64 + bits.TrailingZeros64(word))) {
				return
			}
		}
	}
}
