package policy

import (
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/signature"
)

// PublicKey is a key that is given to a person, with all that a signature is
// verified by.
type PublicKey struct {
	Fingerprint Key
	Expires     time.Time // OpenPGP: from when on it is not good any more; zero is never
	text        string    // SSH: the type and the bytes in base64; OpenPGP: an armoured block
}

const armour = "-----BEGIN PGP PUBLIC KEY BLOCK-----"

// isSSH reports whether a key is one of SSH.
func (k Key) isSSH() bool { return strings.HasPrefix(string(k), "SHA256:") }

// file is the file of a policy's folder that a key belongs in.
func (k PublicKey) file() string {
	if k.Fingerprint.isSSH() {
		return AllowedSigners
	}
	return Keyring
}

// IsPublicKey reports whether a text is a public key of SSH itself, and not the
// name of something with one.
func IsPublicKey(text string) bool {
	return sshKeyForm().MatchString(strings.TrimSpace(strings.TrimPrefix(text, "key::")))
}

// ParsePublicKey reads one public key: of SSH, as in FILE.pub, or of OpenPGP, as
// `gpg --armor --export` prints it. It fails with *RequestError where the text,
// which name says the source of, is anything else.
func ParsePublicKey(name string, src []byte) (PublicKey, error) {
	text := strings.TrimSpace(strings.TrimPrefix(string(src), "key::"))
	switch {
	case strings.Contains(text, "PRIVATE KEY"):
		return PublicKey{}, diag.WithHint(requestf("%s is a private key, and nobody's business", name), "the public one is in a file that ends in .pub")
	case strings.HasPrefix(text, armour):
		return parseOpenPGP(name, text)
	}
	var keys []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			keys = append(keys, line)
		}
	}
	switch len(keys) {
	case 0:
		return PublicKey{}, requestf("%s is empty", name)
	case 1:
		return parseSSH(name, keys[0])
	}
	return PublicKey{}, diag.WithHint(requestf("%s has %d lines, and one key is wanted", name, len(keys)), "choose one, such as the line that `ssh-keygen -lf FILE.pub` says is yours")
}

func parseSSH(name, line string) (PublicKey, error) {
	m := sshKeyForm().FindStringSubmatch(line)
	if m == nil {
		return PublicKey{}, diag.WithHint(requestf("%s is no public key", name), "a line of FILE.pub, such as ssh-ed25519 AAAA…, or what `gpg --armor --export` prints")
	}
	key := PublicKey{text: m[1] + " " + m[2]}
	signers, found := signature.ParseAllowedSigners(name, []byte(signer("x", key.text)))
	if entries := signers.Entries(); !found.HasErrors() && len(entries) == 1 {
		key.Fingerprint = Key(entries[0].Fingerprint)
		return key, nil
	}
	return PublicKey{}, requestf("%s is no key to sign with: %s", name, firstMessage(found))
}

func parseOpenPGP(name, text string) (PublicKey, error) {
	ring, found := signature.ParseKeyring(name, []byte(text))
	if found.HasErrors() {
		return PublicKey{}, requestf("%s is no public key: %s", name, firstMessage(found))
	}
	keys := ring.Keys()
	if len(keys) != 1 {
		return PublicKey{}, diag.WithHint(requestf("%s has %d keys, and one is wanted", name, len(keys)), "`gpg --armor --export FINGERPRINT` prints one")
	}
	switch key := keys[0]; {
	case key.Revoked:
		return PublicKey{}, requestf("%s is revoked", name)
	case key.Useless != "":
		return PublicKey{}, requestf("%s is no key to sign with: %s", name, key.Useless)
	default:
		return PublicKey{normalKey(key.Fingerprint), key.Expires, text + "\n"}, nil
	}
}

func firstMessage(found diag.List) string {
	if len(found) == 0 {
		return "nothing in it can be used"
	}
	return found[0].Message
}

// addMaterial puts a key into the file that signatures are verified by, unless it
// is there.
func (e *editor) addMaterial(key PublicKey, principal string) {
	if e.hasMaterial(key) {
		return
	}
	text := key.text
	if key.Fingerprint.isSSH() {
		text = signer(principal, text)
	}
	e.folder[key.file()] = withLine(e.folder[key.file()], text)
}

// renewed puts an OpenPGP key as it is now, such as one that was prolonged, in the
// place of what the keyring has of it. It does nothing, and returns false, where
// that is the same, or shares its block with other keys.
func (e *editor) renewed(key PublicKey) bool {
	src := e.folder[Keyring]
	ring, _ := signature.ParseKeyring(Keyring, src)
	at, shared := block(ring.Keys(), key.Fingerprint)
	text := strings.TrimSuffix(key.text, "\n")
	if at == nil || shared || at.Revoked || string(src[at.Start:at.End]) == text {
		return false
	}
	e.folder[Keyring] = slices.Concat(src[:at.Start], []byte(text), src[at.End:])
	return true
}

// block returns a key of a keyring, nil where it is not there, and whether its
// block has other keys too.
func block(keys []signature.OpenPGPKey, key Key) (at *signature.OpenPGPKey, shared bool) {
	i := slices.IndexFunc(keys, func(k signature.OpenPGPKey) bool { return normalKey(k.Fingerprint) == key })
	if i < 0 {
		return nil, false
	}
	for j, k := range keys {
		shared = shared || j != i && k.Start == keys[i].Start
	}
	return &keys[i], shared
}

// hasMaterial reports whether a key is in its file, and can be used.
func (e *editor) hasMaterial(key PublicKey) bool {
	p := &Policy{}
	p.readKeys(e.folder)
	return p.material(key.Fingerprint) == usable
}

// withdraw takes a key out of the file that signatures are verified by, or ends
// its time there.
func (e *editor) withdraw(r Revocation) {
	signers, there := e.folder[AllowedSigners]
	switch {
	case !r.Key.isSSH():
		e.withdrawBlock(r)
	case !there:
	case r.As == Compromised:
		e.folder[AllowedSigners] = withoutSigner(signers, r.Key)
	default:
		e.folder[AllowedSigners] = expiredSigner(signers, r.Key, r.Now)
	}
}

// withdrawBlock takes the block of a compromised OpenPGP key out of the keyring,
// where nothing else is in it. A keyring without a key is refused, so it goes with
// the last one.
func (e *editor) withdrawBlock(r Revocation) {
	if r.As != Compromised {
		return
	}
	src := e.folder[Keyring]
	ring, _ := signature.ParseKeyring(Keyring, src)
	at, shared := block(ring.Keys(), r.Key)
	switch {
	case at == nil || shared:
	case len(ring.Keys()) == 1:
		delete(e.folder, Keyring)
	default:
		e.folder[Keyring] = slices.Concat(src[:at.Start], src[at.End:])
	}
}
