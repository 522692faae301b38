package commitgraph

import (
	"encoding/binary"
	"errors"
	"fmt"
)

const (
	noParent = 0x70000000 // in the place of a parent: there is none
	more     = 1 << 31    // marks a reference into the list of edges, the last edge, or a large offset

	headerLen  = 8
	tocLen     = 12 // of one entry in the table of contents
	fanoutLen  = 256 * 4
	recordTail = 16 // of a commit's record, after the id of its tree
)

var errTruncated = errors.New("commit-graph is truncated")

// file is one commit-graph file, checked such that no read of it can fail.
type file struct {
	idLen int
	base  uint32 // how many commits lie in the files below
	count uint32 // how many lie in this one

	fanout, ids, records  []byte // chunks OIDF, OIDL, CDAT
	edges                 []byte // chunk EDGE: the third parent of a merge and those after it
	offsets, largeOffsets []byte // chunks GDA2, GDO2: generations of version 2
	bases                 []byte // chunk BASE: the ids of the files below
	filters               filters
}

func (f *file) fan(i int) uint32    { return binary.BigEndian.Uint32(f.fanout[4*i:]) }
func (f *file) id(i int) []byte     { return f.ids[i*f.idLen : (i+1)*f.idLen] }
func (f *file) record(i int) []byte { return f.records[i*(f.idLen+recordTail):][:f.idLen+recordTail] }

// parse reads one file that stands on others with base commits in layers files.
func parse(data []byte, idLen int, base uint32, layers int) (*file, error) {
	chunks, err := tableOfContents(data, idLen, layers)
	if err != nil {
		return nil, err
	}
	f := &file{
		idLen: idLen, base: base,
		fanout: chunks["OIDF"], ids: chunks["OIDL"], records: chunks["CDAT"],
		edges: chunks["EDGE"], offsets: chunks["GDA2"], largeOffsets: chunks["GDO2"], bases: chunks["BASE"],
	}
	if err := f.checkSizes(); err != nil {
		return nil, err
	}
	if len(f.bases) != layers*idLen {
		return nil, fmt.Errorf("commit-graph names %d files below it, not %d", len(f.bases)/idLen, layers)
	}
	if err := f.checkRecords(); err != nil {
		return nil, err
	}
	f.filters, err = parseFilters(chunks["BIDX"], chunks["BDAT"], int(f.count))
	return f, err
}

// tableOfContents checks the header and returns the chunks by their names.
func tableOfContents(data []byte, idLen, layers int) (map[string][]byte, error) {
	if len(data) < headerLen+idLen {
		return nil, errTruncated
	}
	wantHash := byte(1)
	if idLen == 32 {
		wantHash = 2
	}
	switch {
	case string(data[:4]) != "CGPH":
		return nil, errors.New("not a commit-graph")
	case data[4] != 1:
		return nil, fmt.Errorf("commit-graph has version %d, not 1", data[4])
	case data[5] != wantHash:
		return nil, fmt.Errorf("commit-graph has hash version %d, not %d", data[5], wantHash)
	case int(data[7]) != layers:
		return nil, fmt.Errorf("commit-graph stands on %d files, not %d", data[7], layers)
	}
	return readChunks(data[:len(data)-idLen], int(data[6]))
}

// readChunks reads the table's n entries and the one that closes it. Each chunk
// ends where the next begins.
func readChunks(data []byte, n int) (map[string][]byte, error) {
	if len(data) < headerLen+(n+1)*tocLen {
		return nil, errTruncated
	}
	chunks := make(map[string][]byte, n)
	for i := range n {
		entry := data[headerLen+i*tocLen:]
		name := string(entry[:4])
		start, end := binary.BigEndian.Uint64(entry[4:]), binary.BigEndian.Uint64(entry[tocLen+4:])
		if start > end || end > uint64(len(data)) {
			return nil, fmt.Errorf("commit-graph chunk %q lies outside of the file", name)
		}
		if _, twice := chunks[name]; twice {
			return nil, fmt.Errorf("commit-graph chunk %q is there twice", name)
		}
		chunks[name] = data[start:end:end]
	}
	return chunks, nil
}

// checkSizes checks that every chunk has room for all commits.
func (f *file) checkSizes() error {
	if len(f.fanout) != fanoutLen {
		return errors.New("commit-graph has no fan-out of 256 entries")
	}
	last := uint32(0)
	for i := range 256 {
		if f.fan(i) < last {
			return errors.New("commit-graph fan-out is not in order")
		}
		last = f.fan(i)
	}
	f.count = last
	n := uint64(last)
	switch {
	case uint64(f.base)+n >= noParent:
		return errors.New("commit-graph has too many commits")
	case uint64(len(f.ids)) != n*uint64(f.idLen):
		return errors.New("commit-graph list of ids has the wrong size")
	case uint64(len(f.records)) != n*uint64(f.idLen+recordTail):
		return errors.New("commit-graph list of commits has the wrong size")
	case f.offsets != nil && uint64(len(f.offsets)) != n*4:
		return errors.New("commit-graph list of generations has the wrong size")
	}
	return nil
}

// checkRecords checks that every reference leads to something.
func (f *file) checkRecords() error {
	edges, err := f.checkEdges()
	if err != nil {
		return err
	}
	for i := range int(f.count) {
		links := f.record(i)[f.idLen:]
		first, second := binary.BigEndian.Uint32(links), binary.BigEndian.Uint32(links[4:])
		if !f.parentOK(first) || second&more == 0 && !f.parentOK(second) || second&more != 0 && second&^more >= edges {
			return fmt.Errorf("commit-graph has a parent outside of the file at commit %d", i)
		}
		if f.offsets == nil {
			continue
		}
		if o := binary.BigEndian.Uint32(f.offsets[4*i:]); o&more != 0 && uint64(o&^more)*8+8 > uint64(len(f.largeOffsets)) {
			return fmt.Errorf("commit-graph has a generation outside of the file at commit %d", i)
		}
	}
	return nil
}

func (f *file) parentOK(p uint32) bool { return p == noParent || p < f.base+f.count }

// checkEdges checks the parents in the list of edges, and returns how many of
// its entries are followed by a last one, or are one.
func (f *file) checkEdges() (uint32, error) {
	n := uint32(0)
	for i := range uint32(len(f.edges) / 4) {
		p := binary.BigEndian.Uint32(f.edges[4*i:])
		if p&^more >= f.base+f.count {
			return 0, fmt.Errorf("commit-graph has a parent outside of the file at edge %d", i)
		}
		if p&more != 0 {
			n = i + 1
		}
	}
	return n, nil
}
