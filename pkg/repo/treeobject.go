package repo

import (
	"bytes"
	"encoding/hex"
	"errors"
)

// treeEntry is one entry of a tree object.
type treeEntry struct {
	mode Mode // modeTree for a folder
	name string
	hash Hash
}

// modeTree is the mode of a folder, which only trees record.
const modeTree Mode = 0o040000

var errBadTree = errors.New("corrupt: not a tree")

// parseTree reads a tree object whose ids have idLen bytes.
func parseTree(data []byte, idLen int) ([]treeEntry, error) {
	var entries []treeEntry
	for len(data) > 0 {
		e, rest, ok := nextRaw(data, idLen)
		if !ok {
			return nil, errBadTree
		}
		entries, data = append(entries, e.entry()), rest
	}
	return entries, nil
}

// findEntry returns the entry of that name of a tree object, and whether there
// is one. It makes nothing of the other entries.
func findEntry(data []byte, name string, idLen int) (treeEntry, bool, error) {
	for len(data) > 0 {
		e, rest, ok := nextRaw(data, idLen)
		if !ok {
			return treeEntry{}, false, errBadTree
		}
		if string(e.name) == name {
			return e.entry(), true, nil
		}
		data = rest
	}
	return treeEntry{}, false, nil
}

// rawEntry is an entry as it lies in a tree object.
type rawEntry struct {
	mode     Mode
	name, id []byte
}

func (e rawEntry) entry() treeEntry {
	return treeEntry{canonicalMode(e.mode), string(e.name), Hash(hex.EncodeToString(e.id))}
}

// nextRaw reads "MODE NAME\0ID" from the start of data.
func nextRaw(data []byte, idLen int) (e rawEntry, rest []byte, ok bool) {
	i := 0
	for i < len(data) && data[i] >= '0' && data[i] <= '7' && i < 7 {
		e.mode = e.mode<<3 | Mode(data[i]-'0')
		i++
	}
	if i == 0 || i == len(data) || data[i] != ' ' {
		return e, nil, false
	}
	data = data[i+1:]
	end := bytes.IndexByte(data, 0)
	if end < 0 || len(data) < end+1+idLen {
		return e, nil, false
	}
	e.name, e.id = data[:end], data[end+1:end+1+idLen]
	return e, data[end+1+idLen:], validName(e.name)
}

// validName reports whether a tree may hold the name. What git's own checks
// refuse could lead out of the tree.
func validName(name []byte) bool {
	return len(name) > 0 && string(name) != "." && string(name) != ".." && bytes.IndexByte(name, '/') < 0
}

// canonicalMode reads modes of old trees, such as 100664, as git does.
func canonicalMode(m Mode) Mode {
	switch m & 0o170000 {
	case 0o100000:
		if m&0o100 != 0 {
			return Executable
		}
		return Regular
	case 0o120000:
		return Symlink
	case 0o040000:
		return modeTree
	default:
		return Gitlink
	}
}
