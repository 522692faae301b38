package standing

import (
	"context"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Queue is what waits for signatures at one revision.
type Queue struct {
	Revision catalog.Revision
	Prompts  int // how many were looked at
	Waiting  []Waiting
}

// Waiting is a prompt that an environment does not take as it is.
type Waiting struct {
	Name        string
	Path        string
	Digest      string
	Environment string
	Release     string // the newest release, "" where there is none
	Needs       []statement.Need
}

// For returns the roles that wait for a person: those that they could give. A
// release waits until all else is there, and a prompt with errors for nobody.
func (w Waiting) For(person string) []string {
	if slices.ContainsFunc(w.Needs, func(n statement.Need) bool { return n.What == "sound" }) {
		return nil
	}
	var roles []string
	for _, n := range w.Needs {
		waits := !n.Met && n.What != "standing" && (n.What != "release" || w.Approved())
		if waits && slices.Contains(n.Who, person) {
			roles = append(roles, n.Role)
		}
	}
	return roles
}

// Approved reports whether nothing is missing but a release.
func (w Waiting) Approved() bool {
	return !slices.ContainsFunc(w.Needs, func(n statement.Need) bool { return !n.Met && n.What != "release" })
}

// ForPerson returns the queue as one person needs it: what waits for them first
// and, where mine is set, nothing else.
func (q *Queue) ForPerson(name string, mine bool) *Queue {
	out := &Queue{Revision: q.Revision, Prompts: q.Prompts}
	var others []Waiting
	for _, w := range q.Waiting {
		if len(w.For(name)) > 0 {
			out.Waiting = append(out.Waiting, w)
		} else {
			others = append(others, w)
		}
	}
	if !mine {
		out.Waiting = append(out.Waiting, others...)
	}
	return out
}

// Queue finds what waits for whom: every prompt at a revision that an
// environment which asks for something does not take. What is remembered of an
// earlier call lies below the folder cache and is used where neither the
// revision, nor a policy, nor a tag has changed.
func (r *Register) Queue(ctx context.Context, rev, cache string) (*Queue, error) {
	revision, err := r.Project.Revision(ctx, "", rev)
	if err != nil {
		return nil, err
	}
	file := queueFile(cache, r.Project.Repo)
	key, err := r.queueKey(ctx, revision)
	if err != nil {
		return nil, err
	}
	if q, until := recallQueue(file, key); q != nil && r.Now.Before(until) {
		q.Revision = revision
		return q, nil
	}
	q, err := r.queue(ctx, revision)
	if err != nil {
		return nil, err
	}
	until, err := r.firstExpiry(ctx)
	if err != nil {
		return nil, err
	}
	keepQueue(file, key, until, q)
	return q, nil
}

func (r *Register) queue(ctx context.Context, revision catalog.Revision) (*Queue, error) {
	c, err := r.Project.At(ctx, revision)
	if err != nil {
		return nil, err
	}
	looks, err := r.lookAll(ctx, c, revision)
	if err != nil {
		return nil, err
	}
	releases, err := r.Releases(ctx)
	if err != nil {
		return nil, err
	}
	q := &Queue{Revision: revision, Prompts: len(looks)}
	for _, l := range looks {
		for _, f := range r.Closed() {
			answer, err := r.Ask(ctx, l, f)
			if err != nil {
				return nil, err
			}
			if answer.Met() {
				continue
			}
			w := Waiting{Name: l.Name, Path: l.File.Path, Digest: l.Subject.Digest, Environment: f.Name, Needs: answer.Needs}
			if versions := releases[l.Name]; len(versions) > 0 {
				w.Release = versions[0]
			}
			q.Waiting = append(q.Waiting, w)
		}
	}
	return q, nil
}

// lookAll looks at every prompt of a catalog, in the order of their names.
func (r *Register) lookAll(ctx context.Context, c *catalog.Catalog, revision catalog.Revision) ([]*Look, error) {
	if c.Served() {
		return r.lookEach(ctx, c, revision)
	}
	snapshot, err := r.Project.Repo.At(ctx, revision.Commit)
	if err != nil {
		return nil, err
	}
	looks := make([]*Look, len(c.Prompts))
	err = c.Closures(ctx, c.Prompts, func(i int, closure *prompt.Closure, found diag.List) error {
		target := &catalog.Target{Entry: c.Prompts[i], Revision: revision, Catalog: c}
		subject := statement.Subject{Digest: closure.Digest(), Name: target.Name, Path: target.File.Path}
		looks[i] = &Look{target, nil, found, subject, closure.Watch(), snapshot}
		return nil
	})
	return slices.DeleteFunc(looks, func(l *Look) bool { return l == nil }), err
}

// lookEach looks at what a ledger serves: each prompt in the commit that it was
// promoted from.
func (r *Register) lookEach(ctx context.Context, c *catalog.Catalog, revision catalog.Revision) ([]*Look, error) {
	var looks []*Look
	for _, e := range c.Prompts {
		l, err := r.LookAt(ctx, &catalog.Target{Entry: e, Revision: revision, Catalog: c})
		if err != nil {
			return nil, err
		}
		looks = append(looks, l)
	}
	return looks, nil
}

// refsOf returns the ids of all tags, to tell whether any has changed.
func refsOf(tags []repo.TagObject) string {
	var b strings.Builder
	for _, t := range tags {
		b.WriteString(string(t.ID) + " " + t.Ref + "\n")
	}
	return b.String()
}
