package standing

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// A statement is found by its tag, its id or the first digits of that: by enough
// of them, and where they are of one alone.
func TestFind(t *testing.T) {
	const one, two = "aaaaaaa111111111111111111111111111111111", "aaaaaaa222222222222222222222222222222222"
	r := &Register{read: true, statements: []*statement.Signed{
		{ID: one, Ref: "refs/tags/approvals/a/1"}, {ID: two, Ref: "refs/tags/approvals/a/2"},
		{ID: "bbbbbbb333333333333333333333333333333333", Ref: "refs/tags/aaaaaaa1"}, {ID: two, Ref: "refs/tags/approvals/a/3"},
	}}
	for what, ref := range map[string]string{
		"approvals/a/1": "refs/tags/approvals/a/1", "refs/tags/approvals/a/2": "refs/tags/approvals/a/2", two: "refs/tags/approvals/a/2",
		one[:8] + "1": "refs/tags/approvals/a/1", "bbbbbbb": "refs/tags/aaaaaaa1", "aaaaaaa1": "refs/tags/aaaaaaa1",
		"bbbbbb": "", "ccccccc": "", "approvals/a": "", "": "",
	} {
		s, err := r.Find(t.Context(), what)
		require.NoError(t, err, what)
		require.Equal(t, ref != "", s != nil, what)
		if s != nil {
			require.Equal(t, ref, s.Ref, what)
		}
	}
	_, err := r.Find(t.Context(), "aaaaaaa")
	require.EqualError(t, err, "aaaaaaa could be refs/tags/approvals/a/1 or refs/tags/approvals/a/2")
}

// A version is good where every environment takes it. A statement is where it
// counts; of all, one that was good once is no forgery.
func TestGood(t *testing.T) {
	met, unmet := Answered{Answer: &statement.Answer{}}, Answered{Answer: &statement.Answer{Needs: []statement.Need{{What: "approval"}}}}
	counted, forged := statement.Verdict{Reason: statement.Counted}, statement.Verdict{Reason: statement.BadKey}
	lapsed := statement.Verdict{Reason: statement.Revoked, Proven: true}
	for name, c := range map[string]struct {
		of   Verification
		good bool
	}{
		"a version":                       {Verification{Look: &Look{}, Answers: []Answered{met, met}}, true},
		"a version that one refuses":      {Verification{Look: &Look{}, Answers: []Answered{met, unmet}}, false},
		"a version, whatever is forged":   {Verification{Look: &Look{}, Answers: []Answered{met}, Verdicts: []statement.Verdict{forged}}, true},
		"a statement":                     {Verification{Verdicts: []statement.Verdict{counted}}, true},
		"a forged one":                    {Verification{Verdicts: []statement.Verdict{forged}}, false},
		"one that was good once":          {Verification{Verdicts: []statement.Verdict{lapsed}}, false},
		"all, and one was good once":      {Verification{all: true, Verdicts: []statement.Verdict{counted, lapsed}}, true},
		"all, and one is forged":          {Verification{all: true, Verdicts: []statement.Verdict{counted, forged}}, false},
		"all, and there are none of them": {Verification{all: true}, true},
	} {
		require.Equal(t, c.good, c.of.Good(), name)
	}
}

