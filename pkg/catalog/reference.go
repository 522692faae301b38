package catalog

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Kind is what a revision was found to be.
type Kind string

// The kinds of revisions, in the order in which they are tried.
const (
	WorkTree    Kind = "worktree"
	Staged      Kind = "staged"
	Environment Kind = "environment"
	Release     Kind = "release"
	Back        Kind = "back" // ~N
	Git         Kind = "rev"
)

// Revision is what the REV of NAME@REV stands for.
type Revision struct {
	Kind   Kind
	Text   string    // as it was given, without env:, release: or rev:
	Commit repo.Hash // "" for WorkTree and Staged
}

// String returns the revision as it would be given again.
func (r Revision) String() string {
	switch r.Kind {
	case WorkTree, Staged:
		return string(r.Kind)
	default:
		return r.Text
	}
}

// SplitReference takes NAME[@REV] apart; rev is "" where there is none.
func SplitReference(reference string) (name, rev string, err error) {
	name, rev, found := strings.Cut(reference, "@")
	switch {
	case name == "":
		return "", "", &ReferenceError{reference, "the name of the prompt is missing before the @"}
	case found && rev == "":
		return "", "", &ReferenceError{reference, "the revision is missing after the @"}
	}
	return name, rev, nil
}

// ReferenceError is a NAME@REV that cannot be read, or means two things.
type ReferenceError struct{ Reference, Problem string }

// Error names the reference and what is wrong with it.
func (e *ReferenceError) Error() string {
	return fmt.Sprintf("reference %q: %s", e.Reference, e.Problem)
}

// DefaultRevision is the revision of commands that read, where none is given:
// the work tree, or HEAD where there is none.
func (p *Project) DefaultRevision() string {
	if p.Repo.Root() == "" {
		return "HEAD"
	}
	return string(WorkTree)
}

// Target is a prompt at a revision.
type Target struct {
	Entry
	Revision Revision
	Catalog  *Catalog
}

// Resolve finds the prompt that NAME[@REV] stands for; other is the revision
// where none is given. The name may be a path, from dir: the folder of the
// caller, relative to the top of the repository.
func (p *Project) Resolve(ctx context.Context, reference, other string) (*Target, error) {
	name, rev, err := SplitReference(reference)
	if err != nil {
		return nil, err
	}
	if rev == "" {
		rev = other
	}
	name = p.fromHere(name)
	revision, err := p.Revision(ctx, name, rev)
	if err != nil {
		return nil, err
	}
	c, err := p.At(ctx, revision)
	if err != nil {
		return nil, err
	}
	entry, err := c.Find(name)
	if err != nil {
		return nil, unknownHint(err)
	}
	return &Target{Entry: entry, Revision: revision, Catalog: c}, nil
}

func unknownHint(err error) error {
	var unknown *UnknownPromptError
	if errors.As(err, &unknown) && unknown.Near == "" {
		return diag.WithHint(err, "`promptctl list` shows those that there are, `promptctl new %s` begins one", unknown.Name)
	}
	return err
}

// fromHere turns the path of a prompt file, which is relative to the caller's
// folder or absolute, into a path from the top of the repository. Anything
// else is a name and stays as it is.
func (p *Project) fromHere(name string) string {
	if !prompt.IsPrompt(name) {
		return name
	}
	if filepath.IsAbs(name) {
		if rel, err := filepath.Rel(p.Repo.Root(), name); err == nil {
			return filepath.ToSlash(rel)
		}
	}
	return path.Join(p.Repo.Prefix(), filepath.ToSlash(name))
}

// At returns the catalog of a revision.
func (p *Project) At(ctx context.Context, r Revision) (*Catalog, error) {
	s, err := p.Snapshot(ctx, r)
	if err != nil {
		return nil, err
	}
	return Load(ctx, s)
}

// Snapshot returns the files of a revision.
func (p *Project) Snapshot(ctx context.Context, r Revision) (repo.Snapshot, error) {
	switch r.Kind {
	case WorkTree:
		return p.Repo.WorkTree()
	case Staged:
		return p.Repo.Index()
	default:
		return p.Repo.At(ctx, r.Commit)
	}
}

