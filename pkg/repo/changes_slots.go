package repo

import (
	"slices"
	"strconv"
	"strings"
)

// slot is an item with the files that it is made of at some commits, and what
// each of them refers to there. Commits in which the contents are the same have
// the same slot.
type slot struct {
	item  int
	files []slotFile // the item's own first
}

type slotFile struct {
	path string
	refs []string
}

// closureOf returns the slot of an item whose own file is at path.
func closureOf(item int, path string, refsAt func(path string) ([]string, error)) (slot, error) {
	s := slot{item: item, files: []slotFile{{path: path}}}
	met := map[string]bool{path: true}
	for i := 0; i < len(s.files); i++ {
		refs, err := refsAt(s.files[i].path)
		if err != nil {
			return s, err
		}
		for _, ref := range refs {
			clean, err := cleanPath(ref)
			if err != nil || clean == "" {
				continue // there can be no such file
			}
			s.files[i].refs = append(s.files[i].refs, clean)
			if !met[clean] {
				met[clean] = true
				s.files = append(s.files, slotFile{path: clean})
			}
		}
	}
	return s, nil
}

// name tells the slot from all others.
func (s *slot) name() string {
	var b strings.Builder
	b.WriteString(strconv.Itoa(s.item))
	for _, f := range s.files {
		b.WriteString("\x00" + f.path)
		for _, ref := range f.refs {
			b.WriteString("\x00\x00" + ref)
		}
	}
	return b.String()
}

func (s *slot) paths() []string {
	paths := make([]string, len(s.files))
	for i, f := range s.files {
		paths[i] = f.path
	}
	return paths
}

// file returns the slot's file at path.
func (s *slot) file(path string) (slotFile, bool) {
	i := slices.IndexFunc(s.files, func(f slotFile) bool { return f.path == path })
	if i < 0 {
		return slotFile{}, false
	}
	return s.files[i], true
}

// slots names slots by small integers.
type slots struct {
	all   []slot
	names map[string]uint32
	watch map[string][]uint32 // the slots with a file at a path
}

func newSlots() slots {
	return slots{names: map[string]uint32{}, watch: map[string][]uint32{}}
}

func (s *slots) intern(one slot) uint32 {
	name := one.name()
	n, ok := s.names[name]
	if ok {
		return n
	}
	n = uint32(len(s.all))
	s.names[name] = n
	s.all = append(s.all, one)
	for _, f := range one.files {
		s.watch[f.path] = append(s.watch[f.path], n)
	}
	return n
}

// hit returns, in ascending order, the slots of a set that have a file among
// the changes, or a folder above one.
func (s *slots) hit(changes []Change, set bitset) []uint32 {
	var hits []uint32
	for i := range changes {
		for path := changes[i].Path; path != ""; path = path[:max(0, strings.LastIndexByte(path, '/'))] {
			for _, n := range s.watch[path] {
				if set.has(n) {
					hits = append(hits, n)
				}
			}
		}
	}
	slices.Sort(hits)
	return slices.Compact(hits)
}
