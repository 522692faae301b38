package signature

import (
	"bytes"
	"fmt"
	"hash"
	"iter"
	"slices"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// ahead is how far the time within a signature may be ahead of the time at
// which it is judged: clocks differ.
const ahead = 5 * time.Minute

// pgpSig is a signature with what it says of who made it.
type pgpSig struct {
	*packet.Signature
	issuers []subpacket // of all areas, at least one
}

// parsePGPSig reads an armoured signature: one packet, of version 4 and over a
// binary text, no byte of which is left over or could be otherwise.
func parsePGPSig(armour []byte) (*pgpSig, *Refused) {
	body, refused := armourBody(armour)
	if refused != nil {
		return nil, refused
	}
	raw, refused := unradix64(body)
	if refused != nil {
		return nil, refused
	}
	packets, refused := pgpPackets(raw)
	switch {
	case refused != nil:
		return nil, refused
	case len(packets) != 1 || packets[0].kind != signaturePacket:
		return nil, refuse(Malformed, "", "the armour has something else in it than one signature")
	case packets[0].version() != 4:
		return nil, refuse(Unsupported, "", "an OpenPGP signature of version %d, and only version 4 is supported", packets[0].version())
	}
	issuers, ok := checkPGPForm(packets[0].body)
	if !ok {
		return nil, refuse(Malformed, "", "the OpenPGP signature is not written in its one form, or names no key")
	}
	sig, refused := readPGPSig(packets[0])
	return &pgpSig{sig, issuers}, refused
}

func readPGPSig(p pgpPacket) (*packet.Signature, *Refused) {
	parsed, err := p.parse()
	sig, ok := parsed.(*packet.Signature)
	switch {
	case err != nil || !ok:
		return nil, refuse(Unsupported, "", "the OpenPGP signature cannot be read, or asks for what is not supported")
	case sig.SigType != packet.SigTypeBinary:
		return nil, refuse(Unsupported, "", "an OpenPGP signature of type %d, and only one over bytes as they are counts", sig.SigType)
	case sig.CreationTime.Unix() <= 0:
		return nil, refuse(Malformed, "", "the OpenPGP signature does not say when it was made")
	}
	return sig, nil
}

// verify is Keys.Verify for OpenPGP.
func (k *Keyring) verify(payload, armour []byte, signed, at time.Time) (Verified, error) {
	sig, refused := parsePGPSig(armour)
	if refused != nil {
		return Verified{}, refused
	}
	refused = refuse(UnknownKey, sig.issuer(), "the key is not in the keyring")
	for key, part := range k.parts() {
		if !sig.claims(part) {
			continue
		}
		if refused = part.check(payload, sig.Signature); refused == nil {
			refused = key.good(part, sig.Signature, signed, at)
		}
		if refused == nil {
			return verified(key, part, sig.CreationTime), nil
		}
		refused.Fingerprint = key.primary.fingerprint
	}
	return Verified{}, refused
}

func verified(key *pgpKey, part *pgpPart, made time.Time) Verified {
	v := Verified{Format: OpenPGP, Fingerprint: key.primary.fingerprint, Made: made.UTC()}
	if part.sub {
		v.Subkey = part.fingerprint
	}
	return v
}

// parts yields all keys and subkeys that may verify something.
func (k *Keyring) parts() iter.Seq2[*pgpKey, *pgpPart] {
	return func(yield func(*pgpKey, *pgpPart) bool) {
		if k == nil || k.void {
			return
		}
		for _, key := range k.keys {
			for _, part := range key.parts() {
				if !yield(key, part) {
					return
				}
			}
		}
	}
}

// claims reports whether all that the signature says of who made it is true of
// a key.
func (s *pgpSig) claims(part *pgpPart) bool {
	return !slices.ContainsFunc(s.issuers, func(i subpacket) bool { return !bytes.HasSuffix(part.named(i.kind), i.body) })
}

// issuer returns the fingerprint or the key id that the signature names.
func (s *pgpSig) issuer() string {
	longest := ""
	for _, i := range s.issuers {
		body := i.body
		if i.kind == issuerFingerprint {
			body = body[1:] // the version
		}
		if name := fmt.Sprintf("%X", body); len(name) > len(longest) {
			longest = name
		}
	}
	return longest
}

// named is how a subpacket of this kind names the key.
func (p *pgpPart) named(kind byte) []byte {
	if kind == issuerFingerprint {
		return append([]byte{4}, p.public.Fingerprint...)
	}
	return p.public.Fingerprint[12:]
}

// check verifies that a signature is one of a payload by this key, made with
// nothing weak.
func (p *pgpPart) check(payload []byte, sig *packet.Signature) *Refused {
	if weak := weakKey(p.public); weak != "" {
		return refuse(WeakAlgorithm, "", "%s", weak)
	}
	if refused := checkMeans(sig); refused != nil {
		refused.Detail = "it is " + refused.Detail
		return refused
	}
	for _, verify := range []func(hash.Hash, *packet.Signature) error{packet.VerifyHashTag, p.public.VerifySignature} {
		h, err := sig.PrepareVerify()
		if err != nil {
			return refuse(Unsupported, "", "the hash %s is not supported", sig.Hash)
		}
		h.Write(payload)
		if verify(h, sig) != nil {
			return refuse(BadSignature, "", "it is not a signature of these bytes by this key")
		}
	}
	return nil
}

// good decides whether a part of a key was good for a signature when that was
// made, when it claims to have been, and at another time; and whether the
// signature was.
func (k *pgpKey) good(part *pgpPart, sig *packet.Signature, signed, at time.Time) *Refused {
	made := sig.CreationTime
	if made.After(at.Add(ahead)) {
		return refuse(NotYetValid, "", "the signature was made at %s, later than %s", utc(made), utc(at))
	}
	last := slices.MaxFunc([]time.Time{made, signed, at}, time.Time.Compare)
	if part.sub {
		if refused := k.primary.good(last, made, signed, at); refused != nil {
			return refused
		}
	}
	if refused := part.good(last, made, signed, at); refused != nil {
		return refused
	}
	if !part.term(last).signs {
		return refuse(NotForSigning, "", "the key %s is not for signing", part.fingerprint)
	}
	var t pgpTerm
	if t.end(made, sig.SigLifetimeSecs); !t.until.IsZero() && !last.Before(t.until) {
		return refuse(ExpiredSignature, "", "the signature itself expired at %s", utc(t.until))
	}
	return nil
}
