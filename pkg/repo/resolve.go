package repo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Resolve returns the commit that a revision means, whatever git's spelling of
// it. A revision that means none, or several, is an *UnknownRevisionError.
func (r *Repo) Resolve(ctx context.Context, rev string) (Hash, error) {
	return r.resolve(ctx, rev, true)
}

// Lookup is Resolve for who does not mind if there is no such revision: nothing is
// looked for that may have been meant, which takes a look at every ref.
func (r *Repo) Lookup(ctx context.Context, rev string) (Hash, error) {
	return r.resolve(ctx, rev, false)
}

func (r *Repo) resolve(ctx context.Context, rev string, suggest bool) (Hash, error) {
	if rev == "" || strings.Contains(rev, "\x00") {
		return "", &UnknownRevisionError{Rev: rev}
	}
	ask, ahead := r.revisions[rev]
	if !ahead {
		ask = func() resolution { return r.git.resolve(ctx, rev) }
	}
	answer := ask()
	out, talk, err := answer.out, answer.talk, answer.err
	var refusal *GitError
	if err != nil && !errors.As(err, &refusal) {
		return "", err
	}
	if line := damageLine(talk); err != nil && line != "" {
		return "", diag.WithHint(fmt.Errorf("revision %q: %s", rev, line), mendDamage)
	}
	hash := strings.TrimSuffix(string(out), "\n")
	if err != nil || !validHash(hash) { // "^main" is understood, and is no commit
		return "", r.explainRevision(ctx, rev, talk, suggest)
	}
	if err := r.checkAmbiguous(ctx, rev, talk); err != nil {
		return "", err
	}
	return Hash(hash), nil
}

// resolution is what git answers to what a revision means.
type resolution struct {
	out  []byte
	talk string
	err  error
}

func (g *runner) resolve(ctx context.Context, rev string) resolution {
	commit := rev + "^{commit}"
	if strings.HasPrefix(rev, ":/") {
		commit = rev // a search, which takes in all that follows and finds commits only
	}
	out, talk, err := g.runBoth(ctx, nil, "-c", "core.warnAmbiguousRefs=true", "rev-parse", "--verify", "--end-of-options", commit)
	return resolution{out, talk, err}
}

// expect begins to resolve revisions.
func (g runner) expect(ctx context.Context, revs []string) map[string]func() resolution {
	answers := map[string]func() resolution{}
	for _, rev := range revs {
		answers[rev] = sync.OnceValue(func() resolution { return g.resolve(ctx, rev) })
		go answers[rev]()
	}
	return answers
}

// checkAmbiguous returns an error where git warned that a name in the revision
// stands for several refs, and they lead to different commits.
func (r *Repo) checkAmbiguous(ctx context.Context, rev, talk string) error {
	_, after, warned := strings.Cut(talk, "refname '")
	name, _, ok := strings.Cut(after, "' is ambiguous")
	if !warned || !ok || name == "HEAD" || name == "" || validHash(name) {
		return nil // git is clear about these: HEAD is HEAD, and a full id is an id
	}
	var names []string
	for _, place := range []string{"refs/", "refs/tags/", "refs/heads/", "refs/remotes/"} {
		names = append(names, place+name)
	}
	names = append(names, "refs/remotes/"+name+"/HEAD")
	refs, err := r.Refs(ctx, names...)
	if err != nil {
		return err
	}
	var candidates []string
	var commits []Hash
	for _, ref := range refs {
		if slices.Contains(names, ref.Name) {
			candidates = append(candidates, ref.Name+" ("+ref.Peeled.Short()+")")
			commits = append(commits, ref.Peeled)
		}
	}
	if slices.Sort(commits); len(slices.Compact(commits)) < 2 {
		return nil
	}
	return diag.WithHint(&UnknownRevisionError{Rev: rev, Candidates: candidates}, "name it in full, as %s", names[2])
}

// explainRevision says why a revision means no commit.
func (r *Repo) explainRevision(ctx context.Context, rev, talk string, suggest bool) error {
	err := &UnknownRevisionError{Rev: rev}
	for line := range strings.Lines(talk) {
		line = strings.TrimSuffix(line, "\n")
		if candidate, ok := strings.CutPrefix(line, "hint:   "); ok {
			err.Candidates = append(err.Candidates, candidate)
		}
		if _, kind, ok := strings.Cut(line, "but the object dereferences to "); ok {
			err.Reason = "is a " + strings.TrimSuffix(kind, " type") + ", not a commit"
		}
	}
	if len(err.Candidates) > 0 {
		return diag.WithHint(err, "give more digits")
	}
	if err.Reason != "" || !suggest {
		return err
	}
	if head, headErr := r.Head(ctx); headErr == nil && head.Commit == "" && (rev == "HEAD" || rev == "@" || rev == head.Branch) {
		err.Reason = "there is no commit yet"
		return diag.WithHint(err, "commit something first: `git add -A && git commit`")
	}
	if near := r.suggest(ctx, rev); near != "" {
		return diag.WithHint(err, "did you mean %q?", near)
	}
	if r.shallow {
		return diag.WithHint(err, "the history of this clone is cut off: run `git fetch --unshallow`")
	}
	return err
}

// suggest returns the branch or tag whose name is nearest.
func (r *Repo) suggest(ctx context.Context, rev string) string {
	refs, err := r.Refs(ctx, "refs/heads/", "refs/tags/", "refs/remotes/")
	if err != nil {
		return "" // it is the error before this one that counts
	}
	var names []string
	for _, ref := range refs {
		_, name, _ := strings.Cut(strings.TrimPrefix(ref.Name, "refs/"), "/")
		names = append(names, name)
	}
	return diag.Suggest(rev, names)
}