// Of what several environments say of a statement, the best is shown: that it
// counts or, where it does nowhere, what it fails on where it is asked for.
func TestMerged(t *testing.T) {
	for name, c := range map[string]struct {
		says []statement.Reason
		best statement.Reason
	}{
		"it counts in one":        {[]statement.Reason{statement.Stale, statement.Counted}, statement.Counted},
		"it counts in the first":  {[]statement.Reason{statement.Counted, statement.Stale}, statement.Counted},
		"it is not for the first": {[]statement.Reason{statement.Elsewhere, statement.Stale}, statement.Stale},
		"the first does not ask":  {[]statement.Reason{statement.NotAsked, statement.Author}, statement.Author},
		"it fails in both":        {[]statement.Reason{statement.Stale, statement.Author}, statement.Stale},
		"it is not for the other": {[]statement.Reason{statement.Stale, statement.Elsewhere}, statement.Stale},
	} {
		var answers []Answered
		for _, reason := range c.says {
			one := &statement.Signed{ID: "1", Ref: "refs/tags/a"}
			answers = append(answers, Answered{Answer: &statement.Answer{Verdicts: []statement.Verdict{
				{Signed: one, Reason: reason}, {Signed: &statement.Signed{ID: "1", Ref: "refs/tags/b"}, Reason: statement.Void}}}})
		}
		all := merged(answers)
		require.Len(t, all, 2, "two refs to one object are two")
		require.Equal(t, c.best, all[0].Reason, name)
		require.Equal(t, statement.Void, all[1].Reason, name)
	}
}

// Each environment is judged by the policy that is in force there, whichever is
// asked first: what HEAD says of a person says nothing of another's ledger.
func TestEachEnvironmentIsJudgedByItsOwnPolicy(t *testing.T) {
	text := strings.Replace(policyText("{approvals: {legal: 1}}"), "  production:",
		"  staging: {branch: env/staging, requires: {approvals: {legal: 1}}, may: {promote: [release]}}\n  production:", 1)
	in := fixture(t, "{approvals: {legal: 1}}")
	in.Write(".promptctl/policy.yaml", text)
	in.Commit("Stage")
	begin(t, in)
	s := approval(look(t, opened(t, in), "a"), statement.None)
	s.For = append(s.For, statement.For{Environment: "staging", Tip: statement.None})
	say(t, in, "approvals/a/1", s)
	in.Write(".promptctl/policy.yaml", strings.Replace(text, "roles: [legal, admin]", "roles: [admin]", 1))
	in.Commit("Let ana approve no more")
	for _, order := range [][]string{{"staging", "production"}, {"production", "staging"}} {
		v, err := opened(t, in).Verify(t.Context(), "a", order)
		require.NoError(t, err)
		for i, name := range order {
			require.Equal(t, name, v.Answers[i].Environment)
			require.Equal(t, name == "production", v.Answers[i].Met(), "%s of %v", name, order)
		}
	}
}

// A statement's tag lies below a reserved name, or is a prompt's release.
func TestWhichTagsHoldStatements(t *testing.T) {
	for name, holds := range map[string]bool{
		"approvals/a/x": true, "rejections/a/x": true, "evaluations/a/x": true, "revocations/x": true, "policies/x": true, "approvals/": true,
		"a/v1.0.0": true, "support/triage/v1.0.0-rc.1": true,
		"approvals": false, "v1.0.0": false, "approval/a": false, "releases/a": false, "a/1.0.0": false, "a/v1.0.0/x": false, "a/b": false,
	} {
		require.Equal(t, holds, isStatement(name), name)
	}
}

// released tags a release of what is looked at, signed by ana.
func released(t *testing.T, in *repotest.Repo, l *Look, version string) {
	t.Helper()
	say(t, in, "a/"+version, &statement.Statement{Kind: statement.Release, Role: "release", Version: version, Subjects: []statement.Subject{l.Subject}})
}

// anaReleases gives ana the role release in a fixture's policy.
func anaReleases(in *repotest.Repo, policy string) {
	in.Write(".promptctl/policy.yaml", strings.Replace(policy, "roles: [legal, admin]", "roles: [legal, admin, release]", 1))
	in.Commit("Let ana release")
}

