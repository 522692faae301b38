// Package standing is how prompts stand with the signed statements of a
// repository: which policy is in force in each environment, what counts there
// for a prompt, and who is still to be asked.
//
// It reads commits and tags, never the work tree, and gives them to pkg/statement
// to judge.
package standing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/review"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Register is the policies in force and the statements of a repository.
type Register struct {
	Project *catalog.Project
	Now     time.Time
	Forces  []*Force // in the order of promotion

	policies   map[string]Stated // by the digest of the folder
	tags       []repo.TagObject  // without their objects
	tagged     bool              // tags are known
	statements []*statement.Signed
	read       bool           // statements are known
	record     *review.Record // nil where no thread was looked at
}

// Open reads the policies in force. It fails where there is none, and where one
// is wrong (*policy.Error).
func Open(ctx context.Context, p *catalog.Project, now time.Time) (*Register, error) {
	r := &Register{Project: p, Now: now, policies: map[string]Stated{}}
	forces, err := r.forces(ctx)
	r.Forces = forces
	return r, err
}

// Ahead lists the prompts at HEAD for a Look that is to come. What is wrong is
// told by that.
func Ahead(ctx context.Context, p *catalog.Project) {
	if revision, err := p.Revision(ctx, "", DefaultRevision); err == nil {
		_, _ = p.At(ctx, revision)
	}
}

