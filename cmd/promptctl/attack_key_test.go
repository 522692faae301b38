package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
)

// certificate is a certificate for someone's key, as it stands in a file.
func (h *house) certificate(who string) string {
	h.t.Helper()
	dir := h.t.TempDir()
	ca, key := filepath.Join(dir, "ca"), filepath.Join(dir, "key")
	require.NoError(h.t, os.WriteFile(ca, []byte(keyOf(h.t, "authority").private), 0o600))
	require.NoError(h.t, os.WriteFile(key+".pub", []byte(keyOf(h.t, who).public+"\n"), 0o600))
	runTool(h.t, nil, "", "ssh-keygen", "-q", "-s", ca, "-I", who, "-n", who+"@example.com", key+".pub")
	return strings.TrimSpace(readAll(h.t, key+"-cert.pub"))
}

// gitRefuses checks that git's own verdict is not "good".
func (h *house) gitRefuses(tag string) {
	h.t.Helper()
	_, err := h.TryGit("", "-c", "gpg.ssh.allowedSignersFile="+filepath.Join(h.Dir, ".promptctl", "allowed_signers"), "verify-tag", tag)
	require.Error(h.t, err)
}

// forge replaces an approval by the same one, dated at a time, with a signature
// that is made by other means.
func (h *house) forge(tag string, at time.Time, sign func(payload string) string) {
	h.t.Helper()
	payload, _, _ := strings.Cut(h.raw(tag), "-----BEGIN")
	head, message, _ := strings.Cut(payload, "\n\n")
	if !at.IsZero() {
		head = head[:strings.LastIndex(head, "> ")+2] + fmt.Sprint(at.Unix()) + " +0000"
	}
	payload = head + "\n\n" + message
	h.tag(tag, payload+sign(payload))
}

func TestAttack17ExpiredKeyBackdated(t *testing.T) {
	h, legal, security := honest(t)
	file := h.Dir + "/.promptctl/allowed_signers"
	signers := readAll(t, file)
	expired := strings.Replace(signers, "ana@example.com namespaces", `ana@example.com valid-before="20260101000000Z",namespaces`, 1)
	h.Write(".promptctl/allowed_signers", expired)
	h.commit("ben", "Her key ended with the year")
	h.forge(legal, time.Date(2025, time.December, 1, 0, 0, 0, 0, time.UTC), func(p string) string { return h.sign("ana", "git", p) })
	h.gitIsPleased(legal)
	got := h.refused("triage", map[string]statement.Reason{legal: statement.BadKey, security: statement.Counted})
	require.Contains(t, got.out, "allows the key until")
	h.worthless(legal, statement.BadKey, "allows the key until")
	h.writesNothing(statusFailed, "ana", "approve", "triage", "--role", "legal", "--yes")
}

func TestAttack18FutureDate(t *testing.T) {
	h, legal, security := honest(t)
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC) // of inProcess
	ana := func(p string) string { return h.sign("ana", "git", p) }
	h.forge(legal, now.Add(4*time.Minute), ana) // clocks differ
	h.good("triage")
	h.forge(legal, now.Add(6*time.Minute), ana)
	h.gitIsPleased(legal)
	h.refused("triage", map[string]statement.Reason{legal: statement.Future, security: statement.Counted})
	h.worthless(legal, statement.Future, "yet to come")
}

func TestAttack20RevokedKey(t *testing.T) {
	for _, list := range []string{"retired", "compromised"} {
		h, legal, security := honest(t)
		gone := strings.Replace(people, `keys: ["KEY:ana"]`, `keys: ["KEY:old"], `+list+`: ["KEY:ana"]`, 1)
		h.policy(policyText(gone, both))
		h.commit("old", "A new key")
		h.gitIsPleased(legal) // allowed_signers still has it
		h.refused("triage", map[string]statement.Reason{legal: statement.Withdrawn, security: statement.Counted})
		require.Equal(t, statusNo, h.verify(legal).status)
		require.Equal(t, statusDone, h.verify("--all").status) // it is no forgery
		h.writesNothing(statusFailed, "ana", "approve", "triage", "--role", "legal", "--yes")

		// A forgery by the name of the withdrawn key is one.
		signers := readAll(t, h.Dir+"/.promptctl/allowed_signers")
		var kept strings.Builder
		for line := range strings.Lines(signers) {
			if !strings.HasPrefix(line, "ana@") {
				kept.WriteString(line)
			}
		}
		h.Write(".promptctl/allowed_signers", kept.String())
		h.commit("old", "Without the old key")
		h.forge(legal, time.Time{}, func(string) string { return h.sign("ana", "git", "something else") })
		h.worthless(legal, statement.Withdrawn, list)
	}
}

