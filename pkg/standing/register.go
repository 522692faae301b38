// Package standing is how prompts stand with the signed statements of a
// repository: which policy is in force in each environment, what counts there
// for a prompt, and who is still to be asked.
//
// It reads commits and tags, never the work tree, and gives them to pkg/statement
// to judge.
package standing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/environment"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/review"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"golang.org/x/sync/errgroup"
)

// Register is the policies in force and the statements of a repository.
type Register struct {
	Project *catalog.Project
	Ledgers *environment.Ledgers
	Now     time.Time
	Forces  []*Force // in the order of promotion

	policies   map[string]Stated // by the digest of the folder
	listed     bool              // git was asked for the tags
	tags       []repo.TagObject  // without their objects
	remotes    []string          // nil where git was not asked yet
	statements []*statement.Signed
	read       bool            // statements are known
	only       map[string]bool // the prompts whose statements are read; nil for all
	record     *review.Record  // nil where no thread was looked at
	shown      *review.Shown   // likewise: the prompts that threads were looked for last
	shownOf    *catalog.Catalog
}

// Open reads the policies in force. It fails where there is none, and where one
// is wrong (*policy.Error).
func Open(ctx context.Context, p *catalog.Project, ledgers *environment.Ledgers) (*Register, error) {
	r, err := Survey(ctx, p, ledgers)
	return r, cmp.Or(err, r.sound())
}

// Glance is Open for those who need few of the statements: git is asked for all tags
// only when somebody wants to know of them.
func Glance(ctx context.Context, p *catalog.Project, ledgers *environment.Ledgers) (r *Register, err error) {
	r = newRegister(p, ledgers)
	r.Forces, err = r.forces(ctx)
	return r, cmp.Or(err, r.sound())
}

// Survey is Open for those who want to know of every environment, whatever is wrong
// with another one: where a ledger does not verify, its Force says so.
func Survey(ctx context.Context, p *catalog.Project, ledgers *environment.Ledgers) (*Register, error) {
	r := newRegister(p, ledgers)
	group, within := errgroup.WithContext(ctx) // git is asked two things at once
	group.Go(func() (err error) { r.Forces, err = r.forces(within); return err })
	group.Go(func() error { _, err := r.refs(within); return err })
	return r, group.Wait()
}

func newRegister(p *catalog.Project, ledgers *environment.Ledgers) *Register {
	return &Register{Project: p, Ledgers: ledgers, Now: ledgers.Now, policies: map[string]Stated{}}
}

