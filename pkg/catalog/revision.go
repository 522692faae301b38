package catalog

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
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

// head is the commit that is checked out. No environment can have this name.
const head = "HEAD"

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

// At returns the catalog of a revision. That of a commit is read once.
func (p *Project) At(ctx context.Context, r Revision) (*Catalog, error) {
	load := func() (*Catalog, error) {
		s, err := p.Snapshot(ctx, r)
		if err != nil {
			return nil, err
		}
		return Load(ctx, s)
	}
	if r.Commit == "" {
		return load()
	}
	p.mutex.Lock()
	once, known := p.catalogs[r.Commit]
	if !known {
		once = sync.OnceValues(load)
		p.catalogs[r.Commit] = once
	}
	p.mutex.Unlock()
	return once()
}

// Snapshot returns the files of a revision: of a ledger's commit, whatever it is
// named by, those that it serves.
func (p *Project) Snapshot(ctx context.Context, r Revision) (repo.Snapshot, error) {
	switch r.Kind {
	case WorkTree:
		return p.Repo.WorkTree()
	case Staged:
		return p.Repo.Index()
	}
	s, err := p.Repo.At(ctx, r.Commit)
	if err != nil {
		return nil, err
	}
	return p.asServed(ctx, s, r.Commit)
}

var backward = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^~[0-9]*$`) })

// Revision resolves the REV of a prompt: worktree, staged, an environment, a
// release, ~N, or any revision of git; env:, release: and rev: say which. The
// name may be the path of the prompt's file from the top of the repository, or
// "" for what concerns no prompt. Where it could be two revisions that differ,
// the error lists both.
func (p *Project) Revision(ctx context.Context, name, rev string) (Revision, error) {
	kind, text, prefixed := strings.Cut(rev, ":")
	resolve, known := p.prefixes(name)[kind]
	switch {
	case prefixed && known && text == "":
		return Revision{}, &ReferenceError{asGiven(name, rev), "what it is to be is missing after " + kind + ":"}
	case prefixed && known:
		return resolve(ctx, text)
	case rev == string(WorkTree), rev == string(Staged):
		return Revision{Kind: Kind(rev), Text: rev}, nil
	case backward().MatchString(rev):
		return p.back(ctx, name, rev)
	case rev == head:
		return p.git(ctx, rev)
	default:
		return p.guess(ctx, name, rev)
	}
}

// asGiven is a reference as a person gave it: a revision alone where it is about
// all prompts.
func asGiven(name, rev string) string {
	if name == "" {
		return rev
	}
	return name + "@" + rev
}

// prefixes are what can be written before a revision to say of which kind it
// is.
func (p *Project) prefixes(name string) map[string]func(context.Context, string) (Revision, error) {
	return map[string]func(context.Context, string) (Revision, error){
		"env":     p.environment,
		"release": func(ctx context.Context, version string) (Revision, error) { return p.release(ctx, name, version) },
		"rev":     p.git,
	}
}

// guess tries an environment, a release and a revision of git.
func (p *Project) guess(ctx context.Context, name, rev string) (Revision, error) {
	known, err := p.isEnvironment(ctx, rev)
	if err != nil {
		return Revision{}, err
	}
	if known {
		return p.guessEnvironment(ctx, name, rev)
	}
	if !IsVersion(rev) {
		byGit, err := p.git(ctx, rev)
		return byGit, p.explain(ctx, name, rev, err)
	}
	var byGit, byRelease Revision
	var gitErr error
	var both sync.WaitGroup // git is asked two things at once
	both.Go(func() {
		commit, err := p.Repo.Lookup(ctx, rev)
		byGit, gitErr = Revision{Git, rev, commit}, err
	})
	byRelease, err = p.release(ctx, name, rev)
	both.Wait()
	switch {
	case gitErr != nil && !meansNothing(gitErr):
		return Revision{}, gitErr
	case errors.As(err, new(*noReleaseError)) && gitErr == nil:
		return byGit, nil
	case err != nil:
		return Revision{}, err
	case gitErr == nil && byGit.Commit != byRelease.Commit:
		return Revision{}, ambiguous(name, rev, "release", byRelease.Commit, byGit.Commit)
	default:
		return byRelease, nil
	}
}

// meansNothing reports whether an error is that git has no such revision. One
// that means several things is another error.
func meansNothing(err error) bool {
	var unknown *repo.UnknownRevisionError
	return errors.As(err, &unknown) && len(unknown.Candidates) == 0
}

// guessEnvironment prefers an environment to a branch of the same name, and
// refuses to choose between it and a tag that leads elsewhere.
func (p *Project) guessEnvironment(ctx context.Context, name, rev string) (Revision, error) {
	r, err := p.environment(ctx, rev)
	if err != nil {
		return r, err
	}
	tag, err := p.Repo.Resolve(ctx, "refs/tags/"+rev)
	switch {
	case err != nil && meansNothing(err), err == nil && tag == r.Commit:
		return r, nil
	case err != nil:
		return Revision{}, err
	default:
		return Revision{}, ambiguous(name, rev, "env", r.Commit, tag)
	}
}

func ambiguous(name, rev, kind string, one, other repo.Hash) error {
	what := map[string]string{"env": "environment", "release": "release"}[kind]
	err := &ReferenceError{asGiven(name, rev), fmt.Sprintf("it is the %s (%s) and the git revision (%s)", what, one.Short(), other.Short())}
	return diag.WithHint(err, "write %s:%s or rev:%s", kind, rev, rev)
}

// explain adds the environments' names to the error for an unknown revision.
func (p *Project) explain(ctx context.Context, name, rev string, err error) error {
	if err == nil || !meansNothing(err) || diag.Hint(err) != "" {
		return err
	}
	pol, polErr := p.Policy(ctx)
	if polErr != nil || pol == nil {
		return err
	}
	if near := diag.Suggest(rev, append(pol.Names(), string(WorkTree), string(Staged), head)); near != "" {
		return diag.WithHint(err, "did you mean %s?", near)
	}
	ofPrompt := ""
	if name != "" {
		ofPrompt = " a release (v1.2.3), ~N,"
	}
	return diag.WithHint(err, "a revision is worktree, staged, an environment (%s),%s or a revision of git", strings.Join(pol.Names(), ", "), ofPrompt)
}

func (p *Project) isEnvironment(ctx context.Context, rev string) (bool, error) {
	if !policy.IsName(rev) {
		return false, nil // whatever the policy says, which need not be read
	}
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

// environment resolves to what is served by the tip of its branch, or of the
// remote-tracking branch where the local one is missing or behind.
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
		err := fmt.Errorf("environment %q is not in the policy%s", name, diag.DidYouMean(name, pol.Names()))
		return Revision{}, diag.WithHint(err, "there are %s", strings.Join(pol.Names(), ", "))
	}
	commit, err := p.Repo.BranchTip(ctx, env.Branch)
	if err != nil && meansNothing(err) {
		err := fmt.Errorf("environment %q has no branch %s yet: nothing was promoted there", name, env.Branch)
		return Revision{}, diag.WithHint(err, "`git fetch` brings it if another clone has it")
	}
	if err == nil && p.Serves != nil {
		commit, err = p.Serves(ctx, env, pol.Repository, commit)
	}
	return Revision{Environment, name, commit}, err
}

// release resolves the tag NAME/VERSION.
func (p *Project) release(ctx context.Context, name, version string) (Revision, error) {
	switch {
	case !IsVersion(version):
		err := &ReferenceError{asGiven(name, "release:"+version), "a release is a version such as v1.2.3"}
		if IsVersion("v" + version) {
			return Revision{}, diag.WithHint(err, "did you mean v%s?", version)
		}
		return Revision{}, err
	case name == "":
		err := &ReferenceError{version, "a release is one prompt's, and this is about all of them"}
		return Revision{}, diag.WithHint(err, "write the tag of the prompt's release: NAME/%s", version)
	}
	prefix, ok := p.releaseTags(name)
	if !ok {
		return Revision{}, &noReleaseError{name, version}
	}
	commit, err := p.Repo.Resolve(ctx, prefix+version)
	if err != nil && meansNothing(err) {
		short := strings.TrimPrefix(prefix, "refs/tags/")
		return Revision{}, diag.WithHint(&noReleaseError{strings.TrimSuffix(short, "/"), version},
			"`git fetch --tags` brings what this clone lacks; `git tag -l '%s*'` lists what it has", short)
	}
	return Revision{Release, version, commit}, err
}

// noReleaseError says that a prompt has no such release.
type noReleaseError struct{ name, version string }

func (e *noReleaseError) Error() string {
	return fmt.Sprintf("release %s of %s is not there", e.version, e.name)
}

// releaseTags returns what the tags of a prompt's releases begin with. It is
// false for what can be no prompt's name, or is no file of one.
func (p *Project) releaseTags(nameOrPath string) (string, bool) {
	name := nameOrPath
	if prompt.IsPrompt(name) {
		name = prompt.NameOf(name, p.Config.Folders())
	}
	return "refs/tags/" + name + "/", prompt.CheckName(name) == ""
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
			return Revision{}, &ReferenceError{asGiven(name, rev), "the number is too large"}
		}
	}
	if name == "" {
		err := &ReferenceError{rev, "~N counts one prompt's versions, and this is about all of them"}
		return Revision{}, diag.WithHint(err, "write a revision of git, such as HEAD%s", rev)
	}
	commit, err := p.nthBack(ctx, name, n)
	return Revision{Back, rev, commit}, err
}

// Revisions returns what a prompt can be read at, for completion: worktree,
// staged, HEAD, ~1, the environments, its releases and the branches. What
// cannot be read is left out.
func (p *Project) Revisions(ctx context.Context, name string) []string {
	revisions := []string{string(WorkTree), string(Staged), head, "~1"}
	if pol, err := p.Policy(ctx); err == nil && pol != nil {
		revisions = append(revisions, pol.Names()...)
	}
	if prefix, ok := p.releaseTags(p.FromHere(name)); ok {
		if tags, err := releasesOf(ctx, p.Repo, prefix); err == nil {
			revisions = append(revisions, versionsOf(tags)...)
		}
	}
	if heads, err := p.Repo.Refs(ctx, "refs/heads/"); err == nil {
		for _, ref := range heads {
			revisions = append(revisions, strings.TrimPrefix(ref.Name, "refs/heads/"))
		}
	}
	return revisions
}
