package lint

import (
	"cmp"
	"context"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/token"
	"golang.org/x/sync/errgroup"
)

// Input is what a person asks to have linted.
type Input struct {
	Repo *repo.Repo // nil outside of a repository
	Dir  string     // the folder that the person is in, absolute

	Args         []string
	Staged       bool   // the files that the next commit changes, as they are staged
	Rev          string // a revision instead of the work tree; "" is none
	Since        string // only files that changed since this revision; "" is all
	Base         string // the revision that prompts are compared with; "" is none
	ForceExclude bool

	// Buffer is the text of a file that is not saved, and BufferName the path
	// that it has, or will have.
	Buffer     []byte
	BufferName string

	Tokens *token.Counter
	// Approved is History.Approved; nil where nobody knows.
	Approved func(name string) ([]string, error)
}

// Top is the folder on disk that paths start from: that of the repository's
// work tree, or, outside of a repository, the nearest one around Dir that has a
// promptctl.yaml, or else Dir. It is "" in a bare repository.
func (in Input) Top() string {
	if in.Repo != nil {
		return in.Repo.Root()
	}
	for dir := in.Dir; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, config.File)); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return in.Dir
		}
	}
}

// Query finds the files that are asked for.
func (in Input) Query(ctx context.Context) (Query, error) {
	q := Query{Args: in.Args, Path: in.path, ForceExclude: in.ForceExclude, Tokens: in.Tokens}
	if err := in.history(ctx, &q.History); err != nil {
		return q, err
	}
	revision, err := in.revision(ctx)
	if err != nil {
		return q, err
	}
	var snapshot repo.Snapshot
	group, both := errgroup.WithContext(ctx) // git is asked two things at once: a hook must not wait
	group.Go(func() (err error) {
		snapshot, err = in.snapshot(both, revision)
		return err
	})
	group.Go(func() (err error) {
		q.Changed, err = in.changed(both, revision)
		return err
	})
	if err := group.Wait(); err != nil {
		return q, err
	}
	if in.BufferName != "" {
		name := in.path(in.BufferName)
		snapshot = repo.Overlay(snapshot, map[string][]byte{name: in.Buffer})
		q.Args = []string{in.BufferName}
	}
	q.Snapshot = snapshot
	return q, nil
}

// history is where earlier versions are read from.
func (in Input) history(ctx context.Context, h *History) error {
	if in.Repo == nil {
		return nil
	}
	h.Releases = sync.OnceValues(func() (map[string][]string, error) { return catalog.Releases(ctx, in.Repo) })
	h.Release = func(name, version string) (*prompt.Closure, error) {
		return catalog.AtRelease(ctx, in.Repo, name, version)
	}
	h.Approved = in.Approved
	if in.Base == "" {
		return nil
	}
	base, err := in.resolve(ctx, in.Base)
	if err != nil {
		return err
	}
	project, err := catalog.Open(ctx, in.Repo)
	if err != nil {
		return err
	}
	old, err := project.At(ctx, base)
	h.Base = func(name string) (*prompt.Closure, error) { return old.ByName(ctx, name) }
	return err
}

// revision is what is linted. Only a revision of git needs the settings to be
// found; those of the work tree may be what is wrong.
func (in Input) revision(ctx context.Context) (catalog.Revision, error) {
	switch {
	case in.Staged:
		return catalog.Revision{Kind: catalog.Staged}, nil
	case in.Repo == nil, in.Rev == "" && in.Repo.Root() != "", in.Rev == string(catalog.WorkTree):
		return catalog.Revision{Kind: catalog.WorkTree}, nil
	}
	return in.resolve(ctx, in.Rev)
}

// resolve finds what a revision stands for: an environment, or any revision of
// git; "" is HEAD.
func (in Input) resolve(ctx context.Context, rev string) (catalog.Revision, error) {
	project, err := catalog.Open(ctx, in.Repo)
	if err != nil {
		return catalog.Revision{}, err
	}
	return project.Revision(ctx, "", cmp.Or(rev, project.DefaultRevision()))
}

// OnDisk reports whether it is the files of the work tree that are linted.
func (in Input) OnDisk() bool {
	return !in.Staged && (in.Rev == "" || in.Rev == string(catalog.WorkTree)) && in.Top() != ""
}

// snapshot is the files of a revision. What git lists of the work tree or the
// index is listed once: a hook must not wait for git over and over.
func (in Input) snapshot(ctx context.Context, r catalog.Revision) (s repo.Snapshot, err error) {
	switch {
	case in.Repo == nil:
		return repo.Folder(in.Top())
	case r.Kind == catalog.WorkTree:
		s, err = in.Repo.WorkTree()
	case r.Kind == catalog.Staged:
		s, err = in.Repo.Index()
	default:
		project, err := catalog.Open(ctx, in.Repo)
		if err != nil {
			return nil, err
		}
		return project.Snapshot(ctx, r)
	}
	if err != nil {
		return nil, err
	}
	usual := []string{config.File, config.OtherFile, policy.Folder, ignoreList}
	return repo.Listed(ctx, s, append(usual, config.Default().Folders()...)...)
}

// changed is the files that alone are asked for, nil where that is no bound.
func (in Input) changed(ctx context.Context, r catalog.Revision) ([]string, error) {
	var files []string
	var err error
	switch {
	case in.Since != "":
		since, failed := in.resolve(ctx, in.Since)
		if failed == nil {
			failed = in.branches(ctx, r)
		}
		if failed != nil {
			return nil, failed
		}
		at := map[catalog.Kind]string{catalog.WorkTree: "", catalog.Staged: string(catalog.Staged)}
		tip, known := at[r.Kind]
		if !known {
			tip = string(r.Commit)
		}
		files, err = in.Repo.ChangedSince(ctx, since.Commit, tip)
	case in.Staged && len(in.Args) == 0:
		files, err = in.Repo.Staged(ctx)
	default:
		return nil, nil
	}
	return append([]string{}, files...), err
}

// branches refuses to ask git what changed on the way to what a ledger serves, which
// comes from many commits.
func (in Input) branches(ctx context.Context, r catalog.Revision) error {
	if r.Commit == "" {
		return nil
	}
	s, err := in.snapshot(ctx, r)
	if err != nil || !catalog.IsServed(s) {
		return err
	}
	err = &SelectionError{r.String(), "is a ledger, and no branch on which files change"}
	return diag.WithHint(err, "name the prompts, or lint all that it serves: promptctl lint --rev %s", r)
}

// path turns a path, as a person gives it where they are, into one from the
// top. One that leads out of the top stays as it is.
func (in Input) path(name string) string {
	if !filepath.IsAbs(name) {
		if in.Repo != nil {
			return path.Join(in.Repo.Prefix(), filepath.ToSlash(name))
		}
		name = filepath.Join(in.Dir, name)
	}
	for _, file := range []string{name, resolved(name)} {
		if rel, err := filepath.Rel(in.Top(), file); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return strings.TrimSuffix(filepath.ToSlash(name), "/")
}

// resolved is a path whose folders are no symbolic links. git names a work tree
// so, and a person may not.
func resolved(name string) string {
	dir, err := filepath.EvalSymlinks(filepath.Dir(name))
	if err != nil {
		return name
	}
	return filepath.Join(dir, filepath.Base(name))
}
