package ledger

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// promotion verifies that new versions meet the rule.
func (s *step) promotion(ctx context.Context) error {
	if err := s.may(); err != nil {
		return err
	}
	if err := s.relevant(s.ofPrompts); err != nil {
		return err
	}
	trees, err := s.changed(ctx)
	if err != nil {
		return err
	}
	for _, c := range s.Prompts {
		files, err := s.closure(ctx, c, trees[c.Name])
		if err != nil {
			return err
		}
		source, err := s.source(ctx, c.Name, files)
		if err != nil {
			return err
		}
		answer, err := s.ask(ctx, c, source, files)
		if err != nil {
			return err
		}
		s.Answers = append(s.Answers, answer)
		s.serve(c, trees[c.Name], Version{Source: source, Approved: s.ID, Promoter: s.Signer.Person, Checked: *s.Checked, Rests: rests(answer), Warnings: answer.Warnings})
	}
	return nil
}

// lineage checks that the parents of a commit, after the first, are its sources and
// then commits that its evidence was given at, each once.
func (s *step) lineage() error {
	n := 1 + len(s.Sources)
	if len(s.Parents) < n || !slices.Equal(s.Parents[1:n], s.Sources) {
		return errors.New("its sources are not its parents after the first")
	}
	for i, parent := range s.Parents[n:] {
		at := func(e *statement.Signed) bool { return e.Tag != nil && e.Tag.Object == parent }
		if slices.Contains(s.Parents[:n+i], parent) || !slices.ContainsFunc(s.evidence, at) {
			return fmt.Errorf("its parent %s is neither a source nor what any of its evidence was given at", short(parent))
		}
	}
	return nil
}

// ofPrompts reports whether a statement is about something that is promoted.
func (s *step) ofPrompts(e *statement.Signed) bool {
	if e.Kind != statement.Approval && e.Kind != statement.Evaluation && e.Kind != statement.Release {
		return false
	}
	return slices.ContainsFunc(s.Prompts, func(c Change) bool { return e.Speaks(c.To) })
}

// source returns the first of the sources that has the files.
func (s *step) source(ctx context.Context, name string, files map[string]string) (string, error) {
	for _, source := range s.Sources {
		tree, err := treeOf(ctx, s.store, source)
		if err != nil {
			return "", err
		}
		has := true
		for path, id := range files {
			there, err := s.lookup(ctx, tree, path)
			if err != nil {
				return "", err
			}
			has = has && there == id
		}
		if has {
			return source, nil
		}
	}
	return "", fmt.Errorf("%s: none of its sources has these files", name)
}

// ask asks whether the evidence meets the rule.
func (s *step) ask(ctx context.Context, c Change, source string, files map[string]string) (*statement.Answer, error) {
	require := s.environment.RequirementsFor(c.Name)
	subject := statement.Subject{Digest: c.To, Name: c.Name, Path: c.Path}
	var failed error
	q := statement.Question{Environment: s.walker.Environment, Subject: subject, Suite: func(subjects []statement.Subject) string {
		digest, err := s.store.Suite(ctx, source, subjects)
		failed = errors.Join(failed, err)
		return digest
	}}
	var err error
	if require.Separation != policy.SeparationNone {
		if q.Authors, err = s.authors(ctx, c, source, files); err != nil {
			return nil, err
		}
	}
	answer, err := s.judge.Ask(q)
	if err := errors.Join(err, failed); err != nil {
		return nil, err
	}
	for _, need := range answer.Needs {
		if !need.Met {
			return nil, fmt.Errorf("%s does not meet the rule: %s", c.Name, need)
		}
	}
	if err := s.versioned(c, subject); err != nil {
		return nil, err
	}
	return answer, s.checked(c.Name, require)
}

// authors are those who wrote what is new since the version that was served.
func (s *step) authors(ctx context.Context, c Change, source string, files map[string]string) (*statement.Authors, error) {
	return Authors(ctx, s.store, s.Step.Policy, s.Committer.When, s.state.Served[c.Name], source, slices.Collect(maps.Keys(files)))
}

