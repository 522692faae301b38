package ledger_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/ledger/ledgertest"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/stretchr/testify/require"
)

const repositoryID = "4f6c1b0de29a8857c3d1f00a9b7e6d52"

// policyText is a policy; old and new are what a test has replaced in it.
func policyText(change ...string) map[string]string {
	text := `version: 1
repository: ` + repositoryID + `
persons:
  ana: {emails: [ana@example.com], keys: ["ana"], roles: [legal, admin]}
  bo: {emails: [bo@example.com], keys: ["bo"], roles: [security, admin]}
  cy: {emails: [cy@example.com], keys: ["cy"], roles: [legal, security]}
  di: {emails: [di@example.com], keys: ["di"], roles: [oncall]}
  ci: {kind: robot, keys: ["ci"], roles: [release, evaluation]}
admin: {role: admin, count: 2}
environments:
  staging: {branch: env/staging, requires: {release: true}, may: {promote: [release]}}
  lab: {branch: env/lab, open: true}
  production:
    branch: env/production
    from: staging
    requires: {lint: warning, soak: 24h, approvals: {legal: 1, security: 1}, release: true}
    may: {promote: [release], rollback: [release, oncall], remove: [admin]}
    rules:
      - {match: ["tested/**"], evaluation: {passRate: 0.9}}
      - {match: ["apart/**"], separation: true}
      - {match: ["warned/**"], separation: {unsigned: warn}}
      - {match: ["threads/**"], threads: resolved}
`
	text = strings.NewReplacer(change...).Replace(text)
	names := []string{"ana", "bo", "cy", "di", "ci", "ed"}
	for _, name := range names {
		text = strings.ReplaceAll(text, `"`+name+`"`, `"`+repotest.Fingerprint(name)+`"`)
	}
	var signers []string
	for _, name := range names {
		if strings.Contains(text, repotest.Fingerprint(name)) {
			signers = append(signers, name)
		}
	}
	return map[string]string{"policy.yaml": text, "allowed_signers": repotest.AllowedSigners(signers...)}
}

// book is a ledger in memory.
type book struct {
	*ledgertest.Book
	memory *ledgertest.Memory
	t      *testing.T
	states []*ledger.State // of what is written, where a test goes through it
}

func began() time.Time { return time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC) }

func newBook(t *testing.T, environment string) *book {
	m := ledgertest.NewMemory()
	return &book{Book: &ledgertest.Book{Store: m, Put: m.Put, Environment: environment, Branch: "env/" + environment, Repository: repositoryID, Now: began(),
		Policy: policyText(), Served: map[string]map[string]string{}}, memory: m, t: t}
}

// begun is a ledger with a root.
func begun(t *testing.T, environment string) *book {
	b := newBook(t, environment)
	b.write(b.Root("ana"))
	return b
}

func (b *book) write(d ledgertest.Draft) string {
	b.t.Helper()
	id, err := b.Write(d)
	require.NoError(b.t, err)
	return id
}

func (b *book) good() *ledger.State {
	b.t.Helper()
	s, err := b.Verify(context.Background())
	require.NoError(b.t, err)
	require.Equal(b.t, b.Tip(), s.Tip)
	return s
}

// bad checks that the ledger with the draft as its tip is refused for a reason.
func (b *book) bad(d ledgertest.Draft, why string) {
	b.t.Helper()
	raw, err := d.Raw()
	require.NoError(b.t, err)
	b.badRaw(raw, why)
}

func (b *book) badRaw(raw []byte, why string) {
	b.t.Helper()
	id := b.Put("commit", raw)
	_, err := ledger.Verify(context.Background(), b.Store, b.Claim(id))
	var wrong *ledger.Error
	require.ErrorAs(b.t, err, &wrong)
	require.ErrorContains(b.t, err, why)
}

// Prompts that tests promote.
func version(name string, n int) ledgertest.Prompt {
	p := ledgertest.Prompt{Name: name, Version: fmt.Sprintf("v1.%d.0", n)}
	p.Files = map[string]string{p.Path(): fmt.Sprintf("messages: [{role: user, content: %s %d}]\n", name, n), "prompts/tone.partial.md": "Be kind.\n"}
	return p
}

