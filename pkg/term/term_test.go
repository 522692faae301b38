package term

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// environment looks variables up in a list of NAME=value.
func environment(vars ...string) func(string) string {
	return func(name string) string {
		for _, v := range vars {
			if value, ok := strings.CutPrefix(v, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

// terminal returns a terminal that a person sits at, who types input, and what
// it shows them.
func terminal(input string) (t *Terminal, out, err *bytes.Buffer) {
	out, err = &bytes.Buffer{}, &bytes.Buffer{}
	return &Terminal{In: strings.NewReader(input), Out: out, Err: err,
		InTTY: true, OutTTY: true, ErrTTY: true, Width: 80}, out, err
}

func TestNewWithoutTerminal(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	require.NoError(t, err)
	defer file.Close()
	term := New(strings.NewReader(""), file, &bytes.Buffer{}, environment(), ColorAuto)
	require.False(t, term.InTTY || term.OutTTY || term.ErrTTY || term.Dumb)
	require.False(t, bool(term.OutStyle || term.ErrStyle))
	require.Equal(t, 80, term.Width)

	term = New(file, file, file, environment("COLUMNS=132", "TERM=dumb"), ColorAlways)
	require.Equal(t, 132, term.Width)
	require.True(t, bool(term.OutStyle && term.ErrStyle))
	require.True(t, term.Dumb)

	for _, columns := range []string{"", "0", "-3", "wide"} {
		require.Equal(t, 80, New(file, file, file, environment("COLUMNS="+columns), ColorAuto).Width)
	}
}

func TestColorWanted(t *testing.T) {
	tests := []struct {
		name  string
		color Color
		able  bool
		env   []string
		want  bool
	}{
		{"a terminal", ColorAuto, true, nil, true},
		{"a file", ColorAuto, false, nil, false},
		{"--color=always", ColorAlways, false, []string{"NO_COLOR=1"}, true},
		{"--color=never", ColorNever, true, []string{"CLICOLOR_FORCE=1"}, false},
		{"NO_COLOR", ColorAuto, true, []string{"NO_COLOR=1"}, false},
		{"NO_COLOR, empty", ColorAuto, true, []string{"NO_COLOR="}, true},
		{"NO_COLOR and CLICOLOR_FORCE", ColorAuto, true, []string{"NO_COLOR=1", "CLICOLOR_FORCE=1"}, false},
		{"CLICOLOR_FORCE", ColorAuto, false, []string{"CLICOLOR_FORCE=1"}, true},
		{"CLICOLOR_FORCE=0", ColorAuto, false, []string{"CLICOLOR_FORCE=0"}, false},
		{"CLICOLOR=0", ColorAuto, true, []string{"CLICOLOR=0"}, false},
		{"CLICOLOR=1", ColorAuto, true, []string{"CLICOLOR=1"}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, tt.color.wanted(environment(tt.env...), tt.able))
		})
	}
}

func TestParseColor(t *testing.T) {
	for s, want := range map[string]Color{"": ColorAuto, "auto": ColorAuto, "always": ColorAlways, "never": ColorNever} {
		got, err := ParseColor(s)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := ParseColor("yes")
	require.EqualError(t, err, `unknown colour setting "yes" (want auto, always or never)`)
}

func TestStyle(t *testing.T) {
	on := Style(true)
	require.Equal(t, "\x1b[1m\x1b[31mx\x1b[39my\x1b[22m", on.Bold(on.Red("x")+"y"))
	require.Empty(t, on.Red(""))
	seen := map[string]bool{}
	for _, paint := range []func(Style, string) string{
		Style.Bold, Style.Dim, Style.Red, Style.Green, Style.Yellow, Style.Blue, Style.Cyan,
	} {
		require.Equal(t, "x", paint(false, "x"))
		seen[paint(on, "x")] = true
	}
	require.Len(t, seen, 7)
}
