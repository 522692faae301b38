package signature

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// sshMagic begins both the blob of a signature and what is signed.
const sshMagic = "SSHSIG"

// sshBlob is the blob of a signature behind its magic bytes (PROTOCOL.sshsig,
// "Blob format").
type sshBlob struct {
	Version   uint32
	PublicKey []byte
	Namespace string
	Reserved  []byte
	Hash      string
	Signature []byte
}

// sshSigned is what is signed, behind the magic bytes (PROTOCOL.sshsig, "Signed
// Data, of which the signature goes into the blob above").
type sshSigned struct {
	Namespace string
	Reserved  []byte
	Hash      string
	Digest    []byte
}

// parseSSHSig reads an armoured signature. No byte of it may be left over.
func parseSSHSig(armour []byte) (*sshBlob, *ssh.Signature, *Refused) {
	body, refused := armourBody(armour)
	if refused != nil {
		return nil, nil, refused
	}
	raw, refused := unbase64(body)
	if refused != nil {
		return nil, nil, refused
	}
	raw, ok := bytes.CutPrefix(raw, []byte(sshMagic))
	if !ok {
		return nil, nil, refuse(Malformed, "", "the signature does not begin with %s", sshMagic)
	}
	blob, sig := new(sshBlob), new(ssh.Signature)
	if err := ssh.Unmarshal(raw, blob); err != nil {
		return nil, nil, refuse(Malformed, "", "the signature's fields cannot be read")
	}
	if blob.Version != 1 {
		return nil, nil, refuse(Unsupported, "", "the signature has version %d, and 1 is known", blob.Version)
	}
	if len(blob.Reserved) > 0 {
		return nil, nil, refuse(Malformed, "", "the signature's reserved field is not empty")
	}
	if err := ssh.Unmarshal(blob.Signature, sig); err != nil {
		return nil, nil, refuse(Malformed, "", "the signature within the signature cannot be read")
	}
	return blob, sig, nil
}

// verify is Keys.Verify for SSH.
func (a *AllowedSigners) verify(payload, armour []byte, namespace string, signed, at time.Time) (Verified, error) {
	blob, sig, refused := parseSSHSig(armour)
	if refused != nil {
		return Verified{}, refused
	}
	key, refused := a.find(blob.PublicKey)
	if refused != nil {
		return Verified{}, refused
	}
	if blob.Namespace != namespace {
		return Verified{}, refuse(WrongNamespace, key.fingerprint, "it was made for the namespace %.40q, not for %q", blob.Namespace, namespace)
	}
	message, refused := sshMessage(blob, payload)
	if refused == nil {
		refused = checkSSHFormat(key.public, sig)
	}
	if refused != nil {
		refused.Fingerprint = key.fingerprint
		return Verified{}, refused
	}
	if err := key.public.Verify(message, sig); err != nil {
		return Verified{}, refuse(BadSignature, key.fingerprint, "it is not a signature of these bytes by this key")
	}
	return key.permit(namespace, signed, at)
}

// find returns the allowed key that has a blob's bytes.
func (a *AllowedSigners) find(blob []byte) (*sshKey, *Refused) {
	if a != nil {
		if key := a.keys[string(blob)]; key != nil {
			return key, nil
		}
	}
	public, problem := parseSSHKey(blob)
	if problem != nil {
		return nil, problem
	}
	return nil, refuse(UnknownKey, ssh.FingerprintSHA256(public), "the key is not among the allowed signers")
}

// sshMessage returns what is signed for a payload.
func sshMessage(blob *sshBlob, payload []byte) ([]byte, *Refused) {
	var digest []byte
	switch blob.Hash {
	case "sha256":
		sum := sha256.Sum256(payload)
		digest = sum[:]
	case "sha512":
		sum := sha512.Sum512(payload)
		digest = sum[:]
	default:
		return nil, refuse(WeakAlgorithm, "", "its hash is %.40q, and sha256 and sha512 are allowed", blob.Hash)
	}
	return append([]byte(sshMagic), ssh.Marshal(sshSigned{Namespace: blob.Namespace, Hash: blob.Hash, Digest: digest})...), nil
}

// userPresent is the flag of a security key's signature that says that someone
// touched it (OpenSSH's PROTOCOL.u2f, "SSH U2F signatures").
const userPresent = 0x01

// checkSSHFormat demands the signature format that goes with a key: for RSA one
// with SHA-2, and for a security key one with the flag of presence. It holds the
// fields to one way of writing them.
func checkSSHFormat(key ssh.PublicKey, sig *ssh.Signature) *Refused {
	kind, security := key.Type(), strings.HasPrefix(key.Type(), "sk-")
	switch {
	case kind == ssh.KeyAlgoRSA && sig.Format == ssh.KeyAlgoRSA:
		return refuse(WeakAlgorithm, "", "it is an RSA signature with SHA-1")
	case kind == ssh.KeyAlgoRSA && sig.Format != ssh.KeyAlgoRSASHA256 && sig.Format != ssh.KeyAlgoRSASHA512,
		kind != ssh.KeyAlgoRSA && sig.Format != kind:
		return refuse(Unsupported, "", "a signature of format %.40q by a key of type %s is not supported", sig.Format, kind)
	case kind == ssh.KeyAlgoRSA && len(sig.Blob) != rsaSize(key):
		return refuse(Malformed, "", "the RSA signature is not as long as its key")
	case !security && len(sig.Rest) > 0, security && len(sig.Rest) != 5: // flags, and a counter of four bytes
		return refuse(Malformed, "", "bytes are left over behind the signature")
	case security && sig.Rest[0]&userPresent == 0:
		return refuse(NoTouch, "", "the security key was not touched")
	}
	return nil
}
