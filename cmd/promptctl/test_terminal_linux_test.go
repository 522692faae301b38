package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/term/termtest"
)

// screen is a terminal on which a command line runs.
type screen struct {
	shown chan string
	seen  string
}

// onScreen starts a command line, which has a terminal for all it reads and writes,
// and returns that with where its exit status comes.
func onScreen(ctx context.Context, t *testing.T, made *repotest.Repo, args ...string) (*screen, <-chan int) {
	t.Helper()
	person, tty := termtest.Open(t)
	s, ended := &screen{shown: make(chan string, 1000)}, make(chan int, 1)
	go func() {
		defer person.Close()
		buffer := make([]byte, 4096)
		for {
			n, err := person.Read(buffer)
			if err != nil {
				close(s.shown)
				return
			}
			s.shown <- string(buffer[:n])
		}
	}()
	go func() {
		defer tty.Close()
		ended <- run(ctx, system{args: append([]string{"-C", made.Dir}, args...), env: append(made.Env(), "TERM=xterm"), in: tty, out: tty, err: tty, now: time.Now})
	}()
	return s, ended
}

// until waits until a text has come, and returns what came up to it.
func (s *screen) until(t *testing.T, text string) string {
	t.Helper()
	for {
		if before, after, found := strings.Cut(s.seen, text); found {
			s.seen = after
			return before
		}
		more, open := <-s.shown
		require.True(t, open, "%q does not come after %q", text, s.seen)
		s.seen += more
	}
}

// On a terminal what fails is told as it comes, above a line that says how far the run
// is, which a comparison has too; and with --watch a change of the tests begins it again.
func TestTestsOnATerminal(t *testing.T) {
	m, err := newFakeModel(fakeRule{Match: "never", Silent: true})
	require.NoError(t, err)
	t.Cleanup(m.Close)
	r := repotest.New(t)
	r.Write("prompts/say.prompt.yaml", "model: openai/gpt-4o-mini\nvariables: {word: {type: string}}\nmessages: [{role: user, content: 'Say {{word}}.'}]\n")
	tests := func(second string) {
		r.Write("prompts/say.tests.yaml", "version: 1\ncases:\n  - {id: one, variables: {word: a}, assert: [{contains: b}]}\n  - {id: two, variables: {word: "+second+"}, assert: [{contains: Say}]}\n")
	}
	tests("never")
	made := r.With("OPENAI_BASE_URL="+m.URL, "OPENAI_API_KEY=sk-test")
	ctx, stop := context.WithCancel(t.Context())
	s, ended := onScreen(ctx, t, made, "test", "say", "--color", "never")
	require.NotContains(t, s.until(t, "FAIL"), "two")
	s.until(t, "1/2 · 1 failed")
	stop()
	s.until(t, "1 failed · score 0")
	require.Equal(t, statusInterrupted, <-ended)

	ctx, stop = context.WithCancel(t.Context())
	s, ended = onScreen(ctx, t, made, "compare", "say", "say", "--color", "never")
	s.until(t, "2/4 · 2 failed")
	stop()
	require.Equal(t, statusInterrupted, <-ended)

	tests("c")
	ctx, stop = context.WithCancel(t.Context())
	s, ended = onScreen(ctx, t, made, "test", "say", "--watch", "--color", "never")
	s.until(t, "1 passed, 1 failed")
	s.until(t, "waiting for a change")
	r.Write("prompts/say.tests.yaml", "version: 1\ncases:\n  - {id: three, variables: {word: a}, assert: [{contains: a}]}\n")
	s.until(t, "say.tests.yaml has changed")
	s.until(t, "1 passed")
	s.until(t, "waiting for a change")

	r.Write("prompts/say.tests.yaml", "version: 1\ncases: [\n")
	s.until(t, "is never closed")
	s.until(t, "waiting for a change")
	tests("c")
	s.until(t, "say.tests.yaml has changed")
	s.until(t, "1 passed, 1 failed")
	s.until(t, "waiting for a change")
	require.NoError(t, os.Remove(filepath.Join(made.Dir, "prompts", "say.tests.yaml")))
	s.until(t, "has no test cases")
	s.until(t, "waiting for a change")
	tests("c")
	s.until(t, "1 passed, 1 failed")
	s.until(t, "waiting for a change")
	stop()
	require.Equal(t, statusInterrupted, <-ended)
}
