package signature

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"golang.org/x/crypto/ssh"
)

// Fingerprint returns the fingerprint of the key that signs, as a policy names
// it: of an SSH key that itself, of OpenPGP the primary key's. It fails where the
// public key cannot be found, and where it is one that Keys would never accept.
func (s *Signer) Fingerprint(ctx context.Context) (string, error) {
	if s.format == SSH {
		key, err := s.public()
		if err != nil {
			return "", err
		}
		if _, refused := parseSSHKey(key.Marshal()); refused != nil {
			return "", diag.WithHint(fmt.Errorf("user.signingKey: %w", refused), "make a key with `ssh-keygen -t ed25519`")
		}
		return ssh.FingerprintSHA256(key), nil
	}
	out, talk, err := s.run(ctx, nil, s.program, "--batch", "--list-secret-keys", "--with-colons", "--fixed-list-mode", "--", s.key)
	if err != nil {
		return "", s.explain(fmt.Errorf("%s has no secret key of %q: %w", s.program, s.key, err), talk)
	}
	if print := primaryOf(string(out)); print != "" {
		return print, nil
	}
	return "", diag.WithHint(fmt.Errorf("%s has no secret key of %q", s.program, s.key), "gpg --list-secret-keys shows those that there are")
}

// primaryOf returns the fingerprint of the first primary key in a listing that
// is good, and else of the first (GnuPG's doc/DETAILS, "Format of the
// --with-colons listings"). That it has the secret part tells it from the keys of
// others that the same words find.
func primaryOf(listing string) string {
	first, validity, primary := "", "", false
	for line := range strings.Lines(listing) {
		fields := strings.Split(strings.TrimSpace(line), ":")
		switch {
		case fields[0] == "sec" && len(fields) > 1:
			primary, validity = true, fields[1]
		case fields[0] == "ssb":
			primary = false
		case fields[0] == "fpr" && primary && len(fields) > 9:
			if !strings.ContainsAny(validity, "erdi") { // expired, revoked, disabled, invalid
				return fields[9]
			}
			first, primary = cmp.Or(first, fields[9]), false
		}
	}
	return first
}

// PublicKey returns the public key: of SSH its type and base64, as a line of
// allowed signers has them; of OpenPGP an armoured block of the whole key.
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

// Export returns an OpenPGP key that gpg has, as an armoured block: the one that
// it finds by a fingerprint or a user id. It need not be one that signs here. It
// fails where gpg is not there or finds none.
func Export(ctx context.Context, o SignerOptions, key string) (string, error) {
	s := &Signer{SignerOptions: o, format: OpenPGP}
	program, err := s.setting(ctx, "gpg.openpgp.program", "gpg.program")
	if err != nil {
		return "", err
	}
	if s.program, err = s.find(cmp.Or(program, "gpg")); err != nil {
		return "", err
	}
	return s.export(ctx, key)
}

// export prints the public part of an OpenPGP key.
func (s *Signer) export(ctx context.Context, print string) (string, error) {
	out, talk, err := s.run(ctx, nil, s.program, "--batch", "--armor", "--export-options", "export-minimal", "--export", "--", print)
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
		return nil, diag.WithHint(fmt.Errorf("user.signingKey: %s is no SSH key, or its public part is not beside it", s.key),
			"`ssh-keygen -y -f %s > %s.pub` writes that; `ssh-keygen -t ed25519` makes a key", s.key, s.key)
	}
	return private.PublicKey(), nil
}

// authorized reads a public key as a file has it.
func authorized(line []byte) (ssh.PublicKey, error) {
	key, _, _, _, err := ssh.ParseAuthorizedKey(line)
	return key, err
}
