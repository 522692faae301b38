package hook

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/promptctl-io/promptctl/pkg/atomicfile"
	"github.com/promptctl-io/promptctl/pkg/diag"
)

// read returns the text of a hook, and whether there is one.
func read(path string) (text string, there bool, err error) {
	data, err := os.ReadFile(path)
	if err == nil {
		return string(data), true, nil
	}
	if _, missing := os.Lstat(path); errors.Is(missing, fs.ErrNotExist) {
		return "", false, nil
	}
	return "", false, err
}

// apply makes the change, if the file is still what it was.
func (c Change) apply(ctx context.Context) error {
	if c.Action == Keep {
		return nil
	}
	if c.do != nil {
		return c.do(ctx)
	}
	now, there, err := read(c.Path)
	if err != nil {
		return err
	}
	if there != (c.Action != Create) || now != c.old {
		return diag.WithHint(fmt.Errorf("%s has changed in the meantime", c.Path), "run the command again")
	}
	switch c.Action {
	case Delete:
		return os.Remove(c.Path)
	case Create:
		if err := os.MkdirAll(filepath.Dir(c.Path), 0o755); err != nil {
			return err
		}
		return atomicfile.Replace(c.Path, []byte(c.data), c.mode)
	default:
		return c.replace()
	}
}

// replace gives a file other bytes, and leaves it its rights. It is no link:
// those are refused.
func (c Change) replace() error {
	info, err := os.Lstat(c.Path)
	if err != nil {
		return err
	}
	return atomicfile.Replace(c.Path, []byte(c.data), info.Mode().Perm())
}