// Where something is asked, only a genuine release makes a version; where nothing
// is, any release does.
func TestReleased(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}}")
	released(t, in, look(t, opened(t, in), "a"), "v3.0.0")
	newest := func(reference string) string {
		r := opened(t, in)
		version, err := r.Released(t.Context(), look(t, r, reference))
		require.NoError(t, err)
		return version
	}
	require.Empty(t, newest("a"), "ana does not hold release")
	anaReleases(in, policyText("{approvals: {legal: 1}}"))
	require.Equal(t, "v3.0.0", newest("a"))
	first := in.Head()
	released(t, in, look(t, opened(t, in), "a"), "v3.10.0")
	released(t, in, look(t, opened(t, in), "a"), "v3.9.0")
	in.Tag("a/v4.0.0", "Nobody signed it")
	require.Equal(t, "v3.10.0", newest("a"))
	in.Write("prompts/a.prompt.yaml", hello("Hi"))
	in.Commit("Say hi")
	require.Empty(t, newest("a"))
	require.Equal(t, "v3.10.0", newest("a@"+first))

	in.Write(".promptctl/policy.yaml", strings.Replace(policyText("{}"), "requires: {}, may: {promote: [release], rollback: [release], remove: [admin]}", "open: true", 1))
	in.Commit("Ask for nothing")
	require.Equal(t, "v3.10.0", newest("a@"+first))
	require.Empty(t, newest("a"), "the newest tag is of other bytes")
	in.Tag("a/v5.0.0", "Plain git made it")
	require.Equal(t, "v5.0.0", newest("a"))
	in.Git("update-ref", "refs/tags/a/v9.0.0", "refs/tags/a/v3.10.0")
	in.Git("tag", "-d", "a/v3.0.0", "a/v3.9.0", "a/v3.10.0")
	require.Equal(t, "v9.0.0", newest("a@"+first), "a statement under another name says nothing, and its tag is one that plain git made")
}

// Who wrote a change is asked of every commit since the last release that is
// genuine and leads to it: one of a side branch would hide what was written.
func TestAuthorsSinceTheLastRelease(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}, separation: true}")
	anaReleases(in, policyText("{approvals: {legal: 1}, separation: true}"))
	released(t, in, look(t, opened(t, in), "a"), "v1.0.0")
	in.Write("prompts/a.prompt.yaml", hello("Hi"))
	second := in.Commit("Say hi")
	in.Branch("side")
	in.Switch("side")
	in.Write("prompts/a.prompt.yaml", hello("Ho"))
	in.Commit("Say ho")
	released(t, in, look(t, opened(t, in), "a"), "v1.1.0")
	in.Switch("main")
	in.Write("prompts/a.prompt.yaml", hello("Hey"))
	third := in.Commit("Say hey")

	unknown := func() []string {
		r := opened(t, in)
		f, err := r.Force("production")
		require.NoError(t, err)
		judge, err := r.Judge(t.Context(), f)
		require.NoError(t, err)
		authors, err := r.authors(t.Context(), look(t, r, "a"), f, judge)
		require.NoError(t, err)
		return authors.Unknown
	}
	want := []string{third[:12] + " is not signed", second[:12] + " is not signed"}
	require.Equal(t, want, unknown())
	released(t, in, look(t, opened(t, in), "a"), "v2.0.0")
	require.Equal(t, want, unknown(), "that these bytes are released makes nobody less their author")
}

// What a version is counted from is the last release that counts: where something
// is asked a genuine one, also by a key that was retired since, and never a
// pre-release of the same bytes, nor one whose commit has others or no prompt.
func TestBefore(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}}")
	anaReleases(in, policyText("{approvals: {legal: 1}}"))
	first := look(t, opened(t, in), "a")
	released(t, in, first, "v1.0.0")
	in.Write("prompts/a.prompt.yaml", hello("Hi"))
	in.Commit("Say hi")
	in.Tag("a/v1.1.0", "Nobody signed it")
	released(t, in, first, "v1.0.1") // at a commit that has other bytes
	in.Git("tag", "-a", "-m", "Without the prompt", "a/v1.2.0", in.GitInput("Nothing\n", "commit-tree", in.GitInput("", "mktree")))
	in.Write("prompts/a.prompt.yaml", hello("Hey"))
	in.Commit("Say hey")
	before := func(environment string) string {
		r := opened(t, in)
		f, err := r.Force(environment)
		require.NoError(t, err)
		past, err := r.Before(t.Context(), look(t, r, "a"), f)
		require.NoError(t, err)
		return past.Version
	}
	require.Equal(t, "v1.0.0", before("production"))
	require.Equal(t, "v1.1.0", before("development"))
	released(t, in, look(t, opened(t, in), "a"), "v2.0.0-rc.1")
	require.Equal(t, "v1.0.0", before("production"))
	require.Equal(t, "v1.1.0", before("development"))
	released(t, in, look(t, opened(t, in), "a"), "v2.0.0")
	require.Equal(t, "v2.0.0", before("production"))
	require.Equal(t, "v2.0.0", before("development"))

	text := strings.Replace(policyText("{approvals: {legal: 1}}"), "keys: [", "keys: [], retired: [", 1)
	anaReleases(in, strings.Replace(text, "roles: [legal, release]", "roles: [legal, release, admin]", 1))
	require.Equal(t, "v2.0.0", before("production"))
}

