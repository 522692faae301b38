package commitgraph

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
	"strings"
)

const (
	filterHeader = 12 // hash version, hashes per path, bits per path
	maxHashes    = 64 // more would only be slow; git writes 7
)

// filters is the changed-path filters of one file: for each commit a Bloom
// filter over the paths that differ from its first parent, with all folders
// that lead to them.
type filters struct {
	version uint32
	hashes  int
	ends    []byte // chunk BIDX: where each commit's filter ends in data
	data    []byte // chunk BDAT after its header; nil where there are no filters
}

// parseFilters reads the filters of count commits. Filters of a kind that is
// not known are left out.
func parseFilters(index, data []byte, count int) (filters, error) {
	if index == nil || data == nil {
		return filters{}, nil
	}
	if len(index) != 4*count || len(data) < filterHeader {
		return filters{}, errors.New("commit-graph list of filters has the wrong size")
	}
	f := filters{ends: index, version: binary.BigEndian.Uint32(data)}
	hashes := binary.BigEndian.Uint32(data[4:])
	if f.version < 1 || f.version > 2 || hashes < 1 || hashes > maxHashes || len(data) > math.MaxUint32/8 {
		return filters{}, nil
	}
	f.hashes, f.data = int(hashes), data[filterHeader:]
	last := uint32(0)
	for i := range count {
		end := binary.BigEndian.Uint32(index[4*i:])
		if end < last || uint64(end) > uint64(len(f.data)) {
			return filters{}, errors.New("commit-graph has a filter outside of the file")
		}
		last = end
	}
	return f, nil
}

// of returns the filter of the commit at i; empty where it was not worked out.
func (f *filters) of(i int) []byte {
	start := uint32(0)
	if i > 0 {
		start = binary.BigEndian.Uint32(f.ends[4*(i-1):])
	}
	return f.data[start:binary.BigEndian.Uint32(f.ends[4*i:])]
}

// Key is a path made ready for MaybeChanged.
type Key struct {
	levels []level // the path itself, then the folders that lead to it, innermost first
	ascii  bool
}

// level is the hashes of one path: bytes taken as they are, as version 2 does
// and as version 1 does where C's char is unsigned; and sign-extended, as
// version 1 does elsewhere.
type level struct{ plain, signed pair }

// pair is the two hashes that all others are made from.
type pair struct{ first, second uint32 }

// NewKey returns the key of a path from the repository's root, with slashes.
func NewKey(path string) Key {
	path = strings.Trim(path, "/")
	k := Key{ascii: true}
	for i := range len(path) {
		k.ascii = k.ascii && path[i] < 0x80
	}
	for path != "" {
		k.levels = append(k.levels, level{pairOf(path, plain), pairOf(path, signed)})
		path = path[:max(0, strings.LastIndexByte(path, '/'))]
	}
	return k
}

// MaybeChanged reports whether the commit at pos may differ from its first
// parent, or from nothing where it has none, at the key's path: the path itself
// and all folders that lead to it have to be in the commit's filter. It is true
// where there is no filter, and false only where the path surely is the same.
func (g *Graph) MaybeChanged(pos uint32, k Key) bool {
	f, i := g.at(pos)
	return f.filters.data == nil || f.filters.maybe(f.filters.of(i), &k)
}

// AppendMaybeChanged appends the positions of all commits for which
// MaybeChanged is true for any of the keys, in ascending order, and returns the
// extended slice. For many commits that is several times as fast as to ask for
// each.
func (g *Graph) AppendMaybeChanged(positions []uint32, keys []Key) []uint32 {
	for _, f := range g.files {
		for i := range int(f.count) {
			if f.filters.any(i, keys) {
				positions = append(positions, f.base+uint32(i))
			}
		}
	}
	return positions
}

func (f *filters) any(i int, keys []Key) bool {
	if f.data == nil {
		return len(keys) > 0
	}
	filter := f.of(i)
	for j := range keys {
		if f.maybe(filter, &keys[j]) {
			return true
		}
	}
	return false
}

// maybe reports whether the key may be in a filter.
func (f *filters) maybe(filter []byte, k *Key) bool {
	if len(filter) == 0 {
		return true
	}
	if f.version == 2 || k.ascii {
		return k.in(filter, f.hashes, plain)
	}
	// Which of the two a filter of version 1 was made with depends on the
	// machine that wrote it.
	return k.in(filter, f.hashes, signed) || k.in(filter, f.hashes, plain)
}

// in reports whether all levels may be in the filter.
func (k *Key) in(filter []byte, hashes int, c char) bool {
	size := uint32(len(filter)) * 8
	for i := range k.levels {
		p := k.levels[i].plain
		if c == signed {
			p = k.levels[i].signed
		}
		h := p.first
		for range hashes {
			if bit := h % size; filter[bit/8]&(1<<(bit%8)) == 0 {
				return false
			}
			h += p.second
		}
	}
	return true
}

// char says how a byte becomes a number of 32 bits.
type char bool

const (
	plain  char = false
	signed char = true
)

func (c char) widen(b byte) uint32 {
	if c == signed {
		return uint32(int32(int8(b)))
	}
	return uint32(b)
}

func pairOf(path string, c char) pair {
	return pair{murmur3(0x293ae76f, path, c), murmur3(0x7e646e2c, path, c)}
}

// murmur3 is the 32-bit hash MurmurHash3_x86_32 (Austin Appleby, public
// domain), with the choice of how bytes are widened.
func murmur3(seed uint32, s string, c char) uint32 {
	const c1, c2 = 0xcc9e2d51, 0x1b873593
	h, n := seed, uint32(len(s))
	for ; len(s) >= 4; s = s[4:] {
		k := c.widen(s[0]) | c.widen(s[1])<<8 | c.widen(s[2])<<16 | c.widen(s[3])<<24
		h ^= bits.RotateLeft32(k*c1, 15) * c2
		h = bits.RotateLeft32(h, 13)*5 + 0xe6546b64
	}
	var k uint32
	for i := len(s) - 1; i >= 0; i-- {
		k ^= c.widen(s[i]) << (8 * i)
	}
	h ^= bits.RotateLeft32(k*c1, 15) * c2
	h ^= n
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}
