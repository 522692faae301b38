package signature

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Keyring is the public keys of a file.
type Keyring struct {
	keys []*pgpKey
	void bool
}

// OpenPGPKey is a primary key with what belongs to it, as its own signatures say
// that are the latest of the file.
type OpenPGPKey struct {
	Fingerprint string     // of the primary key: 40 upper-case hex digits
	Subkeys     []string   // the fingerprints of those that may sign
	UserIDs     []string   // in the order of the file, those that are revoked too
	Created     time.Time  // when it began to be good
	Expires     time.Time  // from when on it is not good any more; zero is never
	Revoked     bool       // by itself, for whatever reason
	Signs       bool       // whether the primary key may sign; its subkeys may even so
	Useless     string     // why nothing that is signed with it counts, at whatever time and though it is not revoked; "" where it may
	At          diag.Range // the block that has it
	Start, End  int        // byte offsets of the block, which may have other keys too: of its first line, and behind its last
}

// Keys returns the keys in the order of the file; those of a file with errors
// too, as far as they could be read.
func (k *Keyring) Keys() []OpenPGPKey {
	if k == nil {
		return nil
	}
	list := make([]OpenPGPKey, len(k.keys))
	for i, key := range k.keys {
		list[i] = key.describe()
	}
	return list
}

const (
	publicBegin  = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
	publicEnd    = "-----END PGP PUBLIC KEY BLOCK-----"
	privateBegin = "-----BEGIN PGP PRIVATE KEY BLOCK-----"
)

// ParseKeyring reads armoured public keys, in one block or several, with any
// text between blocks that begins none. What is wrong is a finding of severity
// error and voids the file: nothing verifies with it. Wrong are private keys
// (P025), keys that are not of version 4 (RFC 9580, section 4.3; P026), one that
// is there twice, one without a good signature of its own, whatever else than
// keys is there, and a file without any (P024). Signatures by others say nothing here and are stepped over.
func ParseKeyring(file string, src []byte) (*Keyring, diag.List) {
	r := &keyringReader{ring: &Keyring{}, source: diag.NewSource(file, src), budget: maxSelfSignatures}
	if len(src) > maxKeyFile {
		r.errorf(codeKeyring, 0, 0, "the file has more than %d bytes", maxKeyFile)
	} else {
		r.blocks(src)
	}
	r.ring.void = r.found.HasErrors()
	return r.ring, r.found
}

// keyringReader reads the blocks of a file.
type keyringReader struct {
	ring       *Keyring
	source     *diag.Source
	start, end int // of the block
	budget     int // how many more signatures may be verified
	found      diag.List
}

func (r *keyringReader) errorf(code string, start, end int, format string, args ...any) *diag.Finding {
	if len(r.found) >= maxFindings {
		return new(diag.Finding) // the file is void already
	}
	r.found.Errorf(code, r.source.Range(start, end), format, args...)
	return &r.found[len(r.found)-1]
}

// wrong notes what is wrong in the block.
func (r *keyringReader) wrong(code, format string, args ...any) *diag.Finding {
	line, _, _ := bytes.Cut(r.source.Text[r.start:r.end], []byte("\n"))
	return r.errorf(code, r.start, r.start+len(line), format, args...)
}

// blocks reads one block after the other.
func (r *keyringReader) blocks(src []byte) {
	starts := begins(src)
	for i, start := range starts {
		r.start, r.end = start, len(src)
		if i+1 < len(starts) {
			r.end = starts[i+1]
		}
		r.block()
	}
	if len(starts) == 0 {
		r.errorf(codeKeyring, 0, len(src), "there is no armoured public key in it").Hint = hintExport
	}
}