// checked is what production asks to have looked at.
func checked() ledger.Checked {
	return ledger.Checked{Lint: "warning", Soak: 24 * time.Hour, From: "staging"}
}

// released is a release of a prompt.
func (b *book) released(who string, p ledgertest.Prompt) []byte {
	return b.Say(who, statement.Statement{Kind: statement.Release, Role: "release", Version: p.Version, Subjects: []statement.Subject{p.Subject()}})
}

// evidence is all that production asks for of a prompt.
func (b *book) evidence(prompts ...ledgertest.Prompt) [][]byte {
	all := [][]byte{b.Say("ana", b.Approval("legal", b.Tip(), prompts...)), b.Say("bo", b.Approval("security", b.Tip(), prompts...))}
	for _, p := range prompts {
		all = append(all, b.released("ci", p))
	}
	return all
}

// source is a commit with the files of some prompts.
func (b *book) source(prompts ...ledgertest.Prompt) string {
	files := map[string]string{"README.md": "elsewhere\n"}
	for _, p := range prompts {
		for path, text := range p.Files {
			files[path] = text
		}
	}
	return b.Source("", "ana", files)
}

// promotion is a good one.
func (b *book) promotion(prompts ...ledgertest.Prompt) ledgertest.Draft {
	evidence := b.evidence(prompts...)
	return b.Promote("ci", checked(), b.source(prompts...), evidence, prompts...)
}

func (b *book) rollback(p ledgertest.Prompt) ledgertest.Draft {
	return b.Serve(ledger.Rollback, "di", p)
}

// bind makes statements binding.
func (b *book) bind(signer string, evidence ...[]byte) ledgertest.Draft {
	return b.Draft(signer, ledger.Entry{Action: ledger.Revocation}, evidence...)
}

func (b *book) revoke(who, role, target string) []byte {
	return b.Say(who, statement.Statement{Kind: statement.Revocation, Role: role, Target: target, Reason: "It leaks."})
}

// revokeStatement revokes what a tag says.
func (b *book) revokeStatement(who, role string, tag []byte) []byte {
	said := statement.Read(b.id(tag), "", tag)
	require.NoError(b.t, said.Err)
	return b.Say(who, statement.Statement{Kind: statement.Revocation, Role: role, Target: said.ID, Reason: "It leaks."})
}

func (b *book) reject(who, role, tip string, p ledgertest.Prompt) []byte {
	return b.Say(who, statement.Statement{Kind: statement.Rejection, Role: role, Reason: "It lies.", Subjects: []statement.Subject{p.Subject()},
		For: []statement.For{{Environment: b.Environment, Tip: tip}}})
}

// consents are those of both admins.
func (b *book) consents(from string, to map[string]string) [][]byte {
	return [][]byte{b.consent("ana", from, to), b.consent("bo", from, to)}
}

func (b *book) consent(who, from string, to map[string]string) []byte {
	next := *b.Book
	next.Policy = to
	return b.Say(who, statement.Statement{Kind: statement.Policy, Role: "admin", From: from, To: next.PolicyDigest(),
		For: []statement.For{{Environment: b.Environment, Tip: b.Tip()}}})
}

func (b *book) id(tag []byte) string { return b.Store.ID("tag", tag) }

// weaker is a policy that asks for less.
func weaker() map[string]string { return policyText("legal: 1, security: 1", "legal: 1") }

func names(s *ledger.State) map[string]string {
	all := map[string]string{}
	for name, v := range s.Served {
		all[name] = v.Version
	}
	return all
}

// whole is a ledger with one entry of each kind, and more.
func whole(t *testing.T) *book { return fill(newBook(t, "production")) }

