package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/standing"
)

// stdinName is the file that standard input is taken for where nothing is said.
const stdinName = "stdin.prompt.yaml"

// lintInput finds out where the work is and reads standard input.
func (a *app) lintInput(ctx context.Context, f *lintFlags) error {
	f.input.Tokens, f.input.Approved = a.tokens, a.approved(ctx)
	if err := a.lintPlace(ctx, &f.input); err != nil {
		return err
	}
	if !slices.Contains(f.input.Args, "-") {
		if f.stdinName != "" {
			return usagef("--stdin-filename is for standard input: give - as the argument")
		}
		return f.checkMends()
	}
	if len(f.input.Args) > 1 || f.input.Staged || f.input.Rev != "" || f.input.Since != "" {
		return usagef("- stands for standard input, and goes alone")
	}
	if f.input.BufferName = f.stdinName; f.stdinName == "" {
		f.input.BufferName = stdinName
	}
	var err error
	f.input.Buffer, err = a.readInput(ctx, "-")
	return err
}

// lintPlace opens the repository, if there is one: files are linted without
// one too.
func (a *app) lintPlace(ctx context.Context, in *lint.Input) (err error) {
	if in.Dir, err = filepath.Abs(a.dir); err != nil {
		return err
	}
	in.Repo, err = a.open(ctx, repo.Options{Staged: in.Staged && len(in.Args) == 0})
	if errors.Is(err, repo.ErrNoRepository) && !in.Staged && in.Rev == "" && in.Since == "" && in.Base == "" {
		in.Repo, err = nil, nil
		if info, failed := os.Stat(in.Dir); failed != nil || !info.IsDir() {
			err = failed
		}
	}
	return err
}

// approved looks approvals up, once somebody asks: only a rule does that is off
// unless it is asked for.
func (a *app) approved(ctx context.Context) func(name string) ([]string, error) {
	all := sync.OnceValues(func() (map[string][]string, error) {
		r, err := a.register(ctx)
		if errors.Is(err, policy.ErrNone) || errors.Is(err, standing.ErrNoCommit) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return r.Approved(ctx)
	})
	return func(name string) ([]string, error) {
		digests, err := all()
		return digests[name], err
	}
}

// mends reports whether something is to be mended, or shown as if it were.
func (f *lintFlags) mends() bool { return f.fix || f.diff || f.unsafe }

// checkMends refuses to mend what is not in the work tree.
func (f *lintFlags) checkMends() error {
	if f.fix || f.unsafe && !f.diff {
		switch {
		case f.input.Staged:
			return usagef("--staged looks at the index, and only files of the work tree can be mended: run without --staged, then stage")
		case f.input.Rev != "" && f.input.Rev != "worktree":
			return usagef("--rev looks at what is committed, and only files of the work tree can be mended")
		case f.input.Repo != nil && f.input.Repo.Root() == "":
			return usagef("%s has no work tree with files to mend", f.input.Repo.GitDir())
		}
	}
	return nil
}

// asSelection makes a usage error of an argument that cannot be meant.
func asSelection(err error) error {
	var selection *lint.SelectionError
	if errors.As(err, &selection) {
		return usageError{err}
	}
	return err
}
