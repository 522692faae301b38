package signature

import (
	"bytes"
	"crypto/md5"  //nolint:gosec // what must not count is tried
	"crypto/sha1" //nolint:gosec // likewise
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"math/bits"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/eddsa"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
	"github.com/stretchr/testify/require"
)

// crafted is a signature that gpg would not make, over "p".
type crafted struct {
	kind     byte // of signature; 0 over bytes
	hash     byte // OpenPGP's number; 8 is SHA-256
	hashed   []subpacket
	unhashed []subpacket
}

// hashes are the hashes of OpenPGP's numbers.
func hashes() map[byte]func() hash.Hash {
	return map[byte]func() hash.Hash{1: md5.New, 2: sha1.New, 8: sha256.New}
}

// area writes subpackets with their length before them.
func area(list []subpacket) []byte {
	var b []byte
	for _, s := range list {
		kind := s.kind
		if s.critical {
			kind |= 0x80
		}
		b = append(append(b, byte(1+len(s.body)), kind), s.body...)
	}
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...) //nolint:gosec // they are few
}

func number(b []byte) []byte {
	b = bytes.TrimLeft(b, "\x00")
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(b)*8-8+bits.Len8(b[0]))), b...) //nolint:gosec // it is short
}

// sign signs "p" by EdDSA (RFC 9580, section 5.2.4).
func (c crafted) sign(t *testing.T, key *packet.PrivateKey) []byte {
	head := append([]byte{4, c.kind, byte(packet.PubKeyAlgoEdDSA), c.hash}, area(c.hashed)...)
	h := hashes()[c.hash]()
	h.Write([]byte("p"))
	h.Write(head)
	h.Write(binary.BigEndian.AppendUint32([]byte{4, 0xff}, uint32(len(head)))) //nolint:gosec // it is short
	digest := h.Sum(nil)
	private, ok := key.PrivateKey.(*eddsa.PrivateKey)
	require.True(t, ok)
	r, s, err := eddsa.Sign(private, digest)
	require.NoError(t, err)
	body := append(append(head, area(c.unhashed)...), digest[:2]...)
	return checked(pgpBegin+"\n", pgpEnd, packetOf(signaturePacket, string(append(append(body, number(r)...), number(s)...))))
}

// checked is an armoured block with its checksum: without one, gpg takes the last
// line for data where no padding ends that.
func checked(begin, end string, raw []byte) []byte {
	return armourLines(begin, crc24Text(raw)+"\n"+end, raw)
}

func checkedRing(t *testing.T, e *openpgp.Entity) string {
	return string(checked(publicBegin+"\n\n", publicEnd, serialized(t, e)))
}

func seconds(n int64) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) } //nolint:gosec // it fits

// Signatures as no program makes them, beside the word of gpg.
func TestCraftedSignaturesAsGPG(t *testing.T) {
	entity, _ := made(t)
	other, _ := made(t)
	key := entity.PrivateKey
	ring := checkedRing(t, entity)
	then := subpacket{2, false, seconds(now.AddDate(0, 0, -1).Unix())}
	id := subpacket{issuerKeyID, false, key.Fingerprint[12:]}
	print := subpacket{issuerFingerprint, false, append([]byte{4}, key.Fingerprint...)}
	stranger := subpacket{issuerFingerprint, false, append([]byte{4}, other.PrimaryKey.Fingerprint...)}
	ends := func(n int64) subpacket { return subpacket{3, false, seconds(n)} }
	list := func(s ...subpacket) []subpacket { return s }

	p := pgp{newWorkshop(t)}
	for name, c := range map[string]struct {
		crafted
		gpg  string
		want Code
	}{
		"as it should be":              {crafted{0, 8, list(then, print), list(id)}, "GOODSIG", ""},
		"issuer hashed":                {crafted{0, 8, list(then, id, print), nil}, "GOODSIG", ""},
		"issuer's id alone":            {crafted{0, 8, list(then), list(id)}, "GOODSIG", ""},
		"no issuer":                    {crafted{0, 8, list(then), nil}, "ERRSIG", Malformed},
		"two issuers that differ":      {crafted{0, 8, list(then, stranger), list(id)}, "GOODSIG", UnknownKey},
		"a critical unknown subpacket": {crafted{0, 8, list(then, print, subpacket{100, true, []byte("x")}), list(id)}, "BADSIG", Unsupported},
		"an unknown subpacket":         {crafted{0, 8, list(then, print, subpacket{100, false, []byte("x")}), list(id)}, "GOODSIG", ""},
		"no time":                      {crafted{0, 8, list(print), list(id)}, "ERRSIG", Unsupported},
		"a time that is not signed":    {crafted{0, 8, list(print), list(id, then)}, "ERRSIG", Malformed},
		"an end that is not signed":    {crafted{0, 8, list(then, print), list(id, ends(60))}, "GOODSIG", Malformed},
		"an end that came":             {crafted{0, 8, list(then, print, ends(60)), list(id)}, "EXPSIG", ExpiredSignature},
		"an end that is none":          {crafted{0, 8, list(then, print, ends(0)), list(id)}, "GOODSIG", ""},
		"over text":                    {crafted{1, 8, list(then, print), list(id)}, "GOODSIG", Unsupported},
		"of a user id":                 {crafted{0x13, 8, list(then, print), list(id)}, "ERRSIG", Unsupported},
		"that revokes":                 {crafted{0x20, 8, list(then, print), list(id)}, "ERRSIG", Unsupported},
		"by SHA-1":                     {crafted{0, 2, list(then, print), list(id)}, "GOODSIG", WeakAlgorithm},
		"by MD5":                       {crafted{0, 1, list(then, print), list(id)}, "ERRSIG", Unsupported},
		"with a key within it":         {crafted{0, 8, list(then, print), list(id, subpacket{38, false, []byte("x")})}, "GOODSIG", Malformed},
		"critical time and a notation": {crafted{0, 8, list(subpacket{2, true, then.body}, print, subpacket{20, false, []byte("\x80\x00\x00\x00\x00\x03\x00\x01a@bc")}), list(id)}, "GOODSIG", ""},
	} {
		t.Run(name, func(t *testing.T) {
			armour := c.sign(t, key)
			_, err := Keys{OpenPGP: keyring(t, ring)}.Verify([]byte("p"), armour, "git", now, now)
			require.Equal(t, c.want, refusal(t, err), "%v", err)
			require.Equal(t, c.gpg, p.gpgSays(now, ring, "p", armour))
		})
	}
}