// Authors are those who wrote what is new in the files of a prompt, as a source has
// them, since the version that was served. Of a file that this did not have, all is
// new, however long it was there.
func Authors(ctx context.Context, store Store, p *policy.Policy, now time.Time, was Version, source string, files []string) (*statement.Authors, error) {
	old := map[string]string{}
	if was.Tree != "" {
		if err := (&forest{store: store}).files(ctx, was.Tree, "", old); err != nil {
			return nil, err
		}
	}
	fresh := slices.DeleteFunc(slices.Sorted(slices.Values(files)), func(path string) bool { _, there := old[path]; return there })
	var ids []string
	raw := map[string][]byte{}
	for _, part := range []struct {
		since string
		files []string
	}{{was.Source, slices.Sorted(maps.Keys(old))}, {"", fresh}} {
		if len(part.files) == 0 {
			continue // of no file git would say who touched any
		}
		some, texts, err := store.Touching(ctx, source, part.since, part.files)
		if err != nil {
			return nil, err
		}
		ids = append(ids, slices.DeleteFunc(some, func(id string) bool { return raw[id] != nil })...)
		maps.Copy(raw, texts)
	}
	return statement.AuthorsOf(p, now, ids, raw), nil
}

// versioned checks that the version that a change names is that of a release in
// its evidence.
func (s *step) versioned(c Change, subject statement.Subject) error {
	if c.Version == None {
		return nil
	}
	for _, e := range s.evidence {
		if e.Kind == statement.Release && e.Version == c.Version && e.Subjects[0] == subject && (s.environment.Open || s.judge.Genuine(e).Good()) {
			return nil
		}
	}
	return fmt.Errorf("it says that %s is %s, and has no release of that", c.Name, c.Version)
}

// checked checks that the promoter vouches for all that had to be looked at.
func (s *step) checked(name string, require policy.Requirements) error {
	c := s.Checked
	lint := map[string]policy.Lint{"": policy.LintAny, "error": policy.LintErrors, "warning": policy.LintWarnings, "info": policy.LintInfos}[c.Lint]
	what := ""
	switch {
	case lint < require.Lint:
		what = "lint"
	case c.Soak < require.Soak:
		what = "soak"
	case require.Threads && !c.Threads:
		what = "threads"
	case s.environment.From != c.From:
		what = "from"
	}
	if what != "" {
		return fmt.Errorf("%s: nobody says that %s was checked as the rule asks", name, what)
	}
	return nil
}

// rests are the statements that an answer counted.
func rests(a *statement.Answer) (all []Rest) {
	for _, v := range a.Verdicts {
		if v.Good() {
			all = append(all, Rest{v.ID, v.Sum(), v.Kind, v.Role, v.Person, v.Key, v.Tag.Tagger.When})
		}
	}
	return all
}

// treeOf returns the tree of any commit.
func treeOf(ctx context.Context, store Store, id string) (string, error) {
	raw, err := object(ctx, store, "commit", id)
	if err != nil {
		return "", err
	}
	if len(raw) < len("tree ")+len(id) || string(raw[:5]) != "tree " || !objectForm().Match(raw[5:5+len(id)]) {
		return "", fmt.Errorf("commit %s has no tree", short(id))
	}
	return string(raw[5 : 5+len(id)]), nil
}

// TreeAt returns the id of what a commit of any kind has at a path; "" where there
// is nothing.
func TreeAt(ctx context.Context, store Store, commit, path string) (string, error) {
	tree, err := treeOf(ctx, store, commit)
	if err != nil {
		return "", err
	}
	return (&forest{store: store}).lookup(ctx, tree, path)
}

// rollback verifies that what is served again was served before, and is still
// good.
func (s *step) rollback(ctx context.Context) error {
	if err := s.may(); err != nil {
		return err
	}
	if err := s.alone(); err != nil {
		return err
	}
	trees, err := s.changed(ctx)
	if err != nil {
		return err
	}
	for _, c := range s.Prompts {
		past, err := s.state.Before(c.Name, c.To)
		if err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		if past.Tree != trees[c.Name] || past.Version != c.Version || past.Path != c.Path {
			return fmt.Errorf("%s: it is not as it was when it was served before", c.Name)
		}
		s.serve(c, past.Tree, past)
	}
	return nil
}

// Before returns the version of a prompt with a digest that can be rolled back
// to: one that was served, that was not given up since, and that is still good.
func (s *State) Before(name, digest string) (Version, error) {
	for _, v := range slices.Backward(s.past[name]) {
		if v.Digest != digest {
			continue
		}
		if at, ever := s.Dropped[digest]; ever && at > v.Place {
			return v, errors.New("it was rolled back from, removed or revoked since, and needs new approvals")
		}
		if why := s.spoilt(v, s.inside); why != "" {
			return v, errors.New(why)
		}
		return v, nil
	}
	return Version{}, fmt.Errorf("%s was never served here", digest)
}

