package repo

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// OnDisk reports whether a path of the work tree is a plain file with just these
// bytes or, for nil, nothing at all. No filter of git's is applied, and no process
// is started. It is false where there is no work tree, and in doubt.
func (r *Repo) OnDisk(path string, data []byte) bool {
	if r.root == "" {
		return false
	}
	name := filepath.Join(r.root, filepath.FromSlash(path))
	info, err := os.Lstat(name)
	if data == nil || err != nil {
		return data == nil && errors.Is(err, fs.ErrNotExist)
	}
	if !info.Mode().IsRegular() || info.Size() != int64(len(data)) {
		return false
	}
	got, err := os.ReadFile(name)
	return err == nil && bytes.Equal(got, data)
}
