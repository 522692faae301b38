// Package program runs a program that a repository's files name: with input, and
// within bounds of time and of what it may write.
package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
	"unicode/utf8"
)

// Program is a program that is to be run.
type Program struct {
	Command []string      // the program and its arguments; no shell reads them
	Folder  string        // in which it is run
	Environ []string      // nil is this program's own
	Timeout time.Duration // how long it may take
	Most    int           // the bytes that it may write on standard output
}

// What a program did that it must not.
var (
	ErrTimeout = errors.New("it took too long")
	ErrTooLong = errors.New("it wrote too much")
	errHeld    = errors.New("what it started goes on, and holds its output open: let it wait for that, or send that's output elsewhere")
)

// maxTalk is how much of what a program says on standard error is told, in bytes.
const maxTalk = 1000

// Run gives a program its input, and returns what it writes on standard output. It
// fails with ErrTimeout, with ErrTooLong, with ctx's error, and where the program
// does, with what it said on standard error. What the program started, and left
// running, ends with it.
func (p Program) Run(ctx context.Context, input []byte) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, p.Timeout)
	defer cancel()
	cmd := exec.CommandContext(limited, p.Command[0], p.Command[1:]...)
	out, talk := &beginning{most: p.Most}, &beginning{most: 2 * maxTalk}
	// What it started may hold its output open: that is not waited for.
	cmd.Dir, cmd.Env, cmd.WaitDelay = p.Folder, p.Environ, time.Second
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(input), out, talk
	end := together(cmd)
	err := cmd.Run()
	end()
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case limited.Err() != nil:
		return nil, ErrTimeout
	case errors.Is(err, exec.ErrWaitDelay):
		return nil, p.failed(errHeld, talk)
	case err != nil:
		return nil, p.failed(err, talk)
	case out.more:
		return nil, ErrTooLong
	}
	return []byte(p.scrub(out.text.String())), nil
}

// failed is the error of a program, with what it said.
func (p Program) failed(err error, talk *beginning) error {
	said := strings.TrimSpace(strings.ToValidUTF8(p.scrub(talk.text.String()), string(utf8.RuneError)))
	if said == "" {
		return err
	}
	if talk.more || len(said) > maxTalk {
		said = strings.ToValidUTF8(said[:min(len(said), maxTalk)], "") + "…"
	}
	return fmt.Errorf("%w: %s", err, said)
}

// beginning keeps the beginning of what is written.
type beginning struct {
	text bytes.Buffer
	most int
	more bool
}

// Write takes everything, and keeps what there is room for.
func (b *beginning) Write(text []byte) (int, error) {
	kept := text
	if room := b.most - b.text.Len(); len(text) > room {
		b.more = true
		kept = text[:room]
	}
	_, _ = b.text.Write(kept) // it never fails
	return len(text), nil
}
