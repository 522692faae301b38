package signature

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
	"github.com/stretchr/testify/require"
)

// made makes a key without gpg, of version 4 with a signing subkey.
func made(t testing.TB, change ...func(*packet.Config)) (*openpgp.Entity, *packet.Config) {
	config := &packet.Config{Algorithm: packet.PubKeyAlgoEdDSA, Time: func() time.Time { return now.AddDate(0, -1, 0) }}
	for _, c := range change {
		c(config)
	}
	entity, err := openpgp.NewEntity("Ana", "", "ana@example.com", config)
	require.NoError(t, err)
	require.NoError(t, entity.AddSigningSubkey(config))
	return entity, config
}

func serialized(t testing.TB, e *openpgp.Entity) []byte {
	var b bytes.Buffer
	require.NoError(t, e.Serialize(&b))
	return b.Bytes()
}

func packetsOf(t testing.TB, data []byte) []pgpPacket {
	list, refused := pgpPackets(data)
	require.Nil(t, refused)
	return list
}

func TestWhatIsWrongWithKeyrings(t *testing.T) {
	entity, config := made(t)
	key := serialized(t, entity)
	six, _ := made(t, func(c *packet.Config) { c.V6Keys, c.Algorithm = true, packet.PubKeyAlgoEd25519 })
	parts := packetsOf(t, key)
	other, _ := made(t)
	stranger := packetsOf(t, serialized(t, other))
	short, _ := made(t, func(c *packet.Config) { c.Algorithm, c.RSABits, c.MinRSABits = packet.PubKeyAlgoRSA, 1024, 1024 })
	require.NoError(t, entity.Revoke(packet.KeyCompromised, "", config))
	revocation := packetsOf(t, serialized(t, entity))[1]
	strange := slices.Clone(revocation.raw)
	strange[bytes.IndexByte(strange, 0x20)+1] = 99 // an algorithm that nobody knows

	for name, c := range map[string]struct {
		src        []byte
		code, says string
	}{
		"empty":                       {nil, "P024", "no armoured public key"},
		"text":                        {[]byte("hello\n"), "P024", "no armoured public key"},
		"a signature":                 {writePGP(parts[2].raw), "P024", "no public key in it"},
		"a signature first":           {armouredRing(parts[2].raw), "P024", "does not begin with a public key"},
		"no last line":                {bytes.Split(armouredRing(key), []byte("\n-----END"))[0], "P024", "no last line"},
		"a wrong checksum":            {bytes.Replace(armouredRing(key), []byte("\n-----END"), []byte("\n=AAAA\n-----END"), 1), "P024", "checksum"},
		"a private key":               {[]byte(privateBegin + "\n\n-----END PGP PRIVATE KEY BLOCK-----\n"), "P025", "private key"},
		"a private key as public":     {armouredRing(packetOf(privateKeyPacket, "\x04")), "P025", "private key"},
		"a private subkey":            {armouredRing(key, packetOf(privateSubkeyPacket, "\x04")), "P025", "private key"},
		"version 6":                   {armouredRing(serialized(t, six)), "P026", "version 6"},
		"version 3":                   {armouredRing(packetOf(publicKeyPacket, "\x03\x00\x00\x00\x00\x00\x00\x01")), "P026", "version 3"},
		"twice":                       {armouredRing(key, key), "P024", "is there twice"},
		"no signature of its own":     {armouredRing(parts[0].raw, parts[1].raw), "P024", "no good signature of its own"},
		"signatures of another key":   {armouredRing(parts[0].raw, stranger[1].raw, stranger[2].raw), "P024", "no good signature of its own"},
		"a short key":                 {armouredRing(serialized(t, short)), "P024", "1024 bits"},
		"a revocation by someone":     {armouredRing(stranger[0].raw, revocation.raw, stranger[1].raw, stranger[2].raw), "P024", "revoked by someone else"},
		"a revocation, not supported": {armouredRing(parts[0].raw, strange, parts[1].raw, parts[2].raw), "P024", "cannot be read"},
		"a revocation cut short":      {armouredRing(parts[0].raw, packetOf(signaturePacket, "\x04\x20\x16\x08"), parts[1].raw, parts[2].raw), "P024", "cannot be read"},
	} {
		k, found := ParseKeyring("keyring.asc", c.src)
		require.Len(t, found, 1, name)
		require.Equal(t, c.code, found[0].Code, name)
		require.Contains(t, found[0].Message, c.says, name)
		require.True(t, k.void)
	}
}

