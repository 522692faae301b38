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
	Files   map[string]repo.Hash `json:"files"`
	Summary Summary              `json:"summary"`
}

// holds reports whether the files are still those that were summarised. A
// file whose blob is not known may be anything.
func (s summarised) holds(blobs map[string]repo.Hash, present map[string]bool) bool {
	for file, blob := range s.Files {
		switch {
		case blob == "" && present[file]:
			return false
		case blob != "" && blobs[file] != blob:
			return false
		}
	}
	return len(s.Files) > 0
}

// summaries returns a summary of each prompt, by path. The blobs are those of
// the files that are known, and old the summaries of an earlier call. It also
// reports whether there is a new one that the next call could use.
func (c *Catalog) summaries(ctx context.Context, blobs map[string]repo.Hash, old map[string]summarised, counter *token.Counter) (map[string]summarised, bool, error) {
	present := make(map[string]bool, len(c.Files))
	for _, f := range c.Files {
		present[f.Path] = true
	}
	done := make(map[string]summarised, len(c.Prompts))
	var todo []Entry
	for _, e := range c.Prompts {
		if s, ok := old[e.File.Path]; ok && s.holds(blobs, present) {
			done[e.File.Path] = s
		} else {
			todo = append(todo, e)
		}
	}
	var mutex sync.Mutex
	fresh := len(done) < len(old) // what is gone need not be kept
	err := c.Closures(ctx, todo, func(i int, closure *prompt.Closure, found diag.List) error {
		summary, err := summarise(closure, found, counter)
		if err != nil {
			return err
		}
		s := summarised{make(map[string]repo.Hash, len(closure.Files)), summary}
		for _, file := range closure.Watch() {
			s.Files[file] = blobs[file]
		}
		mutex.Lock()
		defer mutex.Unlock()
		done[todo[i].File.Path] = s
		fresh = fresh || s.holds(blobs, present)
		return nil
	})
	return done, fresh, err
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
