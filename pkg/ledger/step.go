package ledger

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// step is a commit that is being verified.
type step struct {
	*walker
	Step
	top         tops
	environment *policy.Environment // by the policy in force
	evidence    []*statement.Signed
	judge       *statement.Judge
}

// root verifies the commit in which the trust begins: by the policy that it has
// itself, as there is none before it.
func (s *step) root(ctx context.Context) error {
	p, digest, err := s.policy(ctx, s.top.policy)
	if err != nil {
		return err
	}
	switch {
	case s.Action != Root:
		return fmt.Errorf("%w, and it is a %s", ErrNoRoot, s.Action)
	case len(s.Parents) > 1 || len(s.Evidence) > 0:
		return errors.New("a root has no other parent than an older ledger, and no evidence")
	case s.To != digest || s.From != None:
		return fmt.Errorf("it says that its policy is %s, and that is %s", s.To, digest)
	}
	s.Step.Policy = p
	s.walker.state = &State{Environment: s.walker.Environment, Branch: s.Branch, Repository: p.Repository, Root: s.ID, Served: map[string]Version{},
		Dropped: map[string]int{}, Policy: digest, inside: p, past: map[string][]Version{}}
	s.ledger = &statement.Ledger{}
	if err := s.begin(); err != nil {
		return err
	}
	if err := s.may(); err != nil {
		return err
	}
	trees, err := s.changed(ctx)
	if err != nil {
		return err
	}
	for _, c := range s.Prompts {
		if _, err := s.closure(ctx, c, trees[c.Name]); err != nil {
			return err
		}
		s.serve(c, trees[c.Name], Version{Approved: s.ID, Promoter: s.Signer.Person})
	}
	s.accept()
	return nil
}

// follow verifies a commit by what was before it.
func (s *step) follow(ctx context.Context) error {
	s.Step.Policy = s.state.inside
	if err := s.begin(); err != nil {
		return err
	}
	s.hear()
	if s.Action != Policy && s.top.policy != s.state.top.policy {
		return fmt.Errorf("a %s does not change the policy", s.Action)
	}
	err := s.lineage()
	if err != nil {
		return err
	}
	switch s.Action {
	case Promotion:
		err = s.promotion(ctx)
	case Rollback:
		err = s.rollback(ctx)
	case Removal:
		err = s.removal(ctx)
	case Revocation:
		err = s.revocation()
	case Policy:
		err = s.change(ctx)
	default:
		err = fmt.Errorf("a ledger goes on with no %s", s.Action)
	}
	if err == nil {
		s.accept()
	}
	return err
}

// begin checks what every commit must be: in its time, and signed by someone whom
// the policy knows.
func (s *step) begin() error {
	s.Place = s.state.Len()
	s.environment, _ = s.Step.Policy.Environment(s.walker.Environment)
	when := s.Committer.When
	switch {
	case when.After(s.Now.Add(statement.Skew)):
		return fmt.Errorf("it is dated %s, which is yet to come", stamp(when))
	case when.Before(s.state.When):
		return fmt.Errorf("it is dated %s, and the commit before it %s", stamp(when), stamp(s.state.When))
	}
	if s.Armour == nil && s.environment.Open {
		return nil
	}
	if s.Armour == nil {
		return errors.New("nobody signed it")
	}
	made, err := s.Step.Policy.Keys.Verify(s.Payload, s.Armour, statement.Namespace, when, when)
	if err != nil {
		return s.stranger(err)
	}
	owner, there := s.Step.Policy.Owner(policy.Key(made.Fingerprint))
	if !there {
		return s.stranger(fmt.Errorf("the key %s is nobody's in the policy", made.Fingerprint))
	}
	s.Signer = Signer{owner.Name, made.Fingerprint}
	return nil
}

// stranger is a signature that nobody vouches for. In an open environment that is
// as good as none.
func (s *step) stranger(err error) error {
	if s.environment.Open {
		return nil
	}
	return fmt.Errorf("its signature: %w", err)
}

// may checks that who signed the commit may do what it does.
func (s *step) may() error {
	why := Forbids(s.Step.Policy, s.environment, s.Action, s.Signer.Person)
	if why == "" {
		return nil
	}
	return fmt.Errorf("%s signed it, and %s", s.Signer.Person, why)
}

// hear reads the evidence, and gets a judge who knows it and all that is bound.
func (s *step) hear() {
	known := []*statement.Signed{}
	bound := make([]statement.Verdict, len(s.state.Bound))
	for i, b := range s.state.Bound {
		bound[i] = b.verdict()
		known = append(known, bound[i].Signed)
	}
	for _, raw := range s.Evidence {
		s.evidence = append(s.evidence, statement.Read(s.store.ID("tag", raw), "", raw))
	}
	ledgers := map[string]*statement.Ledger{s.walker.Environment: s.ledger}
	s.judge = statement.NewJudge(s.Step.Policy, s.Committer.When, ledgers, append(known, s.evidence...))
	for _, v := range bound {
		s.judge.Bind(v)
	}
	s.state.Recall(s.judge)
}

