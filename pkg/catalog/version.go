package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/signature"
)

// Version is a commit at which a prompt's closure differs from its parent's.
type Version struct {
	Ordinal  int // 1 is the oldest
	Commit   repo.Commit
	Digest   string   // "" where Removed
	Removed  bool     // the prompt is gone as of this commit
	Releases []string // the releases that have this digest, the newest first
	Unsigned []string // those of them that nobody signed, whoever that would be
}

// LogQuery says which versions are asked for.
type LogQuery struct {
	Reference string    // NAME[@REV]
	All       bool      // those that lead to any branch, remote-tracking branch or tag too
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
	if rev == "" {
		rev = p.DefaultRevision()
	}
	name = p.FromHere(name)
	r, err := p.Revision(ctx, name, rev)
	if err != nil {
		return nil, err
	}
	if r, err = p.promotedFrom(ctx, name, r); err != nil {
		return nil, err
	}
	tips, err := p.tips(ctx, r, q.All)
	if err != nil {
		return nil, err
	}
	t, err := p.trace(ctx, name, r, tips)
	if err != nil {
		return nil, err
	}
	tags := sync.OnceValues(func() ([]repo.Ref, error) { return releasesOf(ctx, t.repo, t.tagPrefix()) })
	go func() { _, _ = tags() }() // git lists them while the history is walked; what fails is told below
	ids, walkErr := t.walk(ctx, tips, 0)
	if walkErr != nil && !errors.As(walkErr, new(*repo.IncompleteError)) {
		return nil, walkErr
	}
	if len(ids) == 0 {
		return nil, errors.Join(t.noVersions(tips), walkErr)
	}
	log := &Log{Name: t.name, File: t.file, Complete: walkErr == nil}
	if !q.All {
		log.Tip = tips[0]
	}
	if log.Versions, err = t.versions(ctx, ids, q); err != nil {
		return nil, err
	}
	refs, err := tags()
	if err != nil {
		return nil, err
	}
	return log, errors.Join(walkErr, t.addReleases(ctx, log.Versions, refs))
}

// tips are the commits whose history is asked for: HEAD for what is not
// committed yet. There is none where there is no commit.
func (p *Project) tips(ctx context.Context, r Revision, all bool) ([]repo.Hash, error) {
	var tips []repo.Hash
	if r.Commit != "" {
		tips = append(tips, r.Commit)
	}
	if r.Commit == "" || all {
		head, err := p.Repo.Head(ctx)
		if err != nil {
			return nil, err
		}
		if head.Commit != "" {
			tips = append(tips, head.Commit)
		}
	}
	if !all {
		return tips, nil
	}
	others, err := p.Repo.Tips(ctx)
	return append(tips, others...), err
}

// noVersions says why a prompt has no history.
func (t *trace) noVersions(tips []repo.Hash) error {
	why := "no commit has it"
	if len(tips) == 0 {
		why = "there is no commit yet"
	}
	return diag.WithHint(fmt.Errorf("%s has no versions: %s", t.name, why), "commit it: git add %s && git commit", t.file)
}

// versions describes those of the commits that are asked for.
func (t *trace) versions(ctx context.Context, ids []repo.Hash, q LogQuery) ([]Version, error) {
	commits, err := t.repo.Commits(ctx, ids)
	if err != nil {
		return nil, err
	}
	versions := []Version{}
	for i, c := range commits {
		if q.Limit > 0 && len(versions) == q.Limit {
			break
		}
		if !c.Committer.When.Before(q.Since) {
			versions = append(versions, Version{Ordinal: len(ids) - i, Commit: c})
		}
	}
	for i := range versions {
		v := &versions[i]
		if v.Digest, err = t.digest(ctx, v.Commit.Hash); err != nil {
			return nil, err
		}
		v.Removed = v.Digest == ""
	}
	return versions, nil
}

// tagPrefix is what the tags of the prompt's releases begin with.
func (t *trace) tagPrefix() string { return "refs/tags/" + t.name + "/" }

