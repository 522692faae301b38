package term

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestConfirm(t *testing.T) {
	tests := []struct {
		name, input string
		def, want   bool
		shown       string
	}{
		{"yes", "y\n", false, true, "Go? [y/N] "},
		{"yes in full", " YES \r\n", false, true, "Go? [y/N] "},
		{"no", "n\n", true, false, "Go? [Y/n] "},
		{"no in full", "No\n", true, false, "Go? [Y/n] "},
		{"default no", "\n", false, false, "Go? [y/N] "},
		{"default yes", "\n", true, true, "Go? [Y/n] "},
		{"no line feed", "y", false, true, "Go? [y/N] "},
		{"second try", "what\ny\n", false, true, "Go? [y/N] Please answer \"y\" or \"n\".\nGo? [y/N] "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			term, out, errs := terminal(tt.input)
			got, err := term.Confirm(t.Context(), "Go?", tt.def)
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
			require.Equal(t, tt.shown, errs.String())
			require.Empty(t, out.String())
		})
	}
}

func TestConfirmWithYes(t *testing.T) {
	term, _, errs := terminal("n\n")
	term.Yes, term.NoInput, term.InTTY = true, true, false
	got, err := term.Confirm(t.Context(), "Go?", false)
	require.NoError(t, err)
	require.True(t, got)
	require.Empty(t, errs.String())
}

func TestNobodyToAsk(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Terminal)
		reason string
	}{
		{"no input", func(t *Terminal) { t.NoInput = true }, "--no-input was given"},
		{"no terminal", func(t *Terminal) { t.InTTY = false }, "standard input is not a terminal"},
		{"unseen", func(t *Terminal) { t.ErrTTY = false }, "standard error is not a terminal"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			term, _, errs := terminal("y\n")
			tt.change(term)
			_, err := term.Confirm(t.Context(), "Go?", true)
			require.Equal(t, &NoAnswerError{Question: "Go?", Reason: tt.reason, Flag: "--yes"}, err)
			require.EqualError(t, err, `cannot ask "Go?": `+tt.reason+": pass --yes")

			_, err = term.Ask(t.Context(), "Name?", "x", "--name NAME")
			require.EqualError(t, err, `cannot ask "Name?": `+tt.reason+": pass --name NAME")
			require.Empty(t, errs.String())
		})
	}
}

func TestEndOfInput(t *testing.T) {
	term, _, errs := terminal("")
	_, err := term.Confirm(t.Context(), "Go?", true)
	require.EqualError(t, err, `cannot ask "Go?": standard input has ended: pass --yes`)
	require.Equal(t, "Go? [Y/n] \n", errs.String())
}

func TestAsk(t *testing.T) {
	term, _, errs := terminal("\n  two words \nsecond\n")
	got, err := term.Ask(t.Context(), "Name?", "", "--name")
	require.NoError(t, err)
	require.Equal(t, "two words", got)
	got, err = term.Ask(t.Context(), "Other\x1b[2J?", "", "--other")
	require.NoError(t, err)
	require.Equal(t, "second", got)
	require.Equal(t, "Name? Name? Other<U+001B>[2J? ", errs.String())

	term, _, errs = terminal("\n")
	got, err = term.Ask(t.Context(), "Name?", "me", "--name")
	require.NoError(t, err)
	require.Equal(t, "me", got)
	require.Equal(t, "Name? [me] ", errs.String())

	term, _, _ = terminal("you\n")
	term.Yes = true
	got, err = term.Ask(t.Context(), "Name?", "me", "--name")
	require.NoError(t, err)
	require.Equal(t, "me", got)
	got, err = term.Ask(t.Context(), "Name?", "", "--name")
	require.NoError(t, err)
	require.Equal(t, "you", got)
}

func TestAskInterrupted(t *testing.T) {
	term, _, errs := terminal("")
	r, w := io.Pipe() // nobody ever types
	defer w.Close()
	term.In = r
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := term.Confirm(ctx, "Go?", true)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, "Go? [Y/n] \n", errs.String())
}

func TestAskStreamFails(t *testing.T) {
	term, _, _ := terminal("y\n")
	term.Err = broken{}
	_, err := term.Confirm(t.Context(), "Go?", true)
	require.ErrorIs(t, err, errBroken)

	bad := errors.New("bad line")
	term, _, _ = terminal("")
	term.In = io.MultiReader(strings.NewReader("y"), readError{bad})
	_, err = term.Confirm(t.Context(), "Go?", true)
	require.ErrorIs(t, err, bad)

	term, _, _ = terminal(strings.Repeat("y", maxAnswer+1))
	_, err = term.Confirm(t.Context(), "Go?", true)
	require.EqualError(t, err, "answer is longer than 65536 bytes")
}

type readError struct{ err error }

func (r readError) Read([]byte) (int, error) { return 0, r.err }
