package repo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"runtime"
)

// packIndex is a pack's index (version 2, which git has written since 2007):
// where in the pack each object is.
type packIndex struct {
	data  []byte // the file, mapped
	count int
	idLen int
}

const (
	indexHeader = 8
	indexFanout = 256 * 4
)

var errBadIndex = errors.New("corrupt pack index")

// openPackIndex maps an index into memory: nothing is read but the pages that
// a search touches.
func openPackIndex(path string, idLen int) (*packIndex, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, release, err := mapFile(file)
	if err != nil {
		return nil, err
	}
	x := &packIndex{data: data, idLen: idLen}
	runtime.AddCleanup(x, func(release func()) { release() }, release)
	if err := x.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return x, nil
}

// check makes sure that every search stays within the file.
func (x *packIndex) check() error {
	if len(x.data) < indexHeader+indexFanout || string(x.data[:indexHeader]) != "\xfftOc\x00\x00\x00\x02" {
		return errBadIndex
	}
	last := 0
	for b := range 256 {
		n := x.upTo(b)
		if n < last {
			return errBadIndex
		}
		last = n
	}
	x.count = last
	if size := indexHeader + indexFanout + x.count*(x.idLen+8) + 2*x.idLen; len(x.data) < size {
		return errBadIndex
	}
	return nil
}

// upTo returns how many objects have an id whose first byte is at most b.
func (x *packIndex) upTo(b int) int {
	return int(binary.BigEndian.Uint32(x.data[indexHeader+4*b:]))
}

// find returns the offset of an object in the pack.
func (x *packIndex) find(raw []byte) (int64, bool) {
	defer runtime.KeepAlive(x)
	low, high := 0, x.upTo(int(raw[0]))
	if raw[0] > 0 {
		low = x.upTo(int(raw[0]) - 1)
	}
	names := x.data[indexHeader+indexFanout:]
	for low < high {
		middle := int(uint(low+high) >> 1)
		switch c := bytes.Compare(names[middle*x.idLen:(middle+1)*x.idLen], raw); {
		case c == 0:
			return x.offset(middle)
		case c < 0:
			low = middle + 1
		default:
			high = middle
		}
	}
	return 0, false
}

// offset returns the offset of the nth object. One beyond 2 GiB is in a table
// of its own, at the end.
func (x *packIndex) offset(n int) (int64, bool) {
	table := x.data[indexHeader+indexFanout+x.count*(x.idLen+4):]
	small := binary.BigEndian.Uint32(table[4*n:])
	if small>>31 == 0 {
		return int64(small), true
	}
	at := 4*x.count + 8*int(small&^(1<<31))
	if at+8 > len(table) {
		return 0, false
	}
	large := binary.BigEndian.Uint64(table[at:])
	return int64(large), large>>63 == 0
}
