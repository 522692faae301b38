// Package atomicfile reads a file and replaces it so that at no time there is
// half of one.
package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Replace puts a file with these bytes in the place of one, or where there is
// none yet. Whatever happens on the way, the old file stays as it was.
func Replace(path string, data []byte, mode fs.FileMode) error {
	return replace(path, mode, whole(data))
}

// Write is Replace for a path that a person has named: what is no ordinary file
// there, such as a link, a device or a pipe, stays what it is and is written to.
func Write(path string, data []byte, mode fs.FileMode) error { return Stream(path, mode, whole(data)) }

// Stream is Write for what need not fit into memory: a function writes it. Its error
// leaves an old file as it was.
func Stream(path string, mode fs.FileMode, write func(io.Writer) error) error {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().IsRegular() {
		return replace(path, mode, write)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	err = write(f)
	return errors.Join(err, f.Close())
}

// Writable returns why Write could not write to a path now, before what is to be
// written is there. Folders on the way are made.
func Writable(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	switch info, err := os.Lstat(path); {
	case err == nil && info.IsDir():
		return errors.New("is a folder")
	case err == nil && !info.Mode().IsRegular():
		return nil // only writing shows it
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".promptctl-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

func whole(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}

func replace(path string, mode fs.FileMode, write func(io.Writer) error) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".promptctl-*")
	if err != nil {
		return err
	}
	err = write(temporary)
	if err == nil {
		err = temporary.Chmod(mode)
	}
	if closing := temporary.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name()) // what matters is why it could not be put in place
	}
	return err
}

// Read returns the bytes and the permissions of a file that can be replaced: an
// ordinary one, and no link to another.
func Read(path string) ([]byte, fs.FileMode, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, errors.New("is no ordinary file")
	}
	data, err := os.ReadFile(path)
	return data, info.Mode().Perm(), err
}

// Reason is an error without the path in it, for whoever names the file better.
func Reason(err error) error {
	var at *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &at):
		return at.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
