package signature

import (
	"context"
	"errors"
	"io"
	"os"
	"time"
)

type Format string
type Code string

const UnknownKey Code = "unknown-key"

var ErrUnsigned = errors.New("unsigned")
var ErrNoKey = errors.New("no key")

type Refused struct {
	Code                Code
	Fingerprint, Detail string
}

func (r *Refused) Error() string { return r.Detail }

func Split(text []byte) (payload, armour []byte, err error) { return nil, nil, ErrUnsigned }
func BeginsArmour(text []byte) bool                         { return false }

type Keys struct{}
type Verified struct{ Fingerprint string }

func (k Keys) Verify(payload, armour []byte, ns string, signed, at time.Time) (Verified, error) {
	return Verified{}, nil
}

type Config func(ctx context.Context, key string) (string, bool, error)
type SignerOptions struct {
	Config Config
	Ident  string
	Dir    string
	Env    []string
	Stdin  *os.File
	Stderr io.Writer
}
type Signer struct{}

func FindSigner(ctx context.Context, o SignerOptions) (*Signer, error)           { return nil, ErrNoKey }
func (s *Signer) Fingerprint(ctx context.Context) (string, error)                { return "", nil }
func (s *Signer) Sign(ctx context.Context, payload []byte) ([]byte, error)       { return nil, nil }
