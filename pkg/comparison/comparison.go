// Package comparison is which prompts differ between two states of a repository,
// or of folders on disk, and how.
package comparison

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/prose"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"golang.org/x/sync/errgroup"
)

// Comparison is two states held against each other.
type Comparison struct {
	Before, After string // what the two states are called
	What          string // the first one is, in words: "v1.0.0, served by production"; "" where its name says enough
	Prompts       []*Prompt
	// Findings are what was met in the new state where a prompt or its test cases
	// should be, and is no file.
	Findings diag.List
}

// From says for people what the first state is.
func (c *Comparison) From() string { return cmp.Or(c.What, c.Before) }

// Class is the gravest class of all prompts.
func (c *Comparison) Class() change.Class {
	worst := change.None
	for _, p := range c.Prompts {
		worst = max(worst, p.Class())
	}
	return worst
}

// Prompt is how one prompt differs.
type Prompt struct {
	Name, Was     string // what it is called, and was called before
	File, OldFile string // "" where it is not there
	Status        change.Kind
	Before, After *prompt.Closure // nil where it is not there
	Changes       []change.Change
	// Broken is why the two could be compared as text alone.
	Broken diag.List
	Costs  []Cost // by model
	Next   *Next  // nil where no release can be named
	// Rendered says that the changes are those of the messages that a model is
	// sent with certain values, and nothing else.
	Rendered bool

	old, now side
}

// Class is the gravest class of the prompt's changes. What could not be read may
// be anything.
func (p *Prompt) Class() change.Class {
	if len(p.Broken) > 0 {
		return change.Breaking
	}
	return change.Worst(p.Changes)
}

// Pair is the file of a prompt in two states.
type Pair struct {
	Before, After string // "" where it is not there
	Tests         bool   // whether its tests may differ too
	Chosen        bool   // the two were named, so that it is no change if they are called otherwise
}

