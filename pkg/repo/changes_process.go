package repo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// process is a git command that is spoken to while it runs.
type process struct {
	caller context.Context // the caller's; ctx ends with it or when the process is closed
	ctx    context.Context
	cancel context.CancelFunc
	cmd    *exec.Cmd
	args   []string
	in     io.WriteCloser
	out    *bufio.Reader
	talk   bytes.Buffer // standard error; not to be read before the process has ended
}

// start starts `git ARGS…`. The caller closes it.
func (g *runner) start(ctx context.Context, args ...string) (*process, error) {
	p := &process{caller: ctx, args: args}
	p.ctx, p.cancel = context.WithCancel(ctx)
	p.cmd = g.command(p.ctx, args...)
	p.cmd.Stderr = &p.talk
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		p.cancel()
		return nil, gitFailure(ctx, err, args, "")
	}
	p.in, p.out = in, bufio.NewReaderSize(out, 1<<16)
	return p, nil
}

// close ends the process, whatever it is doing.
func (p *process) close() {
	p.in.Close()
	p.cancel()
	_ = p.cmd.Wait() // that it was ended is no news
}

// end waits for a process that has nothing more to say.
func (p *process) end() error {
	defer p.cancel()
	p.in.Close()
	return gitFailure(p.ctx, p.cmd.Wait(), p.args, p.talk.String())
}

// failed ends the process after its output was not what it should be, and
// returns the reason: what git itself said, where it said something.
func (p *process) failed(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("ended early")
		if said := p.end(); said != nil {
			return said
		}
	}
	p.close()
	if p.caller.Err() != nil {
		return context.Cause(p.caller)
	}
	if said := firstComplaint(strings.TrimSpace(p.talk.String())); said != "" {
		err = errors.New(said)
	}
	return fmt.Errorf("git %s: %w", subcommand(p.args), err)
}

// token reads up to the next end, which it leaves out. The bytes hold until the
// next read.
func (p *process) token(end byte) ([]byte, error) {
	got, err := p.out.ReadSlice(end)
	if err == nil {
		return got[:len(got)-1], nil
	}
	if !errors.Is(err, bufio.ErrBufferFull) {
		return nil, eofIsEarly(err)
	}
	long := bytes.Clone(got)
	rest, err := p.out.ReadBytes(end)
	if err != nil {
		return nil, eofIsEarly(err)
	}
	long = append(long, rest...)
	return long[:len(long)-1], nil
}

func eofIsEarly(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
