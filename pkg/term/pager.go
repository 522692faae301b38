package term

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
)

// errPagerLeft is what a writer gets once the pager was quit.
var errPagerLeft = errors.New("pager has been quit")

// Page calls show with a Terminal whose Out is a pager, if Out is a terminal,
// and waits until the person has quit the pager. The command is the shell's,
// as in git's core.pager; "" and "cat" mean no pager, and so does one that cannot
// be started. To the environment it adds what git adds: LESS=FRX, which keeps
// colours and leaves at once from a text of one screen, and LV=-c.
//
// When the person quits before the end, a write fails, show should return that
// error, and Page returns nil: they have seen what they wanted. Page fails where
// show does, or where the shell could not run the command.
func (t *Terminal) Page(command string, environ []string, show func(*Terminal) error) error {
	pipe, wait, ok := t.startPager(command, environ)
	if !ok {
		return show(t)
	}
	paged := *t
	paged.Out = &pagerPipe{pipe}
	err := show(&paged)
	pipe.Close()
	exit := wait()
	if err != nil && !errors.Is(err, errPagerLeft) {
		return err
	}
	if code := exitCode(exit); code == shellNotFound || code == shellNotRunnable {
		return fmt.Errorf("pager %q cannot be run", command)
	}
	return nil
}

// What a shell exits with when it could not run the command.
const (
	shellNotRunnable = 126
	shellNotFound    = 127
)

func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return 0
}

func (t *Terminal) startPager(command string, environ []string) (pipe io.WriteCloser, wait func() error, ok bool) {
	command = strings.TrimSpace(command)
	if !t.OutTTY || command == "" || command == "cat" {
		return nil, nil, false
	}
	cmd := pagerCommand(command)
	cmd.Env = withDefaults(environ, "LESS=FRX", "LV=-c")
	cmd.Stdout, cmd.Stderr = t.Out, t.Err
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, false
	}
	if cmd.Start() != nil {
		pipe.Close()
		return nil, nil, false
	}
	return pipe, cmd.Wait, true
}

// pagerCommand gives a command to the shell only if it needs one, as git does,
// so that one that is not installed is noticed before the text is lost to it.
func pagerCommand(command string) *exec.Cmd {
	if strings.ContainsAny(command, "|&;<>()$`\\\"' \t\n*?[#~=%") {
		return exec.Command("sh", "-c", command) //nolint:noctx // a person ends the pager, and Ctrl-C in it is the pager's
	}
	return exec.Command(command) //nolint:noctx // as above
}

// withDefaults adds the variables that environ does not have.
func withDefaults(environ []string, defaults ...string) []string {
	all := slices.Clone(environ)
	for _, d := range defaults {
		name, _, _ := strings.Cut(d, "=")
		if !slices.ContainsFunc(environ, func(v string) bool { return strings.HasPrefix(v, name+"=") }) {
			all = append(all, d)
		}
	}
	return all
}

// pagerPipe is the way into a pager. A write fails for one reason only, that
// there is nobody left to read it.
type pagerPipe struct{ w io.Writer }

func (p *pagerPipe) Write(b []byte) (int, error) {
	n, err := p.w.Write(b)
	if err != nil {
		return n, errPagerLeft
	}
	return n, nil
}
