package ledger_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/ledger/ledgertest"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/stretchr/testify/require"
)

// try checks that a draft is refused for a reason, or good for "", and leaves the
// ledger as it was.
func (b *book) try(why string, draft func() ledgertest.Draft) {
	b.t.Helper()
	served, policy, now, tips := maps.Clone(b.Served), b.Policy, b.Now, b.Tips
	d := draft()
	if why != "" {
		b.bad(d, why)
	} else {
		b.write(d)
		b.good()
	}
	b.Served, b.Policy, b.Now, b.Tips = served, policy, now, tips
}

func TestEvaluationsOnTheLedger(t *testing.T) {
	b := begun(t, "production")
	p := version("tested/x", 1)
	tests, others := version("x", 7).Subject().Digest, version("x", 8).Subject().Digest
	source := b.source(p)
	b.memory.Suites[source] = tests
	evidence := func(suite, saw, who, mode string, passed int) [][]byte {
		approval := func(who, role string) []byte {
			s := b.Approval(role, b.Tip(), p)
			s.Suite = saw
			return b.Say(who, s)
		}
		return [][]byte{approval("ana", "legal"), approval("bo", "security"), b.released("ci", p), b.Say(who, statement.Statement{Kind: statement.Evaluation, Role: "evaluation",
			Subjects: []statement.Subject{p.Subject()}, Suite: suite, Cases: 20, Passed: passed, Model: "m", Mode: mode})}
	}
	for name, c := range map[string]struct {
		evidence [][]byte
		why      string
	}{
		"good":                   {evidence(tests, tests, "ci", statement.Live, 18), ""},
		"none":                   {evidence(tests, tests, "ci", statement.Live, 18)[:3], "evaluation"},
		"other tests":            {evidence(others, tests, "ci", statement.Live, 20), "evaluation"},
		"others than at source":  {evidence(others, others, "ci", statement.Live, 20), "evaluation"},
		"approvers saw others":   {evidence(tests, others, "ci", statement.Live, 20), "legal 0 of 1"},
		"approvers saw none":     {evidence(tests, statement.None, "ci", statement.Live, 20), "legal 0 of 1"},
		"too few":                {evidence(tests, tests, "ci", statement.Live, 17), "evaluation"},
		"replayed":               {evidence(tests, tests, "ci", statement.Replay, 20), "evaluation"},
		"by who does not do it":  {evidence(tests, tests, "ana", statement.Live, 20), "evaluation"},
		"of which nobody signed": {evidence(tests, tests, "", statement.Live, 20), "evaluation"},
	} {
		t.Run(name, func(*testing.T) {
			b.try(c.why, func() ledgertest.Draft { return b.Promote("ci", checked(), source, c.evidence, p) })
		})
	}
	evidenceOf := evidence(tests, tests, "ci", statement.Live, 20)
	b.try("does not meet the rule", func() ledgertest.Draft {
		return b.Promote("ci", checked(), b.source(p, version("other", 1)), evidenceOf, p)
	}) // where the tests are not
}

