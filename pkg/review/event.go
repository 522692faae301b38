// Package review is comments on prompts and the threads that they make, which
// git notes hold: each line of a note is an event in JSON, so that notes merge
// by joining their lines and plain git shows them.
//
// A comment is about committed bytes, and its thread follows what it is about
// when lines move. Comments are not signed and decide nothing: who wrote one is
// what git was told. An environment may ask that no thread is open.
package review

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/promptctl-io/promptctl/pkg/repo"
)

// Ref is the ref of notes that holds the comments. A note is on the commit that
// was looked at.
const Ref = "refs/notes/promptctl/comments"

// Format is the version of the format that this package writes.
const Format = 1

// MaxBody is the size of the longest text of a comment, in bytes.
const MaxBody = 64 << 10

const (
	maxLine   = 1 << 20 // bytes of an event as it is written
	maxQuote  = 500     // bytes of a line that are quoted
	maxName   = 1 << 10 // bytes of a name, a path, an id of a section
	maxNumber = 10_000_000
)

// Kind is what an event is.
type Kind string

// The kinds of events.
const (
	Comment Kind = "comment"
	Resolve Kind = "resolve" // the thread is settled
	Reopen  Kind = "reopen"  // and it is not
)

// Author is who somebody says they are, in git.
type Author struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Subject is what a thread is about: a line or a section of a prompt, or all of
// it.
type Subject struct {
	Prompt  string    `json:"prompt"`
	File    string    `json:"file"`   // its path, from the top of the repository
	Commit  repo.Hash `json:"commit"` // at which it was looked at
	Digest  string    `json:"digest,omitempty"`
	Section string    `json:"section,omitempty"` // its id; with a line, the one that it is in
	Line    int       `json:"line,omitempty"`    // of the file, from 1; 0 for a section and for the prompt
	Quote   string    `json:"quote,omitempty"`   // the line, or the section's first one
}

// Event is one line of a note. Written, its keys have this order, so that the
// same event is the same line.
type Event struct {
	Version int    `json:"v"`
	Kind    Kind   `json:"type"`
	ID      string `json:"id"`
	Thread  string `json:"thread"` // the id of the comment that began it
	// Seq is greater than that of all events of the thread that its author knew
	// of: clocks do not say what came first.
	Seq int `json:"seq"`
	Subject
	At     time.Time `json:"at"`
	Author Author    `json:"author"`
	Body   string    `json:"body,omitempty"`
}

// Encode returns the event as a line of a note.
func (e Event) Encode() ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(e)
	return line.Bytes(), err
}

// named returns the event with the id that its content gives it, which is its
// thread's where it begins one.
func (e Event) named() (Event, error) {
	line, err := e.Encode()
	sum := sha256.Sum256(line)
	e.ID = hex.EncodeToString(sum[:8])
	if e.Thread == "" {
		e.Thread = e.ID
	}
	return e, err
}

// decode reads a line of a note. Keys that are unknown are passed over.
func decode(line []byte) (Event, error) {
	var e Event
	if len(line) > maxLine {
		return e, fmt.Errorf("is longer than %d bytes", maxLine)
	}
	if err := json.Unmarshal(line, &e); err != nil {
		return e, fmt.Errorf("is no event: %w", err)
	}
	e.At = e.At.UTC()
	return e, e.check()
}

var (
	idForm     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9a-f]{8,64}$`) })
	commitForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`) })
	digestForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(sha256:[0-9a-f]{64})?$`) })
)

// check returns why an event cannot be one.
func (e Event) check() error {
	switch {
	case e.Kind != Comment && e.Kind != Resolve && e.Kind != Reopen:
		return fmt.Errorf("is of the unknown type %q", e.Kind)
	case !idForm().MatchString(e.ID) || !idForm().MatchString(e.Thread):
		return errors.New("has no id, or no thread")
	case e.Version < 1 || e.Seq < 0 || e.Seq > maxNumber:
		return errors.New("has a v or a seq that cannot be")
	case e.At.Year() < 1970 || e.At.Year() > 9998:
		return errors.New("has no time that can be")
	case len(e.Body) > MaxBody:
		return fmt.Errorf("has a text of more than %d bytes", MaxBody)
	case e.Kind == Comment && strings.TrimSpace(e.Body) == "":
		return errors.New("says nothing")
	}
	return e.checkSubject()
}

func (s Subject) checkSubject() error {
	switch {
	case s.Prompt == "" || len(s.Prompt) > maxName || len(s.File) > maxName || len(s.Section) > maxName || len(s.Quote) > 2*maxQuote:
		return errors.New("names no prompt, or something that is too long")
	case !commitForm().MatchString(string(s.Commit)) || !digestForm().MatchString(s.Digest):
		return errors.New("has a commit or a digest that cannot be")
	case s.Line < 0 || s.Line > maxNumber:
		return errors.New("has a line that cannot be")
	}
	return nil
}
