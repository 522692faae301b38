// Package scaffold is what init, new and policy write: the files that make
// a repository ready for prompts, new prompts from templates or from others, and
// changes of the policy.
//
// All is planned before anything is written, no file but those of the policy is
// ever overwritten, and nothing is written through a symbolic link or into another
// repository.
package scaffold

import (
	"context"
	"errors"
	"fmt"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Action is what is done to a file.
type Action string

// The actions.
const (
	Create Action = "create"
	Extend Action = "extend" // every byte of the file stays, and some follow it
	Update Action = "update" // parts of it
	Delete Action = "delete"
	Keep   Action = "keep" // nothing
)

// Change is what is to be done to one file.
type Change struct {
	Path   string `json:"path"` // from the top of the repository, with slashes
	Action Action `json:"action"`
	Data   []byte `json:"-"` // the whole file as it is to be; nil for Keep

	old []byte // the file as it was when the change was planned
}

// RequestError is a request that makes no sense, whatever the repository holds:
// a name that is none, a template that does not exist.
type RequestError struct{ Problem string }

// Error returns what is wrong.
func (e *RequestError) Error() string { return e.Problem }

func requestf(format string, args ...any) error {
	return &RequestError{fmt.Sprintf(format, args...)}
}

// workTree returns the files of the work tree, which writing takes.
func workTree(r *repo.Repo) (repo.Snapshot, error) {
	s, err := r.WorkTree()
	if errors.Is(err, repo.ErrNoWorkTree) {
		err := fmt.Errorf("%s has no work tree to write files to", r.GitDir())
		return nil, diag.WithHint(err, "clone it, and run this in the clone")
	}
	return s, err
}

// Ignored returns those of the paths that are there and that git ignores, so
// that no command sees them and no commit gets them.
func Ignored(ctx context.Context, r *repo.Repo, paths ...string) ([]string, error) {
	work, err := workTree(r)
	if err != nil || len(paths) == 0 {
		return nil, err
	}
	files, err := work.Files(ctx, paths...)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, f := range files {
		seen[f.Path] = true
	}
	var ignored []string
	for _, p := range paths {
		if !seen[p] {
			ignored = append(ignored, p)
		}
	}
	return ignored, nil
}
