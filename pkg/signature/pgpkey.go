package signature

import (
	"errors"
	"fmt"

	pgperrors "github.com/ProtonMail/go-crypto/openpgp/errors"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/promptctl-io/promptctl/pkg/diag"
)

// maxSelfSignatures is how many signatures of keys over themselves are verified
// for one file. One takes 0.03 to 1 ms.
const maxSelfSignatures = 1024

// maxRSA is how many bits an RSA key may have.
const maxRSA = 16384

// pgpKey is a primary key and its subkeys. All that it holds was verified when
// it was read, and nothing of it changes later.
type pgpKey struct {
	primary    *pgpPart
	subkeys    []*pgpPart
	userIDs    []string
	at         diag.Range
	start, end int
}

// pgpPart is a primary key or a subkey with what the primary key says of it.
type pgpPart struct {
	public      *packet.PublicKey
	fingerprint string
	sub         bool
	claims      []pgpClaim          // a primary key has one for each user id and one for itself, a subkey one
	revocations []*packet.Signature // verified
}

// pgpClaim is what a primary key says of one thing: of a user id, of a subkey,
// or of itself.
type pgpClaim struct {
	signatures  []*packet.Signature // verified
	revocations []*packet.Signature // verified; of a user id
}

// keyReader reads one key.
type keyReader struct {
	key    *pgpKey
	budget *int
}

// readKey reads a primary key with the packets that follow it, or says what is
// wrong with it.
func readKey(packets []pgpPacket, budget *int) (key *pgpKey, problem, hint string) {
	primary, problem, hint := readPrimary(packets[0])
	if problem != "" {
		return nil, problem, hint
	}
	r := &keyReader{key: &pgpKey{primary: primary}, budget: budget}
	for rest := packets[1:]; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].kind == signaturePacket {
			n++
		}
		if problem := r.component(rest[:n]); problem != "" {
			return nil, "key " + primary.fingerprint + ": " + problem, "export it again: `gpg --export --armor --export-options export-minimal " + primary.fingerprint + "`"
		}
		rest = rest[n:]
	}
	if !primary.claimed() {
		return nil, "key " + primary.fingerprint + " has no good signature of its own, by which it says what it is for", ""
	}
	return r.key, "", ""
}

func readPrimary(p pgpPacket) (part *pgpPart, problem, hint string) {
	if v := p.version(); v != 4 {
		return nil, fmt.Sprintf("an OpenPGP key of version %d, and only version 4 is supported", v),
			"make a key of version 4: gpg 2.4 and older make no others"
	}
	part, err := readPart(p)
	if err != nil {
		return nil, "the block has a public key that cannot be read or is of an unknown kind", ""
	}
	if weak := weakKey(part.public); weak != "" {
		return nil, "key " + part.fingerprint + ": " + weak, "make one with `gpg --quick-gen-key 'NAME <EMAIL>' ed25519 sign`"
	}
	return part, "", ""
}

// readPart reads the packet of a key.
func readPart(p pgpPacket) (*pgpPart, error) {
	parsed, err := p.parse()
	if err != nil {
		return nil, err
	}
	public, ok := parsed.(*packet.PublicKey)
	if !ok || public.Version != 4 {
		return nil, errors.New("not a public key of version 4")
	}
	return &pgpPart{public: public, fingerprint: fmt.Sprintf("%X", public.Fingerprint), sub: public.IsSubkey}, nil
}

// component reads a user id or subkey with the signatures behind it, or the
// signatures that stand behind the primary key itself.
func (r *keyReader) component(packets []pgpPacket) (problem string) {
	signatures := packets[1:]
	switch packets[0].kind {
	case signaturePacket:
		return r.direct(packets)
	case userIDPacket:
		id := string(packets[0].body)
		r.key.userIDs = append(r.key.userIDs, id)
		return r.userID(id, signatures)
	case publicSubkeyPacket:
		part, err := readPart(packets[0])
		if err != nil || !part.public.PubKeyAlgo.CanSign() {
			return "" // it verifies nothing
		}
		return r.subkey(part, signatures)
	}
	return "" // a picture and the like
}

