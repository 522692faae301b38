package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Origin is where what a ledger serves of a prompt comes from. It is what the
// ledger says, and not verified: it is for showing, and for finding the commit,
// whose bytes are then compared.
type Origin struct {
	Version string    // of the release; "" where it has none, or where nobody can tell
	Source  repo.Hash // the commit that has the files; "" where nobody can tell
}

// claim is an origin that is being looked for.
type claim struct {
	Origin
	digest  string   // of what is served; "" until the entry is met by which it is
	sources []string // one of which has the files
}

// origins finds where the prompts come from that a ledger serves at a commit, by
// their names.
func (p *Project) origins(ctx context.Context, tip repo.Hash, s *served, entries []Entry) (map[string]Origin, error) {
	claims := make(map[string]*claim, len(entries))
	for _, e := range entries {
		claims[e.Name] = &claim{}
	}
	if err := p.claims(ctx, tip, claims); err != nil {
		return nil, err
	}
	found := make(map[string]Origin, len(entries))
	for _, e := range entries {
		c := claims[e.Name]
		if err := p.source(ctx, c, s.apart[e.File.Path]); err != nil {
			return nil, err
		}
		found[e.Name] = c.Origin
	}
	return found, nil
}

// claims reads a ledger backwards until it is known of every prompt by which
// promotion it came. A rollback says which version it is, and an earlier
// promotion where that came from.
func (p *Project) claims(ctx context.Context, tip repo.Hash, claims map[string]*claim) error {
	open := len(claims)
	for id := tip; open > 0; {
		c, err := p.entry(ctx, id)
		if errors.Is(err, repo.ErrMissingObject) {
			return nil // the history of this clone is cut off
		}
		if err != nil || c == nil {
			return err
		}
		for _, change := range c.Prompts {
			if claims[change.Name].takes(c, change) {
				open--
			}
		}
		if c.Action == ledger.Root || len(c.Parents) == 0 {
			return nil
		}
		id = repo.Hash(c.Parents[0])
	}
	return nil
}

// takes takes what an entry of the ledger says, and reports whether that was the
// promotion that was looked for. The newest entries come first.
func (c *claim) takes(e *ledger.Commit, change ledger.Change) bool {
	if c == nil || c.sources != nil {
		return false
	}
	if c.digest == "" {
		c.digest = change.To
		if change.Version != ledger.None {
			c.Version = change.Version
		}
	}
	if e.Action != ledger.Promotion || change.To != c.digest {
		return false
	}
	c.sources = e.Sources
	return true
}

// source finds the commit that a prompt comes from: the first of those that the
// entry names that has its files.
func (p *Project) source(ctx context.Context, c *claim, own *view) error {
	if len(c.sources) == 1 {
		c.Source = repo.Hash(c.sources[0])
		return nil
	}
	var paths []string
	for _, f := range own.files {
		paths = append(paths, f.Path)
	}
	for _, source := range c.sources {
		var files []repo.File
		s, err := p.Repo.At(ctx, repo.Hash(source))
		if err == nil {
			files, err = s.Files(ctx, paths...)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		// One that cannot be read, as where history is cut off, is as good as none.
		if err == nil && slices.EqualFunc(files, own.files, func(a, b repo.File) bool { return a.Path == b.Path && a.Hash == b.Hash }) {
			c.Source = repo.Hash(source)
			return nil
		}
	}
	return nil
}

// Origin returns where a prompt comes from that was resolved to what a ledger
// serves; nil where it was resolved to anything else.
func (p *Project) Origin(ctx context.Context, t *Target) (*Origin, error) {
	s, ok := t.Catalog.snapshot.(*served)
	if !ok {
		return nil, nil
	}
	found, err := p.origins(ctx, t.Revision.Commit, s, []Entry{t.Entry})
	origin := found[t.Name]
	return &origin, err
}

var errNoSource = errors.New("nobody can tell from which commit")

// AtSource returns a prompt that was resolved to what a ledger serves as it is in
// the commit that it was promoted from, where it has the same bytes at the same
// paths: what is said of a prompt is said of that commit, which the ledger's is
// not. Any other is returned as it is.
func (p *Project) AtSource(ctx context.Context, t *Target) (*Target, error) {
	origin, err := p.Origin(ctx, t)
	if err != nil || origin == nil {
		return t, err
	}
	source := &Target{Revision: Revision{t.Revision.Kind, t.Revision.Text, origin.Source}}
	if err = errNoSource; origin.Source != "" {
		err = p.sameAt(ctx, t, source)
	}
	if err != nil {
		err = fmt.Errorf("%s as %s serves it: %w", t.Name, t.Revision, err)
		return nil, diag.WithHint(err, "name a commit that has it: %s@COMMIT", t.Name)
	}
	return source, nil
}

// sameAt finds in the commit of a source what is served.
func (p *Project) sameAt(ctx context.Context, t, source *Target) (err error) {
	commit := source.Revision.Commit
	if source.Catalog, err = p.At(ctx, source.Revision); err != nil {
		return fmt.Errorf("the commit that it comes from cannot be read: %w", err)
	}
	if source.Entry, err = source.Catalog.Find(t.File.Path); err != nil {
		return err
	}
	served, _, err := t.Catalog.Closure(ctx, t.Entry)
	if err != nil {
		return err
	}
	there, _, err := source.Catalog.Closure(ctx, source.Entry)
	if err != nil {
		return err
	}
	if source.Name != t.Name || served.Digest() != there.Digest() {
		return fmt.Errorf("%s is another version in the commit that it comes from, %s", source.Name, commit.Short())
	}
	return nil
}

// promotedFrom returns the revision whose history is that of a prompt as it is at
// a revision: of what a ledger serves, the commit that it was promoted from.
func (p *Project) promotedFrom(ctx context.Context, name string, r Revision) (Revision, error) {
	s, err := p.Snapshot(ctx, r)
	if err != nil || !IsServed(s) {
		return r, err
	}
	c, err := p.At(ctx, r)
	if err != nil {
		return r, err
	}
	e, err := c.Find(name)
	if err != nil {
		return r, err
	}
	source, err := p.AtSource(ctx, &Target{Entry: e, Revision: r, Catalog: c})
	if err != nil {
		return r, err
	}
	return source.Revision, nil
}