func fill(b *book) *book {
	b.write(b.Root("ana"))
	one, two, other := version("a", 1), version("a", 2), version("b/c", 1)
	b.write(b.promotion(one, other))
	b.write(b.promotion(two))
	b.write(b.rollback(one))
	b.write(b.Remove("ana", other))
	b.write(b.promotion(two))
	b.write(b.bind("bo", b.revoke("bo", "security", two.Subject().Digest)))
	b.write(b.rollback(one))
	b.write(b.Change("ci", weaker(), b.consents(b.PolicyDigest(), weaker())...))
	b.write(b.promotion(other))
	b.write(b.bind("cy", b.reject("cy", "legal", b.Tip(), one)))
	return b
}

func TestAWholeLedger(t *testing.T) {
	b := whole(t)
	s := b.good()
	require.Equal(t, map[string]string{"a": "v1.1.0", "b/c": "v1.1.0"}, names(s))
	require.Equal(t, len(b.Tips), s.Len())
	require.Equal(t, b.Tips[0], s.Root)
	for i, id := range b.Tips {
		require.Equal(t, id, s.At(i))
	}
	require.Equal(t, "production", s.Environment)
	require.Equal(t, repositoryID, s.Repository)
	require.Equal(t, b.PolicyDigest(), s.Policy)
	require.Equal(t, 8, s.PolicyAt)
	require.Equal(t, map[string]int{version("a", 2).Subject().Digest: 7, version("b/c", 1).Subject().Digest: 4}, s.Dropped)
	require.Equal(t, began().Add(10*time.Minute), s.When)
	require.Equal(t, ledger.Revocation, s.Action)
	require.Equal(t, ledger.Signer{Person: "cy", Key: repotest.Fingerprint("cy")}, s.Signer)

	v := s.Served["a"]
	require.Equal(t, ledger.Signer{Person: "di", Key: repotest.Fingerprint("di")}, v.Signer)
	require.Equal(t, b.Tips[7], v.Entry)
	require.Equal(t, b.Tips[1], v.Approved)
	require.Equal(t, "prompts/a.prompt.yaml", v.Path)
	require.Equal(t, "ci", v.Promoter, "and not di, who rolled back to it")
	require.Equal(t, checked(), v.Checked)
	var rests []string
	for _, r := range v.Rests {
		rests = append(rests, strings.TrimSpace(string(r.Kind)+" "+r.Role+" "+r.Person))
	}
	require.ElementsMatch(t, []string{"approval legal ana", "approval security bo", "release release ci", "ci", "di", "di"}, rests)
	past, known := s.Past("a")
	require.True(t, known)
	require.Len(t, past, 5)
	require.Len(t, s.Binding(), 2)
	require.Equal(t, []ledger.Problem{{Name: "a", Why: "cy rejected it as legal: It lies."}}, s.NotServable())
	require.False(t, s.InForce().Environments[2].Open)
}

func TestEachIsToldOfEveryEntry(t *testing.T) {
	b := whole(t)
	claim := b.Claim(b.Tip())
	var actions []string
	claim.Each = func(s *ledger.Step) error {
		require.Equal(t, b.Tips[s.Place], s.ID)
		actions = append(actions, fmt.Sprint(s.Action, " ", s.Signer.Person, " ", len(s.Answers), s.Consent != nil, len(s.Bound)))
		return nil
	}
	_, err := ledger.Verify(t.Context(), b.Store, claim)
	require.NoError(t, err)
	require.Equal(t, []string{"root ana 0 false 0", "promotion ci 2 false 0", "promotion ci 1 false 0", "rollback di 0 false 0", "removal ana 0 false 0",
		"promotion ci 1 false 0", "revocation bo 0 false 1", "rollback di 0 false 0", "policy ci 0 true 0", "promotion ci 1 false 0", "revocation cy 0 false 1"}, actions)
	claim.Each = func(*ledger.Step) error { return context.Canceled }
	_, err = ledger.Verify(t.Context(), b.Store, claim)
	require.ErrorIs(t, err, context.Canceled)

	ended, end := context.WithCancel(t.Context())
	end()
	_, err = ledger.Verify(ended, b.Store, b.Claim(b.Tip()))
	require.ErrorIs(t, err, context.Canceled)
}

