package signature

import (
	"encoding/binary"
	"math/bits"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// The subpackets that name who made a signature (RFC 9580, sections 5.2.3.12 and
// 5.2.3.35).
const (
	issuerKeyID       = 16
	issuerFingerprint = 33
)

// subpacket is one statement that a signature makes.
type subpacket struct {
	kind     byte
	critical bool
	body     []byte
}

// checkPGPForm holds what a signature does not sign of itself to one form: the
// area that is not hashed may name the issuer and no more, numbers have no
// leading zeros, and nothing follows them (RFC 9580, sections 5.2.3 and 3.2). It
// returns all that names the issuer, which is at least one.
func checkPGPForm(body []byte) (issuers []subpacket, ok bool) {
	hashed, rest, ok := cutArea(body, 4)
	if !ok {
		return nil, false
	}
	unhashed, rest, ok := cutArea(rest, 0)
	if !ok || len(rest) < 2 || !oneForm(packet.PublicKeyAlgorithm(body[2]), rest[2:]) {
		return nil, false
	}
	for _, s := range unhashed {
		if s.kind != issuerKeyID && s.kind != issuerFingerprint || s.critical {
			return nil, false
		}
	}
	for _, s := range append(hashed, unhashed...) {
		switch s.kind {
		case issuerKeyID, issuerFingerprint:
			if len(s.body) != map[byte]int{issuerKeyID: 8, issuerFingerprint: 21}[s.kind] {
				return nil, false
			}
			issuers = append(issuers, s)
		}
	}
	return issuers, len(issuers) > 0 && len(unhashed) <= 2
}

// oneForm reports whether the numbers of a signature are written in one form.
func oneForm(algorithm packet.PublicKeyAlgorithm, numbers []byte) bool {
	want := 2
	switch algorithm {
	case packet.PubKeyAlgoEd25519:
		return len(numbers) == 64
	case packet.PubKeyAlgoEd448:
		return len(numbers) == 114
	case packet.PubKeyAlgoRSA, packet.PubKeyAlgoRSASignOnly:
		want = 1
	}
	for ; want > 0; want-- {
		if len(numbers) < 3 {
			return false
		}
		length := int(binary.BigEndian.Uint16(numbers))
		size := (length + 7) / 8
		if size == 0 || len(numbers) < 2+size || bits.Len8(numbers[2]) != (length-1)%8+1 {
			return false
		}
		numbers = numbers[2+size:]
	}
	return len(numbers) == 0
}

// cutArea reads the area of subpackets whose length stands at an offset (RFC
// 9580, section 5.2.3.7), and returns what follows it.
func cutArea(body []byte, at int) (list []subpacket, rest []byte, ok bool) {
	if len(body) < at+2 {
		return nil, nil, false
	}
	end := at + 2 + int(binary.BigEndian.Uint16(body[at:]))
	if len(body) < end {
		return nil, nil, false
	}
	for area := body[at+2 : end]; len(area) > 0; {
		header, length, ok := newLength(append([]byte{0}, area[:min(len(area), 5)]...))
		if area[0] >= 224 && area[0] < 255 { // two bytes here, where packets have lengths in parts
			header, length, ok = 3, 0, false
		}
		if header--; !ok || length == 0 || length > uint64(len(area)-header) {
			return nil, nil, false
		}
		content := area[header : header+int(length)]
		list = append(list, subpacket{content[0] & 0x7f, content[0]&0x80 != 0, content[1:]})
		area = area[header+int(length):]
	}
	return list, body[end:], true
}