func TestSeparationOnTheLedger(t *testing.T) {
	for name, c := range map[string]struct {
		prompt string
		wrote  []string // who signed the commits, the oldest first
		why    string
		warns  int
	}{
		"written by others":         {"apart/x", []string{"di"}, "", 0},
		"written by the approver":   {"apart/x", []string{"ana"}, "legal 0 of 1; cy can give it", 0},
		"among others":              {"apart/x", []string{"ana", "di"}, "legal 0 of 1; cy can give it", 0},
		"unsigned":                  {"apart/x", []string{""}, "legal 0 of 1", 0},
		"signed by a stranger":      {"apart/x", []string{"zed"}, "legal 0 of 1", 0},
		"unsigned, only warned of":  {"warned/x", []string{""}, "", 1},
		"by the approver, and warn": {"warned/x", []string{"", "bo"}, "security 0 of 1; cy can give it", 0},
		"not asked for":             {"other/x", []string{"ana", "bo", ""}, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			b := begun(t, "production")
			p := version(c.prompt, 1)
			source := b.Source("", "", map[string]string{"README.md": "x"}) // touches nothing of it
			for i, who := range c.wrote {
				files := p.Files
				if i < len(c.wrote)-1 {
					files = version(c.prompt, 8+i).Files
				}
				source = b.Source(source, who, files)
			}
			files := ledgertest.Under("elsewhere", p.Files)
			maps.Copy(files, p.Files)
			source = b.Source(source, "", files) // so does this
			d := func() ledgertest.Draft {
				evidence := b.evidence(p)
				return b.Promote("ci", checked(), source, evidence, p)
			}
			b.try(c.why, d)
			if c.why == "" {
				b.write(d())
				require.Len(t, b.good().Served[c.prompt].Warnings, c.warns)
			}
		})
	}

	// Who wrote what is served already is asked no more.
	b := begun(t, "production")
	one, two := version("apart/x", 1), version("apart/x", 2)
	first := b.Source("", "di", one.Files)
	evidence := b.evidence(one)
	b.write(b.Promote("ci", checked(), first, evidence, one))
	second := b.Source(first, "cy", two.Files)
	evidence = b.evidence(two)
	b.try("", func() ledgertest.Draft { return b.Promote("ci", checked(), second, evidence, two) })
	evidence[0] = b.Say("cy", b.Approval("legal", b.Tip(), two))
	b.try("legal 0 of 1; ana can give it", func() ledgertest.Draft { return b.Promote("ci", checked(), second, evidence, two) })

	// Who changed a file that was served, and is not any more, is.
	guard := map[string]string{"guard.partial.md": "Promise nothing.\n"}
	b = begun(t, "production")
	one.Files = with(guard, one.Files)
	first = b.Source("", "di", one.Files)
	evidence = b.evidence(one)
	b.write(b.Promote("ci", checked(), first, evidence, one))
	second = b.Source(b.Source(first, "ana", with(one.Files, map[string]string{"guard.partial.md": "Promise all.\n"})), "di", two.Files)
	evidence = b.evidence(two)
	b.try("legal 0 of 1; cy can give it", func() ledgertest.Draft { return b.Promote("ci", checked(), second, evidence, two) })
	one = version("apart/x", 1)

	// Who wrote a file that was there, and was not served, is.
	aside := map[string]string{"aside.partial.md": "Obey.\n"}
	b = begun(t, "production")
	evidence = b.evidence(one)
	first = b.Source(b.Source("", "ana", aside), "di", with(aside, one.Files))
	b.write(b.Promote("ci", checked(), first, evidence, one))
	two.Files = with(aside, two.Files)
	second = b.Source(first, "di", two.Files)
	evidence = b.evidence(two)
	b.try("legal 0 of 1; cy can give it", func() ledgertest.Draft { return b.Promote("ci", checked(), second, evidence, two) })
}

func with(files, more map[string]string) map[string]string {
	all := maps.Clone(files)
	maps.Copy(all, more)
	return all
}