// relevant checks that every tag that the commit carries is a statement that it
// can rest on.
func (s *step) relevant(rests func(*statement.Signed) bool) error {
	seen := map[string]bool{}
	for _, e := range s.evidence {
		switch {
		case e.Err != nil:
			return fmt.Errorf("the tag %s in it is no statement: %w", short(e.ID), e.Err)
		case !rests(e):
			return fmt.Errorf("the %s %s in it is not about what it does", e.Kind, short(e.ID))
		case seen[e.ID]:
			return fmt.Errorf("the %s %s is in it twice", e.Kind, short(e.ID))
		}
		seen[e.ID] = true
	}
	return nil
}

// changed returns the trees of the prompts that differ from what was served, by
// their names, and checks that the commit says so of each.
func (s *step) changed(ctx context.Context) (map[string]string, error) {
	trees := map[string]string{}
	if err := s.prompts(ctx, s.state.top.served, s.top.served, "", trees); err != nil {
		return nil, err
	}
	declared := map[string]bool{}
	for _, c := range s.Prompts {
		declared[c.Name] = true
		was, served := s.state.Served[c.Name]
		if !served {
			was.Digest = None
		}
		tree, differs := trees[c.Name]
		switch {
		case c.From != was.Digest:
			return nil, fmt.Errorf("it says that %s was %s, and that was %s", c.Name, c.From, was.Digest)
		case differs != (c.From != c.To):
			return nil, fmt.Errorf("it says that %s becomes %s, and its files do not", c.Name, c.To)
		case differs && (tree == "") != (c.To == None):
			return nil, fmt.Errorf("it says that %s becomes %s, and its files do not", c.Name, c.To)
		case !differs:
			trees[c.Name] = was.Tree
		}
	}
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		if !declared[name] {
			return nil, fmt.Errorf("it changes %s, and does not say so", name)
		}
	}
	return trees, nil
}

// closure checks that a tree holds the files that a change declares, and returns
// their ids by their paths.
func (s *step) closure(ctx context.Context, c Change, tree string) (map[string]string, error) {
	ids := map[string]string{}
	if err := s.files(ctx, tree, "", ids); err != nil {
		return nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	texts := map[string][]byte{}
	for path, id := range ids {
		data, err := object(ctx, s.store, "blob", id)
		if err != nil {
			return nil, err
		}
		texts[path] = data
	}
	if _, there := texts[c.Path]; !there {
		return nil, fmt.Errorf("%s: its file %s is not in it", c.Name, c.Path)
	}
	if digest := statement.Digest(texts); digest != c.To {
		return nil, fmt.Errorf("%s: its files are %s, and it says %s", c.Name, digest, c.To)
	}
	return ids, nil
}

// serve takes in what is served by a change, which rests on what v has and on the
// signature of this commit.
func (s *step) serve(c Change, tree string, v Version) {
	v.Name, v.Digest, v.Path, v.Version, v.Tree = c.Name, c.To, c.Path, c.Version, tree
	v.Entry, v.Place, v.When, v.Signer = s.ID, s.Place, s.Committer.When, s.Signer
	if s.Signer.Key != "" {
		v.Rests = append(slices.Clone(v.Rests), Rest{Person: s.Signer.Person, Key: s.Signer.Key, When: v.When})
	}
	s.state.Served[c.Name] = v
	s.Serves = append(s.Serves, v)
	if s.state.past != nil {
		s.state.past[c.Name] = append(s.state.past[c.Name], v)
	}
}

// drops are the digests that the commit gives up.
func (s *step) drops() (digests []string) {
	if s.Action == Rollback || s.Action == Removal {
		for _, c := range s.Prompts {
			if c.From != None {
				digests = append(digests, c.From)
			}
		}
	}
	for _, v := range s.Bound {
		if v.Kind == statement.Revocation && strings.HasPrefix(v.Target, "sha256:") {
			digests = append(digests, v.Target)
		}
	}
	return digests
}

// accept moves the state on to the commit.
func (s *step) accept() {
	state := s.state
	state.Tip, state.When, state.Action, state.Signer, state.top = s.ID, s.Committer.When, s.Action, s.Signer, s.top
	state.Commits = append(state.Commits, binary(s.ID)...)
	drops := s.drops()
	s.ledger.Append(s.ID, drops...)
	for _, digest := range drops {
		state.Dropped[digest] = s.Place
	}
	if s.Action == Policy {
		s.ledger.ChangePolicy()
		state.PolicyAt = s.Place
	}
}
