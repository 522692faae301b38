package term

import (
	"io"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/promptctl-io/promptctl/pkg/term/termtest"
)

func TestNewOnTerminal(t *testing.T) {
	_, tty := termtest.Open(t)
	term := New(tty, tty, tty, environment("TERM=xterm"), ColorAuto)
	require.True(t, term.InTTY && term.OutTTY && term.ErrTTY)
	require.True(t, bool(term.OutStyle && term.ErrStyle))
	require.False(t, term.Dumb)
	require.Equal(t, 100, term.Width)

	require.Equal(t, 40, New(tty, tty, tty, environment("COLUMNS=40"), ColorAuto).Width)

	dumb := New(tty, tty, tty, environment("TERM=dumb"), ColorAuto)
	require.True(t, dumb.Dumb)
	require.False(t, bool(dumb.OutStyle || dumb.ErrStyle))
}

func TestConfirmOnTerminal(t *testing.T) {
	person, tty := termtest.Open(t)
	silence(t, tty)
	term := New(tty, tty, tty, environment("NO_COLOR=1"), ColorAuto)
	_, err := person.WriteString("maybe\ny\nrest\n")
	require.NoError(t, err)

	yes, err := term.Confirm(t.Context(), "Delete it?", false)
	require.NoError(t, err)
	require.True(t, yes)
	rest, err := term.Ask(t.Context(), "Name?", "", "--name NAME")
	require.NoError(t, err)
	require.Equal(t, "rest", rest)

	want := "Delete it? [y/N] Please answer \"y\" or \"n\".\r\nDelete it? [y/N] Name? "
	shown := make([]byte, len(want))
	_, err = io.ReadFull(person, shown)
	require.NoError(t, err)
	require.Equal(t, want, string(shown))
}

// silence keeps the terminal from showing what is typed, which it does when it
// finds the time.
func silence(t *testing.T, tty *os.File) {
	mode, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	require.NoError(t, err)
	mode.Lflag &^= unix.ECHO
	require.NoError(t, unix.IoctlSetTermios(int(tty.Fd()), unix.TCSETS, mode))
}
