package repo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// batch reads objects by way of `git cat-file --batch`, one process for each
// call.
type batch struct {
	git  runner
	repo *Repo
}

// read implements objects.
func (b *batch) read(ctx context.Context, id Hash) (o object, err error) {
	err = b.each(ctx, []Hash{id}, func(_ int, got object) error { o = got; return nil })
	return o, err
}

// each implements objects. All ids are asked for at once, so that git never
// waits for a question nor this side for an answer.
func (b *batch) each(ctx context.Context, ids []Hash, visit func(i int, o object) error) error {
	var questions bytes.Buffer
	for _, id := range ids {
		questions.WriteString(string(id) + "\n")
	}
	cat, err := startBatch(ctx, b.runner(), &questions)
	if err != nil {
		return err
	}
	defer cat.stop()
	for i, id := range ids {
		o, err := cat.next()
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = cat.failure()
		}
		if err != nil {
			return b.explain(ctx, id, err)
		}
		if err := visit(i, o); err != nil {
			return err
		}
	}
	return nil
}

// runner returns the git to ask. Where the environment forbids to fetch what a
// partial clone lacks, so do we for a git that is too old to know the variable
// (before 2.45), by leaving it no protocol to fetch with.
func (b *batch) runner() runner {
	if lazyFetch(b.git.env) {
		return b.git
	}
	return b.git.with("GIT_ALLOW_PROTOCOL", "none")
}

// lazyFetch reports whether git may fetch objects that a partial clone lacks.
func lazyFetch(env []string) bool {
	value, ok := lookup(env, "GIT_NO_LAZY_FETCH")
	switch strings.ToLower(value) {
	case "", "0", "false", "no", "off":
		return true
	}
	return !ok
}

// explain makes an *ObjectError with the command that mends it.
func (b *batch) explain(ctx context.Context, id Hash, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var g *GitError
	if errors.As(err, &g) {
		line, _, _ := strings.Cut(firstComplaint(g.Stderr), "\n")
		err = errors.New(line)
	}
	failure := &ObjectError{Hash: id, Err: err}
	switch {
	case errors.Is(err, errTooLarge):
		return failure
	case b.repo.Partial():
		return diag.WithHint(failure, "this is a partial clone: see that its remote can be reached, then run `git fetch --refetch`")
	case errors.Is(err, ErrMissingObject) && b.repo.shallow:
		return diag.WithHint(failure, "the history of this clone is cut off: run `git fetch --unshallow`")
	default:
		return diag.WithHint(failure, mendDamage)
	}
}

// catFile is a running `git cat-file --batch`.
type catFile struct {
	ctx    context.Context
	cancel context.CancelFunc
	cmd    *exec.Cmd
	out    *bufio.Reader
	talk   bytes.Buffer
	ended  bool
}

// startBatch starts git with these ids on its standard input, one a line.
func startBatch(ctx context.Context, git runner, ids io.Reader) (*catFile, error) {
	c := &catFile{}
	c.ctx, c.cancel = context.WithCancel(ctx)
	c.cmd = git.command(c.ctx, "cat-file", "--batch", "--buffer")
	c.cmd.Stdin, c.cmd.Stderr = ids, &c.talk
	pipe, err := c.cmd.StdoutPipe()
	if err == nil {
		err = c.cmd.Start()
	}
	if err != nil {
		c.cancel()
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	c.out = bufio.NewReaderSize(pipe, 256<<10)
	return c, nil
}

// next reads the next answer.
func (c *catFile) next() (object, error) {
	line, err := c.out.ReadString('\n')
	if err != nil {
		return object{}, err
	}
	fields := strings.Fields(line)
	if len(fields) == 2 && fields[1] == "missing" {
		return object{}, ErrMissingObject
	}
	if len(fields) != 3 {
		return object{}, fmt.Errorf("git cat-file answers %q", line)
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return object{}, fmt.Errorf("git cat-file answers %q", line)
	}
	if size > maxObject {
		return object{}, errTooLarge
	}
	data := make([]byte, size+1) // and a line break
	if _, err := io.ReadFull(c.out, data); err != nil {
		return object{}, err
	}
	return object{kind: fields[1], data: data[:size:size]}, nil
}

// failure waits for the end of a process that gave fewer answers than it was
// asked for, and returns why.
func (c *catFile) failure() error {
	c.ended = true
	err := gitFailure(c.ctx, c.cmd.Wait(), []string{"cat-file"}, c.talk.String())
	if err == nil {
		err = errors.New("git cat-file ended early")
	}
	return err
}

// stop ends the process.
func (c *catFile) stop() {
	c.cancel()
	if !c.ended {
		_ = c.cmd.Wait() // it was told to end, or has given all its answers
	}
}