// What counts as approved is what a genuine approval speaks of, and nothing else.
func TestApproved(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}}")
	l := look(t, opened(t, in), "a")
	digests := func() map[string][]string {
		all, err := opened(t, in).Approved(t.Context())
		require.NoError(t, err)
		return all
	}
	in.Tag("approvals/a/0", "No statement")
	rejection := approval(l, statement.None)
	rejection.Kind, rejection.Suite, rejection.Reason = statement.Rejection, "", "No."
	say(t, in, "rejections/a/1", rejection)
	foreign := approval(l, statement.None)
	foreign.Role = "release"
	say(t, in, "approvals/a/12", foreign)
	require.Empty(t, digests())
	say(t, in, "approvals/a/123", approval(l, statement.None))
	require.Equal(t, map[string][]string{"a": {l.Subject.Digest}}, digests())
}

// The separation is asked for as soon as somebody approved.
func TestAskKnowsWhoWroteIt(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}, separation: true}")
	l := look(t, opened(t, in), "a")
	say(t, in, "approvals/a/1", approval(l, statement.None))
	v, err := opened(t, in).Verify(t.Context(), "a", nil)
	require.NoError(t, err)
	require.False(t, v.Good())
	require.Equal(t, "ana wrote the change", v.Verdicts[0].Why)
	_, err = opened(t, in).Verify(t.Context(), "a", []string{"nowhere"})
	require.ErrorContains(t, err, `there is no environment "nowhere"`)
	v, err = opened(t, in).Verify(t.Context(), "a", []string{"development"})
	require.NoError(t, err)
	require.True(t, v.Good(), "nothing is asked there")
}

// needs are what an answer asks for, and whether it is there.
func needs(t *testing.T, in *repotest.Repo) map[string]bool {
	t.Helper()
	v, err := opened(t, in).Verify(t.Context(), "a", nil)
	require.NoError(t, err)
	require.Len(t, v.Answers, 1)
	all := map[string]bool{}
	for _, n := range v.Answers[0].Needs {
		all[n.What] = n.Met
	}
	return all
}

// An evaluation and the approvals are of the tests that are there: with one case
// less they are of others.
func TestAskComparesTheTests(t *testing.T) {
	requires := "{approvals: {legal: 1}, evaluation: {passRate: 0.9}}"
	in := fixture(t, requires)
	in.Write(".promptctl/policy.yaml", strings.Replace(policyText(requires), "roles: [legal, admin]", "roles: [legal, admin, evaluation]", 1))
	in.Write("prompts/a.tests.yaml", "cases: [{name: one}, {name: two}]\n")
	in.Commit("Test it")
	l := look(t, opened(t, in), "a")
	suite, err := l.Suite(t.Context(), []statement.Subject{l.Subject})
	require.NoError(t, err)
	require.Equal(t, statement.Digest(map[string][]byte{"prompts/a.tests.yaml": []byte("cases: [{name: one}, {name: two}]\n")}), suite)
	approved := approval(l, statement.None)
	approved.Suite = suite
	say(t, in, "approvals/a/1", approved)
	say(t, in, "evaluations/a/1", &statement.Statement{Kind: statement.Evaluation, Role: "evaluation", Suite: suite, Subjects: []statement.Subject{l.Subject},
		Cases: 2, Passed: 2, Model: "gpt-4o", Mode: statement.Live})
	require.Equal(t, map[string]bool{"evaluation": true, "approval": true}, needs(t, in))
	in.Write("prompts/a.tests.yaml", "cases: [{name: one}]\n")
	in.Commit("Shrink it")
	require.Equal(t, map[string]bool{"evaluation": false, "approval": false}, needs(t, in))
}

