package repo

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
)

// folder is the snapshot of a folder that need not be in any repository.
type folder struct{ *disk }

// Folder returns the files below a folder on disk, whatever git knows of it.
// Paths are relative to that folder; git's own folders are left out.
func Folder(dir string) (Snapshot, error) {
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if real, err := filepath.EvalSymlinks(root); err == nil {
		root = real // a walk does not begin at a link
	}
	return &folder{&disk{root: root, in: "worktree", nested: true, folders: map[string]error{"": nil}}}, nil
}

// Describe returns "worktree".
func (f *folder) Describe() string { return f.in }

// Files implements Snapshot.
func (f *folder) Files(ctx context.Context, under ...string) ([]File, error) {
	places, err := cleanUnder(under)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, place := range places {
		err := filepath.WalkDir(f.file(place), func(name string, e fs.DirEntry, err error) error {
			if err != nil || ctx.Err() != nil {
				return firstError(ctx.Err(), err)
			}
			return f.entry(&files, name, e)
		})
		if err != nil && !isGone(err) {
			return nil, err
		}
	}
	return sorted(files), nil
}

// entry adds what was met on the way, but for folders.
func (f *folder) entry(files *[]File, name string, e fs.DirEntry) error {
	if e.IsDir() {
		if e.Name() == ".git" {
			return fs.SkipDir
		}
		return nil
	}
	rel, err := filepath.Rel(f.root, name)
	if err != nil {
		return err
	}
	file := File{Path: filepath.ToSlash(rel), Mode: Regular}
	switch {
	case e.Type()&os.ModeSymlink != 0:
		file.Mode = Symlink
	case !e.Type().IsRegular():
		return nil
	}
	*files = append(*files, file)
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func isGone(err error) bool { return os.IsNotExist(err) }

// Read implements Snapshot.
func (f *folder) Read(_ context.Context, path string) ([]byte, error) {
	clean, err := cleanPath(path)
	if err != nil {
		return nil, err
	}
	return f.fresh().read(clean)
}

// ReadAll implements Snapshot.
func (f *folder) ReadAll(ctx context.Context, files []File, visit func(i int, data []byte) error) error {
	d := f.fresh()
	for i, file := range files {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		data, err := d.read(file.Path)
		if err != nil {
			return err
		}
		if err := visit(i, data); err != nil {
			return err
		}
	}
	return nil
}

// fresh is a look at the disk that remembers nothing yet, and is one
// goroutine's own.
func (f *folder) fresh() *disk {
	return &disk{root: f.root, in: f.in, nested: true, folders: map[string]error{"": nil}}
}
