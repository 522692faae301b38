package repo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
)

// OpenFile opens a file of a snapshot to be read from its beginning to its end, which
// a long one need not be held in memory for. Its bytes and its errors are those of
// Read. It must be closed.
func OpenFile(ctx context.Context, s Snapshot, path string) (io.ReadCloser, error) {
	if w, ok := s.(*worktree); ok {
		f, err := w.openPlain(ctx, path)
		if f != nil || err != nil {
			return f, err
		}
	}
	data, err := s.Read(ctx, path)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(data)), nil
}

// openPlain opens a file that git would store as it is on disk; nil for any other.
func (w *worktree) openPlain(ctx context.Context, path string) (io.ReadCloser, error) {
	clean, err := cleanPath(path)
	if err != nil {
		return nil, err
	}
	d := w.disk()
	d.nested = false
	info, err := d.stat(clean)
	if err != nil || !info.Mode().IsRegular() {
		return nil, nil // Read says why
	}
	viaGit, err := w.repo.filtered(ctx, []File{{Path: clean}})
	if err != nil || viaGit[0] {
		return nil, err
	}
	f, err := os.Open(d.file(clean))
	if err != nil {
		return nil, &FileError{clean, w.Describe(), plainError(err)}
	}
	if plain, err := isPlain(f); err != nil || !plain {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// isPlain reads a file through, and reports whether its line ends are as git
// stores them. Afterwards the file is at its beginning.
func isPlain(f io.ReadSeeker) (bool, error) {
	part := make([]byte, 1<<16)
	for {
		n, err := f.Read(part)
		if normalisable(part[:n]) {
			return false, nil
		}
		if errors.Is(err, io.EOF) {
			_, err = f.Seek(0, io.SeekStart)
			return err == nil, err
		}
		if err != nil {
			return false, err
		}
	}
}
