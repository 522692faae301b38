package signature

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
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
	Stdin  io.Reader // for programs that ask, nil for nobody
	Stderr io.Writer // what a program says to people, nil for nobody
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
// and gpg.ssh.defaultKeyCommand (git-config(1)). It fails with ErrNoKey where
// there is no key.
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
		return nil, diag.WithHint(errors.New("gpg.format is "+format+", which git does not know"), "%s", hintKey)
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
	} else {
		s.key = s.path(s.key)
	}
	s.program, err = s.find(cmp.Or(program, "ssh-keygen"))
	return err
}

// literal reports whether git takes a signing key for the key itself: after
// "key::", or where it begins with "ssh-".
func literal(key string) (string, bool) {
	if rest, is := strings.CutPrefix(key, "key::"); is {
		return strings.TrimSpace(rest), true
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
	out, _, err := s.run(ctx, nil, program, words[1:]...)
	if err != nil {
		return "", diag.WithHint(err, "it is what gpg.ssh.defaultKeyCommand says")
	}
	line, _, _ := strings.Cut(string(out), "\n")
	if _, is := literal(line); !is {
		return "", errors.New("gpg.ssh.defaultKeyCommand prints no key: git takes one that begins with ssh- or key::")
	}
	return strings.TrimSpace(line), nil
}

// splitCommand splits a command as git does, at white space outside of quotes.
func splitCommand(command string) (words []string, err error) {
	var word strings.Builder
	quote, inside := rune(0), false
	for _, r := range command {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, inside = r, true
		case r == ' ' || r == '\t' || r == '\n':
			if inside {
				words = append(words, word.String())
			}
			word.Reset()
			inside = false
		default:
			word.WriteRune(r)
			inside = true
		}
	}
	if inside {
		words = append(words, word.String())
	}
	if quote != 0 || len(words) == 0 {
		return nil, errors.New("gpg.ssh.defaultKeyCommand cannot be read")
	}
	return words, nil
}

// path resolves a path as git does where it reads a setting.
func (s *Signer) path(name string) string {
	if rest, home := strings.CutPrefix(name, "~/"); home {
		return filepath.Join(s.getenv("HOME"), rest)
	}
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.Dir, name)
}

func (s *Signer) getenv(name string) string {
	value := ""
	for _, entry := range s.Env {
		if v, is := strings.CutPrefix(entry, name+"="); is {
			value = v
		}
	}
	return value
}

// find finds a program: a path as it is, a name on PATH. It is never taken from
// the current folder.
func (s *Signer) find(name string) (string, error) {
	if strings.ContainsRune(name, '/') || strings.ContainsRune(name, filepath.Separator) {
		return s.executable(name, s.path(name))
	}
	for _, dir := range filepath.SplitList(s.getenv("PATH")) {
		if !filepath.IsAbs(dir) {
			continue
		}
		for _, suffix := range []string{"", ".exe"} {
			if found, err := s.executable(name, filepath.Join(dir, name+suffix)); err == nil {
				return found, nil
			}
		}
	}
	return "", diag.WithHint(errors.New(name+", which git signs with, is not on PATH"), "install it, or say where it is: git config gpg.%s.program PATH", s.format)
}

func (s *Signer) executable(name, path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil || info.IsDir() {
		return "", diag.WithHint(errors.New(name+", which git signs with, is not there"), "say where it is: git config gpg.%s.program PATH", s.format)
	}
	return path, nil
}

// Format returns the kind of key.
func (s *Signer) Format() Format { return s.format }
