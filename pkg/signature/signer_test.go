package signature

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// signer finds a signer with these settings.
func (w *workshop) signer(settings map[string]string, change ...func(*SignerOptions)) (*Signer, error) {
	o := SignerOptions{Ident: "Ana <ana@example.com>", Dir: w.dir, Env: w.env, Config: func(_ context.Context, key string) (string, bool, error) {
		value, ok := settings[key]
		return value, ok, nil
	}}
	for _, c := range change {
		c(&o)
	}
	return FindSigner(w.t.Context(), o)
}

// program writes a shell script that may be run.
func (w *workshop) program(name, script string) string {
	path := w.write(name, "#!/bin/sh\n"+script+"\n")
	require.NoError(w.t, os.Chmod(path, 0o700)) //nolint:gosec // it is a program
	return path
}

func TestSSHKeysOfEachFormSign(t *testing.T) {
	w := newWorkshop(t)
	public := w.sshKey("key", "ed25519", "")
	ecdsa := w.sshKey("ecdsa", "ecdsa", "")
	w.agent("key", "ecdsa")
	w.program("default.sh", "echo '"+public+"'; echo another")
	w.program("keygen.sh", `exec ssh-keygen "$@"`)
	for name, settings := range map[string]map[string]string{
		"path":            {"user.signingKey": w.dir + "/key"},
		"path of .pub":    {"user.signingKey": w.dir + "/key.pub"},
		"home":            {"user.signingKey": "~/key"},
		"relative":        {"user.signingKey": "key"},
		"key::":           {"user.signingKey": "key::" + public},
		"literal":         {"user.signingKey": public + " a comment"},
		"ecdsa literal":   {"user.signingKey": ecdsa},
		"command":         {"gpg.ssh.defaultKeyCommand": "'" + w.dir + "/default.sh' x"},
		"program":         {"user.signingKey": "key", "gpg.ssh.program": w.dir + "/keygen.sh"},
		"program of home": {"user.signingKey": "key", "gpg.ssh.program": "~/keygen.sh"},
	} {
		t.Run(name, func(t *testing.T) {
			settings["gpg.format"] = "ssh"
			s, err := w.signer(settings)
			require.NoError(t, err)
			require.Equal(t, SSH, s.Format())
			print, err := s.Fingerprint(t.Context())
			require.NoError(t, err)
			line, err := s.PublicKey(t.Context())
			require.NoError(t, err)
			armour, err := s.Sign(t.Context(), []byte("payload\n"))
			require.NoError(t, err)
			v, err := Keys{SSH: signers(t, "ana "+line)}.Verify([]byte("payload\n"), armour, "git", now, now)
			require.NoError(t, err)
			require.Equal(t, print, v.Fingerprint)
			require.NoFileExists(t, w.dir+"/promptctl-sign-")
		})
	}
	left, err := filepath.Glob(w.dir + "/promptctl-sign-*")
	require.NoError(t, err)
	require.Empty(t, left)
}

// agent starts an agent of the workshop's own with these keys.
func (w *workshop) agent(keys ...string) {
	out := w.run("ssh-agent", "-s", "-a", w.dir+"/agent")
	_, pid, _ := strings.Cut(out, "SSH_AGENT_PID=")
	pid, _, _ = strings.Cut(pid, ";")
	w.env = append(w.env, "SSH_AUTH_SOCK="+w.dir+"/agent", "SSH_AGENT_PID="+pid)
	w.t.Cleanup(func() { w.try("ssh-agent", "-k") })
	for _, key := range keys {
		w.run("ssh-add", "-q", filepath.Join(w.dir, key))
	}
}

