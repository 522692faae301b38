package repo

import (
	"context"
	"strings"
	"sync"
)

// tree is the snapshot of a commit.
type tree struct {
	repo   *Repo
	commit Hash
	root   Hash

	mutex   sync.Mutex // guards what is below
	folders map[Hash][]byte
	size    int // of all folders together, in bytes
}

// maxFolderBytes is how much of folders a snapshot keeps, so that many files of
// one folder can be read without reading the folder each time.
const maxFolderBytes = 16 << 20

// At returns the files as they stand at a commit.
func (r *Repo) At(ctx context.Context, commit Hash) (Snapshot, error) {
	c, err := r.Commits(ctx, []Hash{commit})
	if err != nil {
		return nil, err
	}
	return &tree{repo: r, commit: commit, root: c[0].Tree}, nil
}

// Describe returns the commit's hash.
func (t *tree) Describe() string { return string(t.commit) }

// Files implements Snapshot.
func (t *tree) Files(ctx context.Context, under ...string) ([]File, error) {
	places, err := cleanUnder(under)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, place := range places {
		e, err := t.entry(ctx, place)
		if isNoFile(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if e.mode != modeTree {
			files = append(files, File{place, e.mode, e.hash})
			continue
		}
		if files, err = t.walk(ctx, files, e.hash, place, 0); err != nil {
			return nil, err
		}
	}
	return sorted(files), nil
}

// maxFolders is how deep folders may lie in each other.
const maxFolders = 256

// walk appends the files below the tree, whose path is folder.
func (t *tree) walk(ctx context.Context, files []File, id Hash, folder string, depth int) ([]File, error) {
	if depth > maxFolders {
		return nil, &FileError{folder, t.Describe(), errTooDeep}
	}
	entries, err := t.read(ctx, id, folder)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		path := join(folder, e.name)
		if e.mode != modeTree {
			files = append(files, File{path, e.mode, e.hash})
		} else if files, err = t.walk(ctx, files, e.hash, path, depth+1); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// entry finds what has this path. The top is "".
func (t *tree) entry(ctx context.Context, path string) (treeEntry, error) {
	if known, there := t.repo.places.Load(committed{t.commit, path}); there {
		return known.(treeEntry), nil
	}
	e := treeEntry{mode: modeTree, hash: t.root}
	folder := ""
	for name := range strings.SplitSeq(path, "/") {
		if name == "" {
			break
		}
		if e.mode != modeTree {
			return e, &FileError{path, t.Describe(), errNoFile}
		}
		next, found, err := t.find(ctx, e.hash, folder, name)
		if err != nil {
			return e, err
		}
		if !found {
			return e, &FileError{path, t.Describe(), errNoFile}
		}
		e, folder = next, join(folder, name)
	}
	return e, nil
}

// find finds an entry of a folder.
func (t *tree) find(ctx context.Context, id Hash, folder, name string) (treeEntry, bool, error) {
	data, err := t.folder(ctx, id)
	if err != nil {
		return treeEntry{}, false, locate(err, folder, t)
	}
	e, found, err := findEntry(data, name, len(id)/2)
	if err != nil {
		err = locate(&ObjectError{Hash: id, Err: err}, folder, t)
	}
	return e, found, err
}

// folder returns the tree object of a folder, and keeps it.
func (t *tree) folder(ctx context.Context, id Hash) ([]byte, error) {
	t.mutex.Lock()
	data, kept := t.folders[id]
	t.mutex.Unlock()
	if kept {
		return data, nil
	}
	data, err := t.repo.objectOf(ctx, kindTree, id)
	if err != nil {
		return nil, err
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.folders == nil {
		t.folders = map[Hash][]byte{}
	}
	if t.size+len(data) <= maxFolderBytes {
		t.folders[id] = data
		t.size += len(data)
	}
	return data, nil
}

// read reads the tree of a folder.
func (t *tree) read(ctx context.Context, id Hash, folder string) ([]treeEntry, error) {
	data, err := t.repo.objectOf(ctx, kindTree, id)
	if err != nil {
		return nil, locate(err, folder, t)
	}
	entries, err := parseTree(data, len(id)/2)
	if err != nil {
		return nil, locate(&ObjectError{Hash: id, Err: err}, folder, t)
	}
	return entries, nil
}

// Read implements Snapshot.
func (t *tree) Read(ctx context.Context, path string) ([]byte, error) {
	clean, err := cleanPath(path)
	if err != nil {
		return nil, err
	}
	e, err := t.entry(ctx, clean)
	if err != nil {
		return nil, err
	}
	return t.repo.readBlob(ctx, t, File{clean, e.mode, e.hash})
}

// ReadAll implements Snapshot.
func (t *tree) ReadAll(ctx context.Context, files []File, visit func(int, []byte) error) error {
	return t.repo.readBlobs(ctx, t, files, visit)
}
