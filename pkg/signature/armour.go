package signature

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
)

// The lines that begin and end the blocks of text that a signature is written
// as (OpenSSH's PROTOCOL.sshsig; RFC 9580, section 6.2; git's gpg-interface.c).
const (
	beginSSH  = "-----BEGIN SSH SIGNATURE-----\n"
	endSSH    = "-----END SSH SIGNATURE-----\n"
	beginPGP  = "-----BEGIN PGP SIGNATURE-----\n"
	endPGP    = "-----END PGP SIGNATURE-----\n"
	beginMore = "-----BEGIN PGP MESSAGE-----" // git takes it for a signature too
	beginX509 = "-----BEGIN SIGNED MESSAGE-----"
)

// maxArmour is how long an armoured signature may be, in bytes. One of RSA with
// 16,384 bits takes 3 KiB.
const maxArmour = 64 << 10

// begins reports whether a line begins a block that git takes for a signature.
func begins(line []byte) bool {
	for _, begin := range []string{beginSSH, beginPGP, beginMore, beginX509} {
		if bytes.HasPrefix(line, []byte(strings.TrimSuffix(begin, "\n"))) {
			return true
		}
	}
	return false
}

// BeginsArmour reports whether any line of a text begins a signature.
func BeginsArmour(text []byte) bool {
	for line := range bytes.Lines(text) {
		if begins(line) {
			return true
		}
	}
	return false
}

// Split takes a signed text apart: the bytes that are signed, and the one
// armoured signature at its end. It fails with ErrUnsigned where no line begins
// a signature, and otherwise where there is more than one, where anything
// follows it, and where it is not closed, is of X.509 or has no end.
func Split(text []byte) (payload, armour []byte, err error) {
	at, found, offset := 0, 0, 0
	for line := range bytes.Lines(text) {
		if begins(line) {
			at, found = offset, found+1
		}
		offset += len(line)
	}
	payload, armour = text[:at], text[at:]
	switch {
	case found == 0:
		return text, nil, ErrUnsigned
	case found > 1:
		return nil, nil, errors.New("it has more than one signature")
	case bytes.HasPrefix(armour, []byte(beginX509)):
		return nil, nil, errors.New("it is signed by X.509, which is not supported: sign with an SSH key or with OpenPGP")
	case len(payload) == 0:
		return nil, nil, errors.New("it is a signature of nothing")
	case len(armour) > maxArmour:
		return nil, nil, errors.New("its signature has no end")
	}
	return payload, armour, checkArmour(armour)
}

// checkArmour checks that a block is one block: closed, in plain lines, and with
// nothing behind it.
func checkArmour(armour []byte) error {
	ends := map[string]string{beginSSH: endSSH, beginPGP: endPGP}
	for begin, end := range ends {
		if !bytes.HasPrefix(armour, []byte(begin)) {
			continue
		}
		switch {
		case bytes.IndexByte(armour, '\r') >= 0:
			return errors.New("its signature has lines that end in CR LF")
		case bytes.Count(armour, []byte("-----END")) != 1 || !bytes.Contains(armour, []byte("\n"+end)):
			return errors.New("its signature is not closed")
		case !bytes.HasSuffix(armour, []byte(end)):
			return errors.New("something follows its signature")
		}
		return nil
	}
	return errors.New("its signature is of a kind that is not supported")
}

// decodeSSH returns the bytes of an armoured SSH signature.
func decodeSSH(armour []byte) ([]byte, error) {
	if err := checkArmour(armour); err != nil {
		return nil, refuse(Malformed, "", "%v", err)
	}
	body := strings.TrimSuffix(strings.TrimPrefix(string(armour), beginSSH), endSSH)
	raw, err := base64.StdEncoding.Strict().DecodeString(strings.ReplaceAll(body, "\n", ""))
	if err != nil {
		return nil, refuse(Malformed, "", "the signature is no base64")
	}
	return raw, nil
}