func TestOpenPGPKeysSign(t *testing.T) {
	p := pgp{newWorkshop(t)}
	p.run("gpg", "--batch", "--pinentry-mode", "loopback", "--passphrase", "", "--quick-gen-key", "Ana <ana@example.com>", "ed25519", "cert", "never")
	print := primaryOf(p.run("gpg", "--list-secret-keys", "--with-colons"))
	p.run("gpg", "--batch", "--pinentry-mode", "loopback", "--passphrase", "", "--quick-add-key", print, "ed25519", "sign", "never")
	p.program("gpg.sh", `exec gpg "$@"`)
	for name, settings := range map[string]map[string]string{
		"the committer's": {},
		"fingerprint":     {"gpg.format": "openpgp", "user.signingKey": print},
		"e-mail":          {"user.signingKey": "ana@example.com"},
		"program":         {"gpg.program": p.dir + "/gpg.sh"},
		"format program":  {"gpg.openpgp.program": "gpg.sh", "gpg.program": "/nowhere"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := p.signer(settings, func(o *SignerOptions) { o.Env = append(o.Env, "PATH="+p.dir+":"+os.Getenv("PATH")) })
			require.NoError(t, err)
			got, err := s.Fingerprint(t.Context())
			require.NoError(t, err)
			require.Equal(t, print, got)
			block, err := s.PublicKey(t.Context())
			require.NoError(t, err)
			armour, err := s.Sign(t.Context(), []byte("payload\n"))
			require.NoError(t, err)
			sig, refused := parsePGPSig(armour)
			require.Nil(t, refused)
			v, err := Keys{OpenPGP: keyring(t, block)}.Verify([]byte("payload\n"), armour, "git", sig.CreationTime, sig.CreationTime)
			require.NoError(t, err)
			require.Equal(t, print, v.Fingerprint)
			require.Len(t, v.Subkey, 40)
		})
	}
	_, err := p.signer(nil, func(o *SignerOptions) { o.Ident = "Nobody <no@example.com>" })
	require.ErrorIs(t, err, ErrNoKey)
}

// What gpg is told to make and nothing would take is refused when it is made.
func TestWhatWouldNotCountIsNotSigned(t *testing.T) {
	p := pgp{newWorkshop(t)}
	p.key(now, "Ana <ana@example.com>", "ed25519", "sign,cert", "never")
	s, err := p.signer(nil)
	require.NoError(t, err)
	for line, want := range map[string]string{
		"textmode":                      "an OpenPGP signature of type 1, and only one over bytes as they are counts",
		"digest-algo SHA1":              "signed with SHA-1, which is not allowed",
		"sig-notation !a@example.com=b": `signed with the critical notation "a@example.com", which is not known`,
	} {
		p.write("g/gpg.conf", line+"\n")
		_, err := s.Sign(t.Context(), []byte("payload\n"))
		require.ErrorContains(t, err, "made a signature that would not count: "+want)
		require.Equal(t, "see how the program is set up, such as textmode or digest-algo in gpg.conf", diag.Hint(err))
	}
	p.write("g/gpg.conf", "")
	_, err = s.Sign(t.Context(), []byte("payload\n"))
	require.NoError(t, err)
}

func TestNothingIsConfigured(t *testing.T) {
	w := newWorkshop(t)
	w.env = append(w.env, "PATH="+w.dir)
	for _, settings := range []map[string]string{{}, {"gpg.format": "ssh"}, {"gpg.format": "openpgp"}, {"user.signingKey": " "}} {
		_, err := w.signer(settings)
		require.ErrorIs(t, err, ErrNoKey)
		require.Contains(t, diag.Hint(err), "git config")
	}
	for want, settings := range map[string]map[string]string{
		"git is set up to sign by X.509, which is not supported":        {"gpg.format": "x509"},
		`gpg.format is "smime", which git does not know`:                {"gpg.format": "smime"},
		"ssh-keygen, which git signs with, is not on PATH":              {"gpg.format": "ssh", "user.signingKey": "key"},
		"gpg, which git signs with, is not on PATH":                     {"user.signingKey": "key"},
		"./gpg.sh, which git signs with, is not there or is no program": {"user.signingKey": "key", "gpg.program": "./gpg.sh"},
		"the folder of ~ana/key is not known":                           {"gpg.format": "ssh", "user.signingKey": "~ana/key"},
		"gpg.ssh.defaultKeyCommand cannot be read":                      {"gpg.format": "ssh", "gpg.ssh.defaultKeyCommand": "'x"},
	} {
		_, err := w.signer(settings)
		require.EqualError(t, err, want)
		require.True(t, diag.Hint(err) != "" || strings.Contains(want, "Command"), want)
	}
	failing := errors.New("git is broken")
	_, err := w.signer(nil, func(o *SignerOptions) {
		o.Config = func(context.Context, string) (string, bool, error) { return "", false, failing }
	})
	require.ErrorIs(t, err, failing)
}

