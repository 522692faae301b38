package standing

import (
	"context"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Base is what a version is compared with by those who judge it.
type Base struct {
	Revision catalog.Revision // the zero one where there is nothing
	What     string           // "v1.0.0, served by production"; "" where there is nothing
}

// Base returns what a reviewer compares with: what the last of some environments
// serves that serves the prompt, or else its last release; either only if it is not
// what is looked at.
func (r *Register) Base(ctx context.Context, l *Look, asked []*Force) (Base, error) {
	for _, f := range slices.Backward(asked) {
		if f.Open || f.State == nil {
			continue
		}
		if v, serves := f.State.Served[l.Name]; serves && v.Digest != l.Subject.Digest {
			return f.Serves(l.Name), nil
		}
	}
	past, err := r.base(ctx, l, false, anyRelease)
	if err != nil || past == nil {
		return Base{}, err
	}
	releases, err := r.Releases(ctx)
	if err != nil {
		return Base{}, err
	}
	which := ", the last release"
	if past.Version != releases[l.Name][0] { // the last one is what is looked at
		which = ", the release before"
	}
	revision, err := r.Project.Revision(ctx, l.Name, "release:"+past.Version)
	return Base{revision, past.Version + which}, err
}

// Serves returns what an environment with a ledger serves of a prompt. It is read
// from the ledger's own tree: the commit that it was promoted from may be gone.
func (f *Force) Serves(name string) Base {
	v, serves := f.State.Served[name]
	if !serves {
		return Base{}
	}
	what := v.Version
	if what == ledger.None {
		what = v.Digest[:min(len("sha256:")+12, len(v.Digest))]
	}
	revision := catalog.Revision{Kind: catalog.Environment, Text: f.Name, Commit: f.Tip}
	return Base{revision, what + ", served by " + f.Name}
}

// Since compares a version with a base.
func (r *Register) Since(ctx context.Context, l *Look, base Base, o comparison.Options) (*comparison.Comparison, error) {
	c, err := comparison.Between(ctx, r.Project, l.Name, base.Revision, l.Revision, o)
	if err == nil {
		c.What = base.What
	}
	return c, err
}

// LatestRelease returns the newest version of a prompt whose release counts in an
// environment; "" where there is none.
func (r *Register) LatestRelease(ctx context.Context, name string, f *Force) (string, error) {
	releases, err := r.Releases(ctx)
	if err != nil {
		return "", err
	}
	judge, err := r.Judge(ctx, f)
	if err != nil {
		return "", err
	}
	counts, err := r.vouched(ctx, func(s *statement.Signed) bool { return f.Open || judge.Genuine(s).Good() })
	for _, version := range releases[name] {
		if _, good := counts(name + "/" + version); good {
			return version, err
		}
	}
	return "", err
}

// Past is a release of a prompt, with what it is at its commit.
type Past struct {
	Version string
	Closure *prompt.Closure
}

// Before returns the last release of a prompt that counts, and that is no
// pre-release of what is looked at: in an environment that asks for something,
// only those that are genuine do, also by a key that was retired since. It is nil
// where there is none.
func (r *Register) Before(ctx context.Context, l *Look, f *Force) (*Past, error) {
	if f.Open {
		return r.base(ctx, l, true, anyRelease)
	}
	judge, err := r.Judge(ctx, f)
	if err != nil {
		return nil, err
	}
	counts, err := r.vouched(ctx, func(s *statement.Signed) bool {
		v := judge.Genuine(s)
		return v.Good() || v.Retired
	})
	if err != nil {
		return nil, err
	}
	return r.base(ctx, l, true, counts)
}

// vouch says for which bytes the tag of a release speaks, and whether it counts;
// "" is for whatever is at its commit.
type vouch func(tag string) (digest string, counts bool)

func anyRelease(string) (string, bool) { return "", true }

// vouched accepts the tags that hold a release which is good enough.
func (r *Register) vouched(ctx context.Context, good func(*statement.Signed) bool) (vouch, error) {
	known, err := r.Statements(ctx)
	byRef := map[string]*statement.Signed{}
	for _, s := range known {
		if s.Err == nil && s.Kind == statement.Release {
			byRef[s.Ref] = s
		}
	}
	return func(tag string) (string, bool) {
		s := byRef["refs/tags/"+tag]
		if s == nil || !good(s) {
			return "", false
		}
		return s.Subjects[0].Digest, true
	}, err
}

// base returns the newest release that counts, and whose commit has what it
// speaks of: one with other bytes or, where the same will do, any but a
// pre-release of them.
func (r *Register) base(ctx context.Context, l *Look, same bool, counts vouch) (*Past, error) {
	releases, err := r.Releases(ctx)
	if err != nil {
		return nil, err
	}
	for _, version := range releases[l.Name] {
		digest, good := counts(l.Name + "/" + version)
		if !good {
			continue
		}
		released, err := catalog.AtRelease(ctx, r.Project.Repo, l.Name, version)
		if err != nil {
			return nil, err
		}
		if released == nil || digest != "" && digest != released.Digest() {
			continue
		}
		if released.Digest() != l.Subject.Digest || same && !catalog.IsPreRelease(version) {
			return &Past{version, released}, nil
		}
	}
	return nil, nil
}

// Releases returns the releases of each prompt, the newest first.
func (r *Register) Releases(ctx context.Context) (map[string][]string, error) {
	return catalog.Releases(ctx, r.Project.Repo)
}
