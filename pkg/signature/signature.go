// Package signature signs and verifies bytes, by SSH keys and OpenPGP keys, and
// reads the files in which a repository keeps the public ones. It knows no git.
//
// Verifying is a pure function of bytes, keys and a time: no program is run, no
// file is read, no clock and no environment is asked. Signing runs the program
// that git is set up to sign with.
package signature

import (
	"bytes"
	"errors"
	"fmt"
	"time"
)

// Format is the kind of key that a signature is made with.
type Format string

// The formats. X.509, the third that git knows, is refused.
const (
	SSH     Format = "ssh"
	OpenPGP Format = "openpgp"
)

// Code is why a signature does not count.
type Code string

// The codes.
const (
	Malformed      Code = "malformed"       // it is no signature
	BadSignature   Code = "bad-signature"   // it is not one of these bytes by this key
	UnknownKey     Code = "unknown-key"     // nobody allowed the key
	WrongNamespace Code = "wrong-namespace" // it was made for another purpose, or the key is allowed for others
	WeakAlgorithm  Code = "weak-algorithm"  // SHA-1, a short key and their like
	ExpiredKey     Code = "expired-key"
	NotYetValid    Code = "not-yet-valid"
	RevokedKey     Code = "revoked-key"
	NoTouch        Code = "no-touch"    // a security key signed with nobody there
	Certificate    Code = "certificate" // a certificate stands where a key should
	Unsupported    Code = "unsupported"
)

// Refused is why a signature does not count.
type Refused struct {
	Code        Code
	Fingerprint string // of the key, "" where there is none to tell of
	Detail      string // in words
}

// Error says why.
func (r *Refused) Error() string { return r.Detail }

func refuse(code Code, key, format string, args ...any) error {
	return &Refused{code, key, fmt.Sprintf(format, args...)}
}

// Keys are the public keys that signatures are verified with. Either may be nil.
type Keys struct {
	SSH     *AllowedSigners
	OpenPGP *Keyring
}

// Verified is a signature that is good.
type Verified struct {
	Format      Format
	Fingerprint string   // "SHA256:…", or the 40 upper-case hex digits of an OpenPGP primary key
	Subkey      string   // the fingerprint of the subkey that signed; "" where none did
	Principals  []string // of the lines of allowed signers that have the key
}

// Verify verifies that an armoured signature is one of these bytes, made for a
// namespace by a key that is allowed, and good both when it was signed, as the
// signer says, and at another time. An OpenPGP signature knows no namespaces.
// Whatever else is the case makes a *Refused.
func (k Keys) Verify(payload, armour []byte, namespace string, signed, at time.Time) (Verified, error) {
	switch {
	case bytes.HasPrefix(armour, []byte(beginSSH)):
		return k.SSH.verify(payload, armour, namespace, signed, at)
	case bytes.HasPrefix(armour, []byte(beginPGP)):
		return k.OpenPGP.verify(payload, armour, at)
	default:
		return Verified{}, refuse(Malformed, "", "the signature is neither of SSH nor of OpenPGP")
	}
}

// ErrUnsigned says that a text has no signature at its end.
var ErrUnsigned = errors.New("it is not signed")
