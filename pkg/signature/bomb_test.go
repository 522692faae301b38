package signature

import (
	"bytes"
	"compress/flate"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever is written, it takes time in proportion to it. There is no clock in
// these tests: what is not bounded ends with the time of all tests.

func TestGlobBombsEnd(t *testing.T) {
	for _, pattern := range []string{repeated(1<<19, "*a"), repeated(1<<18, "?*a,"), repeated(1<<20, "*"), repeated(1<<18, "!a*,")} {
		_, found := ParseAllowedSigners("f", []byte(pattern+" ssh-ed25519 AAAA"))
		require.True(t, found.HasErrors())
	}
	require.False(t, matchPattern(repeated(511, "*a")+"b", repeated(1<<16, "a")))
	require.True(t, matchPattern(repeated(511, "*a"), repeated(1<<16, "a")))
	require.False(t, MatchList(repeated(1<<10, repeated(500, "*a")+"b,"), repeated(64, "a")))
}

func TestManyLinesEnd(t *testing.T) {
	key := newWorkshop(t).sshKey("key", "ed25519", "")
	line := "ana@example.com namespaces=\"git\" " + key + "\n"
	a := signers(t, repeated(maxKeyFile/len(line), line))
	require.Len(t, a.Entries(), maxKeyFile/len(line))
	for _, src := range []string{repeated(maxKeyFile/2, "x\n"), repeated(maxKeyFile+1, "#"), "a " + repeated(maxKeyFile/2, ",x"), `a namespaces="` + repeated(maxKeyFile/2, `\"`),
		repeated(maxKeyFile/80, "a valid-after=\"2026\" x\n"), "a " + repeated(maxKeyFile/14, `namespaces="",`)} {
		_, found := ParseAllowedSigners("f", []byte(src))
		require.True(t, found.HasErrors())
		require.LessOrEqual(t, len(found), maxFindings)
	}
}

// armouredRing is packets as a keyring.
func armouredRing(packets ...[]byte) []byte {
	return armourLines(publicBegin+"\n\n", publicEnd, bytes.Join(packets, nil))
}

func TestKeyringBombsEnd(t *testing.T) {
	key := madeKeyring()
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	require.NoError(t, err)
	_, err = w.Write(make([]byte, 64<<20))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	for name, src := range map[string][]byte{
		"packets":              armouredRing(key, bytes.Repeat(packetOf(userIDPacket, "x"), maxPackets)),
		"keys":                 armouredRing(bytes.Repeat(key, 500)),
		"empty packets":        armouredRing(bytes.Repeat([]byte{0xca, 0}, 300<<10)),
		"compressed":           armouredRing(key, packetOf(8, "\x01"+packed.String())),
		"encrypted":            armouredRing(key, packetOf(18, "\x01"+repeated(1000, "x"))),
		"literal":              armouredRing(key, packetOf(11, "b\x00\x00\x00\x00\x00")),
		"length without bytes": armouredRing(key, []byte{0xc2, 255, 255, 255, 255, 255}),
		"partial length":       armouredRing(key, []byte{0xc2, 224, 1}),
		"open length":          armouredRing(key, []byte{0x8b, 1}),
		"private":              armouredRing(packetOf(privateKeyPacket, "\x04")),
		"blocks":               bytes.Repeat([]byte(publicBegin+"\n\n"+publicEnd+"\n"), maxKeyFile/80),
		"begins":               bytes.Repeat([]byte(publicBegin+"\n"), maxKeyFile/40),
		"too long":             bytes.Repeat([]byte("x\n"), maxKeyFile),
	} {
		k, found := ParseKeyring("f", src)
		require.True(t, found.HasErrors(), name)
		require.LessOrEqual(t, len(found), maxFindings)
		require.True(t, k.void)
	}
}

func TestManySelfSignaturesEnd(t *testing.T) {
	packets, refused := pgpPackets(madeKeyring())
	require.Nil(t, refused)
	require.Equal(t, []int{publicKeyPacket, userIDPacket, signaturePacket}, []int{packets[0].kind, packets[1].kind, packets[2].kind})
	src := armouredRing(packets[0].raw, packets[1].raw, bytes.Repeat(packets[2].raw, maxSelfSignatures+1))
	_, found := ParseKeyring("f", src)
	require.ErrorContains(t, found.Err(), "more than 1024 signatures")
	_, found = ParseKeyring("f", armouredRing(packets[0].raw, packets[1].raw, bytes.Repeat(packets[2].raw, maxSelfSignatures)))
	require.NoError(t, found.Err())
}

func TestSignatureBombsEnd(t *testing.T) {
	k := Keys{OpenPGP: keyring(t, string(armouredRing(madeKeyring())))}
	nested := "\x04\x00\x16\x08\x00\x00\x00\x00\x00\x00"
	for range 12 { // signatures within signatures within signatures
		nested = "\x04\x00\x16\x08\x00\x00" + string([]byte{byte((len(nested) + 6) >> 8), byte(len(nested) + 6), 255, 0, 0, byte((len(nested) + 1) >> 8), byte(len(nested) + 1), 32}) + nested + "\x00\x00"
	}
	for _, raw := range [][]byte{
		packetOf(8, "\x01"+repeated(4000, "x")), packetOf(18, "\x01"), bytes.Repeat(packetOf(signaturePacket, "\x04"), 5000), packetOf(signaturePacket, nested),
		packetOf(signaturePacket, "\x04\x00\x16\x08\xff\xff"+repeated(40000, "\x02\x21")), bytes.Repeat([]byte{0xca, 0}, 20000), packetOf(signaturePacket, "\x06\x00\x1b\x08"),
	} {
		_, err := k.Verify([]byte("p"), writePGP(raw), "git", now, now)
		require.NotEmpty(t, refusal(t, err))
	}
	_, err := k.Verify([]byte("p"), append([]byte(pgpBegin), bytes.Repeat([]byte("A: b\n"), 10<<20)...), "git", now, now)
	require.Equal(t, Malformed, refusal(t, err))
}
