package policy

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
)

// fp is the fingerprint of the nth key of the tests.
func fp(n int) string { return fmt.Sprintf("SHA256:%042dA", n) }

// full has every key that a policy may have.
func full() string {
	return fmt.Sprintf(`version: 1
repository: 4f6c1b0de29a8857c3d1f00a9b7e6d52
persons:
  ana: {emails: [ana@example.com, Ana@home.example], keys: [%q, %q], roles: [legal, admin]}
  bo:  {kind: person, emails: [bo@example.com], keys: [0123456789abcdef0123456789ABCDEF01234567], roles: [legal]}
  cy:  {emails: [cy@example.com], keys: [%q], roles: [security, admin, oncall]}
  di:  {emails: [di@example.com], keys: [], roles: [legal], retired: [%q], compromised: [%q, "BA7816BF8F01CFEA414140DE5DAE2223B00361A3"]}
  ci:  {kind: robot, keys: [%q], roles: [release, evaluation]}
admin: {role: admin, count: 2}
environments:
  development: {branch: main, open: true}
  staging:     {branch: env/staging, open: false, requires: {lint: error, release: true}, may: {promote: [release]}}
  production:
    branch: env/production
    from: staging
    requires:
      lint: warning
      evaluation: {passRate: 0.95, mode: live}
      approvals: {legal: 1, security: 1}
      release: true
      separation: true
      threads: resolved
      soak: 2d
    may: {promote: [release], rollback: [release, oncall], remove: [admin]}
    rules:
      - {match: ["medical/**", "*/pharma"], approvals: {legal: 2, security: 1}}
      - match: [medical/dosage]
        lint: info
        evaluation: {passRate: 1, mode: replay}
        release: false
        separation: {unsigned: warn}
        soak: 36h
`, fp(1), fp(2), fp(3), fp(4), fp(6), fp(5))
}

func parsed(t testing.TB, src string) *Policy {
	p, found := Parse(".promptctl/policy.yaml", []byte(src))
	require.Empty(t, found)
	return p
}

func TestParseReadsEverything(t *testing.T) {
	p := parsed(t, full())
	require.Equal(t, "4f6c1b0de29a8857c3d1f00a9b7e6d52", p.Repository)
	require.Equal(t, Admin{"admin", 2}, p.Admin)
	require.Equal(t, []string{"development", "staging", "production"}, p.Names())
	require.Len(t, p.Persons, 5)

	bo, there := p.Person("bo")
	require.True(t, there)
	require.Equal(t, []Key{"0123456789ABCDEF0123456789ABCDEF01234567"}, bo.Keys)
	require.Equal(t, ".promptctl/policy.yaml:5:3", bo.At.String())
	ana, there := p.Owner(Key(fp(2)))
	require.True(t, there)
	require.Equal(t, "ana", ana.Name)
	require.True(t, ana.HasEmail("ANA@example.com"))
	require.False(t, ana.HasEmail("bo@example.com"))
	require.False(t, ana.Robot)
	ci, _ := p.Person("ci")
	require.True(t, ci.Robot)
	_, there = p.Person("nobody")
	require.False(t, there)
	_, there = p.Owner(Key(fp(9)))
	require.False(t, there)

	require.Equal(t, []string{"ana", "bo"}, p.Holders("legal"), "di has no key to use it with")
	require.Empty(t, p.Holders("nothing"))
	for role, approves := range map[string]bool{"legal": true, "oncall": true, "admin": false, "release": false, "evaluation": false} {
		require.Equal(t, approves, p.Approves(role), role)
	}
}

func TestKeysThatWereWithdrawn(t *testing.T) {
	p := parsed(t, full())
	for key, want := range map[Key]Withdrawal{Key(fp(4)): Retired, Key(fp(6)): Compromised, "BA7816BF8F01CFEA414140DE5DAE2223B00361A3": Compromised} {
		one, why, there := p.Withdrawn(key)
		require.True(t, there)
		require.Equal(t, want, why)
		require.Equal(t, "di", one.Name)
		require.False(t, one.HasKey(key) || one.CanSign())
		_, there = p.Owner(key)
		require.False(t, there, "it speaks for nobody")
	}
	_, _, there := p.Withdrawn(Key(fp(1)))
	require.False(t, there, "it is ana's")
}

