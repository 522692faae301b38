package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
)

// keys gives persons SSH keys that follow from their names, so that policies can
// be written down with their fingerprints: the files NAME and NAME.pub, and a
// file allowed_signers with all of them.
//
//	keys ana bo
func keys(ts *testscript.TestScript, neg bool, names []string) {
	if neg || len(names) == 0 {
		ts.Fatalf("usage: keys NAME…")
	}
	ts.Check(writeKeys(ts.MkAbs("."), names...))
}

func writeKeys(dir string, names ...string) error {
	var signers string
	for _, name := range names {
		private, public, err := seededKey(name)
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
func seededKey(name string) ([]byte, ssh.PublicKey, error) {
	seed := sha256.Sum256([]byte("promptctl test key of " + name))
	private := ed25519.NewKeyFromSeed(seed[:])
	block, err := ssh.MarshalPrivateKey(private, name)
	if err != nil {
		return nil, nil, err
	}
	public, err := ssh.NewPublicKey(private.Public())
	return pem.EncodeToMemory(block), public, err
}

// The policies of scripts know these keys.
func TestKeysStayWhatTheyAre(t *testing.T) {
	for name, want := range map[string]string{
		"ana": "SHA256:tzkHQtVNuskdpQG6d4GnFvzmtgkP29h9AhnXGkFbcms",
		"bo":  "SHA256:6aCx8g3dyLgq/IcZPCoa6Lh0S5kpBIhGcTTVOASJzlI",
		"cy":  "SHA256:iyNM116kw4GV/za84RNNiiAJ4CfK2IAeHmjbKEBo0Is",
		"ci":  "SHA256:NUTpR1F5Wj85PhSC7wFPfe2Lq2k5RwE6UuqiEeWyuEQ",
	} {
		_, public, err := seededKey(name)
		require.NoError(t, err)
		require.Equal(t, want, ssh.FingerprintSHA256(public), name)
	}
}