func TestAttack20RevocationWithheld(t *testing.T) {
	h, legal, security := honest(t)
	h.begin()
	got := h.do("ana", "revoke", "triage@HEAD", "--reason", "It leaks.", "--yes")
	require.Equal(t, statusDone, got.status, got.err)
	h.refused("triage", nil)
	h.Git("tag", "-d", strings.TrimSpace(got.out))
	h.good("triage") // seen as a tag it binds those who have it alone

	h.must("ana", "revoke", "triage@HEAD", "--reason", "It leaks.", "--env", "production", "--yes")
	for _, tag := range strings.Fields(h.Git("tag", "--list", "revocations/*")) {
		h.Git("tag", "-d", tag)
	}
	h.refused("triage", map[string]statement.Reason{legal: statement.Stale, security: statement.Stale}) // on the ledger it binds everybody
}

func TestAttack21KeyOfTheUser(t *testing.T) {
	h, legal, _ := honest(t)
	own := filepath.Join(t.TempDir(), "signers")
	require.NoError(t, os.WriteFile(own, []byte("ana@example.com "+keyOf(t, "eve").public+"\n"), 0o600))
	h.Git("config", "gpg.ssh.allowedSignersFile", own)
	h.forge(legal, time.Time{}, func(p string) string { return h.sign("eve", "git", p) })
	h.Git("verify-tag", legal) // pleased
	h.refused("triage", map[string]statement.Reason{legal: statement.Stranger})
	h.worthless(legal, statement.Stranger, "does not know the key")
	h.writesNothing(statusFailed, "eve", "approve", "triage", "--role", "legal", "--yes")
}

// sshsig is what OpenSSH's PROTOCOL.sshsig has.
type sshsig struct {
	Magic     [6]byte
	Version   uint32
	PublicKey []byte
	Namespace string
	Reserved  string
	Hash      string
	Signature []byte
}

type sshsigned struct {
	Magic     [6]byte
	Namespace string
	Reserved  string
	Hash      string
	Digest    []byte
}

// craft makes an SSH signature as no ssh-keygen would.
func craft(t *testing.T, key []byte, hash string, digest []byte, sign func(message []byte) []byte) string {
	t.Helper()
	magic := [6]byte{'S', 'S', 'H', 'S', 'I', 'G'}
	blob := ssh.Marshal(sshsig{magic, 1, key, "git", "", hash, sign(ssh.Marshal(sshsigned{magic, "git", "", hash, digest}))})
	return "-----BEGIN SSH SIGNATURE-----\n" + base64.StdEncoding.EncodeToString(blob) + "\n-----END SSH SIGNATURE-----\n"
}

func TestAttack29WeakSignatures(t *testing.T) {
	persons := strings.Replace(people, `["KEY:cy"]`, `["KEY:cy", "KEY:rsa"]`, 1)
	h := newHouse(t, persons, "approvals: {legal: 1}")
	legal := h.approve("rsa", "triage", "legal")
	h.good("triage")
	signer, err := ssh.ParsePrivateKey([]byte(keyOf(t, "rsa").private))
	require.NoError(t, err)
	by := func(algorithm string) func(message []byte) []byte {
		return func(message []byte) []byte {
			made, err := signer.(ssh.AlgorithmSigner).SignWithAlgorithm(rand.Reader, message, algorithm)
			require.NoError(t, err)
			return ssh.Marshal(made)
		}
	}
	sha := func(p string) []byte { sum := sha512.Sum512([]byte(p)); return sum[:] }
	key := signer.PublicKey().Marshal()
	h.forge(legal, time.Time{}, func(p string) string { return craft(t, key, "sha512", sha(p), by(ssh.KeyAlgoRSASHA512)) })
	h.good("triage")
	h.gitIsPleased(legal)

	for what, sign := range map[string]func(p string) string{
		"SHA-1":                         func(p string) string { return craft(t, key, "sha512", sha(p), by(ssh.KeyAlgoRSA)) },
		`its hash is "sha1"`:            func(p string) string { return craft(t, key, "sha1", sha(p)[:20], by(ssh.KeyAlgoRSASHA512)) },
		`its hash is ""`:                func(p string) string { return craft(t, key, "", []byte(p), by(ssh.KeyAlgoRSASHA512)) },
		`made for the namespace "file"`: func(p string) string { return h.sign("cy", "file", p) },
	} {
		h.forge(legal, time.Time{}, sign)
		h.gitRefuses(legal)
		h.refused("triage", map[string]statement.Reason{legal: statement.BadKey})
		h.worthless(legal, statement.BadKey, what)
	}
	h.forge(legal, time.Time{}, func(p string) string { return h.sign("cy", "git", p) })
	h.good("triage")
}

