package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// stdinName is the file that standard input is taken for where nothing is said.
const stdinName = "stdin.prompt.yaml"

// lintInput finds out where the work is and reads standard input.
func (a *app) lintInput(ctx context.Context, f *lintFlags) error {
	f.input.Tokens = a.tokens
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
