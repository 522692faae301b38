// Package term is what a terminal is: how wide it is, whether it wants colour,
// and how a table, a question, a progress line, a long text and a line of source
// are shown on it. It knows nothing of prompts.
//
// The answer to a command goes to Out; talk, questions and progress go to Err.
// Whatever comes from a file or a repository passes through Sanitize on its way
// to either.
package term

import (
	"fmt"
	"io"
	"strconv"

	xterm "golang.org/x/term"
)

// defaultWidth is the width in columns of an output that does not say its own.
const defaultWidth = 80

// Terminal is the three standard streams and what is known about them.
type Terminal struct {
	In       io.Reader
	Out, Err io.Writer

	InTTY, OutTTY, ErrTTY bool // whether a person is at the other end

	OutStyle, ErrStyle Style // colour for what is written to Out and to Err

	Width int  // of a line, in columns
	Dumb  bool // the terminal cannot move its cursor

	NoInput bool // never ask: --no-input was given
	Yes     bool // do not ask, the answer is yes: --yes was given
}

// New looks at the streams, which may be anything but are terminals only where
// they have a file descriptor, and at the environment: COLUMNS, TERM, NO_COLOR
// (no-color.org), CLICOLOR and CLICOLOR_FORCE (bixense.com/clicolors).
func New(in io.Reader, out, err io.Writer, env func(string) string, color Color) *Terminal {
	t := &Terminal{
		In: in, Out: out, Err: err,
		InTTY: isTTY(in), OutTTY: isTTY(out), ErrTTY: isTTY(err),
		Width: width(env, out, err),
		Dumb:  env("TERM") == "dumb" || !obeysEscapes(out) || !obeysEscapes(err),
	}
	t.OutStyle = Style(color.wanted(env, t.OutTTY && !t.Dumb))
	t.ErrStyle = Style(color.wanted(env, t.ErrTTY && !t.Dumb))
	return t
}

// descriptor is a stream with a file descriptor, such as *os.File.
type descriptor interface{ Fd() uintptr }

func isTTY(stream any) bool {
	d, ok := stream.(descriptor)
	return ok && xterm.IsTerminal(int(d.Fd()))
}

// obeysEscapes reports whether escape sequences do what they should on a stream,
// if that is a terminal.
func obeysEscapes(stream any) bool {
	d, ok := stream.(descriptor)
	return !ok || !isTTY(stream) || enableEscapes(d.Fd())
}

func width(env func(string) string, streams ...io.Writer) int {
	if n, err := strconv.Atoi(env("COLUMNS")); err == nil && n > 0 {
		return n
	}
	for _, s := range streams {
		d, ok := s.(descriptor)
		if !ok {
			continue
		}
		if n, _, err := xterm.GetSize(int(d.Fd())); err == nil && n > 0 {
			return n
		}
	}
	return defaultWidth
}

// Color says when to use colour. The zero value decides by the stream and the
// environment.
type Color int

// The values of a flag --color.
const (
	ColorAuto Color = iota
	ColorAlways
	ColorNever
)

// ParseColor reads the value of a flag --color.
func ParseColor(s string) (Color, error) {
	switch s {
	case "auto", "":
		return ColorAuto, nil
	case "always":
		return ColorAlways, nil
	case "never":
		return ColorNever, nil
	}
	return ColorAuto, fmt.Errorf("unknown colour setting %q (want auto, always or never)", s)
}

// wanted decides about one stream, which may be able to show colour. A person's
// flag goes before their environment, and there the wish for no colour before
// the wish for colour.
func (c Color) wanted(env func(string) string, able bool) bool {
	switch {
	case c != ColorAuto:
		return c == ColorAlways
	case env("NO_COLOR") != "":
		return false
	case env("CLICOLOR_FORCE") != "" && env("CLICOLOR_FORCE") != "0":
		return true
	}
	return able && env("CLICOLOR") != "0"
}
