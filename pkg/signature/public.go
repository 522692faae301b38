package signature

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"golang.org/x/crypto/ssh"
)

// Fingerprint returns the fingerprint of the key that signs, as a policy names
// it.
func (s *Signer) Fingerprint(ctx context.Context) (string, error) {
	if s.format == SSH {
		key, err := s.public()
		if err != nil {
			return "", err
		}
		return ssh.FingerprintSHA256(key), checkSSHKey(key)
	}
	out, talk, err := s.run(ctx, nil, s.program, "--batch", "--list-secret-keys", "--with-colons", "--fixed-list-mode", "--", s.key)
	if err != nil {
		return "", s.explain(fmt.Errorf("gpg has no secret key %q: %w", s.key, err), talk)
	}
	primary := false
	for line := range strings.Lines(string(out)) { // doc/DETAILS of GnuPG
		fields := strings.Split(line, ":")
		if fields[0] == "fpr" && primary && len(fields) > 9 {
			return fields[9], nil
		}
		primary = fields[0] == "sec" || primary && fields[0] == "fpr"
	}
	return "", diag.WithHint(fmt.Errorf("gpg has no secret key %q", s.key), "gpg --list-secret-keys shows those that there are")
}

// PublicKey returns the public key: of SSH its type and base64, as a line of
// allowed signers has them; of OpenPGP an armoured block.
func (s *Signer) PublicKey(ctx context.Context) (string, error) {
	if s.format == SSH {
		key, err := s.public()
		if err != nil {
			return "", err
		}
		return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))), nil
	}
	print, err := s.Fingerprint(ctx)
	if err != nil {
		return "", err
	}
	return s.export(ctx, print)
}

// export prints the public part of an OpenPGP key.
func (s *Signer) export(ctx context.Context, print string) (string, error) {
	out, talk, err := s.run(ctx, nil, s.program, "--batch", "--armor", "--export", "--", print)
	if err != nil || len(out) == 0 {
		return "", s.explain(fmt.Errorf("gpg cannot export the key %s: %w", print, err), talk)
	}
	return string(out), nil
}

// public finds the public part of the key: in the setting itself, in the file or
// in the one beside it.
func (s *Signer) public() (ssh.PublicKey, error) {
	if s.literal {
		return authorized([]byte(s.key))
	}
	text, err := os.ReadFile(s.key)
	if err != nil {
		return nil, diag.WithHint(fmt.Errorf("user.signingKey: %w", err), "git config user.signingKey PATH names another file")
	}
	if key, err := authorized(text); err == nil {
		return key, nil
	}
	if beside, err := os.ReadFile(s.key + ".pub"); err == nil {
		return authorized(beside)
	}
	private, err := ssh.ParsePrivateKey(text)
	var locked *ssh.PassphraseMissingError
	switch {
	case errors.As(err, &locked) && locked.PublicKey != nil:
		return locked.PublicKey, nil
	case err != nil:
		return nil, diag.WithHint(fmt.Errorf("user.signingKey: %s is no key of SSH", s.key), "ssh-keygen -t ed25519 makes one")
	}
	return private.PublicKey(), nil
}

func authorized(line []byte) (ssh.PublicKey, error) {
	key, _, _, _, err := ssh.ParseAuthorizedKey(line)
	return key, err
}
