package repo

import (
	"context"
	"errors"
	"io/fs"
)

// Mode is what git records of a file besides its bytes.
type Mode uint32

// The modes, as git writes them in a tree.
const (
	Regular    Mode = 0o100644
	Executable Mode = 0o100755
	Symlink    Mode = 0o120000
	Gitlink    Mode = 0o160000 // a submodule
)

// IsFile reports whether the mode is one of a file with bytes of its own.
func (m Mode) IsFile() bool { return m == Regular || m == Executable }

// String returns "file", "executable file", "symbolic link" or "submodule".
func (m Mode) String() string {
	switch m {
	case Executable:
		return "executable file"
	case Symlink:
		return "symbolic link"
	case Gitlink:
		return "submodule"
	default:
		return "file"
	}
}

// File is one entry of a snapshot.
type File struct {
	Path string // from the repository's top, with slashes
	Mode Mode
	// Hash names the blob. It is empty in the work tree, but for a file that a
	// sparse checkout leaves out and that is read from the blob all the same.
	Hash Hash
}

// Snapshot is all files as they stand in the work tree, in the index or at a
// commit. Paths are relative to the repository's top, with slashes. What the
// three give for the same content is the same, byte for byte.
type Snapshot interface {
	// Files returns the files below the folders (or that are these files), in
	// the bytewise order of their paths; all of them where none is given.
	Files(ctx context.Context, under ...string) ([]File, error)
	// Read returns a file's bytes. Where there is none, the error is
	// fs.ErrNotExist; a symbolic link, a submodule or a folder is an error.
	Read(ctx context.Context, path string) ([]byte, error)
	// ReadAll reads files of this snapshot and gives them to visit in their
	// order, as they come in. visit may keep data. ReadAll ends with the first
	// error, its own or visit's.
	ReadAll(ctx context.Context, files []File, visit func(i int, data []byte) error) error
	// Describe returns "worktree", "staged", or the commit's hash.
	Describe() string
}

// The reasons why a path that exists cannot be read as a file.
var (
	ErrSymlink   = errors.New("is a symbolic link")
	ErrSubmodule = errors.New("is a submodule")
	ErrFolder    = errors.New("is a folder")
)

// Refused reports whether the path is there and is no file that a snapshot
// gives: a symbolic link or what lies behind one, a submodule, a folder, a
// device.
func (e *FileError) Refused() bool {
	for _, reason := range []error{ErrSymlink, ErrSubmodule, ErrFolder, errBehindLink, errNotRegular, errGitFolder} {
		if errors.Is(e.Err, reason) {
			return true
		}
	}
	return false
}

// errNoFile reads better than fs.ErrNotExist, and is it.
var errNoFile = notExist{}

type notExist struct{}

func (notExist) Error() string { return "does not exist" }

// Is makes it what errors.Is takes for fs.ErrNotExist.
func (notExist) Is(target error) bool { return target == fs.ErrNotExist }

// readable returns the error of reading a file of this mode.
func readable(m Mode) error {
	switch m {
	case Symlink:
		return ErrSymlink
	case Gitlink:
		return ErrSubmodule
	case modeTree:
		return ErrFolder
	default:
		return nil
	}
}