// resigned makes what the primary key says of itself and of its subkeys anew.
func resigned(t *testing.T, change func(id, subkey *packet.Signature)) *openpgp.Entity {
	entity, config := made(t)
	subkey := &entity.Subkeys[len(entity.Subkeys)-1]
	identity := entity.Identities["Ana <ana@example.com>"]
	ofID, ofSubkey := identity.SelfCertifications[0].Packet, subkey.Bindings[0].Packet
	change(ofID, ofSubkey)
	require.NoError(t, ofID.SignUserId(identity.UserId.Id, entity.PrimaryKey, entity.PrivateKey, config))
	require.NoError(t, ofSubkey.SignKey(subkey.PublicKey, entity.PrivateKey, config))
	return entity
}

// What keys say of themselves as no program says it, beside the word of gpg on
// what they, or their subkeys, sign.
func TestCraftedKeysAsGPG(t *testing.T) {
	p := pgp{newWorkshop(t)}
	for name, c := range map[string]struct {
		change func(id, subkey *packet.Signature)
		sub    bool
		gpg    string
		want   Code
	}{
		"as it should be":           {func(_, _ *packet.Signature) {}, true, "GOODSIG", ""},
		"no cross-signature":        {func(_, s *packet.Signature) { s.EmbeddedSignature = nil }, true, "ERRSIG", UnknownKey},
		"a subkey not for signing":  {func(_, s *packet.Signature) { s.FlagSign, s.FlagEncryptStorage, s.EmbeddedSignature = false, true, nil }, true, "ERRSIG", NotForSigning},
		"a subkey for anything":     {func(_, s *packet.Signature) { s.FlagsValid, s.FlagSign = false, false }, true, "GOODSIG", NotForSigning},
		"a primary not for signing": {func(id, _ *packet.Signature) { id.FlagSign = false }, false, "ERRSIG", NotForSigning},
		"a primary for anything":    {func(id, _ *packet.Signature) { id.FlagsValid, id.FlagSign, id.FlagCertify = false, false, false }, false, "GOODSIG", NotForSigning},
	} {
		t.Run(name, func(t *testing.T) {
			entity := resigned(t, c.change)
			key := entity.PrivateKey
			if c.sub {
				key = entity.Subkeys[len(entity.Subkeys)-1].PrivateKey
			}
			ring := checkedRing(t, entity)
			armour := crafted{0, 8, []subpacket{{2, false, seconds(now.Add(-time.Hour).Unix())}}, []subpacket{{issuerKeyID, false, key.Fingerprint[12:]}}}.sign(t, key)
			_, err := Keys{OpenPGP: keyring(t, ring)}.Verify([]byte("p"), armour, "git", now, now)
			require.Equal(t, c.want, refusal(t, err), "%v", err)
			require.Equal(t, c.gpg, p.gpgSays(now, ring, "p", armour))
		})
	}
}
