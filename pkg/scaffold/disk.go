package scaffold

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// disk is the folder of a work tree, out of which no path leads.
type disk struct{ *os.Root }

func openDisk(top string) (disk, error) {
	root, err := os.OpenRoot(top)
	return disk{root}, err
}

// folder checks that a folder is one, or can be made: that nothing on the way
// to it is a file, a symbolic link or another repository.
func (d disk) folder(name string) error {
	if name == "." || name == "" {
		return nil
	}
	if err := d.folder(path.Dir(name)); err != nil {
		return err
	}
	info, err := d.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return plain(name, err)
	case info.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("%s is a symbolic link, which git does not follow: nothing can be written below it", name)
	case !info.IsDir():
		return fmt.Errorf("%s is a file: nothing can be written below it", name)
	}
	if _, err := d.Lstat(path.Join(name, ".git")); err == nil {
		return fmt.Errorf("%s is a repository of its own: nothing can be written below it", name)
	}
	return nil
}

// read returns the bytes of a regular file, nil and false where there is
// nothing at all.
func (d disk) read(name string) ([]byte, bool, error) {
	if err := d.folder(path.Dir(name)); err != nil {
		return nil, false, err
	}
	info, err := d.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false, nil
	case err != nil:
		return nil, false, plain(name, err)
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, false, fmt.Errorf("%s is a symbolic link, and has to be a file", name)
	case info.IsDir():
		return nil, false, fmt.Errorf("%s is a folder, and has to be a file", name)
	case !info.Mode().IsRegular():
		return nil, false, fmt.Errorf("%s is no regular file", name)
	}
	data, err := d.ReadFile(name)
	if err != nil {
		return nil, false, plain(name, err)
	}
	return data, true, nil
}

// write does a change, whole or not at all.
func (d disk) write(c Change) error {
	was, there, err := d.read(c.Path)
	switch {
	case err != nil:
		return err
	case c.Action == Create && there:
		return exists(c.Path)
	case c.Action != Create && (!there || !bytes.Equal(was, c.old)):
		err := fmt.Errorf("%s has changed in the meantime", c.Path)
		return diag.WithHint(err, "run the command again")
	}
	if c.Action == Delete {
		return plain(c.Path, d.Remove(c.Path))
	}
	if err := d.MkdirAll(path.Dir(c.Path), 0o755); err != nil {
		return plain(path.Dir(c.Path), err)
	}
	temporary := path.Join(path.Dir(c.Path), "."+path.Base(c.Path)+"."+strings.ToLower(rand.Text())[:8])
	err = d.finish(c, temporary)
	if gone := d.Remove(temporary); err == nil && gone != nil && !errors.Is(gone, fs.ErrNotExist) {
		err = gone
	}
	return plain(c.Path, err)
}

// finish writes a temporary file and gives it its name.
func (d disk) finish(c Change, temporary string) error {
	mode := fs.FileMode(0o644)
	if c.Action != Create {
		info, err := d.Lstat(c.Path)
		if err != nil {
			return err
		}
		mode = info.Mode().Perm()
	}
	if err := d.fill(temporary, c.Data, mode); err != nil {
		return err
	}
	if c.Action != Create {
		if err := d.Chmod(temporary, mode); err != nil {
			return err
		}
		return d.Rename(temporary, c.Path)
	}
	// Unlike a renaming, a link fails where the name is taken by now.
	err := d.Link(temporary, c.Path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// Some file systems have no links.
	if _, err := d.Lstat(c.Path); err == nil {
		return exists(c.Path)
	}
	return d.Rename(temporary, c.Path)
}

// fill writes a new file, to the disk.
func (d disk) fill(name string, data []byte, mode fs.FileMode) error {
	f, err := d.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func exists(name string) error { return fmt.Errorf("%s is there already", name) }

// plain names the file and the reason, without the call that failed.
func plain(name string, err error) error {
	var failed *fs.PathError
	var link *os.LinkError
	switch {
	case errors.Is(err, fs.ErrExist):
		return exists(name)
	case errors.As(err, &failed):
		return fmt.Errorf("%s: %w", name, failed.Err)
	case errors.As(err, &link):
		return fmt.Errorf("%s: %w", name, link.Err)
	default:
		return err
	}
}