func TestParseReadsEnvironments(t *testing.T) {
	p := parsed(t, full())
	dev, there := p.Environment("development")
	require.True(t, there)
	require.True(t, dev.Open)
	require.Equal(t, "main", dev.Branch)
	require.Equal(t, Requirements{}, dev.RequirementsFor("support/triage"))
	_, there = p.Environment("prod")
	require.False(t, there)

	staging, _ := p.Environment("staging")
	require.False(t, staging.Open)
	require.Equal(t, Requirements{Lint: LintErrors, Release: true}, staging.Requires)
	require.Equal(t, May{Promote: []string{"release"}}, staging.May)

	production, _ := p.Environment("production")
	require.Equal(t, "env/production", production.Branch)
	require.Equal(t, "staging", production.From)
	require.Equal(t, ".promptctl/policy.yaml:13:3", production.At.String())
	require.Equal(t, May{[]string{"release"}, []string{"release", "oncall"}, []string{"admin"}}, production.May)
	require.Equal(t, ".promptctl/policy.yaml:27:9", production.Rules[1].At.String())
}

func TestRequirementsForTakesTheStricter(t *testing.T) {
	production, _ := parsed(t, full()).Environment("production")
	base := Requirements{
		Lint: LintWarnings, Evaluation: Evaluation{PassRate: 0.95}, Approvals: []Approval{{"legal", 1}, {"security", 1}},
		Release: true, Separation: SeparationStrict, Threads: true, Soak: 48 * time.Hour,
	}
	require.Equal(t, base, production.RequirementsFor("support/triage"))
	require.Equal(t, base, production.RequirementsFor("medicals/intake"))

	more := base
	more.Approvals = []Approval{{"legal", 2}, {"security", 1}}
	for _, name := range []string{"medical/intake", "medical/a/b", "Medical/Intake", "shop/pharma"} {
		require.Equal(t, more, production.RequirementsFor(name), name)
	}
	more.Lint, more.Evaluation.PassRate = LintInfos, 1
	require.Equal(t, more, production.RequirementsFor("medical/dosage"))
	require.Equal(t, 2, more.Count("legal"))
	require.Equal(t, 0, more.Count("finance"))
	require.Equal(t, base, production.Requires, "the environment's own stay as they are")
}

func TestLintForbids(t *testing.T) {
	for lint, want := range map[Lint][3]bool{ // info, warning, error
		LintAny: {}, LintErrors: {false, false, true}, LintWarnings: {false, true, true}, LintInfos: {true, true, true},
	} {
		for severity, forbidden := range want {
			require.Equal(t, forbidden, lint.Forbids(diag.Severity(severity)), "%v %v", lint, severity)
		}
	}
}

func TestExplain(t *testing.T) {
	p := parsed(t, full())
	explain := func(name string) string {
		e, there := p.Environment(name)
		require.True(t, there)
		return strings.Join(p.Explain(e), "\n")
	}
	require.Equal(t, "development is the branch main and open: nothing is asked, and what is made there is unsigned", explain("development"))
	require.Equal(t, `staging is the branch env/staging
staging needs a release; ci can make one
staging needs lint without errors
ci may promote
nobody may roll back
nobody may remove
a change of the policy needs admin 2; ana and cy can give it`, explain("staging"))
	require.Equal(t, `production is the branch env/production, and its versions come from staging
production needs legal 1, security 1; ana and bo can give legal, cy can give security
production needs an evaluation that passes 95 % of its cases, with a live model; ci can state it
production needs a release; ci can make one
production needs lint without errors and warnings
production needs every review thread resolved
production needs 2 days where it comes from
production needs approvers who did not write the change, in signed commits
medical/** or */pharma also needs legal 2, security 1; ana and bo can give legal, cy can give security
medical/dosage also needs an evaluation that passes 100 % of its cases, live or replayed; ci can state it
medical/dosage also needs lint without findings
medical/dosage also needs 36 hours where it comes from
medical/dosage also needs approvers who did not write the change (where a commit is unsigned, this is told and not enforced)
ci may promote
ci and cy may roll back
ana and cy may remove
a change of the policy needs admin 2; ana and cy can give it`, explain("production"))
}

