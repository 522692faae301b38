package signature

import (
	"bytes"
	"crypto/rsa"
	"time"

	"golang.org/x/crypto/ssh"
)

// minRSA is how many bits an RSA key needs at least (NIST SP 800-131A).
const minRSA = 2048

// sshKey is a public key with the lines of the file that have it.
type sshKey struct {
	public      ssh.PublicKey
	fingerprint string
	lines       []*AllowedSigner
}

// parseSSHKey reads the wire form of a public key (RFC 4253, section 6.6; RFC
// 5656; RFC 8709; PROTOCOL.u2f). Certificates, DSA and short RSA keys are
// refused, and so is a form that is not the key's canonical one: it would have
// another fingerprint.
func parseSSHKey(blob []byte) (ssh.PublicKey, *Refused) {
	key, err := ssh.ParsePublicKey(blob)
	if err != nil {
		return nil, refuse(Malformed, "", "the public key cannot be read")
	}
	if _, ok := key.(*ssh.Certificate); ok {
		return nil, refuse(Certificate, ssh.FingerprintSHA256(key), "it is by a certificate, and only plain keys are supported")
	}
	if !bytes.Equal(key.Marshal(), blob) {
		return nil, refuse(Malformed, "", "the public key is not written in its one form")
	}
	switch key.Type() {
	case ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521:
		return key, nil
	case ssh.KeyAlgoRSA:
		if bits := rsaBits(key); bits < minRSA {
			return nil, refuse(WeakAlgorithm, ssh.FingerprintSHA256(key), "the RSA key has %d bits, and it takes %d", bits, minRSA)
		}
		return key, nil
	}
	return nil, refuse(WeakAlgorithm, ssh.FingerprintSHA256(key), "keys of type %s are not allowed", key.Type())
}

// rsaKey returns the key of an RSA key's wrapper, or nil.
func rsaKey(key ssh.PublicKey) *rsa.PublicKey {
	wrapped, ok := key.(ssh.CryptoPublicKey)
	if !ok {
		return nil
	}
	public, _ := wrapped.CryptoPublicKey().(*rsa.PublicKey)
	return public
}

func rsaBits(key ssh.PublicKey) int {
	if public := rsaKey(key); public != nil {
		return public.N.BitLen()
	}
	return 0
}

func rsaSize(key ssh.PublicKey) int {
	if public := rsaKey(key); public != nil {
		return public.Size()
	}
	return 0
}

// permit decides whether a line permits a good signature by the key, for a
// namespace and at both times. Where none does, it says why the last one that
// came nearest does not.
func (k *sshKey) permit(namespace string, times ...time.Time) (Verified, error) {
	v := Verified{Format: SSH, Fingerprint: k.fingerprint}
	var why *Refused
	for _, line := range k.lines {
		switch refused := line.permit(namespace, times); {
		case refused == nil:
			v.Principals = append(v.Principals, line.Principals)
		case why == nil || why.Code == WrongNamespace:
			why = refused
		}
	}
	if len(v.Principals) == 0 {
		why.Fingerprint = k.fingerprint
		return Verified{}, why
	}
	return v, nil
}

func (s *AllowedSigner) permit(namespace string, times []time.Time) *Refused {
	if !s.For(namespace) {
		return refuse(WrongNamespace, "", "line %d allows the key for namespaces %.80q, not for %q", s.Line, s.Namespaces, namespace)
	}
	for _, t := range times {
		if !s.ValidAfter.IsZero() && t.Unix() < s.ValidAfter.Unix() {
			return refuse(NotYetValid, "", "line %d allows the key from %s on, and this is of %s", s.Line, utc(s.ValidAfter), utc(t))
		}
		if !s.ValidBefore.IsZero() && t.Unix() > s.ValidBefore.Unix() {
			return refuse(ExpiredKey, "", "line %d allows the key until %s, and this is of %s", s.Line, utc(s.ValidBefore), utc(t))
		}
	}
	return nil
}

func utc(t time.Time) string { return t.UTC().Format(time.RFC3339) }
