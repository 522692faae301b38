package catalog

import (
	"context"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/token"
)

// Summary is what a list shows of a prompt as it stands.
type Summary struct {
	Title       string      `json:"title,omitempty"`
	Description string      `json:"description,omitempty"`
	Owner       string      `json:"owner,omitempty"`
	Tags        []string    `json:"tags,omitempty"`
	Model       string      `json:"model,omitempty"`
	Digest      string      `json:"digest"`
	Tokens      token.Count `json:"tokens"` // of what the model always gets, without the variables' values
	Errors      int         `json:"errors,omitempty"`
	Warnings    int         `json:"warnings,omitempty"`
}

// summarised is a summary with what it was made from: the closure's paths,
// each with its blob, or "" where there is no such file.
type summarised struct {
	Files   map[string]repo.Hash
	Summary Summary
}

// gatherSummaries summarises the prompts as they stand. One whose files are
// those of an earlier call is not read again.
func (l *lister) gatherSummaries(ctx context.Context) (err error) {
	if l.blobs, err = l.knownBlobs(ctx); err != nil {
		return err
	}
	l.summaries = make(map[string]summarised, len(l.catalog.Prompts))
	var todo []Entry
	for _, e := range l.catalog.Prompts {
		if s, ok := l.old.Summaries[e.File.Path]; ok && l.holds(s) {
			l.summaries[e.File.Path] = s
		} else {
			todo = append(todo, e)
		}
	}
	l.newSummaries = len(l.summaries) < len(l.old.Summaries) // what is gone need not be kept
	var mutex sync.Mutex
	return l.catalog.Closures(ctx, todo, func(i int, c *prompt.Closure, found diag.List) error {
		summary, err := summarise(c, found, l.query.Tokens)
		if err != nil {
			return err
		}
		s := summarised{l.filesOf(c), summary}
		mutex.Lock()
		defer mutex.Unlock()
		l.summaries[todo[i].File.Path] = s
		l.newSummaries = l.newSummaries || l.holds(s)
		return nil
	})
}

// knownBlobs are the blobs of the catalog's files. A file of the work tree has
// one only where git finds it unchanged.
func (l *lister) knownBlobs(ctx context.Context) (map[string]repo.Hash, error) {
	blobs := blobsOf(l.catalog.Files)
	if l.query.Revision.Kind != WorkTree {
		return blobs, nil
	}
	unchanged, err := l.Repo.Unchanged(ctx, l.catalog.under()...)
	if err != nil {
		return nil, err
	}
	for _, f := range l.catalog.Files {
		if blob, ok := unchanged[f.Path]; ok && f.Mode.IsFile() {
			blobs[f.Path] = blob
		}
	}
	return blobs, nil
}

// blobsOf returns the blobs of those files that have one.
func blobsOf(files []repo.File) map[string]repo.Hash {
	blobs := make(map[string]repo.Hash, len(files))
	for _, f := range files {
		if f.Hash != "" && f.Mode.IsFile() {
			blobs[f.Path] = f.Hash
		}
	}
	return blobs
}

// filesOf returns what a closure was made from. The blobs are of the bytes that
// were read, whatever happened to the files since.
func (l *lister) filesOf(c *prompt.Closure) map[string]repo.Hash {
	files := make(map[string]repo.Hash, len(c.Files)+len(c.Missing))
	for _, f := range c.Files {
		files[f.Path] = l.Repo.BlobHash(f.Data)
	}
	for _, file := range c.Missing {
		files[file] = ""
	}
	return files
}

// holds reports whether the files are still those that were summarised. A file
// whose blob is not known may be anything.
func (l *lister) holds(s summarised) bool {
	for file, blob := range s.Files {
		if l.blobs[file] != blob || blob == "" && l.catalog.Has(file) {
			return false
		}
	}
	return len(s.Files) > 0
}

func summarise(c *prompt.Closure, found diag.List, counter *token.Counter) (Summary, error) {
	p := c.Prompt
	tokens, err := counter.Count(p.Model.Value, c.OwnText())
	s := Summary{
		Title: p.Title.Value, Description: p.Description.Value, Owner: p.Owner.Value, Model: p.Model.Value,
		Digest: c.Digest(), Tokens: tokens, Errors: found.Count(diag.Error), Warnings: found.Count(diag.Warning),
	}
	for _, t := range p.Tags {
		s.Tags = append(s.Tags, t.Value)
	}
	return s, err
}
