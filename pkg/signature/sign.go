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
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Sign signs bytes and returns the armoured signature, which ends in a line
// feed. It fails where the program fails, or prints something else.
func (s *Signer) Sign(ctx context.Context, payload []byte) ([]byte, error) {
	sign := s.signPGP
	if s.format == SSH {
		sign = s.signSSH
	}
	armour, err := sign(ctx, payload)
	if err != nil {
		return nil, err
	}
	armour = bytes.ReplaceAll(armour, []byte("\r\n"), []byte("\n"))
	want := map[Format]string{SSH: beginSSH, OpenPGP: beginPGP}[s.format]
	if !bytes.HasPrefix(armour, []byte(want)) || checkArmour(armour) != nil {
		return nil, fmt.Errorf("%s made no signature", s.program)
	}
	return armour, nil
}

// signPGP runs `gpg --status-fd=2 -bsau KEY`, as git does, and demands that it
// says that a signature was made: its exit status alone does not tell.
func (s *Signer) signPGP(ctx context.Context, payload []byte) ([]byte, error) {
	out, talk, err := s.run(ctx, bytes.NewReader(payload), s.program, "--status-fd=2", "-bsau", s.key)
	if err != nil {
		return nil, s.explain(err, talk)
	}
	if !strings.Contains("\n"+talk, "\n[GNUPG:] SIG_CREATED ") {
		return nil, s.explain(fmt.Errorf("%s does not say that it made a signature", s.program), talk)
	}
	return out, nil
}

// signSSH runs `ssh-keygen -Y sign -n git -f KEY FILE`, as git does: programs
// that stand in for ssh-keygen are made for just that, with the bytes in a file.
func (s *Signer) signSSH(ctx context.Context, payload []byte) (armour []byte, err error) {
	folder, err := os.MkdirTemp(s.getenv("TMPDIR"), "promptctl-sign-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	file, key := filepath.Join(folder, "payload"), s.key
	if err := os.WriteFile(file, payload, 0o600); err != nil {
		return nil, err
	}
	args := []string{"-Y", "sign", "-n", "git", "-f"}
	if s.literal {
		key = filepath.Join(folder, "key.pub")
		if err := os.WriteFile(key, []byte(s.key+"\n"), 0o600); err != nil {
			return nil, err
		}
		args = append(args, key, "-U", file)
	} else {
		args = append(args, key, file)
	}
	_, talk, err := s.run(ctx, s.Stdin, s.program, args...)
	if err != nil {
		return nil, s.explain(err, talk)
	}
	armour, err = os.ReadFile(file + ".sig")
	if err != nil {
		return nil, s.explain(fmt.Errorf("%s made no signature", s.program), talk)
	}
	return armour, nil
}

// run runs a program of the signer to its end.
func (s *Signer) run(ctx context.Context, stdin io.Reader, program string, args ...string) (out []byte, talk string, err error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Env = s.Dir, s.Env
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &stdout, &stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 2 * time.Second
	if err = cmd.Run(); err != nil {
		err = fmt.Errorf("%s: %w", program, err)
	}
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return stdout.Bytes(), stderr.String(), err
}

// explain says why a program did not sign, with the command that mends it.
func (s *Signer) explain(err error, talk string) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	said := ""
	for line := range strings.Lines(talk) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "[GNUPG:]") {
			said = line
		}
	}
	if said != "" {
		err = fmt.Errorf("%w: %s", err, said)
	}
	for _, known := range failures() {
		if strings.Contains(strings.ToLower(talk), known.says) {
			return diag.WithHint(err, "%s", known.hint)
		}
	}
	return diag.WithHint(err, "the same key must be able to sign a tag: git tag -s -m test test")
}

type failure struct{ says, hint string }

// failures are what the programs say, in lower case, and what mends it.
func failures() []failure {
	return []failure{
		{"inappropriate ioctl", "gpg finds no terminal to ask on: export GPG_TTY=$(tty)"},
		{"no pinentry", "gpg finds no way to ask: install pinentry, or export GPG_TTY=$(tty)"},
		{"cannot open '/dev/tty'", "gpg finds no terminal to ask on: unlock the key first, such as with gpg-preset-passphrase"},
		{"incorrect passphrase", "unlock the key: ssh-add FILE"},
		{"bad passphrase", "try again with the right passphrase"},
		{"agent refused", "the agent refused: unlock it, or touch the security key"},
		{"no secret key", "gpg does not have the secret key: gpg --list-secret-keys"},
		{"couldn't get agent socket", "the key is not in a file, and no agent runs: eval $(ssh-agent) && ssh-add"},
		{"couldn't find key in agent", "add the key to the agent: ssh-add FILE"},
		{"no such file", "the file of user.signingKey is not there: git config user.signingKey PATH"},
		{"operation cancelled", "the question was cancelled"},
	}
}
