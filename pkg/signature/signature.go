// Package signature signs and verifies bytes, with SSH keys and with OpenPGP
// keys, and reads the files that public keys are kept in. It knows no git.
//
// Verifying is a pure function of bytes, keys and times: it runs no program,
// reads no file, and asks no clock, no environment and no network. Values that
// were parsed are never written to again, so that many goroutines may verify
// with the same keys. Signing runs the program that git is set up to sign with.
package signature

import "time"

// Format is how a signature is made, as git's gpg.format names it.
type Format string

// The formats. Git's third, "x509", is refused.
const (
	SSH     Format = "ssh"
	OpenPGP Format = "openpgp"
)

// Keys are the public keys that signatures are verified with. Either may be nil.
type Keys struct {
	SSH     *AllowedSigners
	OpenPGP *Keyring
}

// Verified is a signature that holds.
type Verified struct {
	Format      Format
	Fingerprint string    // "SHA256:" and base64 of an SSH key; the 40 upper-case hex digits of an OpenPGP primary key
	Subkey      string    // the 40 digits of the OpenPGP subkey that signed; "" where the primary key did, and for SSH
	Principals  []string  // SSH: the patterns of each line that permits the signature, as the file has them
	Made        time.Time // OpenPGP: when the signature was made, as it says itself; zero for SSH, which does not say
}

// Verify verifies that armour is a signature of exactly these bytes, made for a
// namespace by a key that is in k and was good both when the signature claims to
// have been made, signed, and at another time, at. An OpenPGP signature says
// itself when it was made, and its key must have been good then too; namespaces
// are SSH's alone. armour is what Split returns. Every error is a *Refused.
func (k Keys) Verify(payload, armour []byte, namespace string, signed, at time.Time) (Verified, error) {
	first, _, refused := blockOf(armour)
	switch {
	case refused != nil:
		return Verified{}, refused
	case first == sshBegin:
		return k.SSH.verify(payload, armour, namespace, signed, at)
	default:
		return k.OpenPGP.verify(payload, armour, signed, at)
	}
}