// Whoever approved it before: what has errors is taken nowhere.
func TestAskRefusesErrors(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}}")
	for text, why := range map[string]string{"'{{> nowhere}}'": "1 error: ", "'{{> nowhere}} {{> neither}}'": "2 errors: "} {
		in.Write("prompts/a.prompt.yaml", hello(text))
		in.Commit("Break it")
		l := look(t, opened(t, in), "a")
		say(t, in, "approvals/a/"+strings.Repeat("1", len(text)), approval(l, statement.None))
		require.Equal(t, map[string]bool{"approval": true, "sound": false}, needs(t, in))
		v, err := opened(t, in).Verify(t.Context(), "a", nil)
		require.NoError(t, err)
		require.Equal(t, why+"promptctl show a@"+in.Head()[:8], v.Answers[0].Needs[1].Why)
	}
}

// What the work tree has otherwise than HEAD is not what would be signed.
func TestClean(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}}")
	r := opened(t, in)
	l := look(t, r, "a")
	require.NoError(t, r.Clean(t.Context(), l))
	in.Write("prompts/b.prompt.yaml", hello("Hi"))
	require.NoError(t, r.Clean(t.Context(), l), "another file")
	in.Write("prompts/a.prompt.yaml", hello("Hi"))
	require.ErrorContains(t, r.Clean(t.Context(), l), "a: prompts/a.prompt.yaml differs from HEAD")
	in.Remove("prompts/a.prompt.yaml")
	require.ErrorContains(t, r.Clean(t.Context(), l), "a: prompts/a.prompt.yaml differs from HEAD")
	bare := in.Bare()
	r = opened(t, bare)
	require.NoError(t, r.Clean(t.Context(), look(t, r, "a")), "there is no work tree")
}

// A clone that may lack an environment's branch cannot say what is in force there.
func TestCompleteBranches(t *testing.T) {
	in := fixture(t, "{approvals: {legal: 1}}")
	in.Tag("approvals/a/1", "A statement")
	in.Write("elsewhere", "x")
	in.Commit("Something else")
	require.NoError(t, opened(t, in.Clone()).Complete(t.Context()), "it would have fetched the branch")
	require.NoError(t, opened(t, in.Bare()).Complete(t.Context()))
	single := in.Clone("--single-branch")
	require.ErrorIs(t, opened(t, single).Complete(t.Context()), ErrIncomplete)
	single.Git("remote", "set-branches", "--add", "origin", "env/production")
	require.NoError(t, opened(t, single).Complete(t.Context()))
	single.Git("remote", "add", "other", in.Dir)
	single.Git("config", "remote.other.fetch", "+refs/heads/main:refs/remotes/other/main")
	require.ErrorIs(t, opened(t, single).Complete(t.Context()), ErrIncomplete, "the other remote might have it")
	shallow := in.Clone("--depth", "1", "--no-single-branch", "--no-local")
	require.ErrorIs(t, opened(t, shallow).Complete(t.Context()), ErrIncomplete)

	tip := begin(t, in).Tip()
	single = in.Clone("--single-branch")
	single.Git("fetch", "-q", "origin", "env/production:env/production")
	r := opened(t, single)
	require.Equal(t, repo.Hash(tip), r.Last().Tip)
	require.NoError(t, r.Complete(t.Context()), "it is there")
}