// Of compares the prompts in pairs of files.
func Of(ctx context.Context, before, after State, pairs []Pair, o Options) (*Comparison, error) {
	found, noFiles := make([]*Prompt, len(pairs)), make([]diag.List, len(pairs))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(8)
	tested := !catalog.IsServed(before.Snapshot) && !catalog.IsServed(after.Snapshot) // a ledger has no tests that could differ
	for i, pair := range pairs {
		group.Go(func() error {
			old, now, err := readBoth(ctx, before, after, pair, tested && (pair.Tests || o.Tests))
			if err != nil {
				return err
			}
			noFiles[i] = now.noFiles
			costs := make(chan error, 1)
			var all []Cost
			go func() {
				var err error
				all, err = o.costs(old.closure, now.closure)
				costs <- err
			}()
			p := o.compare(before, after, old, now, pair.Chosen)
			if err := <-costs; err != nil || p == nil {
				return err
			}
			if found[i] = p; len(p.Broken) == 0 {
				p.Costs = all
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(p *Prompt) bool { return p == nil })
	c := &Comparison{Before: before.Label, After: after.Label, Prompts: renamed(found, o), Findings: slices.Concat(noFiles...)}
	c.Findings.Sort()
	slices.SortStableFunc(c.Prompts, func(a, b *Prompt) int { return cmp.Compare(a.Name, b.Name) })
	return c, nil
}

// readBoth reads the two sides of a prompt at once.
func readBoth(ctx context.Context, before, after State, pair Pair, withTests bool) (old, now side, err error) {
	var group errgroup.Group
	group.Go(func() (err error) {
		old, err = before.read(ctx, pair.Before, withTests)
		return err
	})
	now, err = after.read(ctx, pair.After, withTests)
	return old, now, cmp.Or(group.Wait(), err)
}

// compare compares two sides of a prompt; nil where they are the same.
func (o Options) compare(before, after State, old, now side, chosen bool) *Prompt {
	p := &Prompt{Was: nameOf(before, old.file), Name: nameOf(after, now.file), OldFile: old.file, File: now.file, Before: old.closure, After: now.closure, Status: change.Edited}
	p.Was, p.Name = cmp.Or(p.Was, p.Name), cmp.Or(p.Name, p.Was)
	p.Broken = append(old.broken(), now.broken()...)
	p.old, p.now = old, now
	switch {
	case old.closure == nil && now.closure == nil:
		return nil
	case old.closure == nil:
		p.Status = change.Added
		p.Changes = []change.Change{{Subject: change.Whole, Name: p.Name, Kind: change.Added, Class: change.Behaviour, Range: diag.Range{File: p.File}, Message: "the prompt is new" + instead(old.mode, ", and was a %s"), Why: "it can be asked for now"}}
		p.mistakes()
	case now.closure == nil:
		p.Status = change.Removed
		p.Changes = []change.Change{{Subject: change.Whole, Name: p.Name, Kind: change.Removed, Class: change.Breaking, Range: diag.Range{File: p.OldFile}, Message: "the prompt is gone" + instead(now.mode, ", and a %s is in its place"), Why: "callers that ask for it get none"}}
	default:
		p.edited(o, chosen)
		if len(p.Changes) == 0 && change.SameFiles(old.closure, now.closure) {
			return nil
		}
	}
	return p
}

// instead says what stands in a prompt's place and is no file, "" where there is
// nothing.
func instead(mode repo.Mode, format string) string {
	if mode == 0 {
		return ""
	}
	return fmt.Sprintf(format, mode)
}

// edited compares what a prompt was and is.
func (p *Prompt) edited(o Options, chosen bool) {
	if p.Was != p.Name && !chosen {
		p.Status = change.Renamed
		p.Changes = []change.Change{{Subject: change.Whole, Name: p.Name, Kind: change.Renamed, Class: change.Breaking, Range: diag.Range{File: p.File},
			Message: "the prompt is called " + p.Name + " now, and was " + p.Was, Why: "callers that ask for it get none", Old: p.Was, New: p.Name}}
	}
	if len(p.Broken) > 0 {
		return
	}
	p.mistakes()
	if !o.Files {
		p.Changes = append(p.Changes, change.Compare(p.Before, p.After)...)
	}
	p.Changes = append(p.Changes, change.Tests(p.old.tests, p.now.tests)...)
	if len(p.Changes) == 0 && p.OldFile != p.File && !chosen {
		p.Changes = []change.Change{{Subject: change.Layout, Kind: change.Renamed, Range: diag.Range{File: p.File},
			Message: "its file is " + p.File + " now, and was " + p.OldFile, Why: "it has the same name", Old: p.OldFile, New: p.File}}
	}
}

// mistakes tells where a prompt has errors that had none, or the other way: with
// errors it is not rendered.
func (p *Prompt) mistakes() {
	was, is := p.old.findings.Count(diag.Error), p.now.findings.Count(diag.Error)
	c := change.Change{Subject: change.Whole, Name: p.Name, Kind: change.Edited, Range: diag.Range{File: p.File}}
	switch {
	case len(p.Broken) > 0:
		return
	case was == 0 && is > 0:
		first := p.now.findings[slices.IndexFunc(p.now.findings, func(f diag.Finding) bool { return f.Severity == diag.Error })]
		c.Class, c.Range, c.Why = change.Breaking, first.Range, "it is refused when it is rendered"
		c.Message = fmt.Sprintf("the prompt has errors now, %d of them: %s", is, first)
		if p.Before == nil { // nobody calls it yet
			c.Class, c.Message = change.Behaviour, fmt.Sprintf("the prompt has errors, %d of them: %s", is, first)
		}
	case was > 0 && is == 0:
		c.Class, c.Why, c.Message = change.Behaviour, "it can be rendered now", "the prompt has no errors any more"
	default:
		return
	}
	p.Changes = append(p.Changes, c)
}

// HasErrors reports whether the prompt as it is now has errors: it is neither
// rendered nor released.
func (p *Prompt) HasErrors() bool { return p.now.findings.HasErrors() }

// nameOf is what the prompt in a file is called: by its path, where it is in no
// prompt folder.
func nameOf(s State, file string) string { return cmp.Or(s.name(file), file) }

// manyRenamed is the product of the numbers of prompts that are new and gone
// above which none is taken for another.
const manyRenamed = 10_000

// renamed takes prompts that are gone and new for one, where they are called the
// same or say nearly the same.
func renamed(all []*Prompt, o Options) []*Prompt {
	var gone, come []*Prompt
	for _, p := range all {
		switch p.Status {
		case change.Removed:
			gone = append(gone, p)
		case change.Added:
			come = append(come, p)
		}
	}
	drop := map[*Prompt]bool{}
	join := func(like func(was, p *Prompt) float64) {
		for _, l := range likely(gone, come, like) {
			if drop[l.was] || l.p.Status != change.Added {
				continue
			}
			drop[l.was] = true
			l.p.becomes(l.was, o)
			if l.p.Costs = nil; len(l.p.Broken) == 0 {
				l.p.Costs, _ = o.costs(l.p.Before, l.p.After)
			}
		}
	}
	join(func(was, p *Prompt) float64 {
		if was.Was == p.Name {
			return 1
		}
		return 0
	})
	if len(gone)*len(come) <= manyRenamed {
		join(func(was, p *Prompt) float64 { return prose.Similarity(source(was.Before), source(p.After)) })
	}
	return slices.DeleteFunc(all, func(p *Prompt) bool { return drop[p] })
}

// like is a prompt that is gone, one that is new, and how much they are alike.
type like struct {
	was, p *Prompt
	share  float64
}

// likely are those that may be one prompt, the likeliest first.
func likely(gone, come []*Prompt, share func(was, p *Prompt) float64) []like {
	var all []like
	for _, p := range come {
		for _, was := range gone {
			if s := share(was, p); s >= 0.6 {
				all = append(all, like{was, p, s})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b like) int { return cmp.Compare(b.share, a.share) })
	return all
}

// becomes makes a prompt that seemed to be new one that was there before.
func (p *Prompt) becomes(was *Prompt, o Options) {
	p.Was, p.OldFile, p.Before, p.old = was.Was, was.OldFile, was.Before, was.old
	p.Broken = append(slices.Clone(was.Broken), p.Broken...)
	p.Status, p.Changes = change.Edited, nil
	p.edited(o, false)
}

func source(c *prompt.Closure) string { return string(c.Prompt.Doc.Src) }

// stem is the path of a prompt's file less its suffix.
func stem(file string) string {
	for _, suffix := range []string{prompt.Suffix, prompt.ShortSuffix} {
		if s, ok := strings.CutSuffix(file, suffix); ok {
			return s
		}
	}
	return strings.TrimSuffix(file, path.Ext(file))
}

// promptsBeside are the paths that the prompt beside a file of test cases may have.
func promptsBeside(file string) []string {
	return []string{suite.Stem(file) + prompt.Suffix, suite.Stem(file) + prompt.ShortSuffix}
}
