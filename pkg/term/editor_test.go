package term

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEdit(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a file's name.txt")
	program := filepath.Join(dir, "append.sh")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\necho talk\necho \"$WORD\" >> \"$1\"\n"), 0o755))
	for command, word := range map[string]string{
		program:                            "plain",
		"WORD=set " + program:              "set",
		"'" + program + "' ":               "plain",
		`f() { ` + program + ` "$1"; }; f`: "plain",
	} {
		require.NoError(t, os.WriteFile(file, []byte("first\n"), 0o644))
		var out, talk strings.Builder
		term := &Terminal{In: strings.NewReader(""), Out: &out, Err: &talk}
		require.NoError(t, term.Edit(t.Context(), command, append(os.Environ(), "WORD=plain"), file), command)
		got, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, "first\n"+word+"\n", string(got), command)
		require.Equal(t, "talk\n", talk.String(), "what the editor shows is no answer")
		require.Empty(t, out.String())
	}
}

func TestEditFails(t *testing.T) {
	term := &Terminal{In: strings.NewReader(""), Out: &strings.Builder{}, Err: &strings.Builder{}}
	require.EqualError(t, term.Edit(t.Context(), "exit 3;", nil, "x"), `editor "exit 3;": exit status 3`)
	require.ErrorContains(t, term.Edit(t.Context(), "/no/such/editor", nil, "x"), `editor "/no/such/editor": `)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, term.Edit(ended, "true", nil, "x"), context.Canceled)
}
