package catalog

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/token"
	"golang.org/x/sync/errgroup"
)

// ListQuery says which prompts are asked for. Empty conditions hold for all.
type ListQuery struct {
	Revision Revision
	Globs    []string // of names; one must match
	Tags     []string // all must be there
	Owner    string
	Search   string // in the file's text, case ignored

	Cache   string // the folder for what is remembered, "" for none
	Refresh bool   // do not use what is remembered
	Tokens  *token.Counter
}

// Check returns what is wrong with the globs.
func (q ListQuery) Check() error {
	for _, g := range q.Globs {
		if !doublestar.ValidatePattern(g) {
			return fmt.Errorf("%q is no glob", g)
		}
	}
	return nil
}

// Listing is the answer.
type Listing struct {
	Revision Revision
	Tip      repo.Hash // the commit that versions are counted to, "" where there is none
	Complete bool      // the history is not cut off, so that versions could be counted
	Served   bool      // it is what a ledger serves, which has no versions of its own
	Prompts  []Listed  // in the order of their names
	Findings diag.List // of names
}

// Listed is one prompt of a listing.
type Listed struct {
	Entry
	Summary
	Version  *LastVersion // nil where no commit has it yet, and of what a ledger serves
	Modified bool         // the files differ from that version
	Release  string       // the newest one or, of what a ledger serves, its own; "" where there is none
}

// LastVersion is the newest version of a prompt and how many there have been.
type LastVersion struct {
	Ordinal int
	Commit  repo.Hash
	Author  string
	Email   string
	Date    time.Time // the author's
	Subject string
}

// List lists the prompts at a revision, with their versions.
func (p *Project) List(ctx context.Context, q ListQuery) (*Listing, error) {
	c, err := p.At(ctx, q.Revision)
	if err != nil {
		return nil, err
	}
	l := &lister{Project: p, query: q, catalog: c, file: rememberedFile(q.Cache, p.Repo)}
	if s, ok := c.snapshot.(*served); ok {
		return l.served(ctx, s)
	}
	if !q.Refresh {
		l.old = recall(l.file, l.folders())
	}
	if err := l.findTip(ctx); err != nil {
		return nil, err
	}
	if err := l.gather(ctx); err != nil {
		return nil, err
	}
	if l.newVersions || l.newSummaries {
		l.remember()
	}
	return l.listing(ctx)
}

// served lists what a ledger serves. Nothing of it is remembered: of two prompts
// that have other bytes of one partial a path says nothing. How many versions there
// were is for log to count, from where each prompt comes from.
func (l *lister) served(ctx context.Context, s *served) (*Listing, error) {
	l.file, l.complete, l.tip = "", true, l.query.Revision.Commit
	if err := l.gatherSummaries(ctx); err != nil {
		return nil, err
	}
	origins, err := l.origins(ctx, l.tip, s, s.prompts)
	if err != nil {
		return nil, err
	}
	l.releases = make(map[string][]string, len(origins))
	for name, origin := range origins {
		if origin.Version != "" {
			l.releases[name] = []string{origin.Version}
		}
	}
	listing, err := l.listing(ctx)
	if err == nil {
		listing.Served = true
	}
	return listing, err
}

// lister is one listing in the making.
type lister struct {
	*Project
	query   ListQuery
	catalog *Catalog
	file    string     // where things are remembered
	old     remembered // of an earlier call

	tip      repo.Hash   // the commit that versions are counted to; "" where there is none
	tipFiles []repo.File // below the prompt folders

	versions    map[string]LastVersion // by path
	complete    bool                   // the history is not cut off
	newVersions bool                   // there is something new to remember

	blobs        map[string]repo.Hash  // of the files of the revision, where they are known
	summaries    map[string]summarised // by path
	newSummaries bool                  // there is something new to remember

	releases map[string][]string // of each prompt, by name, the newest first
}