// A key of another that claims a subkey does not get it: the subkey signs back.
func TestASubkeyIsNotTaken(t *testing.T) {
	entity, _ := made(t)
	other, config := made(t)
	stolen := entity.Subkeys[len(entity.Subkeys)-1]
	claim := *stolen.Bindings[0].Packet
	require.NoError(t, claim.SignKey(stolen.PublicKey, other.PrivateKey, config)) // its EmbeddedSignature is of the rightful key
	other.Subkeys = []openpgp.Subkey{{Primary: other, PublicKey: stolen.PublicKey, Bindings: []*packet.VerifiableSignature{packet.NewVerifiableSig(&claim)}}}
	k := keyring(t, string(armouredRing(serialized(t, other))))
	require.Empty(t, k.Keys()[0].Subkeys)
	k = keyring(t, string(armouredRing(serialized(t, entity))))
	require.Len(t, k.Keys()[0].Subkeys, 1)
}

func TestKeyringsOfSeveralBlocks(t *testing.T) {
	var src strings.Builder
	for range 3 {
		entity, _ := made(t)
		src.WriteString("a comment\n" + strings.ReplaceAll(string(armouredRing(serialized(t, entity), packetOf(markerPacket, "PGP"))), "\n", "\r\n"))
	}
	keys := keyring(t, src.String()).Keys()
	require.Len(t, keys, 3)
	for i, key := range keys {
		require.Equal(t, 1, strings.Count(src.String()[key.Start:key.End], "-----BEGIN"))
		require.True(t, strings.HasSuffix(src.String()[key.Start:key.End], publicEnd))
		require.Equal(t, i > 0, key.Start > 100)
		require.Equal(t, []string{"Ana <ana@example.com>"}, key.UserIDs)
	}
	require.Empty(t, (*Keyring)(nil).Keys())
}

// A header is free text: what looks like the last line within it ends nothing.
func TestABlockEndsAtItsLastLine(t *testing.T) {
	entity, _ := made(t)
	block := strings.Replace(string(armouredRing(serialized(t, entity))), "\n\n", "\nComment: "+publicEnd+"\n\n", 1)
	key := keyring(t, block+"after\n").Keys()[0]
	require.Equal(t, strings.TrimSuffix(block, "\n"), block[key.Start:key.End])
}

// What nobody could sign with says why.
func TestUselessKeys(t *testing.T) {
	for want, change := range map[string]func(id, subkey *packet.Signature){
		"": func(id, _ *packet.Signature) { id.FlagSign = false },
		"neither it nor a good subkey of it is for signing": func(id, subkey *packet.Signature) { id.FlagSign, subkey.EmbeddedSignature = false, nil },
		"what the key says of itself is signed with the critical notation \"a@b\", which is not known (gpg --cert-digest-algo SHA256 --quick-set-expire makes it anew)": func(id, _ *packet.Signature) {
			id.Notations = []*packet.Notation{{Name: "a@b", IsCritical: true}}
		},
	} {
		require.Equal(t, want, keyring(t, string(armouredRing(serialized(t, resigned(t, change))))).Keys()[0].Useless)
	}
}

func TestManyVerifyAtOnce(t *testing.T) {
	w := newWorkshop(t)
	p := pgp{w}
	print := p.key(now.AddDate(0, -1, 0), "a <a@b>", "ed25519", "sign,cert", "never")
	keys := Keys{SSH: signers(t, "ana "+w.sshKey("key", "ed25519", "")), OpenPGP: keyring(t, p.export(print))}
	for _, armour := range [][]byte{w.sshSign("key", "git", []byte("p")), p.sign(now, print, "p")} {
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 20 {
					if _, err := keys.Verify([]byte("p"), armour, "git", now, now); err != nil {
						t.Error(err)
					}
					keys.OpenPGP.Keys()
					keys.SSH.Entries()
				}
			})
		}
		all.Wait()
	}
}
