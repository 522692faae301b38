package signature

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// pgp makes keys and signatures with gpg at a time that it is told.
type pgp struct{ *workshop }

func (p pgp) gpg(at time.Time, stdin string, args ...string) string {
	base := []string{"--batch", "--no-tty", "--yes", "--pinentry-mode", "loopback", "--passphrase", "", "--faked-system-time", at.UTC().Format("20060102T150405") + "!"}
	out, talk, err := p.in([]byte(stdin), "gpg", append(base, args...)...)
	require.NoError(p.t, err, "%v: %s", args, talk)
	return out
}

// key makes a key and returns its fingerprint.
func (p pgp) key(at time.Time, id, algorithm, usage, expire string, more ...string) string {
	p.gpg(at, "", append(more, "--quick-gen-key", id, algorithm, usage, expire)...)
	return primaryOf(p.gpg(at, "", "--list-secret-keys", "--with-colons", "="+id))
}

func (p pgp) export(fingerprints ...string) string {
	return p.gpg(now, "", append([]string{"--export", "--armor"}, fingerprints...)...)
}

func (p pgp) sign(at time.Time, key, payload string, more ...string) []byte {
	return []byte(p.gpg(at, payload, append(more, "-bsau", key)...))
}

func keyring(t testing.TB, src string) *Keyring {
	k, found := ParseKeyring("keyring.asc", []byte(src))
	require.NoError(t, found.Err())
	return k
}

func TestOpenPGPSignaturesVerify(t *testing.T) {
	p := pgp{newWorkshop(t)}
	made := now.AddDate(0, -2, 0)
	for _, algorithm := range []string{"ed25519", "rsa2048", "nistp256", "nistp384", "nistp521"} {
		print := p.key(made, algorithm+" <a@example.com>", algorithm, "sign,cert", "never")
		k := Keys{OpenPGP: keyring(t, p.export(print))}
		armour := p.sign(now, print, "payload\n")
		v, err := k.Verify([]byte("payload\n"), armour, "git", now, now)
		require.NoError(t, err, algorithm)
		require.Equal(t, Verified{Format: OpenPGP, Fingerprint: print, Made: now}, v)
		_, err = k.Verify([]byte("payload"), armour, "git", now, now)
		require.Equal(t, BadSignature, refusal(t, err))
		_, err = Keys{}.Verify([]byte("payload\n"), armour, "git", now, now)
		require.Equal(t, UnknownKey, refusal(t, err))
		keys := k.OpenPGP.Keys()
		require.Len(t, keys, 1)
		require.Equal(t, print, keys[0].Fingerprint)
		require.Equal(t, []string{algorithm + " <a@example.com>"}, keys[0].UserIDs)
		require.True(t, keys[0].Signs && keys[0].Expires.IsZero() && !keys[0].Revoked)
		require.True(t, strings.HasPrefix(p.export(print)[keys[0].Start:], publicBegin))
	}
}
