package commitgraph

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxFile is the size in bytes above which a file is refused: far more than a
// million commits with their filters need.
const maxFile = 1 << 29

// Open reads the commit-graph of a repository whose ids have idLen bytes (20 or
// 32). The folders are its object folder (.git/objects) and then those that it
// borrows from (its alternates). As in git the first folder that has a graph
// counts, a single file counts before a chain, and the files of a chain may lie
// in any of the folders. Where there is no graph the error is an
// fs.ErrNotExist.
//
// The files are read whole: that takes a millisecond for 50,000 commits, works
// alike everywhere, and unlike a mapped file cannot fault when another process
// truncates it.
func Open(idLen int, folders ...string) (*Graph, error) {
	for _, folder := range folders {
		g, err := openIn(idLen, folder, folders)
		if !errors.Is(err, fs.ErrNotExist) {
			return g, err
		}
	}
	return nil, fmt.Errorf("commit-graph: %w", fs.ErrNotExist)
}

func openIn(idLen int, folder string, folders []string) (*Graph, error) {
	path := filepath.Join(folder, "info", "commit-graph")
	data, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return openChain(idLen, folder, folders)
	}
	if err != nil {
		return nil, err
	}
	f, err := parse(data, idLen, 0, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return newGraph(idLen, []*file{f})
}

// openChain reads the files that a chain names, the lowest first.
func openChain(idLen int, folder string, folders []string) (*Graph, error) {
	path := filepath.Join(folder, "info", "commit-graphs", "commit-graph-chain")
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	var files []*file
	var below []byte // the ids of the files so far
	base := uint32(0)
	for line := range strings.FieldsSeq(string(data)) {
		id, err := hex.DecodeString(line)
		if err != nil || len(id) != idLen {
			return nil, fmt.Errorf("%s: %q is not the id of a file", path, line)
		}
		f, err := openLayer(idLen, hex.EncodeToString(id), folders, base, len(files))
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(f.bases, below) {
			return nil, fmt.Errorf("%s: file %s stands on another chain", path, line)
		}
		files, below, base = append(files, f), append(below, id...), f.base+f.count
	}
	return newGraph(idLen, files)
}

// openLayer reads one file of a chain. A file that is missing is damage, not
// the absence of a graph.
func openLayer(idLen int, id string, folders []string, base uint32, layers int) (*file, error) {
	name := "graph-" + id + ".graph"
	for _, folder := range folders {
		path := filepath.Join(folder, "info", "commit-graphs", name)
		data, err := readFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		f, err := parse(data, idLen, base, layers)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return f, nil
	}
	return nil, fmt.Errorf("commit-graph chain: %s is missing", name)
}

func newGraph(idLen int, files []*file) (*Graph, error) {
	g := &Graph{files: files, idLen: idLen, corrected: true}
	if len(files) == 0 {
		return nil, errors.New("commit-graph chain is empty")
	}
	for _, f := range files {
		g.corrected = g.corrected && f.offsets != nil
	}
	return g, nil
}

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, fmt.Errorf("%s: not a file of at most %d bytes", path, maxFile)
	}
	return os.ReadFile(path)
}