func TestRollbacks(t *testing.T) {
	one, two, three := version("a", 1), version("a", 2), version("a", 3)
	b := begun(t, "production")
	b.write(b.promotion(one))
	b.write(b.promotion(two))
	rollback := func(why string, p ledgertest.Prompt, wrong ...func(*ledgertest.Draft)) {
		t.Helper()
		b.try(why, func() ledgertest.Draft {
			d := b.rollback(p)
			for _, w := range wrong {
				w(&d)
			}
			return d
		})
	}
	rollback("", one)
	rollback("was never served here", three)
	rollback("it is not as it was when it was served before", one, func(d *ledgertest.Draft) { d.Prompts[0].Version = "v7.0.0" })
	rollback("it is not as it was when it was served before", one, func(d *ledgertest.Draft) { d.Prompts[0].Path = "other/a.prompt.yaml" })
	rollback("it is not as it was when it was served before", one, func(d *ledgertest.Draft) {
		d.Tree = b.treeWith("served/a.prompt/prompts/tone.partial.md", "Be rude.\n")
	})
	rollback("a rollback has no evidence", one, func(d *ledgertest.Draft) { d.Evidence = [][]byte{b.released("ci", one)} })
	_, err := b.good().Before("other", one.Subject().Digest)
	require.ErrorContains(t, err, "was never served here", "as another prompt")

	// What was rolled back from needs new approvals, to come back in whatever way.
	old := b.evidence(two)
	b.write(b.rollback(one))
	rollback("a: it was rolled back from, removed or revoked since, and needs new approvals", two)
	b.try("legal 0 of 1", func() ledgertest.Draft { return b.Promote("ci", checked(), b.source(two), old, two) })
	never := b.evidence(two)
	never[0], never[1] = b.Say("ana", b.Approval("legal", statement.None, two)), b.Say("bo", b.Approval("security", statement.None, two))
	b.try("legal 0 of 1", func() ledgertest.Draft { return b.Promote("ci", checked(), b.source(two), never, two) })
	b.write(b.promotion(two))
	b.write(b.promotion(three))
	rollback("", two)

	// So does what was removed; what was there before it does not.
	b.write(b.Remove("ana", three))
	rollback("needs new approvals", three)
	rollback("", two)
}

// What is revoked is no version to go back to, nor what rests on it.
func TestRollbacksToWhatIsSpoilt(t *testing.T) {
	one, two := version("a", 1), version("a", 2)
	b := begun(t, "production")
	evidence := b.evidence(one)
	b.write(b.Promote("ci", checked(), b.source(one), evidence, one))
	b.write(b.promotion(two))
	for why, target := range map[string]string{"needs new approvals": one.Subject().Digest, "bo revoked the approval by ana: It leaks.": b.id(evidence[0])} {
		at := *b.Book
		at.Served = maps.Clone(b.Served)
		b.write(b.bind("bo", b.revoke("bo", "security", target)))
		b.try(why, func() ledgertest.Draft { return b.rollback(one) })
		*b.Book = at
	}
	to := policyText(`keys: ["bo"]`, `keys: ["ed"], compromised: ["bo"]`)
	b.write(b.Change("ci", to, b.consents(b.PolicyDigest(), to)...))
	b.try("whose key", func() ledgertest.Draft { return b.rollback(one) })
}

func TestRevocationsOnTheLedger(t *testing.T) {
	one := version("a", 1)
	b := serving(t)
	approval := b.evidence(one)[0]
	r := b.revoke("cy", "legal", b.id(approval))
	second := b.revoke("ana", "admin", b.id(r))
	try := func(why string, signer string, evidence ...[]byte) {
		t.Helper()
		b.try(why, func() ledgertest.Draft { return b.bind(signer, evidence...) })
	}
	for _, who := range []string{"ana", "bo", "cy", "ci", "di"} {
		try("", who, r)
	}
	try("nobody signed it", "", r)
	try("its signature", "zed", r)
	try("has what it makes binding", "bo")
	try("is not about what it does", "bo", approval)
	try("the revocation "+b.id(r)[:12]+" is in it twice", "bo", r, r)
	try("", "bo", r, second) // the first is there to be known by what it says
	try("in it does not count", "bo", b.revoke("zed", "legal", b.id(approval)))
	try("in it does not count", "bo", b.revoke("ci", "release", b.id(approval)))
	try("the rejection", "bo", func() []byte {
		s := statement.Statement{Kind: statement.Rejection, Role: "legal", Reason: "It lies.", Subjects: []statement.Subject{one.Subject()}}
		s.For = []statement.For{{Environment: "staging", Tip: statement.None}}
		return b.Say("cy", s)
	}())
	try("in it does not count", "bo", b.reject("cy", "admin", b.Tip(), one))
	b.try("changes no file", func() ledgertest.Draft {
		d := b.bind("bo", r)
		d.Tree = b.treeWith("served/a.prompt/extra", "x")
		return d
	})
	b.try("does not change the policy", func() ledgertest.Draft {
		d := b.bind("bo", r)
		d.Tree = b.treeWith(".promptctl/policy.yaml", weaker()["policy.yaml"])
		return d
	})

	other := newBook(t, "production")
	other.Policy = policyText("admin: {role", `  ev: {kind: robot, keys: ["ed"], roles: [evaluation]}
admin: {role`)
	other.write(other.Root("ana"))
	other.bad(other.bind("ed", r), "ev signed it, and may not make a revocation binding: those may who have the role release or")

	// What was revoked cannot be made binding once more.
	b.write(b.bind("bo", r))
	b.write(b.bind("bo", second))
	try("in it does not count", "bo", r)
}

