package main

import (
	"context"
	"fmt"
	"io"
	"os"
)

// readInput reads a file of the command line, "-" being standard input.
func (a *app) readInput(ctx context.Context, file string) ([]byte, error) {
	if file == "-" {
		return readStream(ctx, a.term.In)
	}
	return os.ReadFile(a.path(file))
}

// readStream reads to the end, or until somebody presses Ctrl-C: a read of a
// terminal cannot be ended otherwise.
func readStream(ctx context.Context, in io.Reader) ([]byte, error) {
	var data []byte
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		data, err = io.ReadAll(in)
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-done:
	}
	if err != nil {
		return nil, fmt.Errorf("standard input: %w", err)
	}
	return data, nil
}
