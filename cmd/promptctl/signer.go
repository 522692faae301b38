package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/policy"
	"github.com/promptctl-io/promptctl/pkg/repo"
	"github.com/promptctl-io/promptctl/pkg/signature"
	"github.com/spf13/cobra"
)

// signerOptions say what git would sign with in a repository.
func (a *app) signerOptions(ctx context.Context, r *repo.Repo) signature.SignerOptions {
	ident, err := r.Settings().Variable(ctx, "GIT_COMMITTER_IDENT")
	if err != nil {
		ident = "" // who signs by a key that is set needs none
	}
	name, _, _ := strings.Cut(ident, ">")
	o := a.surroundings()
	o.Config, o.Dir = r.Config, r.Root()
	if name != "" {
		o.Ident = name + ">"
	}
	return o
}

// surroundings are those in which programs that sign run. With --no-input there
// is nobody to be asked for a passphrase.
func (a *app) surroundings() signature.SignerOptions {
	o := signature.SignerOptions{Dir: a.path("."), Env: a.env, Stdin: a.in, Stderr: a.term.Err, NoInput: a.noInput}
	if a.noInput {
		asks := []string{"DISPLAY", "WAYLAND_DISPLAY", "GPG_TTY", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE"}
		o.Stdin, o.Env = nil, slices.DeleteFunc(slices.Clone(a.env), func(entry string) bool {
			name, _, _ := strings.Cut(entry, "=")
			return slices.Contains(asks, name)
		})
		o.Env = append(o.Env, "SSH_ASKPASS=false", "SSH_ASKPASS_REQUIRE=force")
	}
	return o
}

// signingKey returns the public part of the key that git signs with.
func (a *app) signingKey(ctx context.Context, r *repo.Repo) (policy.PublicKey, error) {
	s, err := signature.FindSigner(ctx, a.signerOptions(ctx, r))
	if err != nil {
		return policy.PublicKey{}, err
	}
	text, err := s.PublicKey(ctx)
	if err != nil {
		return policy.PublicKey{}, err
	}
	key, err := policy.ParsePublicKey("the key that git signs with", []byte(text))
	if err != nil {
		return key, err
	}
	return key, a.checkTerm(key)
}

var errNoKey = errors.New("--key or --mine is missing: the key to sign with")

// keyFlags say which public key is meant.
type keyFlags struct {
	key  string
	mine bool
}

func (f *keyFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.key, "key", "", "a public `KEY`: a file, - for standard input, the key itself, or gpg:FINGERPRINT")
	cmd.Flags().BoolVar(&f.mine, "mine", false, "the key that git signs with here")
	cmd.MarkFlagsMutuallyExclusive("key", "mine")
}

// publicKey reads the key that is meant.
func (a *app) publicKey(cmd *cobra.Command, f keyFlags) (policy.PublicKey, error) {
	ctx := cmd.Context()
	r, err := a.repository(ctx)
	if err != nil {
		return policy.PublicKey{}, err
	}
	known, gpg := strings.CutPrefix(f.key, "gpg:")
	var src []byte
	switch {
	case f.mine:
		return a.signingKey(ctx, r)
	case f.key == "":
		return policy.PublicKey{}, withUsage(cmd, errNoKey)
	case gpg:
		var text string
		text, err = signature.Export(ctx, a.signerOptions(ctx, r), known)
		src = []byte(text)
	case policy.IsPublicKey(f.key):
		src = []byte(f.key)
	default:
		src, err = a.readInput(ctx, f.key)
	}
	if err != nil {
		return policy.PublicKey{}, err
	}
	key, err := policy.ParsePublicKey(f.key, src)
	if err == nil {
		err = a.checkTerm(key)
	}
	return key, asUsage(err)
}

// checkTerm refuses a key that is not good any more: nothing that it signs would
// count.
func (a *app) checkTerm(key policy.PublicKey) error {
	if key.Expires.IsZero() || a.now().Before(key.Expires) {
		return nil
	}
	err := fmt.Errorf("key %s expired on %s", key.Fingerprint, key.Expires.Format(time.DateOnly))
	return diag.WithHint(usageError{err}, "prolong it, and try again: `gpg --quick-set-expire %s 1y`", key.Fingerprint)
}
