package signature

import (
	"cmp"
	"context"
)

// Export returns an OpenPGP key that gpg has, as an armoured block: by its
// fingerprint or by what else gpg finds it by. It need not be one that signs here.
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