// A program in the current folder is not on PATH, whatever PATH says.
func TestNoProgramIsTakenFromTheFolder(t *testing.T) {
	w := newWorkshop(t)
	w.sshKey("key", "ed25519", "")
	w.program("ssh-keygen", "touch run; exit 1")
	_, err := w.signer(map[string]string{"gpg.format": "ssh", "user.signingKey": "key"}, func(o *SignerOptions) { o.Env = []string{"PATH=.::relative"} })
	require.ErrorContains(t, err, "not on PATH")
	require.NoFileExists(t, w.dir+"/run")
}

func TestProgramsThatDoNotSign(t *testing.T) {
	w := newWorkshop(t)
	w.sshKey("key", "ed25519", "")
	w.sshKey("other", "ed25519", "")
	created := `echo "[GNUPG:] SIG_CREATED D 1" >&2; `
	block := "printf '%s\\n' '-----BEGIN PGP SIGNATURE-----' '' AAAA '-----END PGP SIGNATURE-----'"
	for _, c := range []struct{ format, script, want, hint string }{
		{"ssh", "exit 1", "exit status 1", "git tag -s"},
		{"ssh", "echo 'Load key: incorrect passphrase supplied' >&2; exit 255", "incorrect passphrase supplied", "ssh-add"},
		{"ssh", "echo 'sign: agent refused operation' >&2; exit 255", "agent refused operation", "unlock it"},
		{"ssh", "true", "printed no signature", ""},
		{"ssh", "echo hello", "is not an SSH or OpenPGP signature", ""},
		{"ssh", block, "no signature", ""},
		{"ssh", `exec ssh-keygen -Y sign -n git -f "` + w.dir + `/other"`, "signed with another key", ""},
		{"ssh", `ssh-keygen -Y sign -n git -f "` + w.dir + `/key"; echo more`, "no signature", ""},
		{"ssh", "head -c 2000000 /dev/zero", "prints too much", ""},
		{"openpgp", block, "does not say that it made a signature", ""},
		{"openpgp", "echo 'x [GNUPG:] SIG_CREATED D' >&2; " + block, "does not say that it made a signature", ""},
		{"openpgp", created + "true", "printed no signature", ""},
		{"openpgp", created + block, "no signature", ""},
		{"openpgp", created + `exec ssh-keygen -Y sign -n git -f "` + w.dir + `/key"`, "no signature", ""},
		{"openpgp", "echo 'gpg: signing failed: Inappropriate ioctl for device' >&2; exit 2", "Inappropriate ioctl", "GPG_TTY"},
		{"openpgp", "echo 'gpg: signing failed: No secret key' >&2; exit 2", "No secret key", "--list-secret-keys"},
	} {
		t.Run(c.script, func(t *testing.T) {
			w.program("sign.sh", c.script)
			s, err := w.signer(map[string]string{"gpg.format": c.format, "user.signingKey": "key", "gpg." + c.format + ".program": "./sign.sh"})
			require.NoError(t, err)
			_, err = s.Sign(t.Context(), []byte("payload\n"))
			require.ErrorContains(t, err, c.want)
			require.Contains(t, diag.Hint(err), c.hint)
		})
	}
}

