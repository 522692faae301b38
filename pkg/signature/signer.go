package signature

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Config looks a setting of git's up, as `git config` does: its value, and
// whether it is there.
type Config func(ctx context.Context, key string) (value string, ok bool, err error)

// SignerOptions say what git would sign with, and from where.
type SignerOptions struct {
	Config Config
	Ident  string    // "Name <email>", by which OpenPGP finds a key where none is set
	Dir    string    // where relative paths start
	Env    []string  // the environment
	Stdin  io.Reader // of gpg.ssh.defaultKeyCommand; nil is empty. Programs that sign read from it what they sign, and ask on the terminal
	Stderr io.Writer // where a program's talk is shown while it works, such as "touch your key"; nil is nowhere

	NoInput bool // a question of a program fails at once, in place of being asked
}

// Signer signs with the key that git would sign with.
type Signer struct {
	SignerOptions
	format  Format
	program string // its path
	key     string // what git's user.signingKey says: a path, a public key, or what gpg calls a key
	literal bool   // key is a public key of SSH
}

// ErrNoKey says that git is not set up to sign.
var ErrNoKey = errors.New("git has no key to sign with")

// hintKey is how git is set up to sign.
const hintKey = "set one: git config gpg.format ssh && git config user.signingKey ~/.ssh/id_ed25519.pub"

// FindSigner reads gpg.format, gpg.program, gpg.FORMAT.program, user.signingKey
// and gpg.ssh.defaultKeyCommand as git does (git-config(1)), and finds the
// program on the PATH of o.Env. It fails with ErrNoKey and a hint where nothing
// is configured: for SSH where there is neither a key nor a command that prints
// one, for OpenPGP where gpg is not there or has no secret key of o.Ident. X.509
// is refused.
func FindSigner(ctx context.Context, o SignerOptions) (*Signer, error) {
	s := &Signer{SignerOptions: o}
	format, err := s.setting(ctx, "gpg.format")
	if err != nil {
		return nil, err
	}
	if s.key, err = s.setting(ctx, "user.signingKey"); err != nil {
		return nil, err
	}
	switch cmp.Or(format, string(OpenPGP)) {
	case string(OpenPGP):
		return s, s.findPGP(ctx)
	case string(SSH):
		return s, s.findSSH(ctx)
	case "x509":
		return nil, diag.WithHint(errors.New("git is set up to sign by X.509, which is not supported"), "%s", hintKey)
	default:
		return nil, diag.WithHint(fmt.Errorf("gpg.format is %q, which git does not know", format), "git config gpg.format ssh")
	}
}

func (s *Signer) setting(ctx context.Context, keys ...string) (string, error) {
	for _, key := range keys {
		value, ok, err := s.Config(ctx, key)
		if err != nil {
			return "", err
		}
		if ok && strings.TrimSpace(value) != "" {
			return strings.TrimSpace(value), nil
		}
	}
	return "", nil
}

func (s *Signer) findPGP(ctx context.Context) error {
	s.format = OpenPGP
	program, err := s.setting(ctx, "gpg.openpgp.program", "gpg.program")
	if err != nil {
		return err
	}
	asked := s.key != ""
	if s.program, err = s.find(cmp.Or(program, "gpg")); err != nil {
		if !asked && program == "" {
			return diag.WithHint(ErrNoKey, "%s", hintKey) // no gpg, and nobody asked for it
		}
		return err
	}
	if asked {
		return nil
	}
	s.key = s.Ident
	if _, err := s.Fingerprint(ctx); err != nil {
		return diag.WithHint(ErrNoKey, "%s", hintKey)
	}
	return nil
}

func (s *Signer) findSSH(ctx context.Context) error {
	s.format = SSH
	program, err := s.setting(ctx, "gpg.ssh.program")
	if err != nil {
		return err
	}
	if s.key == "" {
		if s.key, err = s.defaultKey(ctx); err != nil {
			return err
		}
	}
	if s.key == "" {
		return diag.WithHint(ErrNoKey, "%s", hintKey)
	}
	if key, is := literal(s.key); is {
		s.key, s.literal = key, true
	} else if s.key, err = s.path(s.key); err != nil {
		return err
	}
	s.program, err = s.find(cmp.Or(program, "ssh-keygen"))
	return err
}

// literal reports whether a signing key is the key itself: after "key::", or
// where it begins with "ssh-", as git has it; and where it begins like the other
// types of keys and is one, which git would take for a path.
func literal(key string) (string, bool) {
	if rest, is := strings.CutPrefix(key, "key::"); is {
		return strings.TrimSpace(rest), true
	}
	if strings.HasPrefix(key, "ecdsa-") || strings.HasPrefix(key, "sk-") {
		_, err := authorized([]byte(key))
		return key, err == nil
	}
	return key, strings.HasPrefix(key, "ssh-")
}

// defaultKey is the first key that gpg.ssh.defaultKeyCommand prints, if it is a
// literal one: git takes no other.
func (s *Signer) defaultKey(ctx context.Context) (string, error) {
	command, err := s.setting(ctx, "gpg.ssh.defaultKeyCommand")
	if err != nil || command == "" {
		return "", err
	}
	words, err := splitCommand(command)
	if err != nil {
		return "", err
	}
	program, err := s.find(words[0])
	if err != nil {
		return "", err
	}
	out, talk, err := s.run(ctx, s.Stdin, program, words[1:]...)
	if err != nil {
		return "", diag.WithHint(said(err, talk), "it is what gpg.ssh.defaultKeyCommand says")
	}
	line, _, _ := strings.Cut(string(out), "\n")
	if _, is := literal(strings.TrimSpace(line)); !is {
		return "", errors.New("gpg.ssh.defaultKeyCommand prints no key: ssh- or key:: begins the one that git takes")
	}
	return strings.TrimSpace(line), nil
}

// Format returns the kind of key.
func (s *Signer) Format() Format { return s.format }
