package repo

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"math"
)

// The types of pack entries that are not objects' own.
const (
	entryOffsetDelta = 6
	entryRefDelta    = 7
)

// entryKind is the kind of object by the type of a pack entry.
func entryKind(t int) (string, bool) {
	switch t {
	case 1:
		return kindCommit, true
	case 2:
		return kindTree, true
	case 3:
		return kindBlob, true
	case 4:
		return kindTag, true
	default:
		return "", false
	}
}

// packEntry is one entry of a pack: an object's data, or a delta and its base.
type packEntry struct {
	kind int
	back int64  // how far before this entry the base is, of an offset delta
	base []byte // the base's id, of a reference delta
	data []byte
}

// baseAt returns the offset of a delta's base.
func (e *packEntry) baseAt(at int64, index *packIndex) (int64, error) {
	if e.kind == entryOffsetDelta {
		if e.back <= 0 || e.back >= at {
			return 0, errBadEntry
		}
		return at - e.back, nil
	}
	base, ok := index.find(e.base)
	if !ok {
		return 0, fmt.Errorf("%w: no base", errBadEntry)
	}
	return base, nil
}

// entryReader reads pack entries one after the other with the same buffers.
type entryReader struct {
	buf     *bufio.Reader
	inflate io.ReadCloser
}

// read reads the entry at an offset.
func (r *entryReader) read(file io.ReaderAt, at int64, idLen int) (packEntry, error) {
	r.buf.Reset(io.NewSectionReader(file, at, math.MaxInt64-at))
	e, size, err := r.header(idLen)
	if err != nil {
		return e, err
	}
	if size > maxObject {
		return e, errTooLarge
	}
	if r.inflate == nil {
		r.inflate, err = zlib.NewReader(r.buf)
	} else {
		err = r.inflate.(zlib.Resetter).Reset(r.buf, nil)
	}
	if err != nil {
		return e, err
	}
	e.data, err = readExactly(r.inflate, int(size))
	return e, err
}

// readExactly reads size bytes and then the end, where zlib compares its
// checksum.
func readExactly(from io.Reader, size int) ([]byte, error) {
	data, err := readSize(from, size)
	if err != nil {
		return nil, err
	}
	var more [1]byte
	if n, err := io.ReadFull(from, more[:]); n != 0 || err != io.EOF {
		return nil, errors.Join(errBadEntry, err)
	}
	return data, nil
}

// readSize reads size bytes. Where they would be many, room is made as they
// come: what a damaged header says need not be true.
func readSize(from io.Reader, size int) ([]byte, error) {
	if size <= maxCached {
		data := make([]byte, size)
		_, err := io.ReadFull(from, data)
		return data, err
	}
	var data bytes.Buffer
	_, err := io.CopyN(&data, from, int64(size))
	return data.Bytes(), err
}

// header reads an entry's type, the size of its data, and a delta's base.
func (r *entryReader) header(idLen int) (e packEntry, size uint64, err error) {
	c, err := r.buf.ReadByte()
	if err != nil {
		return e, 0, err
	}
	e.kind, size = int(c>>4)&7, uint64(c&15)
	for shift := 4; c&0x80 != 0; shift += 7 {
		if c, err = r.buf.ReadByte(); err != nil || shift > 56 {
			return e, 0, errors.Join(errBadEntry, err)
		}
		size |= uint64(c&0x7f) << shift
	}
	switch e.kind {
	case entryOffsetDelta:
		e.back, err = r.backOffset()
	case entryRefDelta:
		e.base = make([]byte, idLen)
		_, err = io.ReadFull(r.buf, e.base)
	default:
		if _, ok := entryKind(e.kind); !ok {
			err = errBadEntry
		}
	}
	return e, size, err
}

// backOffset reads the distance to an offset delta's base.
func (r *entryReader) backOffset() (int64, error) {
	c, err := r.buf.ReadByte()
	n := int64(c & 0x7f)
	for c&0x80 != 0 && err == nil {
		if n > math.MaxInt64>>8 {
			return 0, errBadEntry
		}
		c, err = r.buf.ReadByte()
		n = (n+1)<<7 | int64(c&0x7f)
	}
	return n, err
}