func TestLockedKeysWhereNothingMayBeAsked(t *testing.T) {
	w := newWorkshop(t)
	w.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-C", "", "-f", w.dir+"/locked")
	quiet := func(o *SignerOptions) { o.NoInput = true }
	s, err := w.signer(map[string]string{"gpg.format": "ssh", "user.signingKey": "locked"}, quiet)
	require.NoError(t, err)
	_, err = s.Sign(t.Context(), []byte("p"))
	require.Contains(t, diag.Hint(err), "--no-input", err)
	require.NoError(t, os.Remove(w.dir+"/locked.pub"))
	print, err := s.Fingerprint(t.Context())
	require.NoError(t, err, "the public part is readable without the passphrase")
	require.Contains(t, print, "SHA256:")

	p := pgp{newWorkshop(t)}
	p.write("g/gpg-agent.conf", "s2k-count 65536\n") // or it takes its time to find out what is slow
	p.run("gpg", "--batch", "--pinentry-mode", "loopback", "--passphrase", "secret", "--quick-gen-key", "Ana <ana@example.com>", "ed25519", "sign", "never")
	p.run("gpgconf", "--kill", "gpg-agent") // which knows the passphrase still
	s, err = p.signer(nil, quiet)
	require.NoError(t, err)
	_, err = s.Sign(t.Context(), []byte("p"))
	require.Error(t, err)
	require.NotEmpty(t, diag.Hint(err))
	require.NotContains(t, diag.Hint(err), "git tag -s", err)
}

func TestSignRefusesWhatCouldNotBeTakenApart(t *testing.T) {
	w := newWorkshop(t)
	w.sshKey("key", "ed25519", "")
	s, err := w.signer(map[string]string{"gpg.format": "ssh", "user.signingKey": "key"})
	require.NoError(t, err)
	_, err = s.Sign(t.Context(), []byte("a\n"+sshBegin))
	require.ErrorContains(t, err, "begins like a signature")
}

func TestTalkIsShownWhileAProgramWorks(t *testing.T) {
	w := newWorkshop(t)
	w.sshKey("key", "ed25519", "")
	w.program("sign.sh", `echo "touch the key" >&2; exec ssh-keygen "$@"`)
	var talk bytes.Buffer
	s, err := w.signer(map[string]string{"gpg.format": "ssh", "user.signingKey": "key", "gpg.ssh.program": "./sign.sh"}, func(o *SignerOptions) { o.Stderr = &talk })
	require.NoError(t, err)
	_, err = s.Sign(t.Context(), []byte("p"))
	require.NoError(t, err)
	require.Contains(t, talk.String(), "touch the key")
	talk.Reset()
	s, err = w.signer(map[string]string{"gpg.format": "ssh", "user.signingKey": "key"}, func(o *SignerOptions) { o.Stderr = &talk })
	require.NoError(t, err)
	_, err = s.Sign(t.Context(), []byte("text\n"))
	require.NoError(t, err)
	require.Empty(t, talk.String(), "what ssh-keygen says each time is no news")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.Sign(ctx, []byte("p"))
	require.ErrorIs(t, err, context.Canceled)
}

func TestPrimaryOfPassesOverKeysThatAreNoGood(t *testing.T) {
	listing := "sec:e:255:22:A:1:2:::::\nfpr:::::::::OLD:\nssb:u:::\nfpr:::::::::SUB:\nsec:u:255:22:B:1:::::\nfpr:::::::::GOOD:\n"
	require.Equal(t, "GOOD", primaryOf(listing))
	require.Equal(t, "OLD", primaryOf(listing[:60]))
	require.Empty(t, primaryOf("pub:u:::\nfpr:::::::::X:\n"))
}

func TestSplitCommand(t *testing.T) {
	for command, want := range map[string][]string{`ssh-add -L`: {"ssh-add", "-L"}, `"a b" 'c d' e""f ''`: {"a b", "c d", "ef", ""}, "\ta\n": {"a"}} {
		words, err := splitCommand(command)
		require.NoError(t, err)
		require.Equal(t, want, words)
	}
}
