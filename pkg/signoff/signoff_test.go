package signoff

import (
	"context"
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/environment"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/ledger/ledgertest"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/signature"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

const policyText = `version: 1
repository: 4f6c1b0de29a8857c3d1f00a9b7e6d52
persons:
  ana: {emails: [ana@example.com], keys: ["SHA256:tzkHQtVNuskdpQG6d4GnFvzmtgkP29h9AhnXGkFbcms"], roles: [legal, admin]}
  bo: {emails: [bo@example.com], keys: ["SHA256:6aCx8g3dyLgq/IcZPCoa6Lh0S5kpBIhGcTTVOASJzlI"], roles: [release, doctor]}
  cy: {emails: [cy@example.com], keys: ["SHA256:iyNM116kw4GV/za84RNNiiAJ4CfK2IAeHmjbKEBo0Is"], roles: [legal, security]}
  ci: {kind: robot, keys: ["SHA256:NUTpR1F5Wj85PhSC7wFPfe2Lq2k5RwE6UuqiEeWyuEQ"], roles: [release]}
  di: {emails: [di@example.com], keys: [], retired: ["SHA256:rGuPD6ZL2NSlLcwxnXnpI3cSadAmLKic3t3SELaDswU"], roles: [security]}
admin: {role: admin, count: 1}
environments:
  development: {branch: main, open: true}
  staging: {branch: env/staging, requires: {approvals: {legal: 1}}, may: {promote: [release], remove: [admin]}}
  production:
    branch: env/production
    requires: {approvals: {legal: 1, security: 1}}
    may: {promote: [release], remove: [admin]}
    rules: [{match: ["medical/**"], approvals: {doctor: 1}}]
`

type fixture struct {
	*repotest.Repo
	keys string
}

func newFixture(t *testing.T) fixture {
	t.Helper()
	keys := t.TempDir()
	require.NoError(t, repotest.WriteKeys(keys, "zed"))
	require.NoError(t, repotest.WriteKeys(keys, "ana", "bo", "cy", "ci"))
	allowed, err := os.ReadFile(filepath.Join(keys, "allowed_signers"))
	require.NoError(t, err)
	r := repotest.New(t)
	r.Write(".promptctl/policy.yaml", policyText)
	r.Write(".promptctl/allowed_signers", string(allowed))
	r.Write("prompts/a.prompt.yaml", "messages:\n  - {role: user, content: Hello}\n")
	r.Write("prompts/medical/dosage.prompt.yaml", "messages:\n  - {role: user, content: Dose}\n")
	r.Commit("Begin")
	return fixture{r, keys}
}

// desk is where a person of the policy signs.
func (f fixture) desk(t *testing.T, person string) *Desk {
	t.Helper()
	env := f.With(repotest.SigningAs(f.keys, person)...).Env()
	r, err := repo.Open(t.Context(), repo.Options{Dir: f.Dir, Env: env})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	p, err := catalog.Open(t.Context(), r)
	require.NoError(t, err)
	d := &Desk{}
	d.Register, err = standing.Open(t.Context(), p, &environment.Ledgers{Repo: p.Repo, Now: time.Now(), Pins: environment.NewPins("", "")})
	require.NoError(t, err)
	d.Hand, err = FindHand(t.Context(), r.Settings(), Options{Random: rand.Reader, Signing: signature.SignerOptions{Dir: f.Dir, Env: env}})
	require.NoError(t, err)
	return d
}

func environments(d *Draft) (names []string) {
	for _, f := range d.For {
		names = append(names, f.Environment)
	}
	return names
}

func TestRoleAndEnvironments(t *testing.T) {
	f := newFixture(t)
	for name, c := range map[string]struct {
		person  string
		opinion Opinion
		role    string
		For     []string
		err     string
	}{
		"the only role":                    {"ana", Opinion{}, "legal", []string{"production", "staging"}, ""},
		"a role that one of them asks":     {"cy", Opinion{Role: "security"}, "security", []string{"production"}, ""},
		"named":                            {"cy", Opinion{Role: "legal", Environments: []string{"staging"}}, "legal", []string{"staging"}, ""},
		"named, and it does not ask":       {"cy", Opinion{Role: "security", Environments: []string{"staging"}}, "security", []string{"staging"}, ""},
		"a role of some prompts":           {"bo", Opinion{References: []string{"medical/dosage"}}, "doctor", []string{"production"}, ""},
		"a role of others":                 {"bo", Opinion{}, "", nil, "no environment asks for doctor"},
		"two roles":                        {"cy", Opinion{}, "", nil, "cy approves as legal or security: say which with --role"},
		"a role that they do not have":     {"ana", Opinion{Role: "security"}, "", nil, "ana does not have the role security in the policy of staging (HEAD)"},
		"a role that does not approve":     {"ana", Opinion{Role: "admin"}, "", nil, "ana does not have the role admin in the policy of staging (HEAD)"},
		"a robot":                          {"ci", Opinion{}, "", nil, "ci is a robot, and only persons approve or reject"},
		"a key that was retired":           {"zed", Opinion{}, "", nil, "di's key SHA256:rGuPD6ZL2NSlLcwxnXnpI3cSadAmLKic3t3SELaDswU is retired in the policy of staging (HEAD)"},
		"an open one":                      {"ana", Opinion{Environments: []string{"development"}}, "", nil, "development is open: nothing is asked there, so there is nothing to sign"},
		"another program, in its role":     {"zed", Opinion{Unsigned: true, Role: "security"}, "security", []string{"production"}, ""},
		"another program, the only role":   {"ana", Opinion{Unsigned: true}, "legal", []string{"production", "staging"}, ""},
		"another program, no key":          {"zed", Opinion{Unsigned: true}, "", nil, "di's key SHA256:rGuPD6ZL2NSlLcwxnXnpI3cSadAmLKic3t3SELaDswU is retired in the policy of staging (HEAD)"},
		"another program, nobody's role":   {"zed", Opinion{Unsigned: true, Role: "nurse"}, "", nil, "no environment asks for nurse"},
		"several prompts, one asks for it": {"bo", Opinion{References: []string{"a", "medical/dosage"}}, "doctor", []string{"production"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if c.opinion.References == nil {
				c.opinion.References = []string{"a"}
			}
			d, err := f.desk(t, c.person).Approve(t.Context(), c.opinion)
			if c.err != "" {
				require.EqualError(t, err, c.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.role, d.Role)
			require.Equal(t, c.For, environments(d))
		})
	}
}

// Who has no role that approves is told so, and not asked which of none it is.
func TestNoRoleThatApproves(t *testing.T) {
	staging := newFixture(t).desk(t, "ana").Closed()[0]
	_, err := role(staging, &policy.Person{Name: "eve", Roles: []string{"release", "admin"}}, "")
	require.EqualError(t, err, "eve has no role that approves in the policy of staging (HEAD)")
	_, err = role(staging, &policy.Person{Name: "eve", Roles: []string{"release"}}, "release")
	require.EqualError(t, err, "eve does not have the role release in the policy of staging (HEAD)")
	require.Equal(t, "roles in which eve approves: none", diag.Hint(err))
}

// One statement speaks of several prompts, each once, whatever their order on the
// command line, as they are at one commit and in the work tree.
func TestSeveralPrompts(t *testing.T) {
	f := newFixture(t)
	first := f.Head()
	f.Write("elsewhere", "x")
	f.Commit("Something else")
	approve := func(references ...string) (*Draft, error) {
		return f.desk(t, "cy").Approve(t.Context(), Opinion{References: references, Role: "legal"})
	}
	d, err := approve("medical/dosage", "a", "medical/dosage@HEAD")
	require.NoError(t, err)
	require.Equal(t, "Approve a and 1 more for staging, production as legal", d.Title)
	require.Len(t, d.Subjects, 2)
	require.Equal(t, f.Head(), string(d.Commit))
	_, err = approve("a", "medical/dosage@"+first)
	require.EqualError(t, err, "a and medical/dosage are at different commits, and one statement speaks of one")

	f.Write("prompts/a.prompt.yaml", "messages:\n  - {role: user, content: Hi}\n")
	for _, reference := range []string{"a", "a@HEAD"} {
		_, err = approve(reference)
		require.EqualError(t, err, "a: prompts/a.prompt.yaml differs from HEAD, and only what is committed can be approved")
	}
	_, err = approve("a@" + first)
	require.NoError(t, err, "who names a commit means that")
	f.Write("prompts/a.prompt.yaml", "messages: [\n")
	f.Commit("Break it")
	_, err = approve("a")
	require.ErrorContains(t, err, "prompts/a.prompt.yaml:1:", "nobody approves what has errors")
}

// Whatever is written counts, and what would not is not written.
func TestWriteJudgesBefore(t *testing.T) {
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("it takes ssh-keygen to sign:", err)
	}
	f := newFixture(t)
	d := f.desk(t, "ana")
	draft, err := d.Approve(t.Context(), Opinion{References: []string{"a"}})
	require.NoError(t, err)
	written, err := d.Write(t.Context(), draft)
	require.NoError(t, err)
	require.Equal(t, draft.Name, f.Git("tag"))
	require.True(t, written[0].Signed)
	_, err = d.Write(t.Context(), draft)
	require.ErrorContains(t, err, draft.Name, "a tag is never replaced")

	other, err := d.Approve(t.Context(), Opinion{References: []string{"a"}})
	require.NoError(t, err)
	good := *other.Statement
	other.Role = "security"
	second := &Draft{Statement: &good, Commit: other.Commit, Forces: other.Forces, Name: other.Name}
	_, err = d.Write(t.Context(), second, other)
	require.ErrorContains(t, err, "it would not count in staging, so nothing is written: ")
	require.Equal(t, draft.Name, f.Git("tag"), "all or none")
	require.Equal(t, statement.Approval, second.Kind)
}

// clock sets the time at a desk, and the date of what is signed there.
func (d *Desk) clock(at time.Time) *Desk {
	d.Now, d.tagger.When = at, at
	return d
}

// write signs what somebody says, and returns the date that it has.
func (f fixture) write(t *testing.T, d *Desk, say func(context.Context, Opinion) (*Draft, error), o Opinion) time.Time {
	t.Helper()
	o.References = []string{"a"}
	draft, err := say(t.Context(), o)
	require.NoError(t, err)
	require.Nil(t, draft.Already)
	written, err := d.Write(t.Context(), draft)
	require.NoError(t, err)
	seconds, err := strconv.ParseInt(f.Git("for-each-ref", "--format=%(taggerdate:unix)", "refs/tags/"+written[0].Name), 10, 64)
	require.NoError(t, err)
	return time.Unix(seconds, 0).UTC()
}

// A rejection is in the way until its signer approves later, and git's dates have
// whole seconds; so an opinion is dated after the opposite one that its signer
// gave before, unless that would be refused as yet to come.
func TestWhatIsTakenBackIsTakenBackLater(t *testing.T) {
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("it takes ssh-keygen to sign:", err)
	}
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	no := Opinion{Text: "It lies."}
	for name, c := range map[string]struct {
		earlier, later time.Duration // from now
		err            bool
	}{
		"long ago":           {-time.Hour, 0, false},
		"a second ago":       {-time.Second, 0, false},
		"in this second":     {0, time.Second, false},
		"a clock that is on": {statement.Skew - time.Second, statement.Skew, false},
		"too far on":         {statement.Skew, 0, true},
		"far on":             {24 * time.Hour, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			d := f.desk(t, "ana").clock(now.Add(c.earlier))
			require.Equal(t, now.Add(c.earlier), f.write(t, d, d.Reject, no))
			d = f.desk(t, "ana").clock(now)
			if c.err {
				_, err := d.Approve(t.Context(), Opinion{References: []string{"a"}})
				require.EqualError(t, err, "ana's rejection refs/tags/"+f.Git("tag")+" is dated "+now.Add(c.earlier).Format(time.RFC3339)+
					", which is yet to come, and nothing that is signed now comes after it")
				require.Equal(t, "take it back: promptctl revoke "+f.Git("tag")+" --reason …", diag.Hint(err))
				return
			}
			require.Equal(t, now.Add(c.later), f.write(t, d, d.Approve, Opinion{}))
			d = f.desk(t, "ana").clock(now)
			v, err := d.Verify(t.Context(), "a", []string{"staging"})
			require.NoError(t, err)
			require.True(t, v.Good(), v.Answers[0].Needs)
		})
	}
}

