package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// keyring is a GnuPG home of its own, as it is in March 2026.
type keyring struct {
	t   *testing.T
	env []string
}

func (k *keyring) run(args ...string) string { return k.runWith("", args...) }

// newKeyring makes a home and a key in it that is good for a year, with a subkey
// that signs. It returns the fingerprint of the primary key.
func newKeyring(t *testing.T) (*keyring, string) {
	t.Helper()
	home, err := os.MkdirTemp("", "gpg") // the path of a socket must be short
	require.NoError(t, err)
	k := &keyring{t, append(os.Environ(), "GNUPGHOME="+home, "LC_ALL=C")}
	t.Cleanup(func() {
		end := exec.Command("gpgconf", "--kill", "gpg-agent")
		end.Env = k.env
		_ = end.Run()
		_ = os.RemoveAll(home)
	})
	k.run("--quick-generate-key", "Ana <ana@example.com>", "ed25519", "sign,cert", "1y")
	print := ""
	for line := range strings.Lines(k.run("--with-colons", "--list-keys")) {
		if f := strings.Split(line, ":"); f[0] == "fpr" && print == "" {
			print = f[9]
		}
	}
	k.run("--quick-add-key", print, "ed25519", "sign", "1y")
	return k, print
}

// gpgPeople are the persons, of whom ana has an OpenPGP key.
func gpgPeople(print string) string { return strings.Replace(people, "KEY:ana", print, 1) }

// openPGP is a house in which security has been approved, and ana is to approve
// by OpenPGP.
func openPGP(t *testing.T) (*house, *keyring, string) {
	t.Helper()
	ring, print := newKeyring(t)
	h := newHouse(t, people, both)
	h.policy(policyText(gpgPeople(print), both))
	h.Write(".promptctl/keyring.asc", ring.run("--armor", "--export", print))
	h.commit("ben", "An OpenPGP key")
	h.approve("ben", "triage", "security")
	return h, ring, print
}

// approveWith approves with a key of a keyring.
func (h *house) approveWith(ring *keyring, key, role string) string {
	h.t.Helper()
	*h.clock++
	name := "approvals/triage/" + role + "-" + key[:8]
	payload := strings.Replace(h.payload(name, h.message("triage", role)), "1772355600", "1772323200", 1)
	armour := ring.runWith(payload, "--armor", "--detach-sign", "--local-user", key+"!")
	h.tag(name, payload+armour)
	return name
}

func (k *keyring) runWith(stdin string, args ...string) string {
	k.t.Helper()
	return runTool(k.t, k.env, stdin, "gpg", append([]string{"--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", "--faked-system-time", "20260301T000000!"}, args...)...)
}

// verifyAt is verify at another time.
func (h *house) verifyAt(now time.Time, args ...string) answered {
	h.t.Helper()
	return decoded(h.t, inProcessAt(h.t, now, h.Env(), append([]string{"-C", h.Dir, "verify", "-o", "json"}, args...)...))
}