// Force returns an environment by its name.
func (r *Register) Force(name string) (*Force, error) {
	var names []string
	for _, f := range r.Forces {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	err := fmt.Errorf("there is no environment %q in the policy%s", name, diag.DidYouMean(name, names))
	return nil, diag.WithHint(err, "environments: %s", strings.Join(names, ", "))
}

// Last returns the environment that comes last.
func (r *Register) Last() *Force { return r.Forces[len(r.Forces)-1] }

// Closed returns the environments that ask for something.
func (r *Register) Closed() []*Force {
	var closed []*Force
	for _, f := range r.Forces {
		if !f.Open {
			closed = append(closed, f)
		}
	}
	return closed
}

// Owner returns the person who has a key, by the first policy in force that
// knows it.
func (r *Register) Owner(key string) (*policy.Person, bool) {
	for _, f := range r.Forces {
		if owner, there := f.Policy.Owner(policy.Key(key)); there {
			return owner, true
		}
	}
	return nil, false
}

// Statements returns every statement that the repository's tags hold, and every
// tag that pretends to.
func (r *Register) Statements(ctx context.Context) ([]*statement.Signed, error) {
	if r.read {
		return r.statements, nil
	}
	all, err := r.tagIDs(ctx)
	if err != nil {
		return nil, err
	}
	tags := slices.DeleteFunc(slices.Clone(all), func(t repo.TagObject) bool { return !holdsStatement(t) })
	if err := r.Project.Repo.ReadTags(ctx, tags); err != nil {
		return nil, err
	}
	for _, tag := range tags {
		switch {
		case tag.Err != nil:
			r.statements = append(r.statements, statement.NotATag(string(tag.ID), tag.Ref, tag.Err))
		case tag.Data == nil:
			r.statements = append(r.statements, statement.NotATag(string(tag.ID), tag.Ref, statement.ErrLightweight))
		default:
			r.statements = append(r.statements, statement.Read(string(tag.ID), tag.Ref, tag.Data))
		}
	}
	r.read = true
	return r.statements, nil
}

// tagIDs returns all tags, and reads none of their objects. The comments are
// among them: what waits for whom depends on these too.
func (r *Register) tagIDs(ctx context.Context) (_ []repo.TagObject, err error) {
	if !r.tagged {
		r.tags, err = r.Project.Repo.TagIDs(ctx, "refs/tags/", review.Ref)
		r.tagged = err == nil
	}
	return r.tags, err
}

func holdsStatement(t repo.TagObject) bool {
	return isStatement(strings.TrimPrefix(t.Ref, "refs/tags/"))
}

// isStatement reports whether a tag of this name holds a statement: one below
// the reserved names, or a prompt's release.
func isStatement(name string) bool {
	first, _, found := strings.Cut(name, "/")
	if !found {
		return false
	}
	for _, root := range statement.Roots() {
		if first == root {
			return true
		}
	}
	return catalog.IsVersion(name[strings.LastIndexByte(name, '/')+1:])
}

// Judge returns the judge of an environment's statements.
func (r *Register) Judge(ctx context.Context, f *Force) (*statement.Judge, error) {
	if f.judge != nil {
		return f.judge, nil
	}
	known, err := r.Statements(ctx)
	if err != nil {
		return nil, err
	}
	ledgers := map[string]*statement.Ledger{}
	for _, other := range r.Forces {
		if other.Policy == f.Policy {
			ledgers[other.Name] = other.Ledger
		}
	}
	judge := statement.NewJudge(f.Policy, r.Now, ledgers, known)
	for _, other := range r.Forces {
		if other.Policy == f.Policy {
			other.judge = judge
		}
	}
	return judge, nil
}

// ErrIncomplete says that statements or ledgers may be missing from this clone,
// so that nobody can tell whether a prompt was approved.
var ErrIncomplete = errors.New("INCOMPLETE")

// Complete checks that the statements and the ledgers are there at all: a clone
// that was made without them has none, and that is no answer. Where there is no
// remote they cannot be anywhere else.
func (r *Register) Complete(ctx context.Context) error {
	tags, err := r.tagIDs(ctx)
	if err != nil {
		return err
	}
	remotes, err := r.Project.Repo.Remotes(ctx)
	if err != nil || len(remotes) == 0 {
		return err
	}
	if !slices.ContainsFunc(tags, holdsStatement) {
		err := fmt.Errorf("%w: this clone has no statements, so nobody can tell what was approved", ErrIncomplete)
		return diag.WithHint(err, "fetch them: git fetch %s 'refs/tags/*:refs/tags/*'", remotes[0])
	}
	for _, f := range r.Closed() {
		fetched, err := r.fetched(ctx, f, remotes)
		if err != nil {
			return err
		}
		if !fetched {
			err := fmt.Errorf("%w: this clone may lack the branch %s, and with it the policy of %s", ErrIncomplete, f.Branch, f.Name)
			return diag.WithHint(err, "fetch it with its whole history: git fetch %s '+refs/heads/*:refs/remotes/%[1]s/*' (with --unshallow in a shallow clone), and `git remote set-branches %[1]s '*'` for the next time", remotes[0])
		}
	}
	return nil
}

// fetched reports whether an environment's branch would be here if a remote had
// it.
func (r *Register) fetched(ctx context.Context, f *Force, remotes []string) (bool, error) {
	if f.Ledger != nil {
		return true, nil
	}
	if r.Project.Repo.Bare() { // it was made with every branch that there was
		return !r.Project.Repo.Shallow(), nil
	}
	for _, remote := range remotes {
		covered, err := r.Project.Repo.Fetches(ctx, remote, f.Branch)
		if err != nil || !covered {
			return false, err
		}
	}
	return !r.Project.Repo.Shallow(), nil
}

// Find returns the statement that is meant by the name of its tag, by its whole
// object id, or by the first of its digits. It is nil where there is none, and
// an error where several could be meant.
func (r *Register) Find(ctx context.Context, what string) (*statement.Signed, error) {
	known, err := r.Statements(ctx)
	if err != nil {
		return nil, err
	}
	name := "refs/tags/" + strings.TrimPrefix(what, "refs/tags/")
	var found []*statement.Signed
	for _, s := range known {
		if s.Ref == name || s.ID == what {
			return s, nil
		}
		if len(what) >= shortest && strings.HasPrefix(s.ID, what) {
			found = append(found, s)
		}
	}
	switch len(found) {
	case 0:
		return nil, nil
	case 1:
		return found[0], nil
	default:
		return nil, fmt.Errorf("%s could be %s or %s", what, found[0].Ref, found[1].Ref)
	}
}

// shortest is how many digits of an object id must be given.
const shortest = 7

// Released returns the newest version of a genuine release that has the bytes
// that are looked at; "" where there is none. In an open environment any release
// counts, and any tag that plain git made for the newest.
func (r *Register) Released(ctx context.Context, l *Look) (newest string, err error) {
	known, err := r.Statements(ctx)
	if err != nil {
		return "", err
	}
	last := r.Last()
	judge, err := r.Judge(ctx, last)
	if err != nil {
		return "", err
	}
	for _, s := range known {
		if s.Kind != statement.Release || s.Err != nil || s.Subjects[0] != l.Subject || !last.Open && !judge.Genuine(s).Good() {
			continue
		}
		if newest == "" || catalog.CompareVersions(s.Version, newest) > 0 {
			newest = s.Version
		}
	}
	if newest == "" && last.Open {
		return r.newestTag(ctx, l)
	}
	return newest, nil
}

// newestTag returns the version of the newest tag of a prompt's releases, if its
// commit has the bytes that are looked at.
func (r *Register) newestTag(ctx context.Context, l *Look) (string, error) {
	releases, err := r.Releases(ctx)
	if err != nil || len(releases[l.Name]) == 0 {
		return "", err
	}
	newest := releases[l.Name][0]
	closure, err := catalog.AtRelease(ctx, r.Project.Repo, l.Name, newest)
	if err != nil || closure == nil || closure.Digest() != l.Subject.Digest {
		return "", err
	}
	return newest, nil
}
