package catalog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// trace follows one prompt through the commits. The folders are those of the
// revision that is asked about, so that a version means one thing all along.
type trace struct {
	repo       *repo.Repo
	folders    []string
	name, file string
}

// trace finds the file of a prompt: as it is where the versions lead to, or at
// the revision or, for prompts that were removed, as it was on the way.
func (p *Project) trace(ctx context.Context, name string, r Revision, tips []repo.Hash) (*trace, error) {
	t := &trace{repo: p.Repo, folders: p.Config.Folders()}
	if r.Commit != "" {
		c, err := p.configAt(ctx, r.Commit)
		if err != nil {
			return nil, err
		}
		t.folders = c.Folders()
	}
	candidates := t.candidates(name)
	if found, err := t.committed(ctx, candidates, tips); found || err != nil {
		return t, err
	}
	c, err := p.At(ctx, r)
	if err != nil {
		return nil, err
	}
	e, err := c.Find(name)
	switch {
	case err == nil:
		t.name, t.file = e.Name, e.File.Path
		return t, nil
	case !errors.As(err, new(*UnknownPromptError)):
		return nil, err
	}
	return t, t.removed(ctx, candidates, tips, err)
}

// candidates are the files that a prompt of this name, or path, would have.
func (t *trace) candidates(nameOrPath string) []string {
	name, isPath := nameOrPath, prompt.IsPrompt(nameOrPath)
	if isPath {
		name = prompt.NameOf(nameOrPath, t.folders)
	}
	switch {
	case prompt.CheckName(name) != "":
		return nil
	case isPath:
		return []string{nameOrPath}
	}
	var files []string
	for _, folder := range t.folders {
		files = append(files, path.Join(folder, name+prompt.Suffix), path.Join(folder, name+prompt.ShortSuffix))
	}
	return files
}

// committed takes the candidate that is there at the first tip, if there is
// exactly one. This spares to list all prompts.
func (t *trace) committed(ctx context.Context, candidates []string, tips []repo.Hash) (bool, error) {
	if len(candidates) == 0 || len(tips) == 0 {
		return false, nil
	}
	s, err := t.repo.At(ctx, tips[0])
	if err != nil {
		return false, err
	}
	files, err := s.Files(ctx, candidates...)
	if err != nil || len(files) != 1 || !files[0].Mode.IsFile() || !slices.Contains(candidates, files[0].Path) {
		return false, err
	}
	t.name, t.file = prompt.NameOf(files[0].Path, t.folders), files[0].Path
	return true, nil
}

// removed takes the candidate that has a history. Where none has, it returns
// why the prompt was not found.
func (t *trace) removed(ctx context.Context, candidates []string, tips []repo.Hash, why error) error {
	for _, file := range candidates {
		t.name, t.file = prompt.NameOf(file, t.folders), file
		ids, err := t.walk(ctx, tips, 1)
		var cut *repo.IncompleteError
		switch {
		case len(ids) > 0:
			return nil
		case errors.As(err, &cut) && !errors.As(why, new(*repo.IncompleteError)):
			why = diag.WithHint(fmt.Errorf("%w, and the %w", why, cut), "%s", diag.Hint(err))
		case err != nil && cut == nil:
			return err
		}
	}
	return why
}

// walk returns the commits of the versions that lead to the tips, the newest
// first, and no more than the limit where there is one. Where the history is
// cut off before the limit is reached it returns those that there are and
// *repo.IncompleteError.
func (t *trace) walk(ctx context.Context, tips []repo.Hash, limit int) ([]repo.Hash, error) {
	var ids []repo.Hash
	follow := t.repo.Closure(t.file, prompt.Loader{Folders: t.folders}.References)
	err := t.repo.History(ctx, tips, follow, func(commit repo.Hash) (bool, error) {
		ids = append(ids, commit)
		return len(ids) != limit, nil
	})
	return ids, err
}

// digest returns the prompt's digest at a commit, "" where it is not there or
// is no file.
func (t *trace) digest(ctx context.Context, commit repo.Hash) (string, error) {
	s, err := t.repo.At(ctx, commit)
	if err != nil {
		return "", err
	}
	c, _, err := Loader(ctx, s, t.folders).Load(t.file)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, prompt.ErrRefused):
		return "", nil
	case err != nil:
		return "", err
	default:
		return c.Digest(), nil
	}
}

// nthBack returns the commit of the version that is n before the newest one
// at HEAD.
func (p *Project) nthBack(ctx context.Context, name string, n int) (repo.Hash, error) {
	r, err := p.Revision(ctx, name, p.DefaultRevision())
	if err != nil {
		return "", err
	}
	tips, err := p.tips(ctx, r, false)
	if err != nil {
		return "", err
	}
	t, err := p.trace(ctx, name, r, tips)
	if err != nil {
		return "", err
	}
	ids, err := t.walk(ctx, tips, n+1)
	switch {
	case len(ids) > n:
		return ids[n], nil
	case err != nil:
		return "", err
	case len(ids) == 0:
		return "", t.noVersions(tips)
	default:
		return "", fmt.Errorf("%s has %d versions at HEAD, so there is no ~%d", t.name, len(ids), n)
	}
}
