package lint

import (
	"bytes"
	"errors"
	"fmt"
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
	now, mode, err := atomicfile.Read(name)
	if err != nil {
		return atomicfile.Reason(err)
	}
	if !bytes.Equal(now, f.Before) {
		return errors.New("was changed meanwhile, and is left alone")
	}
	return atomicfile.Reason(atomicfile.Replace(name, f.After, mode))
}