// block reads the keys of one block.
func (r *keyringReader) block() {
	text := bytes.ReplaceAll(r.source.Text[r.start:r.end], []byte("\r\n"), []byte("\n"))
	first, body, _ := bytes.Cut(text, []byte("\n"))
	switch strings.TrimRight(string(first), " \t") {
	case publicBegin:
	case privateBegin:
		r.wrong(codeSecret, secretKey).Hint = hintSecret
		return
	default:
		r.wrong(codeKeyring, "the block has no public key in it")
		return
	}
	end := bytes.Index(body, []byte("\n"+publicEnd))
	if end < 0 {
		r.wrong(codeKeyring, "the block has no last line")
		return
	}
	r.end = r.start + bytes.Index(r.source.Text[r.start:r.end], []byte("\n"+publicEnd)) + len("\n"+publicEnd)
	data, refused := unradix64(body[:end+1])
	if refused != nil {
		r.wrong(codeKeyring, "%s", strings.Replace(refused.Detail, "the signature", "the block", 1))
		return
	}
	packets, refused := pgpPackets(data)
	if refused != nil {
		r.wrong(codeKeyring, "the block cannot be read: %s", refused.Detail)
		return
	}
	r.keys(packets)
}

// keys reads the keys of a block: a primary key each, and what follows it.
func (r *keyringReader) keys(packets []pgpPacket) {
	isPrimary := func(p pgpPacket) bool { return p.kind == publicKeyPacket }
	for _, p := range packets {
		if code, problem := misplaced(p.kind); problem != "" {
			found := r.wrong(code, "%s", problem)
			if found.Hint = hintExport; code == codeSecret {
				found.Hint = hintSecret
			}
			return
		}
	}
	packets = slices.DeleteFunc(packets, func(p pgpPacket) bool {
		return p.kind == markerPacket || p.kind == trustPacket || p.kind == paddingPacket
	})
	if len(packets) == 0 || !isPrimary(packets[0]) {
		r.wrong(codeKeyring, "the block does not begin with a public key")
		return
	}
	for len(packets) > 0 {
		n := slices.IndexFunc(packets[1:], isPrimary) + 1
		if n == 0 {
			n = len(packets)
		}
		r.key(packets[:n])
		packets = packets[n:]
	}
}

const (
	secretKey  = "a private key: whoever can read this file can sign with it"
	hintSecret = "take it out and withdraw the key, for it was seen; `gpg --export --armor FINGERPRINT` writes the public part of a new one"
	hintExport = "`gpg --export --armor FINGERPRINT` writes a public key"
)

// misplaced says what is wrong with a packet of this type in a keyring.
func misplaced(kind int) (code, problem string) {
	switch kind {
	case signaturePacket, publicKeyPacket, userIDPacket, publicSubkeyPacket, userAttributePacket, markerPacket, trustPacket, paddingPacket:
		return "", ""
	case privateKeyPacket, privateSubkeyPacket:
		return codeSecret, secretKey
	}
	return codeKeyring, fmt.Sprintf("the block has a packet of type %d, which does not belong to a public key", kind)
}

// key reads one key and keeps it.
func (r *keyringReader) key(packets []pgpPacket) {
	code := codeKeyring
	if packets[0].version() != 4 {
		code = codeVersion
	}
	key, problem, hint := readKey(packets, &r.budget)
	if problem != "" {
		r.wrong(code, "%s", problem).Hint = hint
		return
	}
	for _, part := range key.parts() {
		if other := r.owner(part.fingerprint); other != nil {
			r.wrong(codeKeyring, "key %s is there twice, in %s and in %s", part.fingerprint, other.primary.fingerprint, key.primary.fingerprint).Hint =
				"keep the block that was exported last; no two keys may have one subkey"
			return
		}
	}
	key.at, key.start, key.end = r.source.Range(r.start, r.end), r.start, r.end
	r.ring.keys = append(r.ring.keys, key)
}

// owner returns the key that has a key or subkey with this fingerprint, or nil.
func (r *keyringReader) owner(fingerprint string) *pgpKey {
	for _, key := range r.ring.keys {
		if slices.ContainsFunc(key.parts(), func(p *pgpPart) bool { return p.fingerprint == fingerprint }) {
			return key
		}
	}
	return nil
}
