package main

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// fmtTargets gathers the files that arguments stand for.
type fmtTargets struct {
	*app
	repo    *repo.Repo
	catalog *catalog.Catalog // of the work tree, once it is needed
	files   []prompt.DiskFile
	seen    map[string]bool // their names
}

// fmtFiles returns the files that the arguments stand for, each once; without
// arguments, all prompts of the work tree.
func (a *app) fmtFiles(ctx context.Context, args []string) ([]prompt.DiskFile, error) {
	t := &fmtTargets{app: a, seen: map[string]bool{}}
	if len(args) == 0 {
		if err := t.load(ctx); err != nil {
			return nil, err
		}
		t.add(t.catalog.Prompts...)
	}
	for _, arg := range args {
		if err := t.argument(ctx, arg); err != nil {
			return nil, err
		}
	}
	return t.files, nil
}

// load reads which prompts there are.
func (t *fmtTargets) load(ctx context.Context) error {
	if t.catalog != nil {
		return nil
	}
	project, err := t.project(ctx)
	if err != nil {
		return err
	}
	if t.repo = project.Repo; t.repo.Root() == "" {
		return diag.WithHint(fmt.Errorf("%s has no work tree with files to format", t.repo.GitDir()),
			"clone it, and run this in the clone; or name files")
	}
	t.catalog, err = project.At(ctx, catalog.Revision{Kind: catalog.WorkTree})
	return err
}

// argument adds a file, which need not be in a repository, a prompt by its
// name, or the prompts in a folder.
func (t *fmtTargets) argument(ctx context.Context, arg string) error {
	if prompt.IsPrompt(arg) {
		t.addFile(prompt.DiskFile{Name: t.nameOf(ctx, arg), Path: t.path(arg)})
		return nil
	}
	if err := t.load(ctx); err != nil {
		return err
	}
	entry, err := t.catalog.Find(arg)
	if err == nil {
		t.add(entry)
		return nil
	}
	if info, failed := os.Stat(t.path(arg)); failed != nil || !info.IsDir() {
		return diag.WithHint(err, "name a prompt, a folder, or a file that ends in %s or %s", prompt.Suffix, prompt.ShortSuffix)
	}
	folder := t.nameOf(ctx, arg)
	t.add(slices.DeleteFunc(slices.Clone(t.catalog.Prompts), func(e catalog.Entry) bool {
		return folder != "." && !strings.HasPrefix(e.File.Path, folder+"/")
	})...)
	return nil
}

// nameOf returns a path from the top of the repository, or as it was given
// where that cannot be.
func (t *fmtTargets) nameOf(ctx context.Context, arg string) string {
	r, err := t.repository(ctx)
	switch {
	case err != nil || r.Root() == "":
	case !filepath.IsAbs(arg):
		return path.Join(r.Prefix(), filepath.ToSlash(arg))
	default:
		if rel, err := filepath.Rel(r.Root(), arg); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return filepath.ToSlash(arg)
}

// add adds prompts, but for those that a sparse checkout leaves out.
func (t *fmtTargets) add(entries ...catalog.Entry) {
	for _, e := range entries {
		if e.File.Hash == "" {
			t.addFile(prompt.DiskFile{Name: e.File.Path, Path: filepath.Join(t.repo.Root(), filepath.FromSlash(e.File.Path))})
		}
	}
}

func (t *fmtTargets) addFile(f prompt.DiskFile) {
	if !t.seen[f.Name] {
		t.seen[f.Name] = true
		t.files = append(t.files, f)
	}
}