// addReleases says of each version under which tags it was released.
func (t *trace) addReleases(ctx context.Context, versions []Version, tags []repo.Ref) error {
	byDigest, err := t.byDigest(ctx, tags)
	if err != nil {
		return err
	}
	unsigned, err := t.unsigned(ctx, tags)
	for i := range versions {
		v := &versions[i]
		v.Releases = byDigest[v.Digest]
		for _, version := range v.Releases {
			if unsigned[version] {
				v.Unsigned = append(v.Unsigned, version)
			}
		}
	}
	return err
}

// unsigned finds the releases whose tags have no signature on them. Whether one
// that is there is worth anything is for those who verify.
func (t *trace) unsigned(ctx context.Context, tags []repo.Ref) (map[string]bool, error) {
	objects := make([]repo.TagObject, len(tags))
	for i, tag := range tags {
		objects[i] = repo.TagObject{Ref: tag.Name, ID: tag.Hash}
	}
	unsigned := map[string]bool{}
	err := t.repo.ReadTags(ctx, objects)
	for _, o := range objects {
		unsigned[strings.TrimPrefix(o.Ref, t.tagPrefix())] = o.Err == nil && !signature.BeginsArmour(o.Data)
	}
	return unsigned, err
}

// byDigest returns the versions that were released, by digest.
func (t *trace) byDigest(ctx context.Context, refs []repo.Ref) (map[string][]string, error) {
	byDigest := map[string][]string{}
	for _, ref := range refs {
		digest, err := t.digest(ctx, ref.Peeled)
		if err != nil {
			if _, noCommit := t.repo.Resolve(ctx, ref.Name); noCommit != nil && meansNothing(noCommit) {
				continue // the tag of a tree or of a file is no release
			}
			return nil, err
		}
		if digest != "" {
			byDigest[digest] = append(byDigest[digest], strings.TrimPrefix(ref.Name, t.tagPrefix()))
		}
	}
	for _, versions := range byDigest {
		SortVersions(versions)
	}
	return byDigest, nil
}

// releasesOf returns the tags of a prompt's releases, by what they begin with.
func releasesOf(ctx context.Context, r *repo.Repo, prefix string) ([]repo.Ref, error) {
	refs, err := r.Refs(ctx, prefix)
	return slices.DeleteFunc(refs, func(ref repo.Ref) bool { return !IsVersion(strings.TrimPrefix(ref.Name, prefix)) }), err
}

// versionsOf returns the versions that tags end in, the newest first.
func versionsOf(tags []repo.Ref) []string {
	versions := make([]string, len(tags))
	for i, tag := range tags {
		versions[i] = tag.Name[strings.LastIndexByte(tag.Name, '/')+1:]
	}
	SortVersions(versions)
	return versions
}

// Releases returns the releases of each prompt that has some, by the prompt's
// name, the newest first.
func Releases(ctx context.Context, r *repo.Repo) (map[string][]string, error) {
	tags, err := r.Tags(ctx)
	if err != nil {
		return nil, err
	}
	releases := map[string][]string{}
	for _, tag := range tags {
		if i := strings.LastIndexByte(tag, '/'); i >= 0 && IsVersion(tag[i+1:]) {
			releases[tag[:i]] = append(releases[tag[:i]], tag[i+1:])
		}
	}
	for _, versions := range releases {
		SortVersions(versions)
	}
	return releases, nil
}

// AtRelease reads a prompt as it is in a release. It is nil where the release's
// commit has no such prompt.
func AtRelease(ctx context.Context, r *repo.Repo, name, version string) (*prompt.Closure, error) {
	commit, err := r.Resolve(ctx, "refs/tags/"+name+"/"+version)
	if err != nil {
		return nil, err
	}
	s, err := r.At(ctx, commit)
	if err != nil {
		return nil, err
	}
	c, err := Load(ctx, s)
	if err != nil {
		return nil, err
	}
	return c.ByName(ctx, name)
}

// ByName reads the prompt of a name. It is nil where there is none.
func (c *Catalog) ByName(ctx context.Context, name string) (*prompt.Closure, error) {
	e, err := c.Find(name)
	if err != nil {
		return nil, nil //nolint:nilerr // why it is not there is no matter
	}
	closure, _, err := c.Closure(ctx, e)
	return closure, err
}
