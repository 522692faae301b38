package signature

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// explain says why a program did not sign, with the command that mends it.
func (s *Signer) explain(err error, talk string) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	err = said(err, talk)
	if s.NoInput && asks(talk) {
		return diag.WithHint(err, "the key needs a passphrase: unlock it in its agent first, or leave out --no-input")
	}
	for _, known := range failures() {
		if strings.Contains(strings.ToLower(talk), known.says) {
			return diag.WithHint(err, "%s", known.hint)
		}
	}
	if refused := (*Refused)(nil); errors.As(err, &refused) && refused.Code != Malformed {
		return diag.WithHint(err, "see how the program is set up, such as textmode or digest-algo in gpg.conf")
	}
	return diag.WithHint(err, "the same key must be able to sign a tag: git tag -s -m test test")
}

// said is an error with what a program said last.
func said(err error, talk string) error {
	last := ""
	for line := range strings.Lines(talk) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, statusMark) {
			last = line
		}
	}
	if last == "" {
		return err
	}
	return fmt.Errorf("%w: %s", err, last)
}

// asks reports whether a program failed because it may not ask.
func asks(talk string) bool {
	talk = strings.ToLower(talk)
	return strings.Contains(talk, "passphrase") || strings.Contains(talk, "no pinentry") || strings.Contains(talk, "pinentry")
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
