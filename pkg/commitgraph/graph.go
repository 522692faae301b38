// Package commitgraph reads git's commit-graph files: the parents, the tree and
// the date of every commit as integers, and the changed-path filters that tell
// without reading a tree that a commit left a path alone. The format is git's
// gitformat-commit-graph(5).
//
// A commit-graph is an unauthenticated cache. Whoever can write to a
// repository's object folder can make it tell any history, and nothing in the
// file is checked against the objects that it speaks of. It is good for showing
// history, never for verifying it. A file that is damaged or hostile is an
// error when it is opened, after which no position that the graph gives leads
// outside of it; its parents may still form a circle, which a walk must bear.
package commitgraph

import (
	"bytes"
	"encoding/binary"
	"sort"
)

// Graph is a commit-graph: one file, or a chain of files of which each stands
// on those below. A commit is named by its position, which is less than Len;
// positions in a lower file come before those in a higher one. A Graph does not
// change, and is safe for concurrent use.
type Graph struct {
	files     []*file // the lowest first
	idLen     int
	corrected bool // all files have generations of version 2
}

// Len returns the number of commits.
func (g *Graph) Len() int {
	top := g.files[len(g.files)-1]
	return int(top.base + top.count)
}

// Filtered reports whether every file has changed-path filters that
// MaybeChanged can read.
func (g *Graph) Filtered() bool {
	for _, f := range g.files {
		if f.filters.data == nil {
			return false
		}
	}
	return true
}

// Find returns the position of the commit with this id.
func (g *Graph) Find(id []byte) (pos uint32, ok bool) {
	if len(id) != g.idLen {
		return 0, false
	}
	for i := len(g.files) - 1; i >= 0; i-- {
		if pos, ok := g.files[i].find(id); ok {
			return pos, true
		}
	}
	return 0, false
}

// ID returns the id of the commit at pos. The bytes must not be changed.
func (g *Graph) ID(pos uint32) []byte {
	f, i := g.at(pos)
	return f.id(i)
}

// Tree returns the id of the tree of the commit at pos. The bytes must not be
// changed.
func (g *Graph) Tree(pos uint32) []byte {
	f, i := g.at(pos)
	return f.record(i)[:f.idLen]
}

// AppendParents appends the positions of the parents of the commit at pos, in
// their order, and returns the extended slice.
func (g *Graph) AppendParents(parents []uint32, pos uint32) []uint32 {
	f, i := g.at(pos)
	links := f.record(i)[f.idLen:]
	first, second := binary.BigEndian.Uint32(links), binary.BigEndian.Uint32(links[4:])
	if first == noParent {
		return parents
	}
	parents = append(parents, first)
	switch {
	case second == noParent:
		return parents
	case second&more == 0:
		return append(parents, second)
	}
	for edge := second &^ more; ; edge++ {
		p := binary.BigEndian.Uint32(f.edges[4*edge:])
		parents = append(parents, p&^more)
		if p&more != 0 {
			return parents
		}
	}
}

// Time returns the committer's date of the commit at pos, in seconds since
// 1970. The file keeps its lowest 34 bits.
func (g *Graph) Time(pos uint32) int64 {
	f, i := g.at(pos)
	return int64(binary.BigEndian.Uint64(f.record(i)[f.idLen+8:]) & (1<<34 - 1))
}

// Generation returns a number that is greater than that of every ancestor: the
// corrected commit date where all files have it, and the length of the longest
// way to a root otherwise. 0 means that the writer did not work it out.
func (g *Graph) Generation(pos uint32) uint64 {
	f, i := g.at(pos)
	if !g.corrected {
		return uint64(binary.BigEndian.Uint32(f.record(i)[f.idLen+8:]) >> 2)
	}
	offset := binary.BigEndian.Uint32(f.offsets[4*i:])
	if offset&more == 0 {
		return uint64(g.Time(pos)) + uint64(offset)
	}
	return uint64(g.Time(pos)) + binary.BigEndian.Uint64(f.largeOffsets[8*int(offset&^more):])
}

// at returns the file that holds pos, and the place in it.
func (g *Graph) at(pos uint32) (*file, int) {
	i := len(g.files) - 1
	for i > 0 && pos < g.files[i].base {
		i--
	}
	return g.files[i], int(pos - g.files[i].base)
}

// find returns the position of an id in this file.
func (f *file) find(id []byte) (uint32, bool) {
	low := 0
	if id[0] > 0 {
		low = int(f.fan(int(id[0]) - 1))
	}
	n := int(f.fan(int(id[0]))) - low
	i := low + sort.Search(n, func(i int) bool { return bytes.Compare(f.id(low+i), id) >= 0 })
	if i < low+n && bytes.Equal(f.id(i), id) {
		return f.base + uint32(i), true
	}
	return 0, false
}
