package catalog

import (
	"context"
	"errors"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// gatherVersions finds the last version of each prompt: by what is remembered
// where that is of the same commit, by walking on from it where it leads to
// this one, and by all of history otherwise.
func (l *lister) gatherVersions(ctx context.Context) error {
	l.complete = true
	if l.tip == "" {
		return nil
	}
	known := l.old.Complete && l.old.Tip != "" && !l.Repo.Shallow()
	if known && l.old.Tip == l.tip {
		l.versions = l.old.Versions
		return nil
	}
	l.newVersions = true
	paths := promptPaths(l.tipFiles)
	if known {
		counted, err := l.countOn(ctx, paths)
		if err != nil {
			return err
		}
		if counted != nil {
			return l.describe(ctx, paths, counted)
		}
	}
	counted, err := l.count(ctx, paths)
	var cut *repo.IncompleteError
	if errors.As(err, &cut) {
		l.complete, err = false, nil
	}
	if err != nil {
		return err
	}
	return l.describe(ctx, paths, counted)
}

func promptPaths(files []repo.File) []string {
	var paths []string
	for _, f := range files {
		if prompt.IsPrompt(f.Path) && f.Mode.IsFile() {
			paths = append(paths, f.Path)
		}
	}
	return paths
}

// count counts the versions that lead to the tip and not to any of not.
func (l *lister) count(ctx context.Context, paths []string, not ...repo.Hash) ([]repo.Versions, error) {
	loader := prompt.Loader{Folders: l.catalog.Folders}
	return l.Repo.Versions(ctx, repo.VersionsQuery{
		Tip: l.tip, Not: not, Paths: paths, Under: l.catalog.under(), References: loader.References,
	})
}

// countOn counts on from what is remembered. It returns nil where that does not
// do: the remembered commit is gone or does not lead to the tip, or the history
// of a prompt goes on elsewhere or is not known there.
func (l *lister) countOn(ctx context.Context, paths []string) ([]repo.Versions, error) {
	if leads, err := l.Repo.IsAncestor(ctx, l.old.Tip, l.tip); err != nil || !leads {
		return nil, context.Cause(ctx) // any other error says that the commit is gone
	}
	counted, err := l.count(ctx, paths, l.old.Tip)
	if err != nil {
		return nil, err
	}
	for i, path := range paths {
		v := &counted[i]
		if len(v.Beyond) == 0 {
			continue
		}
		before, known := l.old.Versions[path]
		if !known || !slices.Equal(v.Beyond, []repo.Hash{l.old.Tip}) {
			return nil, nil
		}
		v.Count += before.Ordinal
		if v.Newest == "" {
			v.Newest = before.Commit
		}
	}
	return counted, nil
}

// describe adds who made the commits, and why.
func (l *lister) describe(ctx context.Context, paths []string, counted []repo.Versions) error {
	place := map[repo.Hash]int{}
	var ids []repo.Hash
	for _, v := range counted {
		if _, known := place[v.Newest]; v.Newest != "" && !known {
			place[v.Newest] = len(ids)
			ids = append(ids, v.Newest)
		}
	}
	commits, err := l.Repo.Commits(ctx, ids)
	if err != nil {
		return err
	}
	l.versions = make(map[string]LastVersion, len(paths))
	for i, v := range counted {
		if v.Newest == "" {
			continue
		}
		c := commits[place[v.Newest]]
		l.versions[paths[i]] = LastVersion{
			Ordinal: v.Count, Commit: c.Hash, Author: c.Author.Name, Email: c.Author.Email,
			Date: c.Author.When, Subject: c.Subject,
		}
	}
	return nil
}