func TestPoliciesOnTheLedger(t *testing.T) {
	b := serving(t)
	from := b.PolicyDigest()
	to := weaker()
	good := b.consents(from, to)
	try := func(why, signer string, next map[string]string, evidence [][]byte, wrong ...func(*ledgertest.Draft)) {
		t.Helper()
		b.try(why, func() ledgertest.Draft {
			d := b.Change(signer, next, evidence...)
			for _, w := range wrong {
				w(&d)
			}
			return d
		})
	}
	stronger := policyText("legal: 1, security: 1", "legal: 2, security: 1")
	elsewhere := policyText("branch: env/production", "branch: env/other")
	renamed := policyText("  production:", "  live:")
	foreign := policyText(repositoryID, strings.Repeat("ab", 16))
	extra := policyText("legal: 1, security: 1", "legal: 1")
	extra["README.md"] = "x"

	try("", "ci", to, good)
	try("", "ana", to, good)
	try("di signed it, and may not change the policy: those may who have the role release or admin", "di", to, good)
	try("nobody signed it", "", to, good)
	try("the admins did not agree to it: admin 0 of 2", "ana", to, nil)
	try("admin 1 of 2: ana; bo can give it", "ana", to, good[:1])
	try("admin 1 of 2: ana; bo can give it", "ana", to, [][]byte{good[0], b.consent("ana", from, to)})
	try("admin 1 of 2", "ana", to, [][]byte{good[0], b.consent("cy", from, to)})
	try("admin 1 of 2", "ana", to, [][]byte{good[0], b.consent("zed", from, to)})
	try("admin 1 of 2", "ana", to, [][]byte{good[0], b.consent("", from, to)})
	try("is in it twice", "ana", to, [][]byte{good[0], good[0]})
	try("is not about what it does", "ana", stronger, good)
	try("is not about what it does", "ana", to, append([][]byte{b.evidence(version("a", 1))[0]}, good...))
	try("its policy does not have production on the branch env/production", "ana", elsewhere, b.consents(from, elsewhere))
	try("its policy does not have production on the branch env/production", "ana", renamed, b.consents(from, renamed))
	try("its policy is that of the repository "+strings.Repeat("ab", 16), "ana", foreign, b.consents(from, foreign))
	try("its policy: ", "ana", extra, b.consents(from, extra))
	try("a policy changes nothing that is served", "ana", to, good, func(d *ledgertest.Draft) { d.Tree = b.treeWith("served/a.prompt/extra", "x") })
	try("it says that the policy was "+from, "ana", to, good, func(d *ledgertest.Draft) {
		d.Tree = b.treeWith(".promptctl/policy.yaml", stronger["policy.yaml"])
		d.Sources = []string{b.Source("", "ana", map[string]string{".promptctl/policy.yaml": stronger["policy.yaml"]})}
		d.Parents[1] = d.Sources[0]
	})
	try("the policy is another one in its source", "ana", to, good, func(d *ledgertest.Draft) {
		d.Tree = b.treeWith(".promptctl/policy.yaml", stronger["policy.yaml"])
	})
	wrong := version("a", 1).Subject().Digest
	try("it says that the policy was "+wrong, "ana", to, b.consents(wrong, to), func(d *ledgertest.Draft) { d.From = wrong })
	try("its sources are not its parents", "ana", to, good, func(d *ledgertest.Draft) { d.Parents = d.Parents[:1] })
	early := *b.Book
	early.Tips = nil
	none := book{Book: &early, memory: b.memory, t: t}
	try("admin 1 of 2", "ana", to, [][]byte{good[0], none.consent("bo", from, to)})

	// The policy in force judges, not the one that comes in force.
	b.write(b.Change("ci", to, good...))
	back := policyText()
	b.try("legal 0 of 1", func() ledgertest.Draft {
		p := version("a", 3)
		evidence := b.evidence(p)[1:]
		return b.Promote("ci", checked(), b.source(p), evidence, p)
	})
	b.write(b.Change("ci", back, b.consents(b.PolicyDigest(), back)...))
	require.Equal(t, from, b.good().Policy)
	try("admin 0 of 2", "ana", to, good) // which were given to the same change, before it came and went
	try("", "ana", to, b.consents(from, to))
	b.try("security 0 of 1", func() ledgertest.Draft {
		p := version("a", 3)
		evidence := b.evidence(p)
		return b.Promote("ci", checked(), b.source(p), [][]byte{evidence[0], evidence[2]}, p)
	})
}

