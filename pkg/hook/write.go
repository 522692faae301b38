package hook

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

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
func (c Change) apply() error {
	if c.Action == Keep {
		return nil
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
		return c.create()
	default:
		return c.replace()
	}
}

// create makes a file that can be executed by whom the umask lets.
func (c Change) create() error {
	if err := os.MkdirAll(filepath.Dir(c.Path), 0o777); err != nil {
		return err
	}
	temporary, err := fill(c.Path, c.data)
	if err != nil {
		return err
	}
	// Unlike a renaming, a link fails where the name is taken by now.
	err = os.Link(temporary, c.Path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return errors.Join(err, os.Remove(temporary))
	}
	return rename(temporary, c.Path) // some file systems have no links
}

// replace gives a file other bytes, and leaves it its rights and the links that
// lead to it.
func (c Change) replace() error {
	path, err := filepath.EvalSymlinks(c.Path)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	temporary, err := fill(path, c.data)
	if err != nil {
		return err
	}
	if err := os.Chmod(temporary, info.Mode().Perm()); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return rename(temporary, path)
}

// rename gives a temporary file its name, or removes it.
func rename(temporary, path string) error {
	err := os.Rename(temporary, path)
	if err != nil {
		err = errors.Join(err, os.Remove(temporary))
	}
	return err
}

// fill writes a new file beside another, to the disk, and returns its name.
func fill(beside, text string) (string, error) {
	name := filepath.Join(filepath.Dir(beside), "."+filepath.Base(beside)+"."+strings.ToLower(rand.Text())[:8])
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o777)
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(name))
	}
	return name, nil
}
