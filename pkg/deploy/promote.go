package deploy

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/signoff"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Wish is what a person asks to have promoted.
type Wish struct {
	References  []string // NAME[@REV]
	All         bool     // every prompt that has another version than is served, instead
	Environment string
	Text        string // more for people
	Remote      string // the one that is asked for comments; "" is the default
	ahead       ahead
}

// Promotion is one prompt of what is to be promoted, and whether that may be.
type Promotion struct {
	Look    *standing.Look
	Version string            // of the release; ledger.None where it has none
	Was     *ledger.Version   // what is served now; nil for nothing
	Answer  *statement.Answer // what the environment says
}

// Same reports whether the environment serves it already, and well.
func (p *Promotion) Same() bool { return p.Was != nil && p.Was.Digest == p.Look.Subject.Digest }

// Promotions is a plan.
type Promotions struct {
	*Draft // nil where there is nothing to write
	Force  *standing.Force
	All    []*Promotion
	Served []*Promotion // those that are served already
}

// Refused returns those that the environment does not take.
func (p *Promotions) Refused() (refused []*Promotion) {
	for _, one := range p.All {
		if !one.Answer.Met() {
			refused = append(refused, one)
		}
	}
	return refused
}

// Taken returns those that the environment takes.
func (p *Promotions) Taken() []*Promotion {
	return slices.DeleteFunc(slices.Clone(p.All), func(one *Promotion) bool { return !one.Answer.Met() })
}

// Promote drafts a promotion. Where prompts are named, and the environment does not
// take one of them, there is no draft; of all prompts those are promoted that it
// takes.
func (d *Desk) Promote(ctx context.Context, w Wish) (*Promotions, error) {
	if names := w.names(); len(names) > 0 { // of thousands of statements a few matter
		d.Narrow(names)
	}
	plan, err := d.plan(ctx, w)
	if d.Narrowed() && (err != nil || len(plan.Refused()) > 0) {
		d.Widen()
		plan, err = d.plan(ctx, w)
	}
	if err != nil {
		return nil, err
	}
	taken := plan.Taken()
	if len(taken) == 0 || !w.All && len(taken) < len(plan.All) {
		return plan, nil
	}
	plan.Draft, err = d.promote(ctx, plan.Force, taken, w.Text)
	return plan, err
}

// names are the names of the prompts that are meant; none where that is not known.
func (w Wish) names() (names []string) {
	for _, reference := range w.References {
		name, _, err := catalog.SplitReference(reference)
		if err != nil || prompt.IsPrompt(name) {
			return nil
		}
		names = append(names, name)
	}
	return names
}

// plan asks the environment about every prompt that is meant.
func (d *Desk) plan(ctx context.Context, w Wish) (*Promotions, error) {
	f, err := d.Begun(ctx, w.Environment)
	if err != nil {
		return nil, err
	}
	if err := d.Complete(ctx); err != nil {
		return nil, err
	}
	looks, err := d.promotable(ctx, f, w)
	if err != nil {
		return nil, err
	}
	spoilt := map[string]bool{}
	for _, p := range f.State.NotServable() {
		spoilt[p.Name] = true
	}
	plan := &Promotions{Force: f}
	for _, l := range looks {
		p, err := d.promotion(ctx, f, l, w)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.Name, err)
		}
		if p.Same() && !spoilt[l.Name] {
			plan.Served = append(plan.Served, p)
			continue
		}
		plan.All = append(plan.All, p)
	}
	return plan, nil
}

// Begun returns an environment that has a ledger.
func (d *Desk) Begun(ctx context.Context, name string) (*standing.Force, error) {
	f, err := d.Force(name)
	switch {
	case err != nil:
		return nil, err
	case f.Err != nil:
		return nil, fmt.Errorf("environment %s: %w", f.Name, f.Err)
	case f.State != nil:
		return f, nil
	}
	if f.Open && d.ordinary(f) {
		err := fmt.Errorf("%s is open, and serves the branch %s as it is", f.Name, f.Branch)
		return nil, diag.WithHint(err, "what is committed there is served; for a ledger, give it a branch of its own and run promptctl env init %s", f.Name)
	}
	if err := d.CompleteLedger(ctx, f); err != nil {
		return nil, err
	}
	err = fmt.Errorf("%w: %s has no ledger on the branch %s", standing.ErrIncomplete, f.Name, f.Branch)
	return nil, diag.WithHint(err, "begin it: promptctl env init %s; or fetch it: git fetch origin", f.Name)
}

// promotable finds the prompts that are meant.
func (d *Desk) promotable(ctx context.Context, f *standing.Force, w Wish) (looks []*standing.Look, err error) {
	references := w.References
	if w.All {
		if references, err = d.candidates(ctx, f); err != nil {
			return nil, err
		}
	}
	seen := map[string]bool{}
	for _, reference := range references {
		if reference, err = d.latest(ctx, f, reference); err != nil {
			return nil, err
		}
		l, err := d.Sound(ctx, reference)
		if err != nil {
			return nil, err
		}
		if seen[l.Name] {
			return nil, &signoff.RequestError{Problem: l.Name + " is named twice"}
		}
		seen[l.Name] = true
		looks = append(looks, l)
	}
	return looks, nil
}

