package audit_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/audit"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/ledger/ledgertest"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/stretchr/testify/require"
)

const repositoryID = "4f6c1b0de29a8857c3d1f00a9b7e6d52"

func policyFiles(change ...string) map[string]string {
	text := strings.NewReplacer(change...).Replace(`version: 1
repository: ` + repositoryID + `
persons:
  ana: {emails: [ana@example.com], keys: ["` + repotest.Fingerprint("ana") + `"], roles: [legal, admin]}
  ci: {kind: robot, keys: ["` + repotest.Fingerprint("ci") + `"], roles: [release, evaluation]}
admin: {role: admin, count: 1}
environments:
  lab: {branch: env/lab, open: true}
  production:
    branch: env/production
    requires: {approvals: {legal: 1}, release: true}
    may: {promote: [release], rollback: [release], remove: [admin]}
    rules:
      - {match: ["tested/**"], evaluation: {passRate: 0.9}}
      - {match: ["warned/**"], separation: {unsigned: warn}}
`)
	return map[string]string{"policy.yaml": text, "allowed_signers": repotest.AllowedSigners("ana", "ci")}
}

func began() time.Time { return time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC) }

// minute is when the entry at a place was made.
func minute(place int) time.Time { return began().Add(time.Duration(place) * time.Minute) }

// book is a ledger in memory.
type book struct {
	*ledgertest.Book
	memory *ledgertest.Memory
	t      *testing.T
}

func newBook(t *testing.T, environment string) *book {
	t.Helper()
	m := ledgertest.NewMemory()
	return &book{&ledgertest.Book{Store: m, Put: m.Put, Environment: environment, Branch: "env/" + environment, Repository: repositoryID, Now: began(),
		Policy: policyFiles(), Served: map[string]map[string]string{}}, m, t}
}

func (b *book) write(d ledgertest.Draft) string {
	b.t.Helper()
	id, err := b.Write(d)
	require.NoError(b.t, err)
	return id
}

// told is what the ledger tells from a root on.
func (b *book) told(q audit.Query) *audit.Environment {
	b.t.Helper()
	story := audit.NewChronicle()
	claim := b.Claim(b.Tip())
	claim.Each = story.Take
	state, err := ledger.Verify(b.t.Context(), b.Store, claim)
	require.NoError(b.t, err)
	return q.Told(b.Environment, b.Branch, story, state)
}

func version(name, text, release string) ledgertest.Prompt {
	p := ledgertest.Prompt{Name: name, Version: release}
	p.Files = map[string]string{p.Path(): "messages: [{role: user, content: " + text + "}]\n"}
	return p
}

// promotion is one that ana approved and that ci released.
func (b *book) promotion(signer string, more [][]byte, p ledgertest.Prompt) ledgertest.Draft {
	source := b.Source("", signer, p.Files)
	approval := b.Approval("legal", b.Tip(), p)
	if len(more) > 0 {
		approval.Suite = suite()
		b.memory.Suites[source] = suite()
	}
	evidence := append([][]byte{b.Say("ana", approval), b.Say("ci", statement.Statement{Kind: statement.Release, Role: "release", Version: p.Version,
		Subjects: []statement.Subject{p.Subject()}})}, more...)
	return b.Promote("ci", ledger.Checked{Lint: "error"}, source, evidence, p)
}

func suite() string { return version("x", "tests", "").Subject().Digest }

func (b *book) bind(evidence ...[]byte) ledgertest.Draft {
	return b.Draft("ana", ledger.Entry{Action: ledger.Revocation}, evidence...)
}

