package repo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// DefaultRemote returns the remote that is meant where none is named: the one
// that the current branch is set up for, origin, or the only one.
func (r *Repo) DefaultRemote(ctx context.Context) (string, error) {
	remotes, err := r.Remotes(ctx)
	if err != nil {
		return "", err
	}
	head, err := r.Head(ctx)
	if err != nil {
		return "", err
	}
	own := ""
	if head.Branch != "" {
		if own, _, err = r.Config(ctx, "branch."+head.Branch+".remote"); err != nil {
			return "", err
		}
	}
	for _, name := range []string{own, "origin"} {
		if slices.Contains(remotes, name) {
			return name, nil
		}
	}
	switch len(remotes) {
	case 0:
		return "", diag.WithHint(errors.New("the repository has no remote"), "name one: git remote add origin URL")
	case 1:
		return remotes[0], nil
	default:
		err := fmt.Errorf("the repository has several remotes, and none is origin: %s", strings.Join(remotes, ", "))
		return "", diag.WithHint(err, "say which: --remote %s", remotes[0])
	}
}

// remotely runs a git that talks to a remote. Passwords are asked for as git
// does by itself, on the terminal or by a helper. What is said meanwhile goes
// to Options.Talk, and all of it is returned.
func (r *Repo) remotely(ctx context.Context, remote string, stdin io.Reader, args ...string) (out []byte, said string, err error) {
	g := r.git
	g.unset("GIT_LITERAL_PATHSPECS") // hooks of the user run below
	var stdout bytes.Buffer
	heard := &listener{to: r.talk}
	cmd := g.command(ctx, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &stdout, heard
	err = cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil // git has ended well, and a helper that it started lives on
	}
	said = heard.all.String()
	if err = gitFailure(ctx, err, args, said); err == nil {
		heard.pass(remoteWords(said))
		return stdout.Bytes(), said, nil
	}
	return stdout.Bytes(), said, explainRemote(remote, err)
}

// listener passes on what git says to whoever waits for it (that a key is to be
// touched, what a hook does), and keeps all of it. Complaints and what the remote
// says are not passed on: they come with the error, or at the end.
type listener struct {
	to   io.Writer
	all  bytes.Buffer
	line bytes.Buffer
}

// Write takes a part of what is said.
func (l *listener) Write(b []byte) (int, error) {
	l.all.Write(b)
	l.line.Write(b)
	for {
		i := bytes.IndexByte(l.line.Bytes(), '\n')
		if i < 0 {
			return len(b), nil
		}
		line := string(l.line.Next(i + 1))
		if !slices.ContainsFunc(heldBack(), func(mark string) bool { return strings.HasPrefix(line, mark) }) {
			l.pass(strings.TrimSuffix(line, "\n"))
		}
	}
}

// heldBack are the beginnings of lines that are not passed on at once.
func heldBack() []string {
	return []string{
		"fatal: ", "error: ", "hint: ", "remote: ", "To ", "From ", "Everything up-to-date",
		"Please make sure you have the correct access rights", "and the repository exists.",
	}
}

func (l *listener) pass(text string) {
	if l.to != nil && text != "" {
		fmt.Fprintln(l.to, text)
	}
}

// remoteWords returns the lines that the remote said.
func remoteWords(said string) string {
	var lines []string
	for line := range strings.Lines(said) {
		if text, ok := strings.CutPrefix(line, "remote: "); ok {
			if text = strings.TrimSpace(text); text != "" && !strings.HasPrefix(text, "error: hook declined to update ") {
				lines = append(lines, text)
			}
		}
	}
	return strings.Join(lines, "\n")
}
