package signature

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// statusMark begins the lines that gpg writes for programs (GnuPG's
// doc/DETAILS).
const statusMark = "[GNUPG:] "

// withoutRoutine leaves out what ssh-keygen says each time it signs, which tells
// nobody anything. What it asks for, such as a touch, goes through.
type withoutRoutine struct{ to io.Writer }

// Write writes all but the routine.
func (w withoutRoutine) Write(p []byte) (int, error) {
	if bytes.HasPrefix(p, []byte("Signing data on standard input")) {
		return len(p), nil
	}
	return w.to.Write(p)
}

// maxTalk is how much a program may print, in bytes.
const maxTalk = 1 << 20

var errTooMuch = errors.New("it prints too much")

// run runs a program to its end and returns what it printed and what it said.
// The error is ctx's where that ended.
func (s *Signer) run(ctx context.Context, stdin io.Reader, program string, args ...string) (out []byte, talk string, err error) {
	stdout, stderr := &limited{left: maxTalk}, &limited{left: maxTalk}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Env = s.Dir, s.environment()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, stdout, stderr
	if s.Stderr != nil && s.format == SSH { // gpg's has lines for programs in it, and gpg asks on the terminal itself
		cmd.Stderr = io.MultiWriter(stderr, withoutRoutine{s.Stderr})
	}
	cmd.Cancel = func() error {
		if runtime.GOOS == "windows" {
			return cmd.Process.Kill()
		}
		return cmd.Process.Signal(os.Interrupt)
	}
	cmd.WaitDelay = 2 * time.Second
	if err = cmd.Run(); err != nil {
		err = fmt.Errorf("%s: %w", program, err)
	}
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if stdout.left < 0 || stderr.left < 0 {
		err = fmt.Errorf("%s: %w", program, errTooMuch)
	}
	return stdout.kept.Bytes(), stderr.kept.String(), err
}

// environment is what programs are run with: their messages are not translated,
// and where nothing may be asked, OpenSSH asks a program that does not answer.
func (s *Signer) environment() []string {
	env := append(slices.Clone(s.Env), "LC_ALL=C", "LANGUAGE=C")
	if s.NoInput {
		env = append(env, "SSH_ASKPASS_REQUIRE=force", "SSH_ASKPASS=/bin/false")
	}
	return env
}

// limited keeps what is written to it up to a limit, and fails there.
type limited struct {
	kept bytes.Buffer // not embedded: it has ReadFrom, which knows no limit
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, errTooMuch
	}
	return l.kept.Write(p)
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

// path resolves a path as git does where it reads a setting: ~/ is the folder
// that HOME names. The homes of others, as in ~ana/, are not looked up.
func (s *Signer) path(name string) (string, error) {
	if rest, home := strings.CutPrefix(name, "~/"); home && s.getenv("HOME") != "" {
		return filepath.Join(s.getenv("HOME"), rest), nil
	}
	if strings.HasPrefix(name, "~") {
		return "", diag.WithHint(fmt.Errorf("the folder of %s is not known", name), "write the path from / on")
	}
	if filepath.IsAbs(name) {
		return name, nil
	}
	return filepath.Join(s.Dir, name), nil
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
	if strings.HasPrefix(name, "~") || strings.ContainsRune(name, '/') || strings.ContainsRune(name, filepath.Separator) {
		path, err := s.path(name)
		if err != nil {
			return "", err
		}
		return s.executable(name, path)
	}
	for _, dir := range filepath.SplitList(s.getenv("PATH")) {
		if !filepath.IsAbs(dir) {
			continue
		}
		if found, err := s.executable(name, filepath.Join(dir, name)); err == nil {
			return found, nil
		}
	}
	return "", diag.WithHint(errors.New(name+", which git signs with, is not on PATH"), "install it, or say where it is: git config gpg.%s.program PATH", s.format)
}

func (s *Signer) executable(name, path string) (string, error) {
	if _, err := exec.LookPath(path); err != nil { // it has a separator in it: nothing is searched
		return "", diag.WithHint(errors.New(name+", which git signs with, is not there or is no program"), "say where it is: git config gpg.%s.program PATH", s.format)
	}
	return path, nil
}
