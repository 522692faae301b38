package lint

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/promptctl-io/promptctl/pkg/atomicfile"
)

// Disk returns how the files below a folder are read as they are on disk.
func Disk(top string) func(file string) ([]byte, error) {
	return func(file string) ([]byte, error) { return os.ReadFile(filepath.Join(top, filepath.FromSlash(file))) }
}

// Save writes files that Fix has changed, each whole and with the permissions
// that it has. One that was changed by somebody else meanwhile is left alone,
// and one that cannot be written does not stop the others: the error tells of
// all of them.
func Save(top string, files []FixedFile) error {
	var failed []error
	for _, f := range files {
		if err := save(filepath.Join(top, filepath.FromSlash(f.File)), f); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", f.File, err))
		}
	}
	return errors.Join(failed...)
}

func save(name string, f FixedFile) error {
	info, err := os.Lstat(name)
	if err != nil {
		return plain(err)
	}
	if !info.Mode().IsRegular() {
		return errors.New("is no ordinary file")
	}
	now, err := os.ReadFile(name)
	if err != nil {
		return plain(err)
	}
	if !bytes.Equal(now, f.Before) {
		return errors.New("was changed meanwhile, and is left alone")
	}
	return plain(atomicfile.Replace(name, f.After, info.Mode().Perm()))
}

// plain is an error without the path in it, which the file's name tells better.
func plain(err error) error {
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
