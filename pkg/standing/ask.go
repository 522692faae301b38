package standing

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/environment"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/review"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// Ask asks whether a prompt meets what an environment requires of it.
func (r *Register) Ask(ctx context.Context, l *Look, f *Force) (*statement.Answer, error) {
	judge, err := r.Judge(ctx, f)
	if err != nil {
		return nil, err
	}
	q := statement.Question{Environment: f.Name, Subject: l.Subject}
	require := f.RequirementsFor(l.Name)
	if require.Separation != policy.SeparationNone && approved(judge, l.Subject.Digest) { // who wrote it matters to approvals alone
		if q.Authors, err = r.authors(ctx, l, f, judge); err != nil {
			return nil, err
		}
	}
	answer, err := put(judge, q, func(subjects []statement.Subject) (string, error) { return l.Suite(ctx, subjects) })
	if err != nil {
		return nil, err
	}
	if n := l.Findings.Count(diag.Error); n > 0 {
		answer.Needs = append(answer.Needs, unsound(l, n))
	}
	if require.Threads {
		err = r.threads(ctx, l, answer)
	}
	return answer, err
}

// AskRelease asks whether what a release speaks of meets what an environment
// requires. The prompt is read only where it matters who wrote it, or what was
// remarked on it: of thousands that are asked for that would take long.
func (r *Register) AskRelease(ctx context.Context, release *statement.Signed, f *Force) (*statement.Answer, error) {
	judge, err := r.Judge(ctx, f)
	if err != nil {
		return nil, err
	}
	subject := release.Subjects[0]
	require := f.RequirementsFor(subject.Name)
	if require.Threads || require.Separation != policy.SeparationNone && approved(judge, subject.Digest) {
		l, err := r.Look(ctx, subject.Name+"@release:"+release.Version)
		if err != nil {
			return nil, err
		}
		return r.Ask(ctx, l, f)
	}
	return put(judge, statement.Question{Environment: f.Name, Subject: subject}, func(subjects []statement.Subject) (string, error) {
		snapshot, err := r.Project.Repo.At(ctx, repo.Hash(release.Tag.Object))
		if err != nil {
			return "", err
		}
		return environment.Suite(ctx, snapshot, subjects)
	})
}

// put asks a judge, who may ask for the digests of test suites.
func put(judge *statement.Judge, q statement.Question, suite func([]statement.Subject) (string, error)) (*statement.Answer, error) {
	var failed error
	q.Suite = func(subjects []statement.Subject) string {
		digest, err := suite(subjects)
		failed = errors.Join(failed, err)
		return digest
	}
	answer, err := judge.Ask(q)
	if err := errors.Join(err, failed); err != nil {
		return nil, err
	}
	return answer, nil
}

// unsound is what stands in the way of a prompt with errors: nobody can approve
// it, nor release it.
func unsound(l *Look, errs int) statement.Need {
	text := "1 error"
	if errs > 1 {
		text = strconv.Itoa(errs) + " errors"
	}
	return statement.Need{What: "sound", Why: text + ": promptctl show " + l.Name + "@" + l.Revision.Commit.Short()}
}

// threads adds that every review thread of a prompt must be resolved. That is
// so now, and nothing that anyone signed: it is looked at where something is
// done, and never verified later.
func (r *Register) threads(ctx context.Context, l *Look, answer *statement.Answer) (err error) {
	if r.record == nil {
		if r.record, err = review.Read(ctx, r.Project.Repo); err != nil {
			return err
		}
	}
	if r.shown == nil || r.shownOf != l.Catalog {
		r.shown, r.shownOf = review.Show(r.Project, l.Catalog), l.Catalog
	}
	open, err := r.shown.Of(ctx, review.Open(r.record.Threads), l.Name)
	if err != nil {
		return err
	}
	need := statement.Need{What: "threads", Met: true, Why: "all are resolved"}
	if len(r.record.Threads) == 0 {
		need.Why = "nothing was said here; promptctl sync gets what others said"
	}
	if len(open) > 0 {
		var ids []string
		for _, t := range open {
			ids = append(ids, "#"+r.record.Short(t.ID))
		}
		need.Met, need.Want, need.Why = false, len(open), strings.Join(ids, ", ")+" open: promptctl comment --list "+l.Name
	}
	answer.Needs = append(answer.Needs, need)
	return nil
}