// story is a ledger with one entry of each kind, and more.
func story(t *testing.T) *book {
	t.Helper()
	b := newBook(t, "production")
	one, two := version("greet", "one", "v1.0.0"), version("greet", "two", "v1.1.0")
	b.write(b.Root("ana"))
	first := b.promotion("ana", nil, one)
	first.Body = "The launch."
	b.write(first)
	b.write(b.promotion("ana", nil, two))
	b.write(b.Serve(ledger.Rollback, "ci", one))
	revocation := b.Say("ana", statement.Statement{Kind: statement.Revocation, Role: "legal", Target: two.Subject().Digest, Reason: "It lies."})
	withdrawn := b.Say("ana", statement.Statement{Kind: statement.Revocation, Role: "legal", Target: b.Store.ID("tag", first.Evidence[0]), Reason: "I erred."})
	b.write(b.bind(revocation, withdrawn))
	tested := version("tested/x", "three", "v0.1.0")
	evaluation := statement.Statement{Kind: statement.Evaluation, Role: "evaluation", Subjects: []statement.Subject{tested.Subject()}, Suite: suite(), Cases: 20, Passed: 19,
		Model: "m", Mode: statement.Live}
	b.write(b.promotion("ana", [][]byte{b.Say("ci", evaluation)}, tested))
	b.write(b.promotion("", nil, version("warned/y", "four", "v0.2.0")))
	b.write(b.Remove("ana", one))
	rejection := statement.Statement{Kind: statement.Rejection, Role: "legal", Reason: "Too stiff.", Subjects: []statement.Subject{tested.Subject()},
		For: []statement.For{{Environment: "production", Tip: b.Tip()}}}
	b.write(b.bind(b.Say("ana", rejection)))
	weaker := policyFiles("passRate: 0.9", "passRate: 0.5")
	next := *b.Book
	next.Policy = weaker
	consent := statement.Statement{Kind: statement.Policy, Role: "admin", From: b.PolicyDigest(), To: next.PolicyDigest(),
		For: []statement.For{{Environment: "production", Tip: b.Tip()}}}
	b.write(b.Change("ci", weaker, b.Say("ana", consent)))
	b.write(b.promotion("ci", nil, version("warned/y", "four", "v0.2.0")))
	return b
}

func shorts(all []audit.Statement) (texts []string) {
	for _, s := range all {
		texts = append(texts, s.Short()+" "+s.Says+strings.Join(s.Prompts, " "))
	}
	return texts
}

