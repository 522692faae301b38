package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/repo"
)

// checkRepository says what kind of repository this is.
func checkRepository(ctx context.Context, p *patient) (Result, error) {
	if errors.Is(p.repoErr, repo.ErrNoRepository) {
		return Result{Status: Note, Detail: "not in a git repository", Hint: "run `git init`, or name the repository's folder with -C"}, nil
	}
	if p.repoErr != nil {
		return Result{}, p.repoErr
	}
	head, err := p.repo.Head(ctx)
	if err != nil {
		return Result{}, err
	}
	kind, err := p.kind(ctx)
	if err != nil {
		return Result{}, err
	}
	r := Result{Status: OK, Detail: kind + ", " + describeHead(head)}
	if p.repo.Root() == "" {
		r.Status, r.Hint = Note, "commands read HEAD here; those that write files need a clone with a work tree"
	}
	return r, nil
}

func (p *patient) kind(ctx context.Context) (string, error) {
	switch {
	case p.repo.Root() == "" && p.repo.Bare():
		return "bare repository " + p.repo.GitDir(), nil
	case p.repo.Root() == "":
		return "git's own folder " + p.repo.GitDir(), nil
	case p.repo.GitDir() != p.repo.CommonDir():
		return fmt.Sprintf("linked work tree %s of %s", p.repo.Root(), p.repo.CommonDir()), nil
	}
	super, err := p.repo.Superproject(ctx)
	if err != nil {
		return "", err
	}
	if super != "" {
		return fmt.Sprintf("submodule %s of %s", p.repo.Root(), super), nil
	}
	return "work tree " + p.repo.Root(), nil
}

func describeHead(h repo.Head) string {
	switch {
	case h.Branch == "":
		return "detached at " + h.Commit.Short()
	case h.Commit == "":
		return "on " + h.Branch + ", without a commit yet"
	default:
		return "on " + h.Branch
	}
}

// checkHistory looks for a history that is cut off.
func checkHistory(_ context.Context, p *patient) (Result, error) {
	if p.repo.Shallow() {
		return Result{Status: Warn, Detail: "shallow: versions are incomplete, and what rests on them cannot be decided",
			Hint: "git fetch --unshallow"}, nil
	}
	return Result{Status: OK, Detail: "complete"}, nil
}

// checkObjects looks at how the objects are kept.
func checkObjects(ctx context.Context, p *patient) (Result, error) {
	refs, ok, err := p.repo.Config(ctx, "extensions.refStorage")
	if err != nil {
		return Result{}, err
	}
	names := p.repo.ObjectFormat()
	if ok && refs != "" && refs != "files" {
		names += ", refs in " + refs
	}
	if p.repo.Partial() {
		return Result{Status: Note, Detail: names + "; a partial clone: old versions are fetched when they are read, and need the network",
			Hint: "git fetch --refetch --no-filter brings everything"}, nil
	}
	return Result{Status: OK, Detail: names}, nil
}

// checkReplacements looks for what makes git show another history than the one
// that was recorded.
func checkReplacements(ctx context.Context, p *patient) (Result, error) {
	grafts, err := os.Stat(filepath.Join(p.repo.CommonDir(), "info", "grafts"))
	if err == nil && grafts.Size() > 0 {
		return Result{Status: Warn, Detail: "info/grafts gives commits other parents, and versions follow it",
			Hint: "git replace --convert-graft-file: replacements are ignored here"}, nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return Result{}, err
	}
	refs, err := p.repo.Refs(ctx, "refs/replace/")
	if err != nil || len(refs) == 0 {
		return Result{Status: OK, Detail: "none"}, err
	}
	return Result{Status: Note, Detail: fmt.Sprintf("%s in refs/replace, which git obeys and promptctl ignores", count(len(refs), "replacement")),
		Hint: "GIT_NO_REPLACE_OBJECTS=1 makes git ignore them too"}, nil
}

// checkCheckout looks at which files are on disk.
func checkCheckout(ctx context.Context, p *patient) (Result, error) {
	if p.repo.Root() == "" {
		return Result{Status: OK, Detail: "no work tree"}, nil
	}
	sparse, ok, err := p.repo.Config(ctx, "core.sparseCheckout")
	if err != nil || !ok || !isTrue(sparse) {
		return Result{Status: OK, Detail: "all files"}, err
	}
	return Result{Status: Note, Detail: "sparse: what is left out is read from git, as it was last committed",
		Hint: "git sparse-checkout add FOLDER brings it to disk"}, nil
}

// isTrue reads a boolean as git does (git-config(1)).
func isTrue(value string) bool {
	switch strings.ToLower(value) {
	case "false", "no", "off", "0", "":
		return false
	default:
		return true
	}
}

// checkGraph looks for what makes a long history fast.
func checkGraph(ctx context.Context, p *patient) (Result, error) {
	const long = 5000 // commits: below, walking them takes no time that one notices
	there, filters := p.repo.Graph()
	if there && filters {
		return Result{Status: OK, Detail: "with changed-path filters"}, nil
	}
	head, err := p.repo.Head(ctx)
	if err != nil {
		return Result{}, err
	}
	n := 0
	if head.Commit != "" {
		if n, err = p.repo.CountCommits(ctx, head.Commit, long+1); err != nil {
			return Result{}, err
		}
	}
	switch {
	case n <= long:
		return Result{Status: OK, Detail: fmt.Sprintf("not needed for %s", count(n, "commit"))}, nil
	case p.repo.Shallow():
		return Result{Status: Note, Detail: "cannot be used in a shallow clone: the history of a prompt is slow to find"}, nil
	}
	const mend = "git commit-graph write --reachable --changed-paths; git config fetch.writeCommitGraph true keeps it up"
	if there {
		return Result{Status: Note, Detail: "without changed-path filters: the history of a prompt is slow to find", Hint: mend}, nil
	}
	return Result{Status: Note, Detail: fmt.Sprintf("none, with more than %d commits: the history of a prompt is slow to find", long), Hint: mend}, nil
}

// checkTags looks whether a clone has the tags, which are releases and
// approvals.
func checkTags(ctx context.Context, p *patient) (Result, error) {
	tags, err := p.repo.Refs(ctx, "refs/tags/")
	if err != nil {
		return Result{}, err
	}
	option, _, err := p.repo.Config(ctx, "remote.origin.tagOpt")
	if err != nil {
		return Result{}, err
	}
	_, cloned, err := p.repo.Config(ctx, "remote.origin.url")
	switch {
	case err != nil:
		return Result{}, err
	case option == "--no-tags":
		return Result{Status: Warn, Detail: "this clone does not fetch tags, which releases and approvals are",
			Hint: "git config --unset remote.origin.tagOpt && git fetch --tags"}, nil
	case len(tags) == 0 && cloned:
		return Result{Status: Note, Detail: "none here: releases and approvals are tags", Hint: "git fetch --tags brings those that origin has"}, nil
	default:
		return Result{Status: OK, Detail: count(len(tags), "tag")}, nil
	}
}

// count writes a number with what it counts.
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