// candidates are all prompts at HEAD that have a release, or all where releases are
// not asked for.
func (d *Desk) candidates(ctx context.Context, f *standing.Force) ([]string, error) {
	revision, err := d.Project.Revision(ctx, "", standing.DefaultRevision)
	if err != nil {
		return nil, err
	}
	c, err := d.Project.At(ctx, revision)
	if err != nil {
		return nil, err
	}
	releases, err := d.Releases(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range c.Prompts {
		if f.Open || len(releases[e.Name]) > 0 {
			names = append(names, e.Name)
		}
	}
	return names, nil
}

// latest adds the revision to a reference that has none: the latest release that
// counts or, where the environment is open, HEAD.
func (d *Desk) latest(ctx context.Context, f *standing.Force, reference string) (string, error) {
	name, revision, err := catalog.SplitReference(reference)
	if err != nil || revision != "" || f.Open {
		return reference, err
	}
	target, missing := d.Project.Resolve(ctx, name, standing.DefaultRevision) // HEAD may have it no more
	if missing == nil {
		name = target.Name // which may have been given as a path
	}
	version, err := d.LatestRelease(ctx, name, f)
	switch {
	case err != nil:
		return "", err
	case version == "" && missing != nil:
		return "", missing
	case version == "":
		err := fmt.Errorf("%s has no release that counts in %s", name, f.Name)
		return "", diag.WithHint(err, "release it: promptctl release %s; or name the version: %s@REV", name, name)
	}
	return name + "@release:" + version, nil
}

func (d *Desk) promotion(ctx context.Context, f *standing.Force, l *standing.Look, w Wish) (*Promotion, error) {
	p := &Promotion{Look: l, Version: ledger.None}
	if was, served := f.State.Served[l.Name]; served {
		p.Was = &was
	}
	var err error
	if p.Answer, err = d.Ask(ctx, l, f); err != nil {
		return nil, err
	}
	release, err := d.releaseOf(ctx, l, f)
	if err != nil {
		return nil, err
	}
	if release != nil {
		p.Version = release.Version
	}
	w.ahead.assume(p)
	if f.RequirementsFor(l.Name).Threads {
		if err := d.heard(ctx, w.Remote); err != nil {
			return nil, err
		}
	}
	return p, d.look(ctx, f, l, p.Answer, w.ahead.served)
}

// releaseOf returns the newest release of the bytes that counts; nil where there is
// none.
func (d *Desk) releaseOf(ctx context.Context, l *standing.Look, f *standing.Force) (*statement.Signed, error) {
	judge, err := d.Judge(ctx, f)
	if err != nil {
		return nil, err
	}
	var newest *statement.Signed
	for _, s := range judge.About(l.Subject.Digest) {
		counts := s.Err == nil && s.Kind == statement.Release && s.Subjects[0] == l.Subject && (f.Open || judge.Genuine(s).Good())
		if counts && (newest == nil || catalog.CompareVersions(s.Version, newest.Version) > 0) {
			newest = s
		}
	}
	return newest, nil
}

// promote drafts the entry.
func (d *Desk) promote(ctx context.Context, f *standing.Force, taken []*Promotion, text string) (*Draft, error) {
	draft := &Draft{Force: f, Plan: ledger.Plan{Files: map[string]map[string]string{}},
		Entry: &ledger.Entry{Action: ledger.Promotion, Environment: f.Name, Body: text, Checked: &ledger.Checked{From: f.From}}}
	sources := map[string]bool{}
	evidence := map[string]*statement.Signed{}
	for _, p := range taken {
		subject := p.Look.Subject
		was := ledger.None
		if p.Was != nil {
			was = p.Was.Digest
		}
		draft.Prompts = append(draft.Prompts, ledger.Change{Name: subject.Name, From: was, To: subject.Digest, Version: p.Version, Path: subject.Path})
		files := map[string]string{}
		for _, file := range p.Look.Closure.Files {
			files[file.Path] = string(d.Project.Repo.BlobHash(file.Data))
		}
		draft.Plan.Files[subject.Name] = files
		sources[string(p.Look.Revision.Commit)] = true
		if err := d.gather(ctx, f, p, evidence); err != nil {
			return nil, err
		}
		vouch(draft.Checked, f.RequirementsFor(subject.Name))
	}
	draft.Sources = slices.Sorted(maps.Keys(sources))
	for _, id := range slices.Sorted(maps.Keys(evidence)) {
		draft.Evidence = append(draft.Evidence, evidence[id])
	}
	slices.SortStableFunc(draft.Evidence, func(a, b *statement.Signed) int {
		return cmp.Or(a.Tag.Tagger.When.Compare(b.Tag.Tagger.When), strings.Compare(a.ID, b.ID))
	})
	draft.Title = title("Promote", draft.Prompts, "to", f.Name)
	return draft, nil
}

// gather adds the statements that a promotion rests on.
func (d *Desk) gather(ctx context.Context, f *standing.Force, p *Promotion, evidence map[string]*statement.Signed) error {
	for _, v := range p.Answer.Verdicts {
		if v.Good() {
			evidence[v.ID] = v.Signed
		}
	}
	release, err := d.releaseOf(ctx, p.Look, f)
	if err == nil && release != nil {
		evidence[release.ID] = release
	}
	return err
}

// vouch adds what was looked at for a prompt: of two demands the stricter.
func vouch(c *ledger.Checked, require policy.Requirements) {
	words := []string{"", "error", "warning", "info"}
	c.Lint = words[max(slices.Index(words, c.Lint), int(require.Lint))]
	c.Soak = max(c.Soak, require.Soak)
	c.Threads = c.Threads || require.Threads
}
