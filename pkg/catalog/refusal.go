package catalog

import (
	"errors"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// noFile is the finding where a symbolic link or a submodule is met: which of
// them, and what it cannot do or be.
const noFile = "a %s cannot %s: only files are read"

// refusal is the reason why a path is no file, as prompt.ErrRefused.
type refusal struct{ error }

// Is makes it prompt.ErrRefused.
func (r refusal) Is(target error) bool { return target == prompt.ErrRefused }

// NoFile adds what was met, where the error of reading a file is that it is a
// symbolic link or a submodule, and returns its mode, or else 0. Role is what it
// cannot do or be: "be a prompt".
func NoFile(found *diag.List, file, role string, err error) repo.Mode {
	mode := map[error]repo.Mode{repo.ErrSymlink: repo.Symlink, repo.ErrSubmodule: repo.Gitlink}[reasonOf(err)]
	if mode != 0 {
		found.Errorf("Y008", diag.Range{File: file}, noFile, mode, role)
	}
	return mode
}

// reasonOf is why a path is no file, as a snapshot says it.
func reasonOf(err error) error {
	var refused refusal
	var no *repo.FileError
	switch {
	case errors.As(err, &refused):
		return refused.error
	case errors.As(err, &no):
		return no.Err
	default:
		return nil
	}
}