// Of several environments, it is the last word in any of them that is taken back.
func TestTheLastOfSeveralIsTakenBack(t *testing.T) {
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("it takes ssh-keygen to sign:", err)
	}
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	for name, rejected := range map[string]map[string]time.Duration{
		"the first alone":  {"staging": 9 * time.Second},
		"the second alone": {"production": 9 * time.Second},
		"the first later":  {"staging": 9 * time.Second, "production": 0},
		"the second later": {"staging": 0, "production": 9 * time.Second},
	} {
		f := newFixture(t)
		for environment, at := range rejected {
			d := f.desk(t, "ana").clock(now.Add(at))
			f.write(t, d, d.Reject, Opinion{Text: "It lies.", Environments: []string{environment}})
		}
		d := f.desk(t, "ana").clock(now)
		require.Equal(t, now.Add(10*time.Second), f.write(t, d, d.Approve, Opinion{}), name)
	}
}

// What stands is not signed again; --print signs nothing, and so knows of nobody.
func TestWhatStandsIsNotSaidAgain(t *testing.T) {
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("it takes ssh-keygen to sign:", err)
	}
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	f := newFixture(t)
	ana := func() *Desk { return f.desk(t, "ana").clock(now) }
	already := func(say func(context.Context, Opinion) (*Draft, error), o Opinion) *Said {
		o.References = []string{"a"}
		draft, err := say(t.Context(), o)
		require.NoError(t, err)
		return draft.Already
	}
	d := ana()
	require.Equal(t, now, f.write(t, d, d.Approve, Opinion{}))
	tag := f.Git("tag")
	said := already(ana().Approve, Opinion{Text: "Once more."})
	require.Equal(t, []string{"ana", "refs/tags/" + tag, f.Git("rev-parse", tag)}, []string{said.Person, said.Ref, said.ID})
	require.Nil(t, already(ana().Approve, Opinion{Unsigned: true, Role: "legal"}))
	require.Nil(t, already(f.desk(t, "cy").clock(now).Approve, Opinion{Role: "legal"}), "another person's is not theirs")

	// In the same second she changes her mind twice.
	d = ana()
	require.Equal(t, now.Add(time.Second), f.write(t, d, d.Reject, Opinion{Text: "It lies."}))
	require.NotNil(t, already(ana().Reject, Opinion{Text: "It still lies."}))
	d = ana()
	require.Equal(t, now.Add(2*time.Second), f.write(t, d, d.Approve, Opinion{}))
	require.NotNil(t, already(ana().Approve, Opinion{}))
	require.Nil(t, already(ana().Reject, Opinion{Text: "It lies."}))

	// Where it was removed from one environment, the word for both is old.
	f.servedAndRemoved(t, "staging", already(ana().Approve, Opinion{}))
	require.Nil(t, already(ana().Approve, Opinion{}))
	require.Nil(t, already(ana().Approve, Opinion{Environments: []string{"production"}}), "that was for both")
}

