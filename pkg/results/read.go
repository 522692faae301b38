package results

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// Results is a results file that was read.
type Results struct {
	Head    Head
	Summary Summary
	Modes   []FailureMode
	Cases   []*Case
}

// maxValue is how many bytes one case may take, and whatever else is one value.
const maxValue = 64 << 20

// Read reads a results file, and checks it: that it is of a version that is known,
// that nothing is missing from it, that no case is in it twice, and that its sums
// are those of its cases. Keys that are not known are left out: a later promptctl
// may have written them. An error begins with the file's name and the line.
func Read(file string, r io.Reader) (*Results, error) {
	var cases []*Case
	results, err := Each(file, r, func(c *Case) error {
		cases = append(cases, c)
		return nil
	})
	if err != nil {
		return nil, err
	}
	results.Cases = cases
	return results, nil
}

// Each is Read, but hands the cases to a function one after the other, as they are
// read, and returns all else. What the function returns ends it. Only when Each
// returns no error is it sure that the file is sound.
func Each(file string, r io.Reader, each func(*Case) error) (*Results, error) {
	in := newReader(file, r)
	results := &Results{}
	if err := in.file(results, each); err != nil {
		return nil, err
	}
	return results, nil
}

// reader reads a results file.
type reader struct {
	name   string
	lines  *lineReader
	decode *json.Decoder
	seen   map[string]bool // keys at the top
	ids    map[caseKey]struct{}
	sum    Summer
	live   bool // no answer was recorded
	each   func(*Case) error
}

type caseKey struct {
	id     string
	repeat int
}

func newReader(file string, r io.Reader) *reader {
	lines := &lineReader{r: r, limit: maxValue}
	decode := json.NewDecoder(lines)
	decode.UseNumber()
	return &reader{name: file, lines: lines, decode: decode, seen: map[string]bool{}, ids: map[caseKey]struct{}{}, live: true}
}

// errorf is an error at a place of the file, in bytes from its beginning.
func (r *reader) errorf(at int64, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", r.name, r.lines.line(at), fmt.Errorf(format, args...))
}

// here is an error at the place that was read last.
func (r *reader) here(format string, args ...any) error {
	return r.errorf(r.decode.InputOffset(), format, args...)
}

func (r *reader) file(to *Results, each func(*Case) error) error {
	r.each = each
	if err := r.open('{', "a results file of promptctl is one JSON object"); err != nil {
		return err
	}
	for r.decode.More() {
		key, err := r.key()
		if err != nil {
			return err
		}
		if err := r.field(key, to); err != nil {
			return err
		}
	}
	if _, err := r.decode.Token(); err != nil {
		return r.broken(err)
	}
	if _, err := r.decode.Token(); !errors.Is(err, io.EOF) {
		return r.here("something is behind the end of the results")
	}
	return r.check(to)
}

// open reads the beginning of an object or a list.
func (r *reader) open(want json.Delim, otherwise string) error {
	token, err := r.decode.Token()
	if err != nil {
		return r.broken(err)
	}
	if token != want {
		return r.here("%s", otherwise)
	}
	return nil
}

// bound lets so much be read from here on and no more: whatever comes next, white space
// too, is kept until it has an end.
func (r *reader) bound() { r.lines.limit = r.decode.InputOffset() + maxValue }

// key reads a key at the top, which may be there once.
func (r *reader) key() (string, error) {
	r.bound()
	token, err := r.decode.Token()
	if err != nil {
		return "", r.broken(err)
	}
	key, _ := token.(string)
	if r.seen[key] {
		return "", r.here("key %q is there twice", key)
	}
	r.seen[key] = true
	return key, nil
}

// field reads what is behind a key at the top.
func (r *reader) field(key string, to *Results) error {
	switch key {
	case "summary":
		return r.value(&to.Summary, key)
	case "failureModes":
		return r.value(&to.Modes, key)
	case "cases":
		return r.cases()
	}
	if err := r.value(to.Head.field(key), key); err != nil || key != "version" {
		return err
	}
	return r.version(to.Head.Version)
}

// field is where the value of a key goes.
func (h *Head) field(key string) any {
	fields := map[string]any{
		"version": &h.Version, "prompt": &h.Prompt, "path": &h.Path, "reference": &h.Reference, "commit": &h.Commit, "digest": &h.Digest,
		"suite": &h.Suite, "model": &h.Model, "mode": &h.Mode, "repository": &h.Repository, "started": &h.Started, "tool": &h.Tool,
	}
	if field, known := fields[key]; known {
		return field
	}
	return new(json.RawMessage)
}

func (r *reader) version(version int) error {
	if version == Version {
		return nil
	}
	err := r.here("version %d of results is not known here: this promptctl reads version %d", version, Version)
	if version > Version {
		return diag.WithHint(err, "a later promptctl has written the file: update promptctl")
	}
	return err
}

func (r *reader) cases() error {
	if err := r.open('[', "cases: is no list"); err != nil {
		return err
	}
	for r.decode.More() {
		c := &Case{}
		if err := r.value(c, fmt.Sprintf("cases[%d]", r.sum.sum.Cases)); err != nil {
			return err
		}
		if err := r.add(c); err != nil {
			return err
		}
		if err := r.each(c); err != nil {
			return err
		}
		r.lines.line(r.decode.InputOffset())
		r.bound()
	}
	_, err := r.decode.Token()
	return r.broken(err)
}

// add checks a case and counts it.
func (r *reader) add(c *Case) error {
	if wrong := wrongIn(c); wrong != "" {
		return r.here("case %q: %s", c.ID, wrong)
	}
	key := caseKey{c.ID, c.Repeat}
	if _, twice := r.ids[key]; twice {
		return r.here("case %q: repeat %d is there twice", c.ID, c.Repeat)
	}
	r.ids[key] = struct{}{}
	r.live = r.live && !c.Recorded
	r.sum.Add(c)
	return nil
}

// value reads one value.
func (r *reader) value(to any, what string) error {
	start := r.decode.InputOffset()
	r.bound()
	err := r.decode.Decode(to)
	if err == nil {
		return nil
	}
	var typed *json.UnmarshalTypeError
	if errors.As(err, &typed) {
		if typed.Field != "" {
			what += "." + typed.Field
		}
		return r.errorf(start+typed.Offset, "%s: is a JSON %s, which does not belong there", what, typed.Value)
	}
	return r.broken(err)
}

// broken is the error of reading what is no JSON, nil for nil.
func (r *reader) broken(err error) error {
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errTooLong):
		return r.here("a value of more than %d MiB begins here", maxValue>>20)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return diag.WithHint(r.errorf(r.lines.read, "the file ends too early"), "it may have been cut off while it was written: run the tests again")
	case errors.As(err, &syntax):
		return r.errorf(r.wrongByte(), "is no JSON: %w", err)
	}
	return fmt.Errorf("%s: %w", r.name, err)
}

// wrongByte is the place of the byte that makes what is left no JSON.
func (r *reader) wrongByte() int64 {
	at := r.decode.InputOffset()
	rest, _ := io.ReadAll(r.decode.Buffered())
	var syntax *json.SyntaxError
	if errors.As(json.Unmarshal(rest, new(json.RawMessage)), &syntax) {
		return at + syntax.Offset
	}
	return at
}
