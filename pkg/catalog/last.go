package catalog

import (
	"context"
	"errors"
	"maps"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// gatherVersions finds the last version of each prompt: by what is remembered
// where that is of the same commit, by walking on from it where it leads to
// this one, and by all of history otherwise.
func (l *lister) gatherVersions(ctx context.Context) error {
	l.versions, l.complete = map[string]LastVersion{}, true
	if l.tip == "" {
		return nil
	}
	known := l.old.Complete && l.old.Folders == strings.Join(l.catalog.Folders, "\n")
	if known && l.old.Tip == l.tip {
		l.versions = l.old.Versions
		return nil
	}
	l.newVersions = true
	paths, err := l.pathsAtTip(ctx)
	if err != nil {
		return err
	}
	if known && l.old.Tip != "" {
		if done, err := l.walkOn(ctx, paths); done || err != nil {
			return err
		}
	}
	counted, err := l.count(ctx, paths)
	if err != nil {
		return err
	}
	return l.describe(ctx, paths, counted)
}

// pathsAtTip are the prompts' files at the commit that is counted to.
func (l *lister) pathsAtTip(ctx context.Context) ([]string, error) {
	s, err := l.Repo.At(ctx, l.tip)
	if err != nil {
		return nil, err
	}
	files, err := s.Files(ctx, l.catalog.under()...)
	var paths []string
	for _, f := range files {
		if prompt.IsPrompt(f.Path) && f.Mode.IsFile() {
			paths = append(paths, f.Path)
		}
	}
	return paths, err
}

func (l *lister) count(ctx context.Context, paths []string, not ...repo.Hash) ([]repo.Versions, error) {
	loader := prompt.Loader{Folders: l.catalog.Folders}
	counted, err := l.Repo.Versions(ctx, repo.VersionsQuery{
		Tip: l.tip, Not: not, Paths: paths, Under: l.catalog.under(), References: loader.References,
	})
	var incomplete *repo.IncompleteError
	if errors.As(err, &incomplete) {
		l.complete = false
		return counted, nil
	}
	return counted, err
}

// walkOn counts from what is remembered. It reports false where history went
// on elsewhere, so that all of it has to be walked.
func (l *lister) walkOn(ctx context.Context, paths []string) (bool, error) {
	leads, err := l.Repo.IsAncestor(ctx, l.old.Tip, l.tip)
	if err != nil || !leads {
		return false, nil //nolint:nilerr // the remembered commit may be gone: then nothing leads from it
	}
	counted, err := l.count(ctx, paths, l.old.Tip)
	if err != nil || !l.complete {
		return false, err
	}
	for i, path := range paths {
		before, known := l.old.Versions[path]
		switch beyond := counted[i].Beyond; {
		case len(beyond) == 0:
		case len(beyond) == 1 && beyond[0] == l.old.Tip && known:
			counted[i].Count += before.Ordinal
			if counted[i].Newest == "" {
				counted[i].Newest = before.Commit
			}
		default:
			return false, nil
		}
	}
	return true, l.describe(ctx, paths, counted)
}

// describe adds who made the commits, and why.
func (l *lister) describe(ctx context.Context, paths []string, counted []repo.Versions) error {
	wanted := map[repo.Hash]int{}
	var ids []repo.Hash
	for _, v := range counted {
		if _, known := wanted[v.Newest]; v.Newest != "" && !known {
			wanted[v.Newest] = len(ids)
			ids = append(ids, v.Newest)
		}
	}
	commits, err := l.Repo.Commits(ctx, ids)
	if err != nil {
		return err
	}
	versions := maps.Clone(l.versions)
	for i, v := range counted {
		if v.Newest == "" {
			continue
		}
		c := commits[wanted[v.Newest]]
		versions[paths[i]] = LastVersion{
			Ordinal: v.Count, Commit: c.Hash, Author: c.Author.Name, Email: c.Author.Email,
			Date: c.Author.When, Subject: c.Subject,
		}
	}
	l.versions = versions
	return nil
}
