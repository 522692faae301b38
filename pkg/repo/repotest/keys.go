package repotest

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/crypto/ssh"
)

// WriteKeys gives persons SSH keys that follow from their names, so that policies
// can be written down with their fingerprints: the files NAME and NAME.pub, and a
// file allowed_signers with all of them.
func WriteKeys(dir string, names ...string) error {
	var signers string
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
		signers += fmt.Sprintf("%s@example.com namespaces=\"git\" %s", name, ssh.MarshalAuthorizedKey(public))
	}
	return os.WriteFile(filepath.Join(dir, "allowed_signers"), []byte(signers), 0o644)
}

// keyOf is a person's private key in OpenSSH's form, and their public one.
func keyOf(name string) ([]byte, ssh.PublicKey, error) {
	seed := sha256.Sum256([]byte("promptctl test key of " + name))
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
