package repo

import (
	"bufio"
	"errors"
	"sync"

	"github.com/go-git/go-git/v5/plumbing/format/packfile"
)

// maxChain is more than git ever writes, and ends a chain that leads back to
// itself.
const maxChain = 5000

var (
	errBadEntry = errors.New("corrupt pack entry")
	errBadChain = errors.New("corrupt pack: a delta without an end")
)

// unpacker reads objects from packs.
type unpacker struct {
	cache   deltaCache
	readers sync.Pool // of *entryReader, whose state has no meaning between uses
}

// delta is a step from one object to another.
type delta struct {
	at    int64 // the offset of the object that it leads to
	apply []byte
}

// object reads the object at an offset: up the chain of deltas to an object
// that is whole or known, and down again.
func (u *unpacker) object(p *pack, at int64) (object, error) {
	o, chain, err := u.chain(p, at)
	if err != nil {
		return object{}, err
	}
	for i := len(chain) - 1; i >= 0; i-- {
		if o.data, err = applyDelta(o.data, chain[i].apply); err != nil {
			return object{}, err
		}
		u.cache.put(p, chain[i].at, o)
	}
	return o, nil
}

// chain returns the object that a chain of deltas begins with, and the deltas,
// of which the last is the first to be applied.
func (u *unpacker) chain(p *pack, at int64) (object, []delta, error) {
	in, err := p.open()
	if err != nil {
		return object{}, nil, err
	}
	r := u.reader()
	defer u.readers.Put(r)
	var chain []delta
	for len(chain) <= maxChain {
		if o, ok := u.cache.get(p, at); ok {
			return o, chain, nil
		}
		e, err := r.read(in.file, at, p.idLen)
		if err != nil {
			return object{}, nil, err
		}
		if kind, ok := entryKind(e.kind); ok {
			o := object{kind, e.data}
			u.cache.put(p, at, o)
			return o, chain, nil
		}
		chain = append(chain, delta{at, e.data})
		if at, err = e.baseAt(at, in.index); err != nil {
			return object{}, nil, err
		}
	}
	return object{}, nil, errBadChain
}

func (u *unpacker) reader() *entryReader {
	if r, ok := u.readers.Get().(*entryReader); ok {
		return r
	}
	return &entryReader{buf: bufio.NewReaderSize(nil, 4096)}
}

// applyDelta applies a delta whose result is not too large.
func applyDelta(base, delta []byte) ([]byte, error) {
	rest := delta
	for range 2 { // the size of the base, then that of the result
		size, n := uvarint(rest)
		if n == 0 {
			return nil, errBadEntry
		}
		if size > maxObject {
			return nil, errTooLarge
		}
		rest = rest[n:]
	}
	return packfile.PatchDelta(base, delta)
}

// uvarint reads a number whose bytes hold seven bits each, the lowest first.
func uvarint(b []byte) (n uint64, length int) {
	for i, c := range b {
		if i > 8 {
			return 0, 0
		}
		n |= uint64(c&0x7f) << (7 * i)
		if c&0x80 == 0 {
			return n, i + 1
		}
	}
	return 0, 0
}
