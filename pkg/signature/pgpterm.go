package signature

import (
	"crypto"
	"fmt"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// pgpTerm is for how long and for what a key is good, as its own signatures say
// up to a time.
type pgpTerm struct {
	from, until time.Time // until is zero where there is no end
	signs       bool
	refused     *Refused // what is wrong with it at any time
}

// term reads what the primary key said of a part up to a time. Of each thing
// that it says something of, the newest signature counts (RFC 9580, section
// 5.2.3.10), and of those the newest that says what the key is for.
func (p *pgpPart) term(last time.Time) pgpTerm {
	t := pgpTerm{from: p.public.CreationTime}
	said := p.said(last)
	for _, sig := range said {
		if t.refused = checkMeans(sig); t.refused != nil {
			t.refused.Detail = "what the key says of itself is " + t.refused.Detail +
				" (gpg --cert-digest-algo SHA256 --quick-set-expire makes it anew)"
			return t
		}
	}
	if len(said) == 0 {
		t.refused = refuse(NotYetValid, "", "the key says nothing of itself that is not withdrawn or later than %s", utc(last))
		return t
	}
	t.ends(said)
	if flagged := newest(said, func(sig *packet.Signature) bool { return sig.FlagsValid }); flagged != nil {
		t.signs = flagged.FlagSign
	}
	return t
}

// ends reads the ends that a key has. The earliest counts, but for those of user
// ids, of which the newest that names one does, as with gpg.
func (t *pgpTerm) ends(said []*packet.Signature) {
	hasEnd := func(sig *packet.Signature) bool { return sig.KeyLifetimeSecs != nil && *sig.KeyLifetimeSecs != 0 }
	for _, sig := range said {
		t.end(sig.CreationTime, sig.SigLifetimeSecs)
		if !isCertification(sig) {
			t.end(t.from, sig.KeyLifetimeSecs)
		}
	}
	if sig := newest(said, func(sig *packet.Signature) bool { return isCertification(sig) && hasEnd(sig) }); sig != nil {
		t.end(t.from, sig.KeyLifetimeSecs)
	}
}

// said is the newest signature of each claim up to a time.
func (p *pgpPart) said(last time.Time) (list []*packet.Signature) {
	for _, c := range p.claims {
		if sig := c.newest(last); sig != nil {
			list = append(list, sig)
		}
	}
	return list
}

// newest returns the newest signature of a kind, the first of several that are
// as new, or nil.
func newest(list []*packet.Signature, is func(*packet.Signature) bool) (found *packet.Signature) {
	for _, sig := range list {
		if is(sig) && (found == nil || sig.CreationTime.After(found.CreationTime)) {
			found = sig
		}
	}
	return found
}

// end brings the end forward to some seconds after a time.
func (t *pgpTerm) end(from time.Time, seconds *uint32) {
	if seconds == nil || *seconds == 0 {
		return
	}
	if end := from.Add(time.Duration(*seconds) * time.Second); t.until.IsZero() || end.Before(t.until) {
		t.until = end
	}
}

func isCertification(sig *packet.Signature) bool {
	return sig.SigType >= packet.SigTypeGenericCert && sig.SigType <= packet.SigTypePositiveCert
}

// newest returns the newest signature up to a time, or nil where there is none
// or it was withdrawn.
func (c *pgpClaim) newest(last time.Time) *packet.Signature {
	sig := newest(c.signatures, func(sig *packet.Signature) bool { return !sig.CreationTime.After(last) })
	for _, r := range c.revocations {
		if sig != nil && !r.CreationTime.After(last) && !r.CreationTime.Before(sig.CreationTime) {
			return nil
		}
	}
	return sig
}

// good decides whether a part was good for signing at all of these times, the
// last of which is given.
func (p *pgpPart) good(last time.Time, times ...time.Time) *Refused {
	what := "the key"
	if p.sub {
		what = "the subkey"
	}
	term := p.term(last)
	for _, t := range times {
		if p.revokedAt(t) {
			return refuse(RevokedKey, "", "%s is revoked", what)
		}
	}
	if term.refused != nil {
		return term.refused
	}
	for _, t := range times {
		if t.Before(term.from) {
			return refuse(NotYetValid, "", "%s was made at %s, and this is of %s", what, utc(term.from), utc(t))
		}
		if !term.until.IsZero() && !t.Before(term.until) {
			return refuse(ExpiredKey, "", "%s expired at %s, and this is of %s", what, utc(term.until), utc(t))
		}
	}
	return nil
}

// revokedAt reports whether a part was revoked at a time. One that was given up
// for another or is no longer used is so from then on; for every other reason,
// and with none, it is as if it never had been good (RFC 9580, section 5.2.3.31).
func (p *pgpPart) revokedAt(t time.Time) bool {
	for _, r := range p.revocations {
		soft := r.RevocationReason != nil && (*r.RevocationReason == packet.KeySuperseded || *r.RevocationReason == packet.KeyRetired)
		if !soft || !t.Before(r.CreationTime) {
			return true
		}
	}
	return false
}

// weakKey says why a key is too weak to verify with, or "".
func weakKey(key *packet.PublicKey) string {
	switch key.PubKeyAlgo {
	case packet.PubKeyAlgoRSA, packet.PubKeyAlgoRSASignOnly:
		bits, err := key.BitLength()
		if err != nil || bits < minRSA || bits > maxRSA {
			return fmt.Sprintf("an RSA key of %d bits, and it takes %d to %d", bits, minRSA, maxRSA)
		}
		return ""
	case packet.PubKeyAlgoEd25519, packet.PubKeyAlgoEd448:
		return ""
	case packet.PubKeyAlgoECDSA, packet.PubKeyAlgoEdDSA:
		switch curve, err := key.Curve(); {
		case err != nil:
		case curve == packet.Curve25519, curve == packet.Curve448, curve == packet.CurveNistP256, curve == packet.CurveNistP384, curve == packet.CurveNistP521:
			return ""
		default:
			return fmt.Sprintf("the curve %s is not supported", curve)
		}
		return "the curve is not supported"
	}
	return fmt.Sprintf("keys of OpenPGP's algorithm %d are not allowed", key.PubKeyAlgo)
}

// checkMeans refuses a signature for the means with which it was made: a weak
// hash, or a critical notation, which asks to be understood (RFC 9580, section
// 5.2.3.24).
func checkMeans(sig *packet.Signature) *Refused {
	if !strongHash(sig.Hash) {
		return refuse(WeakAlgorithm, "", "signed with %s, which is not allowed", sig.Hash)
	}
	if sig.EmbeddedSignature != nil && !strongHash(sig.EmbeddedSignature.Hash) {
		return refuse(WeakAlgorithm, "", "signed back with %s, which is not allowed", sig.EmbeddedSignature.Hash)
	}
	for _, n := range sig.Notations {
		if n.IsCritical {
			return refuse(Unsupported, "", "signed with the critical notation %.40q, which is not known", n.Name)
		}
	}
	return nil
}

func strongHash(h crypto.Hash) bool {
	switch h {
	case crypto.SHA256, crypto.SHA384, crypto.SHA512, crypto.SHA3_256, crypto.SHA3_512:
		return true
	}
	return false
}

// describe tells of a key as the newest of its signatures have it.
func (k *pgpKey) describe() OpenPGPKey {
	term := k.primary.term(ever())
	d := OpenPGPKey{Fingerprint: k.primary.fingerprint, UserIDs: k.userIDs, Created: term.from.UTC(), Revoked: len(k.primary.revocations) > 0,
		Signs: term.signs, At: k.at, Start: k.start, End: k.end}
	if !term.until.IsZero() {
		d.Expires = term.until.UTC()
	}
	for _, s := range k.subkeys {
		if s.term(ever()).signs {
			d.Subkeys = append(d.Subkeys, s.fingerprint)
		}
	}
	switch {
	case term.refused != nil && term.refused.Code == NotYetValid:
		d.Useless = "all that the key says of itself is withdrawn"
	case term.refused != nil:
		d.Useless = term.refused.Detail
	case !d.Signs && len(d.Subkeys) == 0:
		d.Useless = "neither it nor a good subkey of it is for signing"
	}
	return d
}

// ever is later than whatever a key says of itself.
func ever() time.Time { return time.Unix(1<<40, 0) }