// Someone who left, or another's hand, counts at no later commit, and changes
// nothing before.
func TestWhoIsSomeoneIsSaidByThePolicyBefore(t *testing.T) {
	b := serving(t)
	two := version("a", 2)
	evidence := b.evidence(two)
	to := policyText("roles: [legal, security]", "roles: [legal]", `ana: {emails: [ana@example.com], keys: ["ana"], roles: [legal, admin]}`, `ana: {emails: [ana@example.com], keys: ["ed"], retired: ["ana"], roles: [legal, admin]}`)
	b.write(b.Change("ci", to, b.consents(b.PolicyDigest(), to)...))
	b.try("legal 0 of 1; ana, cy can give it", func() ledgertest.Draft { return b.Promote("ci", checked(), b.source(two), evidence, two) })
	b.try("its signature", func() ledgertest.Draft { return b.Remove("ana", version("a", 1)) })
	b.try("", func() ledgertest.Draft { return b.Remove("ed", version("a", 1)) })
	evidence[0] = b.Say("ed", b.Approval("legal", b.Tip(), two))
	b.try("", func() ledgertest.Draft { return b.Promote("ci", checked(), b.source(two), evidence, two) })
}

func TestMarksAndRoots(t *testing.T) {
	b := whole(t)
	for at := range b.Tips {
		claim := b.Claim(b.Tips[at])
		for mark := range b.Tips {
			claim.Mark = b.Tips[mark]
			_, err := ledger.Verify(t.Context(), b.Store, claim)
			if mark <= at {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, ledger.ErrRewound)
			}
		}
	}
	claim := b.Claim(b.Tip())
	claim.Root = strings.Repeat("4", 40)
	_, err := ledger.Verify(t.Context(), b.Store, claim)
	require.ErrorIs(t, err, ledger.ErrOtherRoot)

	// A branch that was forced to another history with the same root.
	at := b.Tips[:2]
	other := *b.Book
	other.Tips, other.Served = at, map[string]map[string]string{"a": version("a", 1).Files, "b/c": version("b/c", 1).Files}
	other.Now, other.Policy = began().Add(time.Hour), policyText()
	fork := book{Book: &other, memory: b.memory, t: t}
	fork.write(fork.promotion(version("a", 5)))
	claim = fork.Claim(fork.Tip())
	_, err = ledger.Verify(t.Context(), b.Store, claim)
	require.NoError(t, err)
	claim.Mark = b.Tip()
	_, err = ledger.Verify(t.Context(), b.Store, claim)
	require.ErrorIs(t, err, ledger.ErrRewound)
	for _, claim.Mark = range []string{"", at[0]} {
		claim.Known = b.good()
		_, err = ledger.Verify(t.Context(), b.Store, claim)
		require.ErrorIs(t, err, ledger.ErrRewound)
	}
}