// alone checks that a commit rests on nothing, so that it has no other parent either.
func (s *step) alone() error {
	if len(s.Evidence) > 0 {
		return fmt.Errorf("a %s has no evidence", s.Action)
	}
	return nil
}

// removal verifies that prompts are served no more.
func (s *step) removal(ctx context.Context) error {
	if err := s.may(); err != nil {
		return err
	}
	if err := s.alone(); err != nil {
		return err
	}
	if _, err := s.changed(ctx); err != nil {
		return err
	}
	for _, c := range s.Prompts {
		if was := s.state.Served[c.Name]; c.Path != was.Path {
			return fmt.Errorf("it says that the file of %s was %s, and that was %s", c.Name, c.Path, was.Path)
		}
		delete(s.state.Served, c.Name)
	}
	return nil
}

// revocation verifies revocations and rejections, and binds them.
func (s *step) revocation() error {
	if err := s.may(); err != nil {
		return err
	}
	if s.top != s.state.top || len(s.Evidence) == 0 {
		return errors.New("a revocation changes no file, and has what it makes binding")
	}
	targets := s.targets()
	if err := s.relevant(func(e *statement.Signed) bool {
		if e.Kind == statement.Rejection {
			_, here := e.Tip(s.walker.Environment)
			return here || targets[e.ID]
		}
		return e.Kind == statement.Revocation || targets[e.ID]
	}); err != nil {
		return err
	}
	sums := map[string]string{}
	for _, e := range s.evidence {
		sums[e.ID] = e.Sum()
	}
	for i, e := range s.evidence {
		if targets[e.ID] {
			continue // it is there to be known by what it says
		}
		v := s.judge.Genuine(e)
		if !v.Good() {
			return fmt.Errorf("the %s %s in it does not count: %s", e.Kind, short(e.ID), v.Why)
		}
		s.Bound = append(s.Bound, v)
		s.bind(Bound{ID: e.ID, Raw: s.Evidence[i], Of: sums[e.Target], Person: v.Person, Key: v.Key, Entry: s.ID, Place: s.Place})
	}
	return nil
}

// targets are the statements that others in the same commit revoke.
func (s *step) targets() map[string]bool {
	targets := map[string]bool{}
	for _, e := range s.evidence {
		if e.Err == nil && e.Kind == statement.Revocation {
			targets[e.Target] = true
		}
	}
	return targets
}

// bind takes in what is binding from now on. A revocation that is revoked revokes
// nothing, so that each later one may turn many around.
func (s *step) bind(b Bound) {
	s.state.Bound = append(s.state.Bound, b)
	var revoked func(b Bound) bool
	revoked = func(b Bound) bool {
		sum := b.verdict().Sum()
		return slices.ContainsFunc(s.state.Bound, func(by Bound) bool { return by.revokes(b.ID, sum) && !revoked(by) })
	}
	for i, b := range s.state.Bound {
		s.state.Bound[i].Revoked = revoked(b)
	}
}

// change verifies that the policy becomes another one.
func (s *step) change(ctx context.Context) error {
	if err := s.may(); err != nil {
		return err
	}
	if s.top.served != s.state.top.served {
		return errors.New("a policy changes nothing that is served")
	}
	if err := s.relevant(func(e *statement.Signed) bool {
		return e.Kind == statement.Policy && e.From == s.From && e.To == s.To
	}); err != nil {
		return err
	}
	next, digest, err := s.policy(ctx, s.top.policy)
	if err != nil {
		return err
	}
	source, err := treeOf(ctx, s.store, s.Sources[0])
	if err != nil {
		return err
	}
	there, err := s.lookup(ctx, source, PolicyFolder)
	switch {
	case err != nil:
		return err
	case there != s.top.policy:
		return fmt.Errorf("the policy is another one in its source %s", short(s.Sources[0]))
	case s.From != s.state.Policy || s.To != digest:
		return fmt.Errorf("it says that the policy was %s and is %s, and that was %s and is %s", s.From, s.To, s.state.Policy, digest)
	case next.Repository != s.state.Repository:
		return fmt.Errorf("its policy is that of the repository %s", next.Repository)
	}
	if !s.environment.Open {
		s.Consent = s.judge.Consent(s.walker.Environment, s.From, s.To)
		if !s.Consent.Met() {
			return fmt.Errorf("the admins did not agree to it: %s", s.Consent.Needs[0])
		}
	}
	s.state.Policy, s.state.inside = digest, next
	return nil
}
