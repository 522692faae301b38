package signature

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func FuzzSplit(f *testing.F) {
	for _, text := range []string{"", "a\n" + someSSH, someSSH + someSSH, "a\r\n" + someSSH, pgpBegin + "\nAAAA\n" + pgpEnd, x509Begin + "\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		payload, armour, err := Split(text)
		require.Equal(t, err == ErrUnsigned, !BeginsArmour(text)) //nolint:errorlint // it is returned as it is
		if err != nil {
			return
		}
		require.Equal(t, text, append(payload, armour...))
		require.False(t, BeginsArmour(payload))
		require.NotContains(t, string(armour), "\r")
		again, same, err := Split(append([]byte("x\n"), armour...))
		require.NoError(t, err)
		require.Equal(t, armour, same)
		require.Equal(t, "x\n", string(again))
		_, err = Keys{}.Verify(payload, armour, "git", now, now)
		require.NotEmpty(t, refusal(t, err))
	})
}

func FuzzParseAllowedSigners(f *testing.F) {
	for _, src := range []string{"", "# x\n", "a@b namespaces=\"git\",valid-after=\"20260101Z\" ssh-ed25519 AAAA c", "\"a b\" ssh-rsa A\r\n", "a cert-authority b c\n", "\xff x y\n",
		"a ssh-ed25519 " + base64.StdEncoding.EncodeToString(append([]byte("\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"), make([]byte, 32)...)) + " c\n"} {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		a, found := ParseAllowedSigners("f", src)
		require.Equal(t, found.HasErrors(), a.keys == nil)
		for _, e := range a.Entries() {
			require.True(t, e.Start >= 0 && e.Start < e.End && e.End <= len(src))
			require.Len(t, e.Fingerprint, len("SHA256:")+43)
			// A line alone is read as it is among others.
			again, _ := ParseAllowedSigners("f", src[e.Start:e.End])
			require.Len(t, again.Entries(), 1)
			require.Equal(t, e.Key, again.Entries()[0].Key)
			e.Permits("ana@example.com")
		}
	})
}

func FuzzParseKeyring(f *testing.F) {
	f.Add([]byte(publicBegin + "\n\nAAAA\n" + publicEnd + "\n"))
	f.Add([]byte(privateBegin + "\n"))
	if data := madeKeyring(); data != nil {
		f.Add(data)
		f.Add(bytes.Repeat(data, 2))
		f.Add(armourLines(publicBegin+"\n\n", publicEnd, data))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, text := range [][]byte{src, armourLines(publicBegin+"\n\n", publicEnd, src)} {
			k, found := ParseKeyring("f", text)
			require.Equal(t, found.HasErrors(), k.void)
			for _, key := range k.Keys() {
				require.Len(t, key.Fingerprint, 40)
				require.True(t, key.Start < key.End && key.End <= len(text))
			}
		}
	})
}

func FuzzSSHSignature(f *testing.F) {
	f.Add([]byte("SSHSIG"), true)
	f.Add(bytes.Repeat([]byte{0}, 100), false)
	f.Add([]byte("SSHSIG\x00\x00\x00\x01\x00\x00\x00\x33\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"+strings.Repeat("k", 32)+
		"\x00\x00\x00\x03git\x00\x00\x00\x00\x00\x00\x00\x06sha512\x00\x00\x00\x53\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x40"+strings.Repeat("s", 64)), true)
	f.Fuzz(func(t *testing.T, raw []byte, armoured bool) {
		armour := raw
		if armoured {
			armour = writeSSH(raw)
		}
		blob, sig, refused := parseSSHSig(armour)
		require.Equal(t, refused == nil, blob != nil && sig != nil)
		if refused != nil {
			return
		}
		require.Equal(t, unarmour(t, armour), unarmour(t, armourSSH(blob)), "there is one way to write it")
		_, err := Keys{SSH: &AllowedSigners{}}.Verify(nil, armour, "git", now, now)
		require.NotEmpty(t, refusal(t, err))
	})
}

func FuzzOpenPGPSignature(f *testing.F) {
	f.Add([]byte("\x88\x5e\x04\x00\x16\x08\x00\x06"))
	f.Add(bytes.Repeat([]byte{0xc2}, 50))
	f.Fuzz(func(t *testing.T, raw []byte) {
		sig, refused := parsePGPSig(writePGP(raw))
		if refused == nil {
			require.NotEmpty(t, sig.issuers)
			require.NotEmpty(t, sig.issuer())
		}
	})
}
