package signature

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// sshsig is a signature as OpenSSH's PROTOCOL.sshsig lays it out.
type sshsig struct {
	Magic     [6]byte
	Version   uint32
	PublicKey []byte
	Namespace string
	Reserved  string
	Hash      string
	Signature []byte
}

// sshSigned is what the key signs.
type sshSigned struct {
	Magic     [6]byte
	Namespace string
	Reserved  string
	Hash      string
	Digest    []byte
}

const sshMagic = "SSHSIG"

// minRSA is how many bits an RSA key must have, as in OpenSSH's default of
// RequiredRSASize when signing and NIST SP 800-131A.
const minRSA = 2048

// verify verifies a signature by an SSH key.
func (a *AllowedSigners) verify(payload, armour []byte, namespace string, signed, at time.Time) (Verified, error) {
	sig, err := parseSSH(armour)
	if err != nil {
		return Verified{}, err
	}
	key, err := sig.key()
	if err != nil {
		return Verified{}, err
	}
	print := ssh.FingerprintSHA256(key)
	if sig.Namespace != namespace {
		return Verified{}, refuse(WrongNamespace, print, "the signature was made for %q and not for %q", sig.Namespace, namespace)
	}
	principals, err := a.allows(print, namespace, signed, at)
	if err != nil {
		return Verified{}, err
	}
	if err := sig.check(key, print, payload); err != nil {
		return Verified{}, err
	}
	return Verified{Format: SSH, Fingerprint: print, Principals: principals}, nil
}

func parseSSH(armour []byte) (*sshsig, error) {
	raw, err := decodeSSH(armour)
	if err != nil {
		return nil, err
	}
	sig := &sshsig{}
	if err := ssh.Unmarshal(raw, sig); err != nil || string(sig.Magic[:]) != sshMagic {
		return nil, refuse(Malformed, "", "the signature is not one of SSH")
	}
	switch {
	case sig.Version != 1:
		return nil, refuse(Unsupported, "", "the signature is of version %d, which is not supported", sig.Version)
	case sig.Namespace == "" || sig.Reserved != "":
		return nil, refuse(Malformed, "", "the signature says nothing of what it was made for")
	}
	return sig, nil
}

// key reads the public key in a signature.
func (s *sshsig) key() (ssh.PublicKey, error) {
	key, err := ssh.ParsePublicKey(s.PublicKey)
	if err != nil {
		return nil, refuse(Malformed, "", "the signature has no public key in it that is known")
	}
	return key, checkSSHKey(key)
}

// checkSSHKey refuses certificates, DSA and short RSA keys.
func checkSSHKey(key ssh.PublicKey) error {
	print := ssh.FingerprintSHA256(key)
	switch {
	case strings.Contains(key.Type(), "-cert-"):
		return refuse(Certificate, print, "it is a certificate, and certificates are not supported")
	case !slices.Contains(sshKeyTypes(), key.Type()):
		return refuse(WeakAlgorithm, print, "a key of type %s does not count", key.Type())
	}
	if crypto, ok := key.(ssh.CryptoPublicKey); ok {
		if r, ok := crypto.CryptoPublicKey().(*rsa.PublicKey); ok && r.N.BitLen() < minRSA {
			return refuse(WeakAlgorithm, print, "the RSA key has %d bits, and it takes %d", r.N.BitLen(), minRSA)
		}
	}
	return nil
}

func sshKeyTypes() []string {
	return []string{ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoRSA,
		ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256}
}

// check verifies the signature over the bytes.
func (s *sshsig) check(key ssh.PublicKey, print string, payload []byte) error {
	made := &ssh.Signature{}
	if err := ssh.Unmarshal(s.Signature, made); err != nil {
		return refuse(Malformed, print, "the signature is cut off")
	}
	if want := formats(key.Type()); !slices.Contains(want, made.Format) {
		return refuse(WeakAlgorithm, print, "the signature is made by %s, and a key of type %s signs by %s", made.Format, key.Type(), strings.Join(want, " or "))
	}
	digest, err := s.digest(print, payload)
	if err != nil {
		return err
	}
	if err := checkRest(key, print, made); err != nil {
		return err
	}
	message := ssh.Marshal(sshSigned{s.Magic, s.Namespace, s.Reserved, s.Hash, digest})
	if err := key.Verify(message, made); err != nil {
		return refuse(BadSignature, print, "the signature is not one of these bytes")
	}
	return nil
}

// formats are the algorithms by which a key of a type may sign: never SHA-1.
func formats(keyType string) []string {
	if keyType == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return []string{keyType}
}

func (s *sshsig) digest(print string, payload []byte) ([]byte, error) {
	switch s.Hash {
	case "sha512":
		sum := sha512.Sum512(payload)
		return sum[:], nil
	case "sha256":
		sum := sha256.Sum256(payload)
		return sum[:], nil
	default:
		return nil, refuse(WeakAlgorithm, print, "the bytes were hashed by %q, and it takes sha512 or sha256", s.Hash)
	}
}

// checkRest checks what follows a signature: nothing or, of a security key,
// flags and a counter (OpenSSH's PROTOCOL.u2f). Its first flag says that
// somebody touched it.
func checkRest(key ssh.PublicKey, print string, made *ssh.Signature) error {
	if !strings.HasPrefix(key.Type(), "sk-") {
		if len(made.Rest) > 0 {
			return refuse(Malformed, print, "something follows the signature")
		}
		return nil
	}
	const flagsAndCounter = 1 + 4
	if len(made.Rest) != flagsAndCounter {
		return refuse(Malformed, print, "the signature of the security key has no flags and counter")
	}
	if made.Rest[0]&1 == 0 {
		return refuse(NoTouch, print, "nobody touched the security key")
	}
	return nil
}

// Fingerprint returns the fingerprint of a public key as it stands in a .pub
// file or in allowed signers: "SHA256:" and 43 characters.
func Fingerprint(publicKey []byte) (string, error) {
	key, _, _, rest, err := ssh.ParseAuthorizedKey(bytes.TrimSpace(publicKey))
	if err != nil || len(rest) > 0 {
		return "", refuse(Malformed, "", "it is no public key of SSH")
	}
	return ssh.FingerprintSHA256(key), checkSSHKey(key)
}
