package dossier

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/environment"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/promptctl-io/promptctl/pkg/token"
)

const (
	ana        = "SHA256:tzkHQtVNuskdpQG6d4GnFvzmtgkP29h9AhnXGkFbcms"
	policyText = `version: 1
repository: 4f6c1b0de29a8857c3d1f00a9b7e6d52
persons:
  ana: {emails: [ana@example.com], keys: ["` + ana + `"], roles: [legal, release, admin]}
admin: {role: admin, count: 1}
environments:
  production: {branch: env/production, requires: {approvals: {legal: 1}}, may: {promote: [release]}}
`
)

// fixture is a repository with a prompt, where ana's key signs.
func fixture(t *testing.T) *repotest.Repo {
	t.Helper()
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("it takes ssh-keygen to sign:", err)
	}
	keys := t.TempDir()
	require.NoError(t, repotest.WriteKeys(keys, "ana"))
	allowed, err := os.ReadFile(filepath.Join(keys, "allowed_signers"))
	require.NoError(t, err)
	r := repotest.New(t).With(repotest.SigningAs(keys, "ana")...)
	r.Write(".promptctl/policy.yaml", policyText)
	r.Write(".promptctl/allowed_signers", string(allowed))
	write(r, "Hello")
	return r
}

func write(r *repotest.Repo, text string) {
	r.Write("prompts/a.prompt.yaml", "messages:\n  - {role: user, content: "+text+"}\n")
	r.Commit(text)
}

func register(t *testing.T, in *repotest.Repo) *standing.Register {
	t.Helper()
	r, err := repo.Open(t.Context(), repo.Options{Dir: in.Dir, Env: in.Env()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	p, err := catalog.Open(t.Context(), r)
	require.NoError(t, err)
	register, err := standing.Open(t.Context(), p, &environment.Ledgers{Repo: p.Repo, Now: time.Now(), Pins: environment.NewPins("", "")})
	require.NoError(t, err)
	return register
}

func gather(t *testing.T, in *repotest.Repo, reference, key string) (*Dossier, error) {
	t.Helper()
	r := register(t, in)
	return Gather(t.Context(), r, reference, key, comparison.Options{Tokens: token.NewCounter(), Facts: r.Project.Config.Facts})
}

func gathered(t *testing.T, in *repotest.Repo, key string) *Dossier {
	t.Helper()
	d, err := gather(t, in, "a", key)
	require.NoError(t, err)
	return d
}

// approve signs an approval of a digest, of a commit that is said to have it.
func approve(t *testing.T, in *repotest.Repo, digest, commit string) {
	t.Helper()
	n := len(in.Git("tag"))
	s := &statement.Statement{Kind: statement.Approval, Title: "Approve", Repository: "4f6c1b0de29a8857c3d1f00a9b7e6d52", Role: "legal",
		Suite: statement.None, Nonce: fmt.Sprintf("%032x", n), For: []statement.For{{Environment: "production", Tip: statement.None}},
		Subjects: []statement.Subject{{Digest: digest, Name: "a", Path: "prompts/a.prompt.yaml"}}}
	message, err := s.Message()
	require.NoError(t, err)
	in.GitInput(string(message), "tag", "-s", "-F", "-", fmt.Sprintf("approvals/a/%d", n), commit)
}

func digest(t *testing.T, in *repotest.Repo, reference string) string {
	t.Helper()
	l, err := register(t, in).Look(t.Context(), reference)
	require.NoError(t, err)
	return l.Subject.Digest
}

func TestWhatIApprovedLast(t *testing.T) {
	in := fixture(t)
	d := gathered(t, in, ana)
	require.Equal(t, "ana", d.You)
	require.Nil(t, d.Approved, "nothing was")

	approve(t, in, digest(t, in, "a"), "HEAD")
	require.Nil(t, gathered(t, in, ana).Approved, "it is this very text")

	approved := in.Head()
	write(in, "Hi")
	d = gathered(t, in, ana)
	require.Equal(t, repo.Hash(approved), d.Approved.Commit)
	require.Len(t, d.Approved.Changes.Prompts, 1)
	stranger := gathered(t, in, "SHA256:x")
	require.Empty(t, stranger.You)
	require.Nil(t, stranger.Approved)

	in.Tag("a/v1.0.0", "Release it")
	in.Git("tag", "-f", "-a", "-m", "Release it", "a/v1.0.0", approved)
	require.Nil(t, gathered(t, in, ana).Approved, "what changed since the release is just that")
}

// The commit that an approval names is a hint.
func TestAnApprovalOfAnotherTextThanItsCommitHas(t *testing.T) {
	in := fixture(t)
	first := digest(t, in, "a")
	write(in, "Hi")
	approve(t, in, first, "HEAD")
	require.Nil(t, gathered(t, in, ana).Approved)
}

func TestGatherRefusesAStatement(t *testing.T) {
	in := fixture(t)
	approve(t, in, digest(t, in, "a"), "HEAD")
	_, err := gather(t, in, in.Git("tag"), ana)
	require.ErrorContains(t, err, "it is a statement and no prompt: promptctl verify judges it")
}

func TestGatherLintsAtTheRevision(t *testing.T) {
	in := fixture(t)
	in.Write("prompts/a.prompt.yaml", "messages: [\n")
	require.False(t, gathered(t, in, ana).Findings.HasErrors(), "the work tree is not looked at")
	in.Commit("Break it")
	d := gathered(t, in, ana)
	require.True(t, d.Findings.HasErrors())
	require.False(t, d.Good())
}
