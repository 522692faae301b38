package catalog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Version is a commit at which a prompt's closure differs from its parent's.
type Version struct {
	Ordinal  int // 1 is the oldest
	Commit   repo.Commit
	Digest   string   // "" where Removed
	Removed  bool     // the prompt is gone as of this commit
	Releases []string // the releases that have this digest, the newest first
}

// LogQuery says which versions are asked for.
type LogQuery struct {
	Reference string    // NAME[@REV]
	All       bool      // those on every branch and tag too
	Since     time.Time // only those committed since; zero is all
	Limit     int       // at most so many; 0 is all
}

// Log is the versions of one prompt, the newest first.
type Log struct {
	Name, File string
	Tip        repo.Hash // the commit that they lead to; "" with All
	Versions   []Version
	Complete   bool // the history is not cut off
}

// Log lists versions of a prompt. Where the history is cut off it returns
// those that there are and *repo.IncompleteError.
func (p *Project) Log(ctx context.Context, q LogQuery) (*Log, error) {
	name, rev, err := SplitReference(q.Reference)
	if err != nil {
		return nil, err
	}
	tip, err := p.tip(ctx, p.fromHere(name), rev)
	if err != nil {
		return nil, err
	}
	file, err := p.locate(ctx, p.fromHere(name), tip)
	if err != nil {
		return nil, err
	}
	tips := []repo.Hash{tip}
	if q.All {
		if tips, err = p.Repo.Tips(ctx); err != nil {
			return nil, err
		}
		tip = ""
	}
	versions, walkErr := p.Versions(ctx, file, tips...)
	if versions == nil && walkErr != nil {
		return nil, walkErr
	}
	log := &Log{Name: prompt.NameOf(file, p.Config.Folders()), File: file, Tip: tip, Complete: walkErr == nil}
	log.Versions = q.pick(versions)
	if len(versions) == 0 && walkErr == nil {
		err := fmt.Errorf("%s has no versions: no commit has it", name)
		return nil, diag.WithHint(err, "commit it: git add %s && git commit", file)
	}
	return log, walkErr
}

func (q LogQuery) pick(versions []Version) []Version {
	picked := []Version{}
	for _, v := range versions {
		if v.Commit.Committer.When.Before(q.Since) {
			continue
		}
		if q.Limit > 0 && len(picked) == q.Limit {
			break
		}
		picked = append(picked, v)
	}
	return picked
}

// tip is the commit whose history is asked for: HEAD, for what is not
// committed yet.
func (p *Project) tip(ctx context.Context, name, rev string) (repo.Hash, error) {
	if rev == "" || rev == string(WorkTree) || rev == string(Staged) {
		return p.head(ctx, name)
	}
	r, err := p.Revision(ctx, name, rev)
	return r.Commit, err
}

func (p *Project) head(ctx context.Context, name string) (repo.Hash, error) {
	head, err := p.Repo.Head(ctx)
	if err != nil {
		return "", err
	}
	if head.Commit == "" {
		err := fmt.Errorf("%s has no versions: there is no commit yet", name)
		return "", diag.WithHint(err, "commit it: git add %s && git commit", strings.Join(p.Config.Folders(), " "))
	}
	return head.Commit, nil
}

// Versions returns the versions of the prompt in a file that lead to any of
// the commits, the newest first. Where the history is cut off it returns those
// that there are and *repo.IncompleteError.
func (p *Project) Versions(ctx context.Context, file string, tips ...repo.Hash) ([]Version, error) {
	h := &history{project: p, file: file}
	var ids []repo.Hash
	walkErr := p.Repo.History(ctx, tips[0], h.follow, func(commit repo.Hash) (bool, error) {
		ids = append(ids, commit)
		return true, nil
	})
	var incomplete *repo.IncompleteError
	if walkErr != nil && !errors.As(walkErr, &incomplete) {
		return nil, walkErr
	}
	commits, err := p.Repo.Commits(ctx, ids)
	if err != nil {
		return nil, err
	}
	releases, err := h.releases(ctx)
	if err != nil {
		return nil, err
	}
	versions := make([]Version, len(ids))
	for i := range ids {
		digest, err := h.digest(ctx, ids[i])
		if err != nil {
			return nil, err
		}
		versions[i] = Version{
			Ordinal: len(ids) - i, Commit: commits[i], Digest: digest, Removed: digest == "", Releases: releases[digest],
		}
	}
	return versions, walkErr
}

