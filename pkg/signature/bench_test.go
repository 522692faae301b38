package signature

import (
	"crypto/ed25519"
	"testing"

	"github.com/stretchr/testify/require"
)

func BenchmarkVerifyEd25519(b *testing.B) {
	w := newWorkshop(b)
	keys := Keys{SSH: signers(b, "ana "+w.sshKey("key", "ed25519", ""))}
	payload := []byte("object 1\ntype commit\ntag a\ntagger A <a@b> 1 +0000\n\nApprove\n" + repeated(500, "x"))
	armour := w.sshSign("key", "git", payload)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := keys.Verify(payload, armour, "git", now, now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyOpenPGPEd25519(b *testing.B) {
	p := pgp{newWorkshop(b)}
	print := p.key(now.AddDate(0, -1, 0), "a <a@b>", "ed25519", "sign,cert", "never")
	keys := Keys{OpenPGP: keyring(b, p.export(print))}
	armour := p.sign(now, print, "payload")
	b.ReportAllocs()
	for b.Loop() {
		_, err := keys.Verify([]byte("payload"), armour, "git", now, now)
		require.NoError(b, err)
	}
}

// BenchmarkEd25519Alone is the arithmetic that no verifier can do without.
func BenchmarkEd25519Alone(b *testing.B) {
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(b, err)
	message := make([]byte, 100)
	sig := ed25519.Sign(private, message)
	for b.Loop() {
		if !ed25519.Verify(public, message, sig) {
			b.Fatal("wrong")
		}
	}
}