func TestEvents(t *testing.T) {
	b := story(t)
	e := b.told(audit.Query{})
	require.Equal(t, b.Tips[0], e.Ledger.Root)
	require.Equal(t, b.Tip(), e.Ledger.Tip)
	require.Empty(t, e.Ledger.Older)
	require.Equal(t, minute(0), e.Ledger.Began.UTC())
	require.Equal(t, minute(10), e.Ledger.Ended.UTC())
	one, two := version("greet", "one", "").Subject().Digest, version("greet", "two", "").Subject().Digest
	plain := []string{"legal ana ", "release ci "}
	for i, want := range []struct {
		action            ledger.Action
		signer, prompt    string
		from, to          audit.Version
		rests             []string
		bound, agreed     []string
		reason, checked   string
		warned, hasPolicy bool
	}{
		{action: ledger.Root, signer: "ana", hasPolicy: true},
		{action: ledger.Promotion, signer: "ci", prompt: "greet", to: audit.Version{Digest: one, Release: "v1.0.0"}, rests: plain, reason: "The launch.", checked: "error"},
		{action: ledger.Promotion, signer: "ci", prompt: "greet", from: audit.Version{Digest: one, Release: "v1.0.0"}, to: audit.Version{Digest: two, Release: "v1.1.0"},
			rests: plain, checked: "error"},
		{action: ledger.Rollback, signer: "ci", prompt: "greet", from: audit.Version{Digest: two, Release: "v1.1.0"}, to: audit.Version{Digest: one, Release: "v1.0.0"}, rests: plain},
		{action: ledger.Revocation, signer: "ana", bound: []string{"revocation ana I erred.greet", "revocation ana It lies.greet"}},
		{action: ledger.Promotion, signer: "ci", prompt: "tested/x", to: audit.Version{Digest: version("tested/x", "three", "").Subject().Digest, Release: "v0.1.0"},
			rests: []string{"legal ana ", "evaluation ci 19 of 20 cases passed, live, with m", "release ci "}, checked: "error"},
		{action: ledger.Promotion, signer: "ci", prompt: "warned/y", to: audit.Version{Digest: version("warned/y", "four", "").Subject().Digest, Release: "v0.2.0"},
			rests: plain, checked: "error", warned: true},
		{action: ledger.Removal, signer: "ana", prompt: "greet", from: audit.Version{Digest: one, Release: "v1.0.0"}},
		{action: ledger.Revocation, signer: "ana", bound: []string{"rejection ana Too stiff.tested/x"}},
		{action: ledger.Policy, signer: "ci", agreed: []string{"policy ana "}, hasPolicy: true},
		{action: ledger.Promotion, signer: "ci", prompt: "warned/y", from: audit.Version{Digest: version("warned/y", "four", "").Subject().Digest, Release: "v0.2.0"},
			to: audit.Version{Digest: version("warned/y", "four", "").Subject().Digest, Release: "v0.2.0"}, rests: plain, checked: "error"},
	} {
		got := e.Events[i]
		require.Equal(t, "production", got.Environment)
		require.Equal(t, i, got.Place)
		require.Equal(t, b.Tips[i], got.Commit)
		require.Equal(t, minute(i), got.When.UTC())
		require.Equal(t, want.action, got.Action)
		require.Equal(t, ledger.Signer{Person: want.signer, Key: repotest.Fingerprint(want.signer)}, got.Signer)
		require.Equal(t, want.prompt, got.Prompt)
		require.Equal(t, want.from, got.From, i)
		require.Equal(t, want.to, got.To, i)
		require.Equal(t, want.rests, shorts(got.Rests), i)
		require.ElementsMatch(t, want.bound, shorts(got.Bound), i)
		require.Equal(t, want.agreed, shorts(got.Agreed), i)
		require.Equal(t, want.reason, got.Reason)
		require.Equal(t, want.checked != "", got.Checked != nil)
		require.Equal(t, want.warned, len(got.Warnings()) > 0, i)
		require.Equal(t, want.hasPolicy, got.PolicyTo != "")
		require.Equal(t, want.action == ledger.Promotion || want.action == ledger.Rollback || want.action == ledger.Policy, got.Source != "")
	}
	require.Len(t, e.Events, 11)
	require.Equal(t, b.Tips[1], e.Events[3].Serves.Approved, "a rollback rests on what the promotion had")
	require.Equal(t, e.Events[1].Source, e.Events[3].Source)
}

func TestFilter(t *testing.T) {
	b := story(t)
	for name, c := range map[string]struct {
		filter audit.Filter
		places []int
	}{
		"a name, and what was revoked of it": {audit.Filter{Prompts: []string{"greet"}}, []int{1, 2, 3, 4, 7}},
		"a glob, and what was rejected":      {audit.Filter{Prompts: []string{"tested/*"}}, []int{5, 8}},
		"one of two":                         {audit.Filter{Prompts: []string{"none", "warned/**"}}, []int{6, 10}},
		"since":                              {audit.Filter{Since: minute(9)}, []int{9, 10}},
		"until":                              {audit.Filter{Until: minute(2)}, []int{0, 1}},
		"all of it":                          {audit.Filter{Prompts: []string{"greet"}, Since: minute(2), Until: minute(4)}, []int{2, 3}},
		"nothing":                            {audit.Filter{Since: minute(11)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var places []int
			for _, e := range b.told(audit.Query{Filter: c.filter}).Events {
				places = append(places, e.Place)
			}
			require.Equal(t, c.places, places)
		})
	}
}

