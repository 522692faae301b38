package signature

import (
	"bytes"
	"errors"
	"slices"
)

// ErrUnsigned is what Split answers where no signature is begun in a text.
var ErrUnsigned = errors.New("it is not signed")

// maxArmour is how long an armoured signature may be, in bytes. An SSH signature
// by the largest RSA key takes less than 8 KiB.
const maxArmour = 64 << 10

// How armoured blocks begin and end.
const (
	anyBegin   = "-----BEGIN "
	anyEnd     = "-----END "
	sshBegin   = "-----BEGIN SSH SIGNATURE-----\n" // PROTOCOL.sshsig, "Armored format"
	sshEnd     = "-----END SSH SIGNATURE-----"
	pgpBegin   = "-----BEGIN PGP SIGNATURE-----\n" // RFC 9580, section 6.2
	pgpEnd     = "-----END PGP SIGNATURE-----"
	pgpMessage = "-----BEGIN PGP MESSAGE-----"
	x509Begin  = "-----BEGIN SIGNED MESSAGE-----"
)

// begins returns the offsets of the lines that begin an armour block. A line
// ends with LF or CR here: what another reader may take for one is one.
func begins(text []byte) (at []int) {
	for from := 0; ; {
		n := bytes.Index(text[from:], []byte(anyBegin))
		if n < 0 {
			return at
		}
		from += n
		if from == 0 || text[from-1] == '\n' || text[from-1] == '\r' {
			at = append(at, from)
		}
		from += len(anyBegin)
	}
}

// BeginsArmour reports whether any line of a text would begin an armour block of
// whatever kind. The message of what is to be signed must not have one: git
// looks for the signature at the last such line that it knows.
func BeginsArmour(text []byte) bool { return len(begins(text)) > 0 }

// Split takes a signed text apart: what is signed, byte for byte, and the one
// armoured signature at its end, with its line end. It fails with ErrUnsigned
// where no line begins an armour block; and with a *Refused where there is more
// than one block, where it is not an SSH or OpenPGP signature, is not closed or
// does not end the text, is longer than 64 KiB, or where there is a CR in it or
// on the line before.
func Split(text []byte) (payload, armour []byte, err error) {
	at := begins(text)
	if len(at) == 0 {
		return nil, nil, ErrUnsigned
	}
	if len(at) > 1 {
		return nil, nil, refuse(Malformed, "", "%d lines begin a signature or another armoured block, and only one may", len(at))
	}
	payload, armour = text[:at[0]:at[0]], slices.Clip(text[at[0]:])
	if bytes.HasSuffix(payload, []byte("\r")) || bytes.HasSuffix(payload, []byte("\r\n")) {
		return nil, nil, refuse(Malformed, "", "the line before the signature ends with a carriage return")
	}
	if _, refused := armourBody(armour); refused != nil {
		return nil, nil, refused
	}
	return payload, armour, nil
}

// armourBody returns the lines between the first and the last one of an armoured
// signature, each with its LF.
func armourBody(armour []byte) ([]byte, *Refused) {
	first, last, refused := blockOf(armour)
	if refused != nil {
		return nil, refused
	}
	if len(armour) > maxArmour {
		return nil, refuse(Malformed, "", "the signature is longer than %d bytes", maxArmour)
	}
	if bytes.IndexByte(armour, '\r') >= 0 {
		return nil, refuse(Malformed, "", "there is a carriage return in the signature")
	}
	body := armour[len(first):]
	end := bytes.Index(body, []byte(anyEnd))
	switch {
	case end < 0:
		return nil, refuse(Malformed, "", "the signature has no last line")
	case end > 0 && body[end-1] != '\n':
		return nil, refuse(Malformed, "", "the last line of the signature does not begin a line")
	}
	if rest := body[end:]; string(rest) != last && string(rest) != last+"\n" {
		return nil, refuse(Malformed, "", "the text does not end with the last line of the signature")
	}
	return body[:end], nil
}

// blockOf returns the first line of an armoured signature, with its LF, and the
// last, without.
func blockOf(armour []byte) (first, last string, refused *Refused) {
	switch {
	case bytes.HasPrefix(armour, []byte(sshBegin)):
		return sshBegin, sshEnd, nil
	case bytes.HasPrefix(armour, []byte(pgpBegin)):
		return pgpBegin, pgpEnd, nil
	case bytes.HasPrefix(armour, []byte(x509Begin)):
		return "", "", refuse(Unsupported, "", "the signature is an X.509 one, which is not supported")
	case bytes.HasPrefix(armour, []byte(pgpMessage)):
		return "", "", refuse(Malformed, "", "an OpenPGP message is not a signature beside a text")
	}
	return "", "", refuse(Malformed, "", "the armoured block is not an SSH or OpenPGP signature")
}