func (r *keyReader) direct(packets []pgpPacket) string {
	primary := r.key.primary
	var c pgpClaim
	return r.each(packets, func(sig *packet.Signature) {
		switch sig.SigType {
		case packet.SigTypeKeyRevocation:
			keep(&primary.revocations, sig, primary.public.VerifyRevocationSignature(sig))
		case packet.SigTypeDirectSignature:
			keep(&c.signatures, sig, primary.public.VerifyDirectKeySignature(sig))
		}
	}, func() { primary.claim(c) })
}

func (r *keyReader) userID(id string, packets []pgpPacket) string {
	primary := r.key.primary
	var c pgpClaim
	return r.each(packets, func(sig *packet.Signature) {
		err := primary.public.VerifyUserIdSignature(id, primary.public, sig)
		switch sig.SigType {
		case packet.SigTypeCertificationRevocation:
			keep(&c.revocations, sig, err)
		case packet.SigTypeGenericCert, packet.SigTypePersonaCert, packet.SigTypeCasualCert, packet.SigTypePositiveCert:
			keep(&c.signatures, sig, err)
		}
	}, func() { primary.claim(c) })
}

func (r *keyReader) subkey(part *pgpPart, packets []pgpPacket) string {
	primary := r.key.primary
	var c pgpClaim
	return r.each(packets, func(sig *packet.Signature) {
		switch sig.SigType {
		case packet.SigTypeSubkeyRevocation:
			keep(&part.revocations, sig, primary.public.VerifySubkeyRevocationSignature(sig, part.public))
		case packet.SigTypeSubkeyBinding:
			keep(&c.signatures, sig, primary.public.VerifyKeySignature(part.public, sig))
		}
	}, func() {
		if part.claim(c); part.claimed() {
			r.key.subkeys = append(r.key.subkeys, part)
		}
	})
}

// each calls do for each signature that is the primary key's own, and then done.
// One of them that cannot be read is a problem, for it might be a revocation;
// signatures by others are stepped over.
func (r *keyReader) each(packets []pgpPacket, do func(*packet.Signature), done func()) (problem string) {
	for _, p := range packets {
		parsed, err := p.parse()
		sig, ok := parsed.(*packet.Signature)
		switch {
		case err != nil && r.bySomeoneElse(p, err):
			continue
		case err != nil || !ok:
			return "one of its signatures cannot be read"
		case sig.IssuerKeyId == nil || sig.CheckKeyIdOrFingerprint(r.key.primary.public):
		case sig.SigType == packet.SigTypeKeyRevocation || sig.SigType == packet.SigTypeSubkeyRevocation:
			return "it is revoked by someone else, which cannot be judged here"
		default:
			continue
		}
		if *r.budget--; *r.budget < 0 {
			return fmt.Sprintf("the file has more than %d signatures of keys over themselves", maxSelfSignatures)
		}
		do(sig)
	}
	done()
	return ""
}

// bySomeoneElse reports whether a signature that is not supported is no loss:
// where it revokes nothing and is of an algorithm that the key does not have, or
// of a version that keys of version 4 do not make.
func (r *keyReader) bySomeoneElse(p pgpPacket, err error) bool {
	var unsupported pgperrors.UnsupportedError
	if !errors.As(err, &unsupported) || len(p.body) < 4 {
		return false
	}
	if p.version() != 4 {
		return true
	}
	switch packet.SignatureType(p.body[1]) {
	case packet.SigTypeKeyRevocation, packet.SigTypeSubkeyRevocation, packet.SigTypeCertificationRevocation:
		return false
	}
	return packet.PublicKeyAlgorithm(p.body[2]) != r.key.primary.public.PubKeyAlgo
}

// keep keeps a signature that holds.
func keep(list *[]*packet.Signature, sig *packet.Signature, err error) {
	if err == nil {
		*list = append(*list, sig)
	}
}

func (p *pgpPart) claim(c pgpClaim) {
	if len(c.signatures) > 0 {
		p.claims = append(p.claims, c)
	}
}

// parts returns the primary key and its subkeys.
func (k *pgpKey) parts() []*pgpPart { return append([]*pgpPart{k.primary}, k.subkeys...) }

func (p *pgpPart) claimed() bool { return len(p.claims) > 0 }