func TestServed(t *testing.T) {
	b := story(t)
	const lies, erred = "ana revoked it: It lies.", "ana revoked the approval by ana: I erred."
	for name, c := range map[string]struct {
		query audit.Query
		want  []string
	}{
		"before the root":   {audit.Query{At: minute(-1)}, nil},
		"nothing yet":       {audit.Query{At: minute(0)}, nil},
		"just before":       {audit.Query{At: minute(1).Add(-time.Second)}, nil},
		"at that second":    {audit.Query{At: minute(1)}, []string{"greet v1.0.0 1 " + erred}},
		"the next":          {audit.Query{At: minute(2).Add(time.Second)}, []string{"greet v1.1.0 2 " + lies}},
		"rolled back":       {audit.Query{At: minute(4)}, []string{"greet v1.0.0 3 " + erred}},
		"removed later":     {audit.Query{At: minute(6)}, []string{"greet v1.0.0 3 " + erred, "tested/x v0.1.0 5 ana rejected it as legal: Too stiff.", "warned/y v0.2.0 6 "}},
		"removed":           {audit.Query{At: minute(7)}, []string{"tested/x v0.1.0 5 ana rejected it as legal: Too stiff.", "warned/y v0.2.0 6 "}},
		"now":               {audit.Query{}, []string{"tested/x v0.1.0 5 ana rejected it as legal: Too stiff.", "warned/y v0.2.0 10 "}},
		"before the end":    {audit.Query{Filter: audit.Filter{Until: minute(2)}}, []string{"greet v1.0.0 1 " + erred}},
		"at goes before":    {audit.Query{Filter: audit.Filter{Until: minute(2)}, At: minute(2)}, []string{"greet v1.1.0 2 " + lies}},
		"whenever it began": {audit.Query{Filter: audit.Filter{Since: minute(10)}, At: minute(5)}, []string{"greet v1.0.0 3 " + erred, "tested/x v0.1.0 5 ana rejected it as legal: Too stiff."}},
		"of some prompts":   {audit.Query{Filter: audit.Filter{Prompts: []string{"w*/*"}}}, []string{"warned/y v0.2.0 10 "}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, s := range b.told(c.query).Served {
				got = append(got, strings.Join([]string{s.Prompt, s.To.Release, strconv.Itoa(s.Place), s.Against}, " "))
			}
			require.Equal(t, c.want, got)
		})
	}
}

// In an open environment nobody need have signed.
func TestUnsigned(t *testing.T) {
	b := newBook(t, "lab")
	one := version("greet", "one", "")
	b.write(b.Root(""))
	b.write(b.Promote("", ledger.Checked{}, b.Source("", "", one.Files), nil, one))
	e := b.told(audit.Query{})
	require.Len(t, e.Served, 1)
	require.Equal(t, "UNSIGNED", e.Served[0].Person())
	require.Empty(t, e.Served[0].To.Release)
	require.Empty(t, e.Served[0].Rests)
	require.Empty(t, e.Served[0].Against)
}

// What a root takes over is told of, and that there was a ledger before.
func TestBegunAnew(t *testing.T) {
	b := newBook(t, "production")
	b.write(b.Root("ana"))
	b.write(b.promotion("ana", nil, version("greet", "one", "v1.0.0")))
	old := b.Tip()
	root := b.write(b.Root("ana"))
	b.Tips = []string{root}
	e := b.told(audit.Query{})
	require.Equal(t, old, e.Ledger.Older)
	require.Len(t, e.Events, 2)
	require.Empty(t, e.Events[0].Prompt)
	require.Equal(t, "greet", e.Events[1].Prompt)
	require.Equal(t, ledger.Root, e.Events[1].Action)
	require.Empty(t, e.Events[1].Source)
	require.Len(t, e.Served, 1)
}

func TestEventsOfSeveral(t *testing.T) {
	event := func(environment string, place int) *audit.Event {
		return &audit.Event{Environment: environment, Place: place, When: minute(place)}
	}
	r := audit.Report{Environments: []*audit.Environment{
		{Name: "b", Events: []*audit.Event{event("b", 1), event("b", 3)}}, {Name: "broken"}, {Name: "a", Events: []*audit.Event{event("a", 1), event("a", 2)}},
	}}
	var got []string
	for _, e := range r.Events() {
		got = append(got, e.Environment+strconv.Itoa(e.Place))
	}
	require.Equal(t, []string{"b1", "a1", "a2", "b3"}, got)
}