func TestAnOpenEnvironment(t *testing.T) {
	b := newBook(t, "lab")
	b.write(b.Root(""))
	one, two := version("a", 1), version("a", 2)
	one.Version, two.Version = "", ""
	b.write(b.Promote("", ledger.Checked{}, b.source(one), nil, one))
	b.write(b.Promote("zed", ledger.Checked{}, b.source(two), nil, two)) // a stranger is as good as nobody
	b.write(b.Serve(ledger.Rollback, "", one))
	b.write(b.Remove("", one))
	b.write(b.Change("", policyText("lab: {branch: env/lab, open: true}", "lab: {branch: env/lab, requires: {release: true}, may: {promote: [release]}}")))
	s := b.good()
	require.Empty(t, s.Served)
	past, _ := s.Past("a")
	require.Equal(t, ledger.Signer{}, past[1].Signer)
	require.Empty(t, past[1].Rests)
	b.bad(b.Promote("", ledger.Checked{}, b.source(one), nil, one), "nobody signed it")
	delete(b.Served, "a")
	b.bad(b.Promote("ci", ledger.Checked{}, b.source(one), nil, one), "a does not meet the rule: release; ci can give it")
}

// A new root begins anew on an old tip, whatever is wrong there.
func TestReroot(t *testing.T) {
	b := whole(t)
	old := b.Claim(b.Tip())
	d := b.Root("bo")
	id := b.write(d)
	claim := b.Claim(id)
	_, err := ledger.Verify(t.Context(), b.Store, claim)
	require.ErrorIs(t, err, ledger.ErrOtherRoot)
	claim.Root = id
	s, err := ledger.Verify(t.Context(), b.Store, claim)
	require.NoError(t, err)
	require.Len(t, s.Served, 2)
	require.Equal(t, 1, s.Len())
	require.Empty(t, s.Bound)
	claim.Root = ""
	s, err = ledger.Verify(t.Context(), b.Store, claim)
	require.NoError(t, err)
	require.Equal(t, id, s.Root, "whoever sees it for the first time takes the newest root")

	old.Tip = id
	old.Mark = old.Tip
	_, err = ledger.Verify(t.Context(), b.Store, old)
	require.ErrorIs(t, err, ledger.ErrOtherRoot)

	b.Tips = []string{id}
	b.write(b.promotion(version("a", 3)))
	b.good()
	d.Parents = append(d.Parents, id)
	b.Tips = nil
	b.bad(d, "a root has no other parent than an older ledger")
}

// Whatever was revoked may be turned around again and again.
func TestRevocationsOfRevocations(t *testing.T) {
	b := begun(t, "production")
	one, two := version("a", 1), version("a", 2)
	evidence := b.evidence(one)
	b.write(b.Promote("ci", checked(), b.source(one), evidence, one))
	spoilt := func(is bool) {
		t.Helper()
		require.Equal(t, is, len(b.good().NotServable()) > 0)
		d := b.promotion(two)
		require.NotEmpty(t, b.write(d))
		_, err := b.good().Before("a", one.Subject().Digest)
		require.Equal(t, is, err != nil, "%v", err)
		b.Tips = b.Tips[:len(b.Tips)-1]
		b.Served["a"] = one.Files
	}
	spoilt(false)
	target := b.id(evidence[0])
	for i := range 5 {
		r := b.revoke("bo", "security", target)
		b.write(b.bind("bo", r))
		target = b.id(r)
		spoilt(i%2 == 0)
	}
	s := b.good()
	require.Equal(t, "bo revoked the approval by ana: It leaks.", s.NotServable()[0].Why)
	for i, v := range s.Binding() {
		require.Equal(t, i%2 == 0, v.Good())
	}
}

