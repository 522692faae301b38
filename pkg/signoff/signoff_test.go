package signoff

import (
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/catalog"
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
  staging: {branch: env/staging, requires: {approvals: {legal: 1}}, may: {promote: [release]}}
  production:
    branch: env/production
    requires: {approvals: {legal: 1, security: 1}}
    may: {promote: [release]}
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
	d.Register, err = standing.Open(t.Context(), p, time.Now())
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