// history follows one prompt through the commits.
type history struct {
	project *Project
	file    string
}

// follow returns the paths that make up the prompt at a commit.
func (h *history) follow(ctx context.Context, commit repo.Hash) ([]string, error) {
	c, err := h.closure(ctx, commit)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return []string{h.file}, nil
	}
	return c.Watch(), nil
}

// digest returns the prompt's digest at a commit, "" where it is not there.
func (h *history) digest(ctx context.Context, commit repo.Hash) (string, error) {
	c, err := h.closure(ctx, commit)
	if err != nil || c == nil {
		return "", err
	}
	return c.Digest(), nil
}

// closure reads the prompt at a commit; nil where it is not there, or is
// something else than a file. The folders are those of today, so that a
// version means one thing all along.
func (h *history) closure(ctx context.Context, commit repo.Hash) (*prompt.Closure, error) {
	s, err := h.project.Repo.At(ctx, commit)
	if err != nil {
		return nil, err
	}
	catalog := Catalog{Folders: h.project.Config.Folders(), snapshot: s}
	c, _, err := catalog.loader(ctx).Load(h.file)
	switch {
	case err == nil:
		return c, nil
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, repo.ErrSymlink), errors.Is(err, repo.ErrSubmodule), errors.Is(err, repo.ErrFolder):
		return nil, nil
	default:
		return nil, err
	}
}

// releases returns the versions that were released, by digest.
func (h *history) releases(ctx context.Context) (map[string][]string, error) {
	name := prompt.NameOf(h.file, h.project.Config.Folders())
	prefix := "refs/tags/" + name + "/"
	refs, err := h.project.Repo.Refs(ctx, prefix)
	if err != nil {
		return nil, err
	}
	byDigest := map[string][]string{}
	for _, ref := range refs {
		version := strings.TrimPrefix(ref.Name, prefix)
		if !versioned.MatchString(version) {
			continue
		}
		digest, err := h.digest(ctx, ref.Peeled)
		if err != nil {
			return nil, err
		}
		if digest != "" {
			byDigest[digest] = append(byDigest[digest], version)
		}
	}
	for _, versions := range byDigest {
		SortVersions(versions)
	}
	return byDigest, nil
}

// nthBack returns the commit of the version that is n before the newest one
// at HEAD.
func (p *Project) nthBack(ctx context.Context, name string, n int) (repo.Hash, error) {
	tip, err := p.head(ctx, name)
	if err != nil {
		return "", err
	}
	file, err := p.locate(ctx, name, tip)
	if err != nil {
		return "", err
	}
	h := &history{project: p, file: file}
	seen, found := 0, repo.Hash("")
	err = p.Repo.History(ctx, tip, h.follow, func(commit repo.Hash) (bool, error) {
		found = commit
		seen++
		return seen <= n, nil
	})
	if seen > n {
		return found, nil
	}
	if err != nil {
		return "", err
	}
	return "", fmt.Errorf("%s has %d versions at HEAD, so there is no ~%d", name, seen, n)
}

// locate returns the file of a prompt as it is at a commit or, where it is
// not there, as it would be named, for prompts that were removed.
func (p *Project) locate(ctx context.Context, name string, tip repo.Hash) (string, error) {
	if prompt.IsPrompt(name) {
		return name, nil
	}
	s, err := p.Repo.At(ctx, tip)
	if err != nil {
		return "", err
	}
	c, err := Load(ctx, s)
	if err != nil {
		return "", err
	}
	e, err := c.Find(name)
	var unknown *UnknownPromptError
	if !errors.As(err, &unknown) {
		return e.File.Path, err
	}
	for _, file := range c.candidates(name) {
		gone := false
		walkErr := p.Repo.History(ctx, tip, constant(file), func(repo.Hash) (bool, error) {
			gone = true
			return false, nil
		})
		if walkErr == nil && gone {
			return file, nil
		}
	}
	return "", unknownHint(err)
}

// candidates are the files that a prompt of this name would have.
func (c *Catalog) candidates(name string) []string {
	var files []string
	for _, folder := range c.Folders {
		files = append(files, path.Join(folder, name+prompt.Suffix), path.Join(folder, name+prompt.ShortSuffix))
	}
	return files
}

func constant(file string) repo.Follow {
	return func(context.Context, repo.Hash) ([]string, error) { return []string{file}, nil }
}
