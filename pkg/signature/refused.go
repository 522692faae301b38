package signature

import "fmt"

// Code is the kind of reason for which a signature does not count.
type Code string

// The codes.
const (
	Malformed        Code = "malformed"         // it is not the one way to write a signature
	BadSignature     Code = "bad-signature"     // it is not a signature of these bytes by this key
	UnknownKey       Code = "unknown-key"       // the key is not among those that are allowed
	WrongNamespace   Code = "wrong-namespace"   // SSH: made for another purpose, or by a key that is for other purposes
	WeakAlgorithm    Code = "weak-algorithm"    // it, or what vouches for its key, rests on what can be forged: SHA-1, DSA, a short RSA key
	NotYetValid      Code = "not-yet-valid"     // the key was not good yet, or the signature comes from the future
	ExpiredKey       Code = "expired-key"       // the key was not good any more
	ExpiredSignature Code = "expired-signature" // OpenPGP: the signature itself had an end
	RevokedKey       Code = "revoked-key"       // OpenPGP: the key or its subkey was revoked
	NotForSigning    Code = "not-for-signing"   // OpenPGP: the key may certify, encrypt or log in, and not sign
	NoTouch          Code = "no-touch"          // a security key signed with nobody touching it
	Certificate      Code = "certificate"       // an SSH certificate in place of a key
	Unsupported      Code = "unsupported"       // it may be good, and cannot be judged here
)

// Refused is why a signature does not count. Fingerprint is the key that the
// signature names, in the form of Verified.Fingerprint where the key is known;
// it is proven where Code says when or for what the key was good, and claimed
// otherwise. It is "" where no key could be read.
type Refused struct {
	Code        Code
	Fingerprint string
	Detail      string // why, in words: lower case, no full stop
}

// Error returns the reason in words.
func (r *Refused) Error() string { return r.Detail }

func refuse(code Code, fingerprint, format string, args ...any) *Refused {
	return &Refused{Code: code, Fingerprint: fingerprint, Detail: fmt.Sprintf(format, args...)}
}
