package signature

import (
	"bytes"
	"crypto"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	pgp "github.com/ProtonMail/go-crypto/openpgp/v2"
	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Keyring is the OpenPGP keys that may sign.
type Keyring struct {
	entities pgp.EntityList
	keys     []OpenPGPKey
}

// OpenPGPKey is one key with its subkeys.
type OpenPGPKey struct {
	Fingerprint string // of the primary key: 40 upper-case hex digits
	Subkeys     []string
	UserIDs     []string
	Revoked     bool
}

// Keys returns the keys in the order of the file.
func (k *Keyring) Keys() []OpenPGPKey {
	if k == nil {
		return nil
	}
	return k.keys
}

// The largest keyring that is read, in bytes and in keys.
const (
	maxKeyring = 4 << 20
	maxKeys    = 1000
)

const (
	publicBlock  = "PGP PUBLIC KEY BLOCK"
	privateBlock = "PGP PRIVATE KEY BLOCK"
)

// ParseKeyring reads armoured public keys, in one block or in several. A block
// that cannot be read (P024), one that is secret (P025) and a key of another
// version than 4 (P026) make the whole file void.
func ParseKeyring(file string, src []byte) (*Keyring, diag.List) {
	k := &Keyring{}
	var found diag.List
	problem := func(code, message, hint string) {
		at := diag.Pos{Line: 1, Col: 1}
		found.Add(diag.Finding{Code: code, Severity: diag.Error, Range: diag.Range{File: file, Start: at, End: at}, Message: message, Hint: hint})
	}
	const export = "gpg --armor --export FINGERPRINT prints a public key"
	switch {
	case len(src) > maxKeyring:
		problem("P024", fmt.Sprintf("the keyring has more than %d bytes", maxKeyring), "")
		return k, found
	case bytes.Contains(src, []byte("-----BEGIN "+privateBlock)):
		problem("P025", "the keyring has a secret key in it", "take it out, replace the key, as it has been seen, and add the public one: "+export)
		return k, found
	}
	for _, text := range blocks(src) {
		err := k.block(text)
		var version versionError
		if errors.As(err, &version) {
			problem("P026", err.Error(), "make a key with gpg --quick-generate-key")
		} else if err != nil {
			problem("P024", "the keyring cannot be read: "+err.Error(), export)
		}
		if err != nil {
			return &Keyring{}, found
		}
	}
	if len(k.keys) == 0 && !found.HasErrors() {
		problem("P024", "the keyring has no key in it", export)
	}
	return k, found
}

type versionError int

func (v versionError) Error() string {
	return fmt.Sprintf("the keyring has a key of version %d, and 4 is supported", int(v))
}

// blocks takes armoured blocks apart. What stands between them is ignored, as
// gpg does.
func blocks(src []byte) (all [][]byte) {
	const begin = "-----BEGIN "
	for rest := src; ; {
		at := bytes.Index(rest, []byte(begin))
		if at < 0 {
			return all
		}
		end := bytes.Index(rest[at+1:], []byte(begin))
		if end < 0 {
			return append(all, rest[at:])
		}
		all, rest = append(all, rest[at:at+1+end]), rest[at+1+end:]
	}
}

// block reads one armoured block.
func (k *Keyring) block(text []byte) error {
	block, err := armor.Decode(bytes.NewReader(text))
	if errors.Is(err, io.EOF) {
		err = errors.New("a block is damaged")
	}
	if err != nil {
		return err
	}
	if block.Type != publicBlock {
		return fmt.Errorf("it has a block of type %s", block.Type)
	}
	data, err := io.ReadAll(block.Body)
	if err != nil {
		return err
	}
	entities, err := pgp.ReadKeyRing(bytes.NewReader(data))
	if err != nil {
		return err
	}
	for _, e := range entities {
		if err := k.add(e); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keyring) add(e *pgp.Entity) error {
	if e.PrimaryKey.Version != 4 {
		return versionError(e.PrimaryKey.Version)
	}
	if e.PrivateKey != nil {
		return errors.New("it has a secret key in it")
	}
	if len(k.keys) == maxKeys {
		return fmt.Errorf("it has more than %d keys", maxKeys)
	}
	key := OpenPGPKey{Fingerprint: printOf(e.PrimaryKey), Revoked: e.Revoked(time.Time{})}
	for _, sub := range e.Subkeys {
		key.Subkeys = append(key.Subkeys, printOf(sub.PublicKey))
		sub.Revoked(nil, time.Time{}) // remembers which revocations are genuine, so that nothing is written later
	}
	for id := range e.Identities {
		key.UserIDs = append(key.UserIDs, id)
	}
	slices.Sort(key.UserIDs)
	k.entities, k.keys = append(k.entities, e), append(k.keys, key)
	return nil
}

func printOf(key *packet.PublicKey) string {
	return strings.ToUpper(hex.EncodeToString(key.Fingerprint))
}

// config is the library's, with nothing taken from around the program.
func config(at time.Time) *packet.Config {
	weak := map[crypto.Hash]bool{crypto.SHA1: true, crypto.MD5: true, crypto.RIPEMD160: true}
	return &packet.Config{Time: func() time.Time { return at }, RejectMessageHashAlgorithms: weak}
}

// verify verifies a signature by an OpenPGP key.
func (k *Keyring) verify(payload, armour []byte, at time.Time) (Verified, error) {
	raw, sig, err := parsePGP(armour)
	if err != nil {
		return Verified{}, err
	}
	entity, sub, print := k.find(sig)
	if entity == nil {
		return Verified{}, refuse(UnknownKey, print, "nobody allowed the key %s", print)
	}
	primary := printOf(entity.PrimaryKey)
	if err := standing(entity, sub, primary, at); err != nil {
		return Verified{}, err
	}
	_, signer, err := pgp.VerifyDetachedSignature(pgp.EntityList{entity}, bytes.NewReader(payload), bytes.NewReader(raw), config(at))
	if err != nil {
		return Verified{}, refusePGP(err, primary)
	}
	if signer != entity {
		return Verified{}, refuse(BadSignature, primary, "the signature is by another key")
	}
	v := Verified{Format: OpenPGP, Fingerprint: primary}
	if sub != nil {
		v.Subkey = printOf(sub.PublicKey)
	}
	return v, nil
}
