// Package atomicfile replaces a file so that at no time there is half of one.
package atomicfile

import (
	"io/fs"
	"os"
	"path/filepath"
)

// Replace puts a file with these bytes in the place of one, or where there is
// none yet. Whatever happens on the way, the old file stays as it was.
func Replace(path string, data []byte, mode fs.FileMode) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".promptctl-*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
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
