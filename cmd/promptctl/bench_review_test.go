package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha512"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
)

// reviewClaims are what is asked of statements: verifying 5,000 of them against
// git's verdict on each, the queue of 5,000 prompts against git's list of their
// tags, and one approval against one signed tag.
func (t *bench) reviewClaims(dir string, some []string) []claim {
	git := func(args ...string) func(testing.TB) measured { return t.in(dir, "git", args...) }
	each := func(tb testing.TB) (all measured) {
		for _, tag := range some {
			one := git("verify-tag", tag)(tb)
			all.wall, all.cpu = all.wall+one.wall*time50, all.cpu+one.cpu*time50
		}
		return all
	}
	var n int
	tagged := func(tb testing.TB) measured {
		n++
		return git("tag", "-s", "-m", "Approve", fmt.Sprintf("by-git/%d", n))(tb)
	}
	approve := func(tb testing.TB) measured { // each another prompt's, and another one, as what stands is not signed again
		n++
		return t.in(dir, t.program, "approve", fmt.Sprintf("g000/f%05d", n%50), "--yes", "--expires", fmt.Sprintf("%dd", n))(tb)
	}
	review := t.tolerant(dir, t.program, "review")
	return []claim{
		{"Verify", "verify 5,000 statements / git verify-tag", 0.02, 3, t.in(dir, t.program, "verify", "--all", "-o", "json"), each},
		{"Review", "review of 5,000 / git for-each-ref", 5, 21, review, git("for-each-ref")},
		{"Approve", "approve --yes / git tag -s", 4, 21, approve, tagged},
	}
}

// time50 scales 100 tags to 5,000.
const time50 = 50

// signedProject is a repository of prompts of which each is approved once, with
// packed refs, and the names of 100 of these tags.
func (t *bench) signedProject(b *testing.B, prompts int) (dir string, some []string) {
	dir = t.project(b, "prompts", prompts, ".prompt.yaml", promptOf)
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(b, err)
	signer, err := ssh.NewSignerFromKey(private)
	require.NoError(b, err)
	block, err := ssh.MarshalPrivateKey(private, "")
	require.NoError(b, err)
	key := filepath.Join(b.TempDir(), "key")
	require.NoError(b, os.WriteFile(key, pem.EncodeToMemory(block), 0o600))
	line := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(signer.PublicKey())))
	require.NoError(b, os.WriteFile(key+".pub", []byte(line+"\n"), 0o600))
	_ = public
	t.writeFile(b, dir, ".promptctl/policy.yaml", fmt.Sprintf(`version: 1
repository: 4f6c1b0de29a88574f6c1b0de29a8857
persons:
  ana: {emails: [a@example.com], keys: [%q], roles: [legal, admin, release]}
admin: {role: admin, count: 1}
environments:
  production: {branch: env/production, requires: {approvals: {legal: 1}, release: true}, may: {promote: [release]}}
`, ssh.FingerprintSHA256(signer.PublicKey())))
	t.writeFile(b, dir, ".promptctl/allowed_signers", "a@example.com "+line+"\n")
	for _, args := range [][]string{{"add", "--all"}, {"config", "user.name", "a"}, {"config", "user.email", "a@example.com"}, {"config", "gpg.format", "ssh"},
		{"config", "user.signingKey", key}, {"config", "gpg.ssh.allowedSignersFile", ".promptctl/allowed_signers"}, {"commit", "-q", "-m", "Policy"}} {
		t.in(dir, "git", args...)(b)
	}
	return dir, t.approveAll(b, dir, signer)
}

func (t *bench) writeFile(b *testing.B, dir, name, text string) {
	require.NoError(b, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
	require.NoError(b, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
}

// approveAll writes a tag for each prompt, by git fast-import.
func (t *bench) approveAll(b *testing.B, dir string, signer ssh.Signer) (some []string) {
	ctx := context.Background()
	r, err := repo.Open(ctx, repo.Options{Dir: dir, Env: t.env})
	require.NoError(b, err)
	defer r.Close()
	project, err := catalog.Open(ctx, r)
	require.NoError(b, err)
	head, err := project.Revision(ctx, "", "HEAD")
	require.NoError(b, err)
	c, err := project.At(ctx, head)
	require.NoError(b, err)
	var in bytes.Buffer
	var mutex sync.Mutex
	require.NoError(b, c.Closures(ctx, c.Prompts, func(i int, closure *prompt.Closure, _ diag.List) error {
		s := &statement.Statement{Title: "Approve " + c.Prompts[i].Name, Kind: statement.Approval, Repository: "4f6c1b0de29a88574f6c1b0de29a8857",
			Subjects: []statement.Subject{{Digest: closure.Digest(), Name: c.Prompts[i].Name, Path: c.Prompts[i].File.Path}},
			For:      []statement.For{{Environment: "production", Tip: statement.None}}, Role: "legal", Suite: statement.None, Nonce: fmt.Sprintf("%032x", i)}
		message, err := s.Message()
		if err != nil {
			return err
		}
		tagger, err := statement.ParsePerson("a <a@example.com> 1770000000 +0000")
		if err != nil {
			return err
		}
		payload := statement.Payload(string(head.Commit), s.TagName(), tagger, message)
		signed := string(message) + sshSignature(b, signer, payload)
		mutex.Lock()
		defer mutex.Unlock()
		fmt.Fprintf(&in, "tag %s\nfrom %s\ntagger %s\ndata %d\n%s\n", s.TagName(), head.Commit, tagger, len(signed), signed)
		if i%50 == 0 {
			some = append(some, s.TagName())
		}
		return nil
	}))
	cmd := exec.Command("git", "fast-import", "--quiet")
	cmd.Dir, cmd.Env, cmd.Stdin = dir, t.env, &in
	out, err := cmd.CombinedOutput()
	require.NoError(b, err, "%s", out)
	t.in(dir, "git", "pack-refs", "--all")(b)
	return some
}

// sshSignature signs as ssh-keygen -Y sign -n git does (OpenSSH's
// PROTOCOL.sshsig).
func sshSignature(tb testing.TB, signer ssh.Signer, payload []byte) string {
	digest := sha512.Sum512(payload)
	signed := append([]byte("SSHSIG"), ssh.Marshal(struct{ Namespace, Reserved, Hash, Digest string }{"git", "", "sha512", string(digest[:])})...)
	sig, err := signer.Sign(rand.Reader, signed)
	require.NoError(tb, err)
	blob := append([]byte("SSHSIG"), ssh.Marshal(struct {
		Version                              uint32
		Key, Namespace, Reserved, Hash, Made string
	}{1, string(signer.PublicKey().Marshal()), "git", "", "sha512", string(ssh.Marshal(sig))})...)
	text := base64.StdEncoding.EncodeToString(blob)
	var b strings.Builder
	b.WriteString("-----BEGIN SSH SIGNATURE-----\n")
	for len(text) > 70 {
		b.WriteString(text[:70] + "\n")
		text = text[70:]
	}
	return b.String() + text + "\n-----END SSH SIGNATURE-----\n"
}