var (
	backward = regexp.MustCompile(`^~[0-9]*$`)
	// versioned is a semantic version after a v (semver.org, item 2, 9 and 10).
	versioned = regexp.MustCompile(`^v(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)
)

// Revision resolves the REV of a prompt: worktree, staged, an environment, a
// release, ~N, or any revision of git; env:, release: and rev: say which.
// Where it could be two that differ, the error lists both.
func (p *Project) Revision(ctx context.Context, name, rev string) (Revision, error) {
	if kind, text, ok := strings.Cut(rev, ":"); ok {
		switch kind {
		case "env":
			return p.environment(ctx, text)
		case "release":
			return p.release(ctx, name, text)
		case "rev":
			return p.git(ctx, text)
		}
	}
	switch {
	case rev == string(WorkTree), rev == string(Staged):
		return Revision{Kind: Kind(rev), Text: rev}, nil
	case backward.MatchString(rev):
		return p.back(ctx, name, rev)
	}
	return p.guess(ctx, name, rev)
}

// guess tries an environment, a release and a revision of git.
func (p *Project) guess(ctx context.Context, name, rev string) (Revision, error) {
	known, err := p.isEnvironment(ctx, rev)
	if err != nil {
		return Revision{}, err
	}
	if known {
		return p.guessEnvironment(ctx, rev)
	}
	byGit, gitErr := p.git(ctx, rev)
	if !versioned.MatchString(rev) {
		return byGit, p.explain(ctx, rev, gitErr)
	}
	byRelease, releaseErr := p.release(ctx, name, rev)
	switch {
	case releaseErr != nil && gitErr != nil:
		return Revision{}, releaseErr
	case releaseErr != nil:
		return byGit, nil
	case gitErr == nil && byGit.Commit != byRelease.Commit:
		return Revision{}, ambiguous(name, rev, "release", byRelease.Commit, byGit.Commit)
	default:
		return byRelease, nil
	}
}

// guessEnvironment prefers an environment to a branch of the same name, and
// refuses to choose between it and a tag that leads elsewhere.
func (p *Project) guessEnvironment(ctx context.Context, rev string) (Revision, error) {
	r, err := p.environment(ctx, rev)
	if err != nil {
		return r, err
	}
	tag, err := p.Repo.Resolve(ctx, "refs/tags/"+rev)
	var unknown *repo.UnknownRevisionError
	switch {
	case errors.As(err, &unknown), err == nil && tag == r.Commit:
		return r, nil
	case err != nil:
		return Revision{}, err
	default:
		return Revision{}, ambiguous("", rev, "env", r.Commit, tag)
	}
}

func ambiguous(name, rev, kind string, one, other repo.Hash) error {
	what := map[string]string{"env": "environment", "release": "release"}[kind]
	err := &ReferenceError{name + "@" + rev, fmt.Sprintf("it is the %s (%s) and the git revision (%s)", what, one.Short(), other.Short())}
	return diag.WithHint(err, "write %s:%s or rev:%s", kind, rev, rev)
}

// explain adds the environments' names to the error for an unknown revision.
func (p *Project) explain(ctx context.Context, rev string, err error) error {
	var unknown *repo.UnknownRevisionError
	if !errors.As(err, &unknown) || diag.Hint(err) != "" {
		return err
	}
	pol, polErr := p.Policy(ctx)
	if polErr != nil || pol == nil {
		return err
	}
	var names []string
	for _, e := range pol.Environments {
		names = append(names, e.Name)
	}
	if near := diag.Suggest(rev, append(names, "worktree", "staged", "HEAD")); near != "" {
		return diag.WithHint(err, "did you mean %s?", near)
	}
	return diag.WithHint(err, "a revision is worktree, staged, an environment (%s), a release (v1.2.3), ~N, or a revision of git", strings.Join(names, ", "))
}

func (p *Project) isEnvironment(ctx context.Context, rev string) (bool, error) {
	pol, err := p.Policy(ctx)
	if err != nil {
		return false, diag.WithHint(err, "rev:%s means the git revision, whatever the policy says", rev)
	}
	if pol == nil {
		return false, nil
	}
	_, ok := pol.Environment(rev)
	return ok, nil
}

// environment resolves to the tip of its branch, or of the remote-tracking
// branch where the local one is missing or behind.
func (p *Project) environment(ctx context.Context, name string) (Revision, error) {
	pol, err := p.Policy(ctx)
	if err != nil {
		return Revision{}, err
	}
	if pol == nil {
		err := fmt.Errorf("environment %q: the repository has no policy", name)
		return Revision{}, diag.WithHint(err, "`promptctl init` makes one")
	}
	env, ok := pol.Environment(name)
	if !ok {
		var names []string
		for _, e := range pol.Environments {
			names = append(names, e.Name)
		}
		err := fmt.Errorf("environment %q is not in the policy%s", name, diag.DidYouMean(name, names))
		return Revision{}, diag.WithHint(err, "there are %s", strings.Join(names, ", "))
	}
	commit, err := p.Repo.BranchTip(ctx, env.Branch)
	var unknown *repo.UnknownRevisionError
	if errors.As(err, &unknown) {
		err := fmt.Errorf("environment %q has no branch %s yet: nothing was promoted there", name, env.Branch)
		return Revision{}, diag.WithHint(err, "`git fetch` brings it if another clone has it")
	}
	return Revision{Environment, name, commit}, err
}

// release resolves the tag NAME/VERSION.
func (p *Project) release(ctx context.Context, name, version string) (Revision, error) {
	if name == "" {
		return Revision{}, &ReferenceError{"@" + version, "a release belongs to one prompt: name it"}
	}
	if prompt.IsPrompt(name) {
		name = prompt.NameOf(path.Clean(name), p.Config.Folders())
	}
	commit, err := p.Repo.Resolve(ctx, "refs/tags/"+name+"/"+version)
	var unknown *repo.UnknownRevisionError
	if errors.As(err, &unknown) {
		err := fmt.Errorf("release %s of %s is not there", version, name)
		return Revision{}, diag.WithHint(err, "`git fetch --tags` brings what this clone lacks; `git tag -l '%s/*'` lists what it has", name)
	}
	return Revision{Release, version, commit}, err
}

func (p *Project) git(ctx context.Context, rev string) (Revision, error) {
	commit, err := p.Repo.Resolve(ctx, rev)
	return Revision{Git, rev, commit}, err
}

// back resolves ~N: N versions of this prompt back from HEAD's.
func (p *Project) back(ctx context.Context, name, rev string) (Revision, error) {
	n := 1
	if digits := rev[1:]; digits != "" {
		var err error
		if n, err = strconv.Atoi(digits); err != nil {
			return Revision{}, &ReferenceError{name + "@" + rev, "the number is too large"}
		}
	}
	if name == "" {
		return Revision{}, &ReferenceError{"@" + rev, "~N counts the versions of one prompt: name it"}
	}
	commit, err := p.nthBack(ctx, name, n)
	return Revision{Back, rev, commit}, err
}

// Revisions returns what a prompt can be read at, for completion: worktree,
// staged, HEAD, ~1, the environments, its releases and the branches. What
// cannot be read is left out.
func (p *Project) Revisions(ctx context.Context, name string) []string {
	revisions := []string{string(WorkTree), string(Staged), "HEAD", "~1"}
	if pol, err := p.Policy(ctx); err == nil && pol != nil {
		for _, e := range pol.Environments {
			revisions = append(revisions, e.Name)
		}
	}
	if tags, err := p.Repo.Refs(ctx, "refs/tags/"+name+"/"); err == nil {
		var versions []string
		for _, ref := range tags {
			if v := strings.TrimPrefix(ref.Name, "refs/tags/"+name+"/"); IsVersion(v) {
				versions = append(versions, v)
			}
		}
		SortVersions(versions)
		revisions = append(revisions, versions...)
	}
	if heads, err := p.Repo.Refs(ctx, "refs/heads/"); err == nil {
		for _, ref := range heads {
			revisions = append(revisions, strings.TrimPrefix(ref.Name, "refs/heads/"))
		}
	}
	return revisions
}