// sound is an error where nothing can be told of an environment.
func (r *Register) sound() error {
	for _, f := range r.Forces {
		if f.Err != nil {
			return fmt.Errorf("environment %s: %w", f.Name, f.Err)
		}
	}
	return nil
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
func (r *Register) Statements(ctx context.Context) (_ []*statement.Signed, err error) {
	if r.read {
		return r.statements, nil
	}
	tags, err := r.refs(ctx)
	if err != nil {
		return nil, err
	}
	r.statements, err = r.readEach(ctx, slices.DeleteFunc(slices.Clone(tags), func(t repo.TagObject) bool { return !holdsStatement(t) || r.passes(t) }))
	r.read = err == nil
	return r.statements, err
}

// refs returns the tags, and the ref of the comments, as what waits for whom depends
// on these too. Git is asked for them once.
func (r *Register) refs(ctx context.Context) (_ []repo.TagObject, err error) {
	if !r.listed {
		r.tags, err = r.Project.Repo.TagIDs(ctx, "refs/tags/", review.Ref)
		r.listed = err == nil
	}
	return r.tags, err
}

// Narrow has only those statements read, from now on, that are likely to matter to
// some prompts: what speaks against anything, and what the names of tags say is for
// them. An answer that is met then is met; one that is not may lack a statement of
// several prompts, whose tag is named after another one: Widen, and ask again.
func (r *Register) Narrow(prompts []string) {
	r.reset()
	r.only = map[string]bool{}
	for _, name := range prompts {
		r.only[name] = true
	}
}

// Widen has all statements read again.
func (r *Register) Widen() {
	r.reset()
	r.only = nil
}

// Narrowed reports whether some statements are not read.
func (r *Register) Narrowed() bool { return r.only != nil }

func (r *Register) reset() {
	r.read, r.statements = false, nil
	for _, f := range r.Forces {
		f.judge = nil
	}
}

// passes reports whether the statement of a tag is not to be read.
func (r *Register) passes(t repo.TagObject) bool {
	if r.only == nil {
		return false
	}
	name := strings.TrimPrefix(t.Ref, "refs/tags/")
	first, rest, _ := strings.Cut(name, "/")
	switch {
	case first == statement.Approval.Root(), first == statement.Evaluation.Root():
		return !r.of(rest)
	default:
		return !statement.IsRoot(first) && !r.of(name)
	}
}

// of reports whether a path begins with the name of one of the prompts that matter.
func (r *Register) of(path string) bool {
	for i := range path {
		if path[i] == '/' && r.only[path[:i]] {
			return true
		}
	}
	return false
}

// Bearing returns the statements that bear on an opinion which is to be given. Of
// thousands that is a few.
func (r *Register) Bearing(ctx context.Context, opinion *statement.Statement) ([]*statement.Signed, error) {
	folders := opinion.Bearing()
	for i, folder := range folders {
		folders[i] = "refs/tags/" + folder
	}
	tags, err := r.Project.Repo.TagIDs(ctx, folders...)
	if err != nil {
		return nil, err
	}
	return r.readEach(ctx, tags)
}

// readEach reads the statements that tags hold.
func (r *Register) readEach(ctx context.Context, tags []repo.TagObject) ([]*statement.Signed, error) {
	if err := r.Project.Repo.ReadTags(ctx, tags); err != nil {
		return nil, err
	}
	read := make([]*statement.Signed, len(tags))
	for i, tag := range tags {
		switch {
		case tag.Err != nil:
			read[i] = statement.NotATag(string(tag.ID), tag.Ref, tag.Err)
		case tag.Data == nil:
			read[i] = statement.NotATag(string(tag.ID), tag.Ref, statement.ErrLightweight)
		default:
			read[i] = statement.Read(string(tag.ID), tag.Ref, tag.Data)
		}
	}
	return read, nil
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
	if statement.IsRoot(first) {
		return true
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
	var bound []statement.Verdict
	for _, other := range r.Forces {
		if other.Policy == f.Policy {
			ledgers[other.Name] = other.Ledger
			bound = append(bound, other.State.Binding()...)
		}
	}
	known, bound = withBound(known, bound)
	judge := statement.NewJudge(f.Policy, r.Now, ledgers, known)
	for _, v := range bound {
		judge.Bind(v)
	}
	for _, other := range r.Forces {
		if other.Policy == f.Policy {
			other.State.Recall(judge)
		}
	}
	for _, other := range r.Forces {
		if other.Policy == f.Policy {
			other.judge = judge
		}
	}
	return judge, nil
}

// withBound adds to what is known the statements that ledgers made binding, whose
// tags may be gone.
func withBound(known []*statement.Signed, bound []statement.Verdict) ([]*statement.Signed, []statement.Verdict) {
	if len(bound) == 0 {
		return known, nil
	}
	byID := map[string]*statement.Signed{}
	for _, s := range known {
		byID[s.ID] = s
	}
	for i, v := range bound {
		if s, there := byID[v.ID]; there {
			bound[i].Signed = s
		} else {
			byID[v.ID] = v.Signed
			known = append(slices.Clip(known), v.Signed)
		}
	}
	return known, bound
}

// ErrIncomplete says that statements or ledgers may be missing from this clone,
// so that nobody can tell whether a prompt was approved.
var ErrIncomplete = errors.New("INCOMPLETE")

// Complete checks that the statements and the ledgers are there at all: a clone
// that was made without them has none, and that is no answer. Where there is no
// remote they cannot be anywhere else.
func (r *Register) Complete(ctx context.Context) error { return r.complete(ctx, false) }

// CompleteThere is Complete for whoever signs the first statement, and may ask the remote
// first: a clone without any lacks none where the remote has none.
func (r *Register) CompleteThere(ctx context.Context) error { return r.complete(ctx, true) }

func (r *Register) complete(ctx context.Context, ask bool) error {
	remote, err := r.remote(ctx)
	if err != nil || remote == "" {
		return err
	}
	tags, err := r.refs(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(tags, holdsStatement) && !(ask && r.noneAt(ctx, remote)) {
		err := fmt.Errorf("%w: this clone has no statements, so nobody can tell what was approved", ErrIncomplete)
		return diag.WithHint(err, "fetch them: git fetch %s 'refs/tags/*:refs/tags/*'; where nobody has signed anything yet, promptctl approve makes the first", remote)
	}
	for _, f := range r.Closed() {
		if err := r.CompleteLedger(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// noneAt reports whether a remote answers, and has no statement.
func (r *Register) noneAt(ctx context.Context, remote string) bool {
	const tags = "refs/tags/"
	there, err := r.Project.Repo.RemoteRefs(ctx, remote, tags)
	return err == nil && !slices.ContainsFunc(there, func(t repo.RemoteRef) bool { return isStatement(strings.TrimPrefix(t.Name, tags)) })
}

// CompleteLedger checks that an environment's ledger would be here if there were
// one.
func (r *Register) CompleteLedger(ctx context.Context, f *Force) error {
	remote, err := r.remote(ctx)
	if err != nil || remote == "" {
		return err
	}
	fetched, err := r.fetched(ctx, f, r.remotes)
	if err != nil || fetched {
		return err
	}
	err = fmt.Errorf("%w: this clone may lack the branch %s, and with it the policy of %s", ErrIncomplete, f.Branch, f.Name)
	return diag.WithHint(err, "fetch it with its whole history: git fetch %s '+refs/heads/*:refs/remotes/%[1]s/*' (with --unshallow in a shallow clone), and `git remote set-branches %[1]s '*'` for the next time", remote)
}

// remote is the first of the remotes, of which git is asked once, and "" where there
// is none.
func (r *Register) remote(ctx context.Context) (string, error) {
	if r.remotes == nil {
		remotes, err := r.Project.Repo.Remotes(ctx)
		if err != nil {
			return "", err
		}
		r.remotes = append([]string{}, remotes...)
	}
	if len(r.remotes) == 0 {
		return "", nil
	}
	return r.remotes[0], nil
}

// fetched reports whether an environment's branch would be here if a remote had
// it.
func (r *Register) fetched(ctx context.Context, f *Force, remotes []string) (bool, error) {
	if f.Ledger != nil || f.Err != nil { // the error has told
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

// Counted returns the releases that count in an environment; in an open one that is
// every one.
func (r *Register) Counted(ctx context.Context, f *Force) ([]*statement.Signed, error) {
	known, err := r.Statements(ctx)
	if err != nil {
		return nil, err
	}
	judge, err := r.Judge(ctx, f)
	if err != nil {
		return nil, err
	}
	var counted []*statement.Signed
	for _, s := range known {
		if s.Kind == statement.Release && s.Err == nil && (f.Open || judge.Genuine(s).Good()) {
			counted = append(counted, s)
		}
	}
	return counted, nil
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