func TestAttack29SecurityKeyWithoutTouch(t *testing.T) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	blob := ssh.Marshal(struct {
		Type        string
		Key         []byte
		Application string
	}{ssh.KeyAlgoSKED25519, public, "ssh:"})
	parsed, err := ssh.ParsePublicKey(blob)
	require.NoError(t, err)
	h := newHouse(t, strings.Replace(people, `["KEY:cy"]`, `["KEY:cy", "`+ssh.FingerprintSHA256(parsed)+`"]`, 1), "approvals: {legal: 1}")
	h.Write(".promptctl/allowed_signers", readAll(t, h.Dir+"/.promptctl/allowed_signers")+"cy@example.com "+strings.TrimSpace(string(ssh.MarshalAuthorizedKey(parsed)))+"\n")
	h.commit("ana", "A security key")
	legal := h.approve("cy", "triage", "legal")
	signed := func(flags byte) func(p string) string {
		return func(p string) string {
			digest := sha512.Sum512([]byte(p))
			return craft(t, blob, "sha512", digest[:], func(message []byte) []byte {
				app, sum := sha256.Sum256([]byte("ssh:")), sha256.Sum256(message)
				tail := []byte{flags, 0, 0, 0, 1}
				made := ed25519.Sign(private, append(append(app[:], tail...), sum[:]...))
				return append(ssh.Marshal(struct {
					Format string
					Blob   []byte
				}{ssh.KeyAlgoSKED25519, made}), tail...)
			})
		}
	}
	h.forge(legal, time.Time{}, signed(1))
	h.good("triage")
	h.forge(legal, time.Time{}, signed(0))
	h.refused("triage", map[string]statement.Reason{legal: statement.BadKey})
	h.worthless(legal, statement.BadKey, "was not touched")
}

func TestAttack30SignedByACertificate(t *testing.T) {
	h, legal, _ := honest(t)
	dir := t.TempDir()
	key := filepath.Join(dir, "key")
	require.NoError(t, os.WriteFile(key, []byte(keyOf(t, "ana").private), 0o600))
	require.NoError(t, os.WriteFile(key+"-cert.pub", []byte(h.certificate("ana")+"\n"), 0o600))
	h.forge(legal, time.Time{}, func(p string) string {
		return runTool(t, nil, p, "ssh-keygen", "-Y", "sign", "-q", "-n", "git", "-f", key+"-cert.pub")
	})
	h.refused("triage", map[string]statement.Reason{legal: statement.BadKey})
	h.worthless(legal, statement.BadKey, "certificate")
}

func TestAttack43Withdrawn(t *testing.T) {
	t.Run("revoked", func(t *testing.T) {
		h, legal, security := honest(t)
		got := h.do("ana", "revoke", legal, "--reason", "Signed the wrong text.", "--yes")
		require.Equal(t, statusDone, got.status, got.err)
		h.gitIsPleased(legal)
		h.refused("triage", map[string]statement.Reason{legal: statement.Revoked, security: statement.Counted})
		require.Equal(t, statusNo, h.verify(legal).status)
		require.Equal(t, statusDone, h.verify("--all").status)
		// Nobody else takes the revocation for less than it is.
		undo := strings.TrimSpace(got.out)
		h.writesNothing(statusFailed, "ci", "revoke", undo, "--reason", "It was right.", "--yes")
		require.Equal(t, statusDone, h.do("ana", "revoke", undo, "--reason", "It was right.", "--yes").status)
		h.good("triage")
	})
	t.Run("by a stranger", func(t *testing.T) {
		h, legal, _ := honest(t)
		h.writesNothing(statusFailed, "eve", "revoke", legal, "--reason", "No.", "--yes")
		got := h.do("ana", "revoke", legal, "--reason", "No.", "--yes")
		tag := strings.TrimSpace(got.out)
		h.forge(tag, time.Time{}, func(p string) string { return h.sign("eve", "git", p) })
		h.good("triage")
	})
	t.Run("rejected", func(t *testing.T) {
		h, legal, _ := honest(t)
		got := h.do("cy", "reject", "triage", "--role", "legal", "-m", "It promises a refund.", "--yes")
		require.Equal(t, statusDone, got.status, got.err)
		no := strings.TrimSpace(got.out)
		h.refused("triage", map[string]statement.Reason{no: statement.Blocks, legal: statement.Counted})
		h.approve("cy", "triage", "security") // in another role: that takes nothing back
		h.refused("triage", map[string]statement.Reason{no: statement.Blocks})
		h.approve("cy", "triage", "legal")
		h.good("triage")
	})
}
