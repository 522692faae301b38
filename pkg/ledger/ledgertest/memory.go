// Package ledgertest writes ledgers for tests, in memory or into a repository,
// well-formed or not. It makes objects by means of its own, so that what it writes
// and what pkg/ledger reads are two opinions.
package ledgertest

import (
	"cmp"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Memory is a store of objects in memory.
type Memory struct {
	Objects map[string]ledger.Object
	Suites  map[string]string // the digests of the tests at commits; None where a commit is not here
	SHA256  bool              // which ids objects have
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{Objects: map[string]ledger.Object{}, Suites: map[string]string{}}
}

// Object is as ledger.Store wants it.
func (m *Memory) Object(_ context.Context, id string) (string, []byte, error) {
	o, there := m.Objects[id]
	if !there {
		return "", nil, fmt.Errorf("%w: object %s is not here", ledger.ErrIncomplete, id)
	}
	return o.Kind, o.Data, nil
}

// ID is as ledger.Store wants it.
func (m *Memory) ID(kind string, data []byte) string {
	text := append(fmt.Appendf(nil, "%s %d\x00", kind, len(data)), data...)
	if m.SHA256 {
		sum := sha256.Sum256(text)
		return hex.EncodeToString(sum[:])
	}
	sum := sha1.Sum(text)
	return hex.EncodeToString(sum[:])
}

// Put writes an object.
func (m *Memory) Put(kind string, data []byte) string {
	id := m.ID(kind, data)
	m.Objects[id] = ledger.Object{Kind: kind, Data: data}
	return id
}

// Touching is as ledger.Store wants it, of a history without merges.
func (m *Memory) Touching(ctx context.Context, source, since string, files []string) (ids []string, raw map[string][]byte, err error) {
	raw = map[string][]byte{}
	for id := source; id != "" && id != since; {
		_, data, err := m.Object(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		parent := ""
		if _, rest, found := strings.Cut(string(data), "\nparent "); found {
			parent = rest[:len(id)]
		}
		for _, path := range files {
			if m.at(ctx, id, path) != m.at(ctx, parent, path) && raw[id] == nil {
				ids, raw[id] = append(ids, id), data
			}
		}
		id = parent
	}
	return ids, raw, nil
}

func (m *Memory) at(ctx context.Context, commit, path string) string {
	if commit == "" {
		return ""
	}
	id, _ := ledger.TreeAt(ctx, m, commit, path)
	return id
}

// Suite is as ledger.Store wants it.
func (m *Memory) Suite(_ context.Context, commit string, _ []statement.Subject) (string, error) {
	return cmp.Or(m.Suites[commit], statement.None), nil
}

// Entry is one of a tree object.
type Entry struct{ Mode, Name, ID string }

// Tree writes a tree object of these entries, as they are.
func Tree(put func(string, []byte) string, entries ...Entry) string {
	var data []byte
	for _, e := range entries {
		id, err := hex.DecodeString(e.ID)
		if err != nil {
			panic(err)
		}
		data = append(append(data, e.Mode+" "+e.Name+"\x00"...), id...)
	}
	return put("tree", data)
}

// Folder and an id, in the place of a file's text, is a folder that was written.
const Folder = "\x00folder "

// Files writes the tree of some files, whose texts are given by their paths.
func Files(put func(string, []byte) string, files map[string]string) string {
	below := map[string]map[string]string{}
	var entries []Entry
	for path, text := range files {
		if id, is := strings.CutPrefix(text, Folder); is && !strings.Contains(path, "/") {
			entries = append(entries, Entry{"40000", path, id})
		} else if folder, rest, nested := strings.Cut(path, "/"); !nested {
			entries = append(entries, Entry{"100644", path, put("blob", []byte(text))})
		} else if below[folder] == nil {
			below[folder] = map[string]string{rest: text}
		} else {
			below[folder][rest] = text
		}
	}
	for folder, files := range below {
		entries = append(entries, Entry{"40000", folder, Files(put, files)})
	}
	order := func(e Entry) string {
		if e.Mode == "40000" {
			return e.Name + "/"
		}
		return e.Name
	}
	slices.SortFunc(entries, func(a, b Entry) int { return cmp.Compare(order(a), order(b)) })
	return Tree(put, entries...)
}

// Digest is that of a closure.
func Digest(files map[string]string) string {
	texts := map[string][]byte{}
	for path, text := range files {
		texts[path] = []byte(text)
	}
	return statement.Digest(texts)
}

// Under is files with a folder before each path.
func Under(folder string, files map[string]string) map[string]string {
	all := map[string]string{}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		all[folder+"/"+path] = files[path]
	}
	return all
}
