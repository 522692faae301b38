package statement

import (
	"crypto/rand"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/signature"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
)

// testKeys are the keys of this test binary, which ssh-keygen made, by the names
// of who has them.
var testKeys = struct {
	sync.Mutex
	known map[string]ssh.Signer
}{known: map[string]ssh.Signer{}}

func keyOf(t testing.TB, who string) ssh.Signer {
	t.Helper()
	testKeys.Lock()
	defer testKeys.Unlock()
	if k, there := testKeys.known[who]; there {
		return k
	}
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("ssh-keygen is not there")
	}
	file := filepath.Join(t.TempDir(), "key")
	out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file).CombinedOutput()
	require.NoError(t, err, string(out))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	k, err := ssh.ParsePrivateKey(text)
	require.NoError(t, err)
	testKeys.known[who] = k
	return k
}

// armour signs as `ssh-keygen -Y sign -n git` does.
func armour(t testing.TB, who, payload string) string {
	t.Helper()
	key := keyOf(t, who)
	magic := [6]byte{'S', 'S', 'H', 'S', 'I', 'G'}
	sum := sha512.Sum512([]byte(payload))
	made, err := key.Sign(rand.Reader, ssh.Marshal(struct {
		Magic                     [6]byte
		Namespace, Reserved, Hash string
		Digest                    []byte
	}{magic, "git", "", "sha512", sum[:]}))
	require.NoError(t, err)
	blob := ssh.Marshal(struct {
		Magic                     [6]byte
		Version                   uint32
		Key                       []byte
		Namespace, Reserved, Hash string
		Signature                 []byte
	}{magic, 1, key.PublicKey().Marshal(), "git", "", "sha512", ssh.Marshal(made)})
	var lines strings.Builder
	for text := base64.StdEncoding.EncodeToString(blob); text != ""; {
		n := min(70, len(text))
		lines.WriteString(text[:n] + "\n")
		text = text[n:]
	}
	return "-----BEGIN SSH SIGNATURE-----\n" + lines.String() + "-----END SSH SIGNATURE-----\n"
}

const (
	repositoryID = "4f6c4f6c4f6c4f6c"
	commitID     = "1111111111111111111111111111111111111111"
)

func digestOf(digit string) string { return "sha256:" + strings.Repeat(digit, 64) }

// noon is when the tests take place.
func noon() time.Time { return time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC) }

func subject() Subject { return Subject{digestOf("a"), "triage", "prompts/triage.prompt.yaml"} }

const persons = `  ana: {emails: [ana@example.com], keys: ["ana"], roles: [legal, admin]}
  ben: {emails: [ben@example.com], keys: ["ben"], roles: [security, legal]}
  cy: {emails: [cy@example.com], keys: ["cy"], roles: [legal, security, admin]}
  dan: {emails: [dan@example.com], keys: ["dan2"], retired: ["dan"], roles: [legal]}
  ci: {kind: robot, keys: ["ci"], roles: [release, evaluation]}
`

// policyFor is a policy whose production requires something.
func policyFor(t testing.TB, requires string) *policy.Policy {
	t.Helper()
	text := "version: 1\nrepository: " + repositoryID + "\npersons:\n" + persons + "admin: {role: admin, count: 1}\nenvironments:\n" +
		"  open: {branch: main, open: true}\n" +
		"  production: {branch: env/production, requires: {" + requires + "}, may: {promote: [release]}}\n"
	signers := ""
	for _, who := range []string{"ana", "ben", "cy", "dan", "dan2", "ci"} {
		public := keyOf(t, who).PublicKey()
		text = strings.ReplaceAll(text, `"`+who+`"`, `"`+ssh.FingerprintSHA256(public)+`"`)
		signers += who + " " + string(ssh.MarshalAuthorizedKey(public))
	}
	p, err := policy.Load(map[string][]byte{policy.File: []byte(text), policy.AllowedSigners: []byte(signers)})
	require.NoError(t, err)
	return p
}

// allow sets the options of persons' keys in a policy's allowed_signers:
// `valid-before="20260601"`.
func allow(t testing.TB, p *policy.Policy, options map[string]string) {
	t.Helper()
	var lines strings.Builder
	for _, who := range []string{"ana", "ben", "cy", "dan", "dan2", "ci"} {
		fmt.Fprintf(&lines, "%s %s %s", who, options[who], ssh.MarshalAuthorizedKey(keyOf(t, who).PublicKey()))
	}
	signers, found := signature.ParseAllowedSigners(policy.AllowedSigners, []byte(lines.String()))
	require.Empty(t, found)
	p.Keys.SSH = signers
}

// said is a statement as the tests make it.
func said(kind Kind, role string, edit ...func(*Statement)) *Statement {
	nonce := make([]byte, 16)
	_, _ = rand.Read(nonce)
	s := &Statement{Title: "Say it", Kind: kind, Role: role, Repository: repositoryID, Subjects: []Subject{subject()}, Nonce: fmt.Sprintf("%x", nonce)}
	switch kind {
	case Approval:
		s.For, s.Suite = []For{{"production", None}}, None
	case Rejection:
		s.For, s.Reason = []For{{"production", None}}, "It lies."
	case Evaluation:
		s.Suite, s.Cases, s.Passed, s.Model, s.Mode = digestOf("5"), 20, 19, "gpt-4o", Live
	case Release:
		s.Version = "v1.0.0"
	case Revocation:
		s.Target, s.Reason = digestOf("a"), "It leaks."
	case Policy:
		s.Subjects, s.From, s.To, s.For = nil, None, digestOf("c"), []For{{"production", None}}
	}
	for _, e := range edit {
		e(s)
	}
	return s
}

// signed is a statement in a tag that someone signed at a time; nobody for "".
func signed(t testing.TB, who string, at time.Time, s *Statement) *Signed {
	t.Helper()
	message, err := s.Message()
	require.NoError(t, err)
	payload := string(Payload(commitID, s.TagName(), Person{who, who + "@example.com", at, "+0000"}, message))
	if who != "" {
		payload += armour(t, who, payload)
	}
	id := fmt.Sprintf("%x", sha512.Sum512([]byte(payload)))[:40]
	return Read(id, "refs/tags/"+s.TagName(), []byte(payload))
}
