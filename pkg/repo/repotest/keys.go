package repotest

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/ssh"
)

// WriteKeys gives persons SSH keys that follow from their names, so that policies
// can be written down with their fingerprints: the files NAME and NAME.pub, and a
// file allowed_signers with all of them.
func WriteKeys(dir string, names ...string) error {
	for _, name := range names {
		private, public, err := keyOf(name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), private, 0o600); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name+".pub"), ssh.MarshalAuthorizedKey(public), 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "allowed_signers"), []byte(AllowedSigners(names...)), 0o644)
}

// seedOf and a name are what a key follows from.
const seedOf = "promptctl test key of "

// keyOf is a person's private key in OpenSSH's form, and their public one.
func keyOf(name string) ([]byte, ssh.PublicKey, error) {
	seed := sha256.Sum256([]byte(seedOf + name))
	private := ed25519.NewKeyFromSeed(seed[:])
	block, err := ssh.MarshalPrivateKey(private, name)
	if err != nil {
		return nil, nil, err
	}
	public, err := ssh.NewPublicKey(private.Public())
	return pem.EncodeToMemory(block), public, err
}

// SigningAs are the settings with which git signs with the key of a person whose
// keys are in a folder.
func SigningAs(dir, name string) []string {
	return []string{"GIT_CONFIG_COUNT=2", "GIT_CONFIG_KEY_0=gpg.format", "GIT_CONFIG_VALUE_0=ssh",
		"GIT_CONFIG_KEY_1=user.signingKey", "GIT_CONFIG_VALUE_1=" + filepath.Join(dir, name+".pub")}
}

// Fingerprint is that of a person's key.
func Fingerprint(name string) string {
	_, public, err := keyOf(name)
	if err != nil {
		panic(err) // keys follow from names, and all are good
	}
	return ssh.FingerprintSHA256(public)
}

// AllowedSigners is the file of that name for some persons.
func AllowedSigners(names ...string) string {
	var signers strings.Builder
	for _, name := range names {
		_, public, err := keyOf(name)
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(&signers, "%s@example.com namespaces=\"git\" %s", name, ssh.MarshalAuthorizedKey(public))
	}
	return signers.String()
}

// Sign signs bytes with a person's key, as `ssh-keygen -Y sign -n git` does
// (OpenSSH's PROTOCOL.sshsig), but starts no program.
func Sign(name string, payload []byte) []byte {
	seed := sha256.Sum256([]byte(seedOf + name))
	key, err := ssh.NewSignerFromKey(ed25519.NewKeyFromSeed(seed[:]))
	if err != nil {
		panic(err)
	}
	const magic, namespace, hash = "SSHSIG", "git", "sha512"
	sum := sha512.Sum512(payload)
	made, err := key.Sign(nil, append([]byte(magic), ssh.Marshal(struct {
		Namespace, Reserved, Hash string
		Digest                    []byte
	}{namespace, "", hash, sum[:]})...))
	if err != nil {
		panic(err)
	}
	blob := append([]byte(magic), ssh.Marshal(struct {
		Version                   uint32
		Key                       []byte
		Namespace, Reserved, Hash string
		Signature                 []byte
	}{1, key.PublicKey().Marshal(), namespace, "", hash, ssh.Marshal(made)})...)
	var armour bytes.Buffer
	armour.WriteString("-----BEGIN SSH SIGNATURE-----\n")
	for text := base64.StdEncoding.EncodeToString(blob); text != ""; {
		n := min(70, len(text))
		armour.WriteString(text[:n] + "\n")
		text = text[n:]
	}
	armour.WriteString("-----END SSH SIGNATURE-----\n")
	return armour.Bytes()
}