func TestExplainSaysThatEachCountsInOneRole(t *testing.T) {
	p := parsed(t, closed(`{legal: 1, security: 1}`))
	e, _ := p.Environment("production")
	require.Contains(t, p.Explain(e), "production needs legal 1, security 1; ana and bo can give legal, bo can give security; each counts in one role")
}

func TestExplainSpeaksOfSpansInWholeUnits(t *testing.T) {
	for text, want := range map[string]string{
		"1d": "1 day", "48h": "2 days", "36h": "36 hours", "90m": "90 minutes", "60m": "1 hour", "90s": "90 seconds", "1s": "1 second",
	} {
		p := parsed(t, protected("    requires: {soak: "+text+"}\n"))
		require.Contains(t, p.Explain(&p.Environments[0]), "production needs "+want+" where it comes from")
	}
}

func TestExplainOfAPolicyThatIsWrong(t *testing.T) {
	p, found := Parse(File, []byte(closed("{legl: 1}")))
	require.True(t, found.HasErrors())
	require.Contains(t, p.Explain(&p.Environments[0]), "production needs legl 1; nobody can give legl")
}

func TestLoad(t *testing.T) {
	p, err := Load(team())
	require.NoError(t, err)
	require.Equal(t, ".promptctl/policy.yaml", p.File)

	for _, none := range []map[string][]byte{nil, {}} {
		_, err = Load(none)
		require.ErrorIs(t, err, ErrNone)
		require.EqualError(t, err, ".promptctl/policy.yaml is not there")
		require.Equal(t, "promptctl init writes one", diag.Hint(err))
	}

	_, err = Load(map[string][]byte{File: []byte("version: 1\n"), "keys/ana.pub": nil})
	wrapped := fmt.Errorf("open repository: %w", err)
	var wrong *Error
	require.ErrorAs(t, wrapped, &wrong)
	var findings *diag.FindingsError
	require.ErrorAs(t, wrapped, &findings)
	require.EqualError(t, err, `.promptctl/keys/ana.pub: keys/ana.pub is not a file of a policy
.promptctl/policy.yaml:1:1: repository is missing
.promptctl/policy.yaml:1:1: environments is missing`)
	require.NotErrorIs(t, err, ErrNone)
}

func TestCheckFolder(t *testing.T) {
	require.Empty(t, CheckFolder(nil))
	require.Empty(t, CheckFolder([]string{File}))
	require.Empty(t, CheckFolder([]string{Keyring, AllowedSigners, File}))

	found := CheckFolder([]string{"keyring.gpg", "sub/policy.yaml", "Policy.yaml", "allowed-signers"})
	require.Equal(t, []string{
		".promptctl/Policy.yaml: Policy.yaml is not a file of a policy (did you mean \"policy.yaml\"?)",
		".promptctl/allowed-signers: allowed-signers is not a file of a policy (did you mean \"allowed_signers\"?)",
		".promptctl/keyring.gpg: keyring.gpg is not a file of a policy",
		".promptctl/policy.yaml: policy.yaml is missing, and the folder is not empty",
		".promptctl/sub/policy.yaml: sub/policy.yaml is not a file of a policy",
	}, texts(found))
	for _, f := range found {
		require.Equal(t, "P017", f.Code)
		require.NotEmpty(t, f.Hint)
	}
	require.Equal(t, "the folder may have policy.yaml, allowed_signers and keyring.asc; move all else out of it", found[0].Hint)
}

func texts(found diag.List) []string {
	lines := make([]string, len(found))
	for i, f := range found {
		lines[i] = f.String()
	}
	return lines
}

func TestEveryCodeHasACase(t *testing.T) {
	var seen []string
	for _, b := range badFiles() {
		for _, want := range b.Want {
			seen = append(seen, strings.Fields(want)[1])
		}
	}
	for _, f := range CheckFolder([]string{"x"}) {
		seen = append(seen, f.Code)
	}
	for n := 1; n <= 17; n++ {
		require.Contains(t, seen, fmt.Sprintf("P%03d", n))
	}
	require.Subset(t, seen, []string{"Y003", "Y004", "Y005"})
}