// approved reports whether anyone has said anything of a prompt as it is.
func approved(judge *statement.Judge, digest string) bool {
	return slices.ContainsFunc(judge.About(digest), func(s *statement.Signed) bool { return s.Kind == statement.Approval })
}

// authors finds out who wrote what is new in a prompt since the version that the
// environment serves, as whoever verifies its ledger will. While it has none, that is
// every commit that touches the closure and does not lead to the last release.
func (r *Register) authors(ctx context.Context, l *Look, f *Force, judge *statement.Judge) (*statement.Authors, error) {
	if f.State != nil {
		store := environment.Store(r.Project.Repo)
		return ledger.Authors(ctx, store, f.Policy, r.Now, f.State.Served[l.Name], string(l.Revision.Commit), l.files)
	}
	since, err := r.sinceRelease(ctx, l, judge)
	if err != nil {
		return nil, err
	}
	ids, err := r.Project.Repo.Touching(ctx, l.Revision.Commit, since, l.files)
	if err != nil {
		return nil, err
	}
	raw, err := r.Project.Repo.RawCommits(ctx, ids)
	if err != nil {
		return nil, err
	}
	names, texts := make([]string, len(ids)), make(map[string][]byte, len(ids))
	for i, id := range ids {
		names[i], texts[string(id)] = string(id), raw[id]
	}
	return statement.AuthorsOf(f.Policy, r.Now, names, texts), nil
}

// sinceRelease returns the commit of the last release before what is looked at: one
// that is genuine, of a commit that has its bytes, which are others, and that
// leads here. What was written since is what nobody has approved yet. Without
// one that is all of the history.
func (r *Register) sinceRelease(ctx context.Context, l *Look, judge *statement.Judge) ([]repo.Hash, error) {
	var failed error
	counts, err := r.vouched(ctx, func(s *statement.Signed) bool {
		if !judge.Genuine(s).Good() {
			return false
		}
		leads, err := r.Project.Repo.IsAncestor(ctx, repo.Hash(s.Tag.Object), l.Revision.Commit)
		failed = errors.Join(failed, err)
		return leads
	})
	if err != nil {
		return nil, err
	}
	past, err := r.base(ctx, l, false, counts)
	if err := errors.Join(err, failed); err != nil || past == nil {
		return nil, err
	}
	commit, err := r.Project.Repo.Resolve(ctx, "refs/tags/"+l.Name+"/"+past.Version)
	return []repo.Hash{commit}, err
}

// Changes compares a prompt with what a reviewer for some environments knows.
func (r *Register) Changes(ctx context.Context, l *Look, asked []*Force, o comparison.Options) (*comparison.Comparison, error) {
	base, err := r.Base(ctx, l, asked)
	if err != nil {
		return nil, err
	}
	return r.Since(ctx, l, base, o)
}

// LastApproval returns the newest approval that a person gave to a prompt of
// this name, by the date that they gave it; nil where there is none.
func (r *Register) LastApproval(ctx context.Context, name, person string) (*statement.Signed, error) {
	known, err := r.Statements(ctx)
	if err != nil || person == "" {
		return nil, err
	}
	judge, err := r.Judge(ctx, r.judging())
	if err != nil {
		return nil, err
	}
	var last *statement.Signed
	for _, s := range known {
		ofPrompt := slices.ContainsFunc(s.Subjects, func(subject statement.Subject) bool { return subject.Name == name })
		if s.Err != nil || s.Kind != statement.Approval || !ofPrompt || last != nil && !s.Tag.Tagger.When.After(last.Tag.Tagger.When) {
			continue
		}
		if v := judge.Genuine(s); v.Good() && v.Person == person {
			last = s
		}
	}
	return last, nil
}

// Approved returns the digests of the texts of each prompt, by its name, that
// somebody approved, for whatever environment.
func (r *Register) Approved(ctx context.Context) (map[string][]string, error) {
	known, err := r.Statements(ctx)
	if err != nil {
		return nil, err
	}
	judge, err := r.Judge(ctx, r.judging())
	if err != nil {
		return nil, err
	}
	digests := map[string][]string{}
	for _, s := range known {
		if s.Err != nil || s.Kind != statement.Approval || !judge.Genuine(s).Good() {
			continue
		}
		for _, subject := range s.Subjects {
			digests[subject.Name] = append(digests[subject.Name], subject.Digest)
		}
	}
	return digests, nil
}