// servedAndRemoved begins the ledger of an environment, which served a prompt by an
// approval and does no more.
func (f fixture) servedAndRemoved(t *testing.T, name string, by *Said) {
	t.Helper()
	b := f.book(t, name, by.Tag.Tagger.When)
	p := ledgertest.Prompt{Name: "a", Files: map[string]string{"prompts/a.prompt.yaml": f.Git("show", "HEAD:prompts/a.prompt.yaml") + "\n"}}
	b.add(t, b.Root("ana"))
	b.add(t, b.Promote("ci", ledger.Checked{}, f.Head(), [][]byte{by.Raw()}, p))
	b.add(t, b.Remove("ana", p))
}

// book is the ledger of an environment, which begins with the policy at HEAD.
type book struct {
	*ledgertest.Book
	f fixture
}

func (f fixture) book(t *testing.T, name string, begins time.Time) book {
	t.Helper()
	put := func(kind string, data []byte) string {
		return f.GitInput(string(data), "hash-object", "-t", kind, "-w", "--stdin")
	}
	r, err := repo.Open(t.Context(), repo.Options{Dir: f.Dir, Env: f.Env()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	return book{&ledgertest.Book{Store: environment.Store(r), Put: put, Environment: name, Branch: "env/" + name, Repository: "4f6c1b0de29a8857c3d1f00a9b7e6d52",
		Now: begins, Policy: f.policy(), Served: map[string]map[string]string{}}, f}
}

// policy is the folder of the policy at HEAD.
func (f fixture) policy() map[string]string {
	files := map[string]string{}
	for _, name := range []string{"policy.yaml", "allowed_signers"} {
		files[name] = f.Git("show", "HEAD:.promptctl/"+name) + "\n"
	}
	return files
}

// add writes an entry, which has to verify, and moves the branch to it.
func (b book) add(t *testing.T, d ledgertest.Draft) {
	t.Helper()
	_, err := b.Write(d)
	require.NoError(t, err)
	_, err = b.Verify(t.Context())
	require.NoError(t, err)
	b.f.Git("update-ref", "refs/heads/"+b.Branch, b.Tip())
}
