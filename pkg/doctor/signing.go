package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// signer is a format of signatures and what git makes them with.
type signer struct{ format, program, key string }

// signers are the formats that git knows, by the value of gpg.format. The
// settings are tried in this order, and the program stands for none.
func signers() map[string]signer {
	return map[string]signer{
		"openpgp": {"OpenPGP", "gpg", "gpg.openpgp.program"},
		"ssh":     {"SSH", "ssh-keygen", "gpg.ssh.program"},
		"x509":    {"X.509", "gpgsm", "gpg.x509.program"},
	}
}

// checkSigning looks at what git would sign tags with.
func checkSigning(ctx context.Context, p *patient) (Result, error) {
	key, hasKey, err := p.settings.Config(ctx, "user.signingKey")
	if err != nil {
		return Result{}, err
	}
	format, ok, err := p.settings.Config(ctx, "gpg.format")
	if err != nil {
		return Result{}, err
	}
	if !ok || format == "" {
		format = "openpgp"
	}
	s, known := signers()[format]
	if !known {
		return Result{Status: Warn, Detail: fmt.Sprintf("gpg.format is %q, which git does not know", format), Hint: "git config gpg.format ssh"}, nil
	}
	if !hasKey || strings.TrimSpace(key) == "" {
		return unsigned(ctx, p, s)
	}
	program, err := p.signingProgram(ctx, s)
	if err != nil {
		return Result{}, err
	}
	if p.find(program) == "" && runtime.GOOS != "windows" { // git for Windows brings programs of its own
		return Result{Status: Warn, Detail: fmt.Sprintf("%s signs %s tags, and cannot be found", program, s.format),
			Hint: "install it, or set " + s.key}, nil
	}
	if format == "ssh" {
		return p.checkSSHKey(ctx, key)
	}
	return Result{Status: OK, Detail: fmt.Sprintf("%s, key %s, by %s", s.format, key, program)}, nil
}

// unsigned is the result where no key is set: OpenPGP and X.509 may find one by
// the e-mail address, and SSH may be given one by a command.
func unsigned(ctx context.Context, p *patient, s signer) (Result, error) {
	const mend = "git config gpg.format ssh && git config user.signingKey ~/.ssh/id_ed25519.pub"
	if s.format == "SSH" {
		command, ok, err := p.settings.Config(ctx, "gpg.ssh.defaultKeyCommand")
		if err != nil || ok && command != "" {
			return Result{Status: OK, Detail: "SSH, with the key that gpg.ssh.defaultKeyCommand gives"}, err
		}
	}
	return Result{Status: Note, Detail: "user.signingKey is not set: releases will be UNSIGNED", Hint: mend}, nil
}

func (p *patient) signingProgram(ctx context.Context, s signer) (string, error) {
	keys := []string{s.key}
	if s.format == "OpenPGP" {
		keys = append(keys, "gpg.program")
	}
	for _, key := range keys {
		program, ok, err := p.settings.Config(ctx, key)
		if err != nil || ok && program != "" {
			return program, err
		}
	}
	return s.program, nil
}

// checkSSHKey looks at the file of a key, unless the key itself is given, and
// at what plain git verifies with.
func (p *patient) checkSSHKey(ctx context.Context, key string) (Result, error) {
	shown := key
	if literal := strings.HasPrefix(key, "ssh-") || strings.HasPrefix(key, "key::"); literal {
		shown = "given in user.signingKey"
	} else if _, err := os.Stat(p.fromTop(p.home(key))); errors.Is(err, fs.ErrNotExist) {
		return Result{Status: Warn, Detail: "user.signingKey is " + key + ", and there is no such file",
			Hint: "ssh-keygen -t ed25519 makes a key; git config user.signingKey FILE.pub names it"}, nil
	} else if err != nil {
		return Result{Status: Warn, Detail: "user.signingKey cannot be read: " + err.Error()}, nil
	}
	_, ok, err := p.settings.Config(ctx, "gpg.ssh.allowedSignersFile")
	if err != nil {
		return Result{}, err
	}
	if !ok {
		return Result{Status: Note, Detail: "SSH, key " + shown + "; plain git cannot verify it without a list of signers",
			Hint: "git config gpg.ssh.allowedSignersFile .promptctl/allowed_signers"}, nil
	}
	return Result{Status: OK, Detail: "SSH, key " + shown}, nil
}

// fromTop resolves a relative path as git does for paths of its settings that
// commands read: from the folder that the command runs in, the top.
func (p *patient) fromTop(file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	top := p.Dir
	if p.repo != nil && p.repo.Root() != "" {
		top = p.repo.Root()
	}
	return filepath.Join(top, file)
}