// findTip finds the commit that versions are counted to: HEAD for what is not
// committed yet.
func (l *lister) findTip(ctx context.Context) error {
	if l.query.Revision.Commit != "" {
		l.tip, l.tipFiles = l.query.Revision.Commit, l.catalog.Files
		return nil
	}
	head, err := l.Repo.Head(ctx)
	if err != nil || head.Commit == "" {
		return err
	}
	s, err := l.Repo.At(ctx, head.Commit)
	if err != nil {
		return err
	}
	l.tip = head.Commit
	l.tipFiles, err = s.Files(ctx, l.catalog.under()...)
	return err
}

// gather does the three large parts of the work side by side: reading the
// prompts, walking the history, and listing the tags.
func (l *lister) gather(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return l.gatherVersions(ctx) })
	group.Go(func() error { return l.gatherSummaries(ctx) })
	group.Go(func() (err error) {
		l.releases, err = Releases(ctx, l.Repo)
		return err
	})
	return group.Wait()
}

func (l *lister) remember() {
	remembered{
		Program: thisProgram(), Folders: l.folders(),
		Tip: l.tip, Complete: l.complete, Versions: l.versions, Summaries: l.summaries,
	}.keep(l.file)
}

// findings are those of the files whose names are asked for.
func (l *lister) findings() diag.List {
	var asked diag.List
	for _, f := range l.catalog.Findings {
		if l.query.matches(NameIn(l.catalog.snapshot, f.Range.File, l.catalog.Folders)) {
			asked.Add(f)
		}
	}
	return asked
}

func (l *lister) folders() string { return strings.Join(l.catalog.Folders, "\n") }

func (l *lister) listing(ctx context.Context) (*Listing, error) {
	out := &Listing{
		Revision: l.query.Revision, Tip: l.tip, Complete: l.complete, Prompts: []Listed{}, Findings: l.findings(),
	}
	atTip := blobsOf(l.tipFiles)
	for _, e := range l.catalog.Prompts {
		s := l.summaries[e.File.Path]
		if !l.query.wants(e, s.Summary) {
			continue
		}
		listed := Listed{Entry: e, Summary: s.Summary, Release: newest(l.releases[e.Name])}
		if v, ok := l.versions[e.File.Path]; ok {
			listed.Version, listed.Modified = &v, modified(s, atTip)
		}
		out.Prompts = append(out.Prompts, listed)
	}
	if l.query.Search == "" {
		return out, nil
	}
	var err error
	out.Prompts, err = l.search(ctx, out.Prompts)
	return out, err
}

// newest is the first of a prompt's releases, "" where there is none.
func newest(releases []string) string {
	if len(releases) == 0 {
		return ""
	}
	return releases[0]
}

// modified reports whether a file that a summary was made from is not as it is
// at the tip.
func modified(s summarised, atTip map[string]repo.Hash) bool {
	for file, blob := range s.Files {
		if atTip[file] != blob {
			return true
		}
	}
	return false
}

func (q ListQuery) wants(e Entry, s Summary) bool {
	if !q.matches(e.Name) || q.Owner != "" && q.Owner != s.Owner {
		return false
	}
	for _, tag := range q.Tags {
		if !slices.Contains(s.Tags, tag) {
			return false
		}
	}
	return true
}

// matches reports whether a name is asked for.
func (q ListQuery) matches(name string) bool {
	return len(q.Globs) == 0 || slices.ContainsFunc(q.Globs, func(glob string) bool { return doublestar.MatchUnvalidated(glob, name) })
}

// search keeps the prompts whose file has the text.
func (l *lister) search(ctx context.Context, all []Listed) ([]Listed, error) {
	wanted := bytes.ToLower([]byte(l.query.Search))
	files := make([]repo.File, len(all))
	for i, p := range all {
		files[i] = p.File
	}
	found := []Listed{}
	err := l.catalog.snapshot.ReadAll(ctx, files, func(i int, src []byte) error {
		if bytes.Contains(bytes.ToLower(src), wanted) {
			found = append(found, all[i])
		}
		return nil
	})
	return found, err
}

// under are the folders to list, none for the whole repository.
func (c *Catalog) under() []string {
	if slices.Contains(c.Folders, ".") {
		return nil
	}
	return c.Folders
}