// Whatever object is missing, the answer is that nobody can tell.
func TestAnIncompleteLedger(t *testing.T) {
	b := whole(t)
	unread := 0
	for id, o := range b.memory.Objects {
		delete(b.memory.Objects, id)
		_, err := b.Verify(t.Context())
		if err == nil {
			unread++ // such as README.md of a source
		} else {
			require.ErrorIs(t, err, ledger.ErrIncomplete)
		}
		b.memory.Objects[id] = o
	}
	require.Less(t, unread, len(b.memory.Objects)/3)

	known := b.good() // whoever goes on from there needs the tip's policy
	for _, path := range []string{"", ".promptctl", ".promptctl/policy.yaml"} {
		id := string(b.memory.Objects[b.Tip()].Data[len("tree "):][:40])
		if path != "" {
			var err error
			id, err = ledger.TreeAt(t.Context(), b.Store, b.Tip(), path)
			require.NoError(t, err)
		}
		o := b.memory.Objects[id]
		delete(b.memory.Objects, id)
		claim := b.Claim(b.Tip())
		claim.Known = known
		_, err := ledger.Verify(t.Context(), b.Store, claim)
		require.ErrorIs(t, err, ledger.ErrIncomplete, path)
		b.memory.Objects[id] = o
	}
	for _, id := range b.Tips {
		o := b.memory.Objects[id]
		delete(b.memory.Objects, id)
		_, err := b.Verify(t.Context())
		require.ErrorIs(t, err, ledger.ErrIncomplete)
		b.memory.Objects[id] = o
	}
}

// rewrapped is a tag with its signature written in another way: it verifies, under
// another object id.
func rewrapped(tag []byte) []byte {
	begin := "-----BEGIN SSH SIGNATURE-----\n"
	payload, armour, _ := strings.Cut(string(tag), begin)
	first, rest, _ := strings.Cut(armour, "\n")
	return []byte(payload + begin + first[:35] + "\n" + first[35:] + "\n" + rest)
}

// What is revoked is what was said, however its signature is written: whoever has
// the tag can write that in many ways, each with an object id of its own.
func TestARevokedStatementUnderAnotherID(t *testing.T) {
	one, two := version("a", 1), version("a", 2)
	b := begun(t, "production")
	evidence := b.evidence(one)
	other := [][]byte{rewrapped(evidence[0]), evidence[1], evidence[2]}
	require.NotEqual(t, b.id(evidence[0]), b.id(other[0]))
	promote := func() ledgertest.Draft { return b.Promote("ci", checked(), b.source(one), other, one) }
	b.try("", promote)

	r := b.revokeStatement("ana", "legal", evidence[0])
	at := *b.Book
	at.Served = maps.Clone(b.Served)
	b.write(b.bind("ana", r, evidence[0]))
	b.try("legal 0 of 1", promote)
	b.try("legal 0 of 1", func() ledgertest.Draft { return b.Promote("ci", checked(), b.source(one), evidence, one) })

	// Where it was bound without what it revokes, that can be made good.
	*b.Book = at
	at.Served = maps.Clone(b.Served)
	b.write(b.bind("ci", r))
	b.try("", promote)
	b.write(b.bind("ana", r, evidence[0]))
	b.try("legal 0 of 1", promote)

	// What is served already and rests on it is servable no more, nor can it come
	// back.
	*b.Book = at
	b.write(promote())
	b.write(b.bind("ana", r, evidence[0]))
	require.Equal(t, "ana revoked the approval by ana: It leaks.", b.good().NotServable()[0].Why)
	b.write(b.promotion(two))
	b.try("ana revoked the approval by ana", func() ledgertest.Draft { return b.rollback(one) })

	// So it is with the revocation itself.
	back := b.revokeStatement("bo", "security", r)
	b.write(b.bind("bo", back, r))
	b.try("", func() ledgertest.Draft { return b.rollback(one) })
	b.try("in it does not count: bo revoked it", func() ledgertest.Draft { return b.bind("ci", rewrapped(r)) })
}

