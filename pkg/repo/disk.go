package repo

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// disk looks at the files of a work tree. It never follows a symbolic link, as
// git does not. It is for one pass by one goroutine: what it finds out about
// folders it keeps.
type disk struct {
	root    string
	in      string
	nested  bool             // whether files in other repositories can be read
	folders map[string]error // why a folder cannot be entered; nil where it can
}

func (w *worktree) disk() *disk {
	return &disk{root: w.repo.root, in: w.Describe(), nested: true, folders: map[string]error{"": nil}}
}

var (
	errBehindLink = errors.New("lies behind a symbolic link")
	errNotRegular = errors.New("is not a regular file")
	errGitFolder  = errors.New("lies in git's own folder")
	errInside     = inSubmodule{}
)

// inSubmodule is the reason why a file of a submodule is none of the repository.
type inSubmodule struct{}

func (inSubmodule) Error() string { return "lies in a submodule" }

// Is makes it ErrSubmodule.
func (inSubmodule) Is(target error) bool { return target == ErrSubmodule }

func (d *disk) file(name string) string { return filepath.Join(d.root, filepath.FromSlash(name)) }

// stat is os.Lstat of a path from the top. A path that is behind something that
// is not a folder does not exist.
func (d *disk) stat(name string) (fs.FileInfo, error) {
	if err := d.enter(parent(name)); err != nil {
		return nil, &FileError{name, d.in, err}
	}
	info, err := os.Lstat(d.file(name))
	if err != nil {
		return nil, &FileError{name, d.in, plainError(err)}
	}
	return info, nil
}

// enter finds out whether a folder, and all that it lies in, can be entered.
func (d *disk) enter(folder string) error {
	if err, known := d.folders[folder]; known {
		return err
	}
	err := d.enter(parent(folder))
	if err == nil {
		err = d.enterOne(folder)
	}
	d.folders[folder] = err
	return err
}

func (d *disk) enterOne(folder string) error {
	if strings.EqualFold(path.Base(folder), ".git") {
		return errGitFolder
	}
	info, err := os.Lstat(d.file(folder))
	switch {
	case err != nil:
		return plainError(err)
	case info.Mode()&os.ModeSymlink != 0:
		return errBehindLink
	case !info.IsDir():
		return errNoFile
	}
	if !d.nested && d.isRepository(folder) {
		return errInside
	}
	return nil
}

// isRepository reports whether the folder is the top of a work tree.
func (d *disk) isRepository(folder string) bool {
	_, err := os.Lstat(filepath.Join(d.file(folder), ".git"))
	return err == nil
}

// read reads a regular file.
func (d *disk) read(name string) ([]byte, error) {
	info, err := d.stat(name)
	if err != nil {
		return nil, err
	}
	switch mode := info.Mode(); {
	case mode&os.ModeSymlink != 0:
		err = ErrSymlink
	case mode.IsDir():
		err = ErrFolder
		if name != "" && d.isRepository(name) {
			err = ErrSubmodule
		}
	case !mode.IsRegular():
		err = errNotRegular
	case info.Size() > maxObject:
		err = errTooLarge
	}
	if err != nil {
		return nil, &FileError{name, d.in, err}
	}
	data, err := os.ReadFile(d.file(name))
	if err != nil {
		return nil, &FileError{name, d.in, plainError(err)}
	}
	return data, nil
}

// plainError is the reason without the operation and the path, which FileError
// says.
func plainError(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errNoFile
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// parent returns the folder that a path lies in; "" is the top.
func parent(name string) string {
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i]
	}
	return ""
}
