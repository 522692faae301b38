package signature

import (
	"bytes"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

// madeKeyring is a key that was made without gpg, and not armoured.
func madeKeyring() []byte {
	config := &packet.Config{Algorithm: packet.PubKeyAlgoEdDSA, Time: func() time.Time { return now.AddDate(0, -1, 0) }}
	entity, err := openpgp.NewEntity("Ana", "", "ana@example.com", config)
	if err != nil {
		return nil
	}
	if err := entity.AddSigningSubkey(config); err != nil {
		return nil
	}
	var b bytes.Buffer
	if err := entity.Serialize(&b); err != nil {
		return nil
	}
	return b.Bytes()
}

// packetOf writes a packet with a length of four bytes.
func packetOf(kind int, body string) []byte {
	n := len(body)
	return append([]byte{0xc0 | byte(kind), 255, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}, body...)
}

func repeated(n int, s string) string { return strings.Repeat(s, n) }
