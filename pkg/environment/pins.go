package environment

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
	"github.com/promptctl-io/promptctl/pkg/atomicfile"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Pins is what this machine knows of environments, outside of any repository:
// the root of each that it trusts, and the last tip that it verified of it, which
// is the high-water mark. Whoever can write it decides what is trusted.
//
// Roots are known by the repository's id, so that a fresh clone with another root
// is noticed; marks are known by the clone, as one may be behind another.
type Pins struct {
	folder string // "" remembers nothing
	clone  string
}

// NewPins returns the pins that lie below a folder, such as
// $XDG_STATE_HOME/promptctl, for a clone that is known by its git folder. Where
// the folder is "" nothing is remembered.
func NewPins(folder, clone string) *Pins {
	sum := sha256.Sum256([]byte(clone))
	return &Pins{folder, hex.EncodeToString(sum[:8])}
}

// PinError says that what this machine knows of an environment cannot be read, or is
// damaged: it may have been the only one to know, so nobody can tell.
type PinError struct{ error }

// Unwrap returns why.
func (e *PinError) Unwrap() error { return e.error }

// UnkeptError says that nothing could be written where a ledger is remembered.
type UnkeptError struct{ error }

// Unwrap returns why.
func (e *UnkeptError) Unwrap() error { return e.error }

// unkept is an UnkeptError of an error; nil of nil.
func unkept(err error) error {
	if err == nil {
		return nil
	}
	return &UnkeptError{err}
}

// unread is a PinError of a file that is there, or may be, and cannot be read.
func unread(what, environment string, err error) error {
	err = &PinError{fmt.Errorf("%s of %s: %w", what, environment, err)}
	return diag.WithHint(err, "let it be read, or set XDG_STATE_HOME to a folder of your own, and say which root is to be trusted: promptctl verify --env %s --root COMMIT", environment)
}

// Mark is what is remembered of an environment's ledger.
type Mark struct {
	Root, Tip string
	State     *ledger.State // of the ledger up to Tip; nil where another promptctl kept it
}

const (
	markHeader = "promptctl ledger"
	stateForm  = "2" // of what follows the header; another one is verified anew
)

func (p *Pins) markFile(environment string) string {
	return filepath.Join(p.folder, "ledgers", p.clone, environment)
}

func (p *Pins) rootFile(repository, environment string) string {
	return filepath.Join(p.folder, "roots", repository, environment)
}

// files are those that know of an environment.
func (p *Pins) files(repository, environment string) (there []string) {
	for _, file := range []string{p.markFile(environment), p.rootFile(repository, environment)} {
		if _, err := os.Stat(file); err == nil {
			there = append(there, file)
		}
	}
	return there
}

// Mark returns what is remembered of an environment; nil is nothing. A file that
// is damaged is an error, as it may have been the only one to know.
func (p *Pins) Mark(environment string) (*Mark, error) {
	if p.folder == "" {
		return nil, nil
	}
	file := p.markFile(environment)
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unread("what is known", environment, err)
	}
	mark, err := parseMark(data)
	if err != nil {
		err = &PinError{fmt.Errorf("what is known of %s: %s %w", environment, file, err)}
		return nil, diag.WithHint(err, "delete the file, and say which root is to be trusted: promptctl verify --env %s --root COMMIT", environment)
	}
	return mark, nil
}

// parseMark reads a line "promptctl ledger FORM ROOT TIP SUM", where SUM is the
// SHA-256 of the line without it and of what follows.
func parseMark(data []byte) (*Mark, error) {
	line, rest, _ := bytes.Cut(data, []byte("\n"))
	f := strings.Fields(strings.TrimPrefix(string(line), markHeader))
	if len(f) != 4 || markSum(f[0], f[1], f[2], rest) != f[3] {
		return nil, errors.New("is damaged")
	}
	mark := &Mark{Root: f[1], Tip: f[2]}
	if f[0] != stateForm {
		return mark, nil
	}
	mark.State = &ledger.State{}
	if err := gob.NewDecoder(bytes.NewReader(rest)).Decode(mark.State); err != nil || mark.State.Tip != mark.Tip || mark.State.Root != mark.Root {
		return nil, errors.New("is damaged")
	}
	return mark, nil
}

func markSum(form, root, tip string, rest []byte) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s %s\n", form, root, tip)
	h.Write(rest)
	return hex.EncodeToString(h.Sum(nil))
}

// Root returns the root that is trusted of an environment in any clone of a
// repository; "" where none is.
func (p *Pins) Root(repository, environment string) (string, error) {
	if p.folder == "" {
		return "", nil
	}
	file := p.rootFile(repository, environment)
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", unread("the root that is trusted", environment, err)
	}
	root := strings.TrimSuffix(string(data), "\n")
	if _, err := hex.DecodeString(root); err != nil || root == "" {
		err := &PinError{fmt.Errorf("the root that is trusted of %s: %s is damaged", environment, file)}
		return "", diag.WithHint(err, "say which root is to be trusted: promptctl verify --env %s --root COMMIT", environment)
	}
	return root, nil
}

// Check reads what is known of an environment. It fails with a PinError.
func (p *Pins) Check(repository, environment string) error {
	if _, err := p.Mark(environment); err != nil {
		return err
	}
	_, err := p.Root(repository, environment)
	return err
}

// Trust remembers the root of an environment, in the place of any other, and
// forgets how far its ledger was seen: whoever says what is trusted may say that it
// was put back. It fails with an UnkeptError; a mark that is left then refuses still.
func (p *Pins) Trust(repository, environment, root string) error {
	if p.folder == "" {
		return nil
	}
	if err := p.pin(repository, environment, root); err != nil {
		return err
	}
	if err := os.Remove(p.markFile(environment)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unkept(err)
	}
	return nil
}

func (p *Pins) pin(repository, environment, root string) error {
	return write(p.rootFile(repository, environment), []byte(root+"\n"))
}

// Keep remembers a ledger that was verified, and trusts its root where none was
// trusted. What another process has kept since, and goes further, stays; a ledger
// that does not go on from there is an error, and an UnkeptError that nothing can be
// written.
func (p *Pins) Keep(s *ledger.State) error {
	if p.folder == "" {
		return nil
	}
	file := p.markFile(s.Environment)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return unkept(err)
	}
	lock := flock.New(file + ".lock")
	if err := lock.Lock(); err != nil {
		return unkept(err)
	}
	defer func() { _ = lock.Unlock() }()
	mark, err := p.Mark(s.Environment)
	switch {
	case err != nil:
		return err
	case mark == nil, mark.Root != s.Root, s.Has(mark.Tip):
	case mark.State.Has(s.Tip):
		return nil
	default:
		return fmt.Errorf("what is known of %s: %w: %s was seen meanwhile", s.Environment, ledger.ErrRewound, repo.Hash(mark.Tip).Short())
	}
	var state bytes.Buffer
	if err := gob.NewEncoder(&state).Encode(s); err != nil {
		return err
	}
	line := fmt.Sprintf("%s %s %s %s %s\n", markHeader, stateForm, s.Root, s.Tip, markSum(stateForm, s.Root, s.Tip, state.Bytes()))
	if err := write(file, append([]byte(line), state.Bytes()...)); err != nil {
		return err
	}
	if root, err := p.Root(s.Repository, s.Environment); err != nil || root != "" {
		return err
	}
	return p.pin(s.Repository, s.Environment, s.Root)
}

func write(file string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return unkept(err)
	}
	return unkept(atomicfile.Replace(file, data, 0o600))
}
