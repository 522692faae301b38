//go:build unix

package program

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A program that is done while what it started is not has said nothing to rely on.
func TestRunIsToldWhatHoldsItsOutput(t *testing.T) {
	_, err := shell("tail -f /dev/null & echo true").Run(context.Background(), nil)
	require.EqualError(t, err, "what it started goes on, and holds its output open: let it wait for that, or send that's output elsewhere")
}

// What a program has started ends with it. The test reads a pipe that only that has
// open: it is at its end when nobody lives.
func TestRunEndsTheWholeGroup(t *testing.T) {
	for name, script := range map[string]string{
		"that is cut off": `(cat /dev/zero | tail -f >/dev/null 2>&1) >pipe & tail -f /dev/null >pipe`,
		"that has ended":  `tail -f /dev/null >pipe 2>/dev/null & read line <&3; exit 0`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			fifo := filepath.Join(dir, "pipe")
			require.NoError(t, syscall.Mkfifo(fifo, 0o600))
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			p := shell("exec 3<&0; " + script)
			p.Folder = dir
			done := make(chan error, 1)
			go func() {
				_, err := p.Run(ctx, []byte("line\n"))
				done <- err
			}()
			pipe, err := os.Open(fifo) // waits for who writes
			require.NoError(t, err)
			defer pipe.Close()
			if name == "that is cut off" {
				cancel()
			}
			_, err = io.ReadAll(pipe)
			require.NoError(t, err)
			err = <-done
			if name == "that is cut off" {
				require.ErrorIs(t, err, context.Canceled)
			}
		})
	}
}