// shallow is a store of a clone in which nobody can tell what led to a commit, nor
// what tests it has.
type shallow struct{ ledger.Store }

func (shallow) Suite(context.Context, string, []statement.Subject) (string, error) {
	return "", fmt.Errorf("%w: the tests", ledger.ErrIncomplete)
}

func (shallow) Touching(context.Context, string, string, []string) ([]string, map[string][]byte, error) {
	return nil, nil, fmt.Errorf("%w: the history", ledger.ErrIncomplete)
}

func TestWhatNobodyCanTellIsNoVerdict(t *testing.T) {
	for name, why := range map[string]string{"tested/x": "INCOMPLETE: the tests", "apart/x": "INCOMPLETE: the history", "a": ""} {
		b := begun(t, "production")
		b.Store = shallow{b.Store}
		p := version(name, 1)
		evidence := append(b.evidence(p), b.Say("ci", statement.Statement{Kind: statement.Evaluation, Role: "evaluation",
			Subjects: []statement.Subject{p.Subject()}, Suite: p.Subject().Digest, Cases: 1, Passed: 1, Model: "m", Mode: statement.Live}))
		b.try(why, func() ledgertest.Draft { return b.Promote("ci", checked(), b.source(p), evidence, p) })
	}
}

// A source is any commit that somebody made, and maybe none that git would.
func TestStrangeSources(t *testing.T) {
	b := serving(t)
	two := version("a", 2)
	tree := ledgertest.Files(b.Put, two.Files)
	twice := ledgertest.Tree(b.Put, ledgertest.Entry{Mode: "40000", Name: "prompts", ID: tree}, ledgertest.Entry{Mode: "40000", Name: "prompts", ID: tree})
	for raw, why := range map[string]string{
		"":                                       "has no tree",
		"tree":                                   "has no tree",
		"tree " + tree[:39]:                      "has no tree",
		"eert " + tree:                           "has no tree",
		"tree " + strings.Repeat("z", 40) + "\n": "has no tree",
		"tree " + b.Put("blob", nil) + "\n":      "is a blob, not a tree",
		"tree " + b.Put("tree", []byte("100644 x")) + "\n":          "it is no tree",
		"tree " + twice + "\n":                                      `"prompts" is there twice in a tree`,
		"tree " + ledgertest.Tree(b.Put) + "\n":                     "none of its sources has these files",
		"tree " + strings.Repeat("4", 40) + "\n":                    "INCOMPLETE",
		"tree " + ledgertest.Files(b.Put, two.Files) + "\nwhatever": "",
	} {
		b.try(why, func() ledgertest.Draft {
			evidence := b.evidence(two)
			return b.Promote("ci", checked(), b.Put("commit", []byte(raw)), evidence, two)
		})
	}
	b.try("is a blob, not a commit", func() ledgertest.Draft {
		evidence := b.evidence(two)
		return b.Promote("ci", checked(), b.Put("blob", []byte("x")), evidence, two)
	})
	at, err := ledger.TreeAt(t.Context(), b.Store, b.source(two), "prompts")
	require.NoError(t, err)
	require.NotEmpty(t, at)
	at, err = ledger.TreeAt(t.Context(), b.Store, b.source(two), "elsewhere/x")
	require.NoError(t, err)
	require.Empty(t, at)
	_, err = ledger.TreeAt(t.Context(), b.Store, strings.Repeat("4", 40), "prompts")
	require.ErrorIs(t, err, ledger.ErrIncomplete)
}