func TestNotServable(t *testing.T) {
	one, two := version("a", 1), version("a", 2)
	why := func(b *book) string {
		t.Helper()
		problems := b.good().NotServable()
		if len(problems) == 0 {
			return ""
		}
		require.Len(t, problems, 1)
		require.Equal(t, "a", problems[0].Name)
		return problems[0].Why
	}
	serving := func() (*book, [][]byte) {
		b := begun(t, "production")
		evidence := b.evidence(one)
		b.write(b.Promote("ci", checked(), b.source(one), evidence, one))
		require.Empty(t, why(b))
		return b, evidence
	}

	b, _ := serving()
	b.write(b.bind("cy", b.revoke("cy", "legal", one.Subject().Digest)))
	require.Equal(t, "cy revoked it: It leaks.", why(b))
	b.bad(b.promotion(one), "cy revoked this version: It leaks.")
	b.write(b.promotion(two))
	require.Empty(t, why(b), "another version mends it")

	b, evidence := serving()
	b.write(b.bind("ana", b.revoke("ana", "legal", b.id(evidence[2]))))
	require.Equal(t, "ana revoked the release by ci: It leaks.", why(b))

	for person, what := range map[string]string{"bo": "approval by bo", "ci": "release by ci", "cy": ""} {
		b, _ := serving()
		roles := map[string]string{"bo": "[security, admin]", "ci": "[release, evaluation]", "cy": "[legal, security]"}[person]
		to := policyText(`keys: ["`+person+`"], roles: `+roles, `keys: ["ed"], compromised: ["`+person+`"], roles: `+roles)
		signer := "ci"
		b.write(b.Change(signer, to, b.consents(b.PolicyDigest(), to)...))
		if what == "" {
			require.Empty(t, why(b), "nothing rests on it")
			continue
		}
		require.Equal(t, "it rests on the "+what+", whose key "+repotest.Fingerprint(person)+" is compromised", why(b))
	}

	// Of the signature of the commit alone.
	b = begun(t, "production")
	b.write(b.promotion(one))
	b.write(b.promotion(two))
	b.write(b.rollback(one))
	to := policyText(`keys: ["di"]`, `keys: ["ed"], compromised: ["di"]`)
	b.write(b.Change("ci", to, b.consents(b.PolicyDigest(), to)...))
	require.Equal(t, "it rests on the commit by di, whose key "+repotest.Fingerprint("di")+" is compromised", why(b))
	b.write(b.promotion(one))
	require.Empty(t, why(b), "a new promotion of the same mends it")

	// A key that was retired changes nothing before.
	b, _ = serving()
	to = policyText(`keys: ["bo"]`, `keys: ["ed"], retired: ["bo"]`)
	b.write(b.Change("ci", to, b.consents(b.PolicyDigest(), to)...))
	require.Empty(t, why(b))
	b.bad(b.promotion(two), "security 0 of 1")
}

// What became known of a version by being rejected keeps it from coming back, until
// the same person approves it.
func TestABoundRejection(t *testing.T) {
	one, two := version("a", 1), version("a", 2)
	b := begun(t, "production")
	b.write(b.promotion(one))
	b.write(b.promotion(two))
	b.write(b.bind("cy", b.reject("cy", "legal", b.Tip(), one)))
	require.Empty(t, b.good().NotServable(), "it is not served")
	at := *b.Book
	b.bad(b.rollback(one), "cy rejected it as legal: It lies.")
	b.Served["a"] = two.Files
	b.bad(b.promotion(one), "cy rejected it as legal: It lies.")
	b.Served["a"] = two.Files

	evidence := append(b.evidence(one), b.Say("ana", b.Approval("legal", b.Tip(), one)))
	b.bad(b.Promote("ci", checked(), b.source(one), evidence, one), "cy rejected it as legal")
	b.Served["a"] = two.Files
	evidence = append(b.evidence(one), b.Say("cy", b.Approval("security", b.Tip(), one)))
	b.bad(b.Promote("ci", checked(), b.source(one), evidence, one), "cy rejected it as legal")
	b.Served["a"] = two.Files
	evidence = append(b.evidence(one), b.Say("cy", b.Approval("legal", at.Tips[1], one)))
	b.bad(b.Promote("ci", checked(), b.source(one), evidence, one), "cy rejected it as legal")
	b.Served["a"] = two.Files

	evidence = append(b.evidence(one), b.Say("cy", b.Approval("legal", b.Tip(), one)))
	b.write(b.Promote("ci", checked(), b.source(one), evidence, one))
	require.Empty(t, b.good().NotServable())
}
