package repotest

import (
	"os"
	"path/filepath"

	"github.com/stretchr/testify/require"
)

// Symlink makes a symbolic link.
func (r *Repo) Symlink(target, path string) {
	r.t.Helper()
	path = filepath.Join(r.Dir, filepath.FromSlash(path))
	require.NoError(r.t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(r.t, os.Symlink(target, path))
}

// Chmod sets a file's permissions.
func (r *Repo) Chmod(path string, mode os.FileMode) {
	r.t.Helper()
	require.NoError(r.t, os.Chmod(filepath.Join(r.Dir, filepath.FromSlash(path)), mode))
}
