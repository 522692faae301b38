package signature

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	pgperrors "github.com/ProtonMail/go-crypto/openpgp/errors"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	pgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

// parsePGP reads an armoured signature: one packet, of a signature over bytes as
// they are (RFC 9580, section 5.2.1), and nothing else.
func parsePGP(armour []byte) (raw []byte, sig *packet.Signature, err error) {
	if err := checkArmour(armour); err != nil {
		return nil, nil, refuse(Malformed, "", "%v", err)
	}
	block, err := armor.Decode(bytes.NewReader(armour))
	if err != nil || block.Type != "PGP SIGNATURE" {
		return nil, nil, refuse(Malformed, "", "the signature is not one of OpenPGP")
	}
	if raw, err = io.ReadAll(io.LimitReader(block.Body, maxArmour)); err != nil {
		return nil, nil, refuse(Malformed, "", "the signature is damaged")
	}
	sig, err = onePacket(raw)
	return raw, sig, err
}

func onePacket(raw []byte) (*packet.Signature, error) {
	from := bytes.NewReader(raw)
	p, err := packet.Read(from)
	if err != nil {
		return nil, refuse(Malformed, "", "the signature is not one of OpenPGP")
	}
	sig, ok := p.(*packet.Signature)
	switch {
	case !ok:
		return nil, refuse(Malformed, "", "the block has something else than a signature in it")
	case from.Len() > 0:
		return nil, refuse(Malformed, "", "the block has more than one signature in it")
	case sig.SigType != packet.SigTypeBinary:
		return nil, refuse(Malformed, "", "the signature is not one of bytes as they are")
	case sig.Version != 4:
		return nil, refuse(Unsupported, "", "the signature is of version %d, and 4 is supported", sig.Version)
	}
	return sig, nil
}

// find returns the key that a signature names, and the subkey where it is one.
// print is what the signature calls it.
func (k *Keyring) find(sig *packet.Signature) (entity *pgp.Entity, sub *pgp.Subkey, print string) {
	if sig.IssuerKeyId == nil {
		return nil, nil, ""
	}
	print = fmt.Sprintf("%016X", *sig.IssuerKeyId)
	if len(sig.IssuerFingerprint) > 0 {
		print = strings.ToUpper(fmt.Sprintf("%x", sig.IssuerFingerprint))
	}
	if k == nil {
		return nil, nil, print
	}
	is := func(key *packet.PublicKey) bool {
		return key.KeyId == *sig.IssuerKeyId && (len(sig.IssuerFingerprint) == 0 || bytes.Equal(key.Fingerprint, sig.IssuerFingerprint))
	}
	for _, e := range k.entities {
		if is(e.PrimaryKey) {
			return e, nil, print
		}
		for i := range e.Subkeys {
			if is(e.Subkeys[i].PublicKey) {
				return e, &e.Subkeys[i], print
			}
		}
	}
	return nil, nil, print
}

// standing checks that a key, and the subkey that signed, are neither expired
// nor revoked. A key that was revoked counts for nothing, whatever the date and
// the reason: who can revoke a key can also sign with a new one.
func standing(e *pgp.Entity, sub *pgp.Subkey, print string, at time.Time) error {
	if len(e.Revocations) > 0 && e.Revoked(at) {
		return refuse(RevokedKey, print, "the key %s is revoked", print)
	}
	if _, err := e.VerifyPrimaryKey(at, config(at)); err != nil {
		return refusePGP(err, print)
	}
	if sub == nil {
		return nil
	}
	bound, err := sub.Verify(at, config(at))
	if err != nil {
		return refusePGP(err, print)
	}
	if !bound.FlagsValid || !bound.FlagSign || bound.EmbeddedSignature == nil {
		return refuse(BadSignature, print, "the subkey is not one that signs")
	}
	return nil
}

// refusePGP turns the library's errors into reasons.
func refusePGP(err error, print string) error {
	switch {
	case errors.Is(err, pgperrors.ErrKeyExpired):
		return refuse(ExpiredKey, print, "the key %s is expired", print)
	case errors.Is(err, pgperrors.ErrSignatureExpired):
		return refuse(ExpiredKey, print, "the signature is expired")
	case errors.Is(err, pgperrors.ErrKeyRevoked):
		return refuse(RevokedKey, print, "the key %s is revoked", print)
	case errors.Is(err, pgperrors.ErrSignatureOlderThanKey):
		return refuse(NotYetValid, print, "the signature is older than the key %s", print)
	case strings.Contains(err.Error(), "insecure"), strings.Contains(err.Error(), "weak"):
		return refuse(WeakAlgorithm, print, "the signature is weak: %v", err)
	default:
		return refuse(BadSignature, print, "the signature is not one of these bytes: %v", err)
	}
}
