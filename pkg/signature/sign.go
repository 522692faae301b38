package signature

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Sign signs bytes and returns the armoured signature: one block, which ends in
// a line feed. It fails where the program fails, does not say that it signed, or
// prints something else; the error has what it said last, and a hint. A payload
// with a line that begins an armour block is refused: nothing could take it apart
// again.
func (s *Signer) Sign(ctx context.Context, payload []byte) ([]byte, error) {
	if BeginsArmour(payload) {
		return nil, diag.WithHint(errors.New("a line of what is to be signed begins like a signature"), "take the line with -----BEGIN out of the message")
	}
	sign := s.signPGP
	if s.format == SSH {
		sign = s.signSSH
	}
	out, talk, err := sign(ctx, payload)
	if err != nil {
		return nil, s.explain(err, talk)
	}
	armour := bytes.ReplaceAll(out, []byte("\r\n"), []byte("\n"))
	if !bytes.HasSuffix(armour, []byte("\n")) {
		armour = append(armour, '\n')
	}
	if err := s.checkMade(armour); err != nil {
		return nil, s.explain(err, talk)
	}
	return armour, nil
}

// checkMade demands that what a program printed is a signature of the format, made
// as those are that count.
func (s *Signer) checkMade(armour []byte) error {
	var refused *Refused
	if s.format == SSH {
		var blob *sshBlob
		blob, _, refused = parseSSHSig(armour)
		if key, err := s.public(); refused == nil && err == nil && !bytes.Equal(key.Marshal(), blob.PublicKey) {
			return fmt.Errorf("%s signed with another key than user.signingKey says", s.program)
		}
	} else {
		var sig *pgpSig
		if sig, refused = parsePGPSig(armour); refused == nil {
			refused = checkMeans(sig.Signature)
		}
	}
	first, _, _ := blockOf(armour)
	switch {
	case len(bytes.TrimSpace(armour)) == 0:
		return fmt.Errorf("%s printed no signature", s.program)
	case refused != nil && refused.Code == Malformed:
		return fmt.Errorf("%s printed what is no signature: %w", s.program, refused)
	case refused != nil:
		return fmt.Errorf("%s made a signature that would not count: %w", s.program, refused)
	case first == sshBegin != (s.format == SSH):
		return fmt.Errorf("%s printed a signature of another format than %s", s.program, s.format)
	}
	return nil
}

// signPGP runs `PROGRAM --status-fd=2 -bsau KEY`, as git does, and demands that
// it says that a signature was made: its exit status alone does not tell.
func (s *Signer) signPGP(ctx context.Context, payload []byte) (out []byte, talk string, err error) {
	args := []string{"--status-fd=2", "-bsau", s.key}
	if s.NoInput {
		args = append([]string{"--batch", "--no-tty", "--pinentry-mode=error"}, args...)
	}
	out, talk, err = s.run(ctx, bytes.NewReader(payload), s.program, args...)
	if err == nil && !strings.Contains("\n"+talk, "\n"+statusMark+"SIG_CREATED ") {
		err = fmt.Errorf("%s does not say that it made a signature", s.program)
	}
	return out, talk, err
}

// signSSH runs `PROGRAM -Y sign -n git -f KEY`. A key that is given itself is put
// into a file for as long as it takes, and -U says that an agent has its private
// part, as git does.
func (s *Signer) signSSH(ctx context.Context, payload []byte) (out []byte, talk string, err error) {
	args := []string{"-Y", "sign", "-n", "git", "-f", s.key}
	if s.literal {
		folder, err := os.MkdirTemp(s.getenv("TMPDIR"), "promptctl-sign-")
		if err != nil {
			return nil, "", err
		}
		defer os.RemoveAll(folder)
		file := filepath.Join(folder, "key.pub")
		if err := os.WriteFile(file, []byte(s.key+"\n"), 0o600); err != nil {
			return nil, "", err
		}
		args[len(args)-1] = file
		args = append(args, "-U")
	}
	return s.run(ctx, bytes.NewReader(payload), s.program, args...)
}
