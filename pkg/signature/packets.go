package signature

import (
	"bytes"
	"encoding/binary"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

// The types of packets that are told apart (RFC 9580, section 5).
const (
	signaturePacket     = 2
	privateKeyPacket    = 5
	publicKeyPacket     = 6
	privateSubkeyPacket = 7
	markerPacket        = 10
	trustPacket         = 12
	userIDPacket        = 13
	publicSubkeyPacket  = 14
	userAttributePacket = 17
	paddingPacket       = 21
)

// maxPackets is how many packets a block may have.
const maxPackets = 4096

// pgpPacket is one packet: its type, its body, and both with the header.
type pgpPacket struct {
	kind int
	body []byte
	raw  []byte
}

// pgpPackets takes a block apart (RFC 9580, section 4.2). Lengths that are left
// open or given in parts, which keys and signatures never need, are refused.
func pgpPackets(data []byte) (list []pgpPacket, refused *Refused) {
	for len(data) > 0 {
		if len(list) == maxPackets {
			return nil, refuse(Malformed, "", "there are more than %d packets in it", maxPackets)
		}
		p, ok := nextPacket(data)
		if !ok {
			return nil, refuse(Malformed, "", "it is not made of whole OpenPGP packets")
		}
		list = append(list, p)
		data = data[len(p.raw):]
	}
	return list, nil
}

// nextPacket reads the packet at the beginning of data.
func nextPacket(data []byte) (p pgpPacket, ok bool) {
	first := data[0]
	if first&0x80 == 0 {
		return p, false
	}
	var header int
	var length uint64
	if first&0x40 == 0 {
		p.kind = int(first & 0x3c >> 2)
		header, length, ok = oldLength(data)
	} else {
		p.kind = int(first & 0x3f)
		header, length, ok = newLength(data)
	}
	if !ok || length > uint64(len(data)-header) {
		return p, false
	}
	end := header + int(length)
	p.body, p.raw = data[header:end], data[:end]
	return p, true
}

func oldLength(data []byte) (header int, length uint64, ok bool) {
	size := 1 << (data[0] & 3)
	if size == 8 || len(data) < 1+size {
		return 0, 0, false
	}
	for _, b := range data[1 : 1+size] {
		length = length<<8 | uint64(b)
	}
	return 1 + size, length, true
}

func newLength(data []byte) (header int, length uint64, ok bool) {
	switch {
	case len(data) < 2:
		return 0, 0, false
	case data[1] < 192:
		return 2, uint64(data[1]), true
	case data[1] < 224 && len(data) >= 3:
		return 3, uint64(data[1]-192)<<8 + uint64(data[2]) + 192, true
	case data[1] == 255 && len(data) >= 6:
		return 6, uint64(binary.BigEndian.Uint32(data[2:])), true
	}
	return 0, 0, false
}

// parse reads the packet's content. The reader behind it never sees more than
// this one packet.
func (p pgpPacket) parse() (packet.Packet, error) { return packet.Read(bytes.NewReader(p.raw)) }

// version is the first byte of a key or signature.
func (p pgpPacket) version() int {
	if len(p.body) == 0 {
		return 0
	}
	return int(p.body[0])
}
