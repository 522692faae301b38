package signature

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// neverAccepted flips bits of each byte of what is signed and of the signature.
func neverAccepted(t *testing.T, keys Keys, payload, armour []byte) {
	t.Helper()
	_, err := keys.Verify(payload, armour, "git", now, now)
	require.NoError(t, err)
	for _, text := range [][]byte{payload, armour} {
		for i := range text {
			for _, flip := range []byte{0x01, 0x20, 0x80, 0xff} {
				text[i] ^= flip
				_, err := keys.Verify(payload, armour, "git", now, now)
				require.NotEmpty(t, refusal(t, err), "byte %d, by %x", i, flip)
				text[i] ^= flip
			}
		}
	}
}

// flipBehindArmour changes bytes behind the armour, and armours them again.
func flipBehindArmour(t *testing.T, keys Keys, payload, raw []byte, write func([]byte) []byte) {
	t.Helper()
	for i := range raw {
		for bit := range 8 {
			raw[i] ^= 1 << bit
			_, err := keys.Verify(payload, write(raw), "git", now, now)
			require.NotEmpty(t, refusal(t, err), "byte %d, bit %d", i, bit)
			raw[i] ^= 1 << bit
		}
	}
	_, err := keys.Verify(payload, write(raw), "git", now, now)
	require.NoError(t, err)
	for _, longer := range [][]byte{append(slices.Clone(raw), 0), append([]byte{0}, raw...), append(slices.Clone(raw), raw...), raw[:len(raw)-1], {}} {
		_, err := keys.Verify(payload, write(longer), "git", now, now)
		require.NotEmpty(t, refusal(t, err))
	}
}

// unarmour decodes what is between the first and the last line.
func unarmour(t *testing.T, armour []byte) []byte {
	body, refused := armourBody(armour)
	require.Nil(t, refused)
	if bytes.HasPrefix(armour, []byte(pgpBegin)) {
		raw, refused := unradix64(body)
		require.Nil(t, refused)
		return raw
	}
	raw, refused := unbase64(body)
	require.Nil(t, refused)
	return raw
}

func armourLines(begin, end string, raw []byte) []byte {
	encoded := base64.StdEncoding.EncodeToString(raw)
	var b strings.Builder
	b.WriteString(begin)
	for len(encoded) > 64 {
		b.WriteString(encoded[:64] + "\n")
		encoded = encoded[64:]
	}
	b.WriteString(encoded + "\n" + end + "\n")
	return []byte(b.String())
}

func writeSSH(raw []byte) []byte { return armourLines(sshBegin, sshEnd, raw) }
func writePGP(raw []byte) []byte { return armourLines(pgpBegin+"\n", pgpEnd, raw) }

func TestNoChangedSSHSignatureIsAccepted(t *testing.T) {
	w := newWorkshop(t)
	for _, kind := range [][2]string{{"ed25519", ""}, {"ecdsa", "256"}, {"rsa", "2048"}} {
		keys := Keys{SSH: signers(t, "ana "+w.sshKey(kind[0], kind[0], kind[1]))}
		payload := []byte("object 1\ntype commit\n")
		armour := w.sshSign(kind[0], "git", payload)
		neverAccepted(t, keys, payload, armour)
		flipBehindArmour(t, keys, payload, unarmour(t, armour), writeSSH)
	}
}

func TestNoChangedSecurityKeySignatureIsAccepted(t *testing.T) {
	for _, k := range []securityKey{ed25519Token(t), ecdsaToken(t)} {
		keys := Keys{SSH: signers(t, "ana "+k.kind+" "+base64.StdEncoding.EncodeToString(k.public))}
		payload := []byte("object 1\ntype commit\n")
		armour := k.armour(payload, 1)
		neverAccepted(t, keys, payload, armour)
		flipBehindArmour(t, keys, payload, unarmour(t, armour), writeSSH)
	}
}

func TestNoChangedOpenPGPSignatureIsAccepted(t *testing.T) {
	p := pgp{newWorkshop(t)}
	for _, algorithm := range []string{"ed25519", "rsa2048", "nistp256"} {
		print := p.key(now.Add(-time.Hour), algorithm+" <a@example.com>", algorithm, "sign,cert", "never")
		keys := Keys{OpenPGP: keyring(t, p.export(print))}
		payload := []byte("object 1\ntype commit\n")
		armour := p.sign(now.Add(-time.Minute), print, string(payload))
		neverAccepted(t, keys, payload, armour)
		flipBehindArmour(t, keys, payload, unarmour(t, armour), writePGP)
	}
}
