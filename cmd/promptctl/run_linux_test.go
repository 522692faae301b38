package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
)

// terminal is what a person at one sees, and what a program writes to.
func terminal(t *testing.T) (person *bufio.Reader, tty *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("this system gives out no terminals:", err)
	}
	t.Cleanup(func() { master.Close() })
	require.NoError(t, unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0))
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { tty.Close() })
	return bufio.NewReader(master), tty
}

// halting is a server that sends a piece, and goes on when it is told to.
func halting(t *testing.T) (url string, goOn chan struct{}) {
	t.Helper()
	goOn = make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		fakeEvent(w, object{"choices": []object{{"index": 0, "delta": object{"content": "Hello,\x1b[31m\n"}}}})
		select {
		case <-goOn:
		case <-r.Context().Done():
			return
		}
		fakeEvent(w, object{"choices": []object{{"index": 0, "delta": object{"content": "Ana."}, "finish_reason": "stop"}}})
		fmt.Fprint(w, "data: [DONE]\n\n")
	}))
	t.Cleanup(s.Close)
	return s.URL + "/v1", goOn
}

// On a terminal the answer is seen while it comes, and nothing in it moves the
// cursor; Ctrl-C ends it.
func TestRunStreams(t *testing.T) {
	made := repotest.New(t)
	made.Write("prompts/a.prompt.yaml", "model: openai/m\nmessages:\n  - {role: user, content: Hello}\n")
	for _, interrupted := range []bool{false, true} {
		person, tty := terminal(t)
		url, goOn := halting(t)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		said, err := os.Create(t.TempDir() + "/said")
		require.NoError(t, err)
		status := make(chan int)
		go func() {
			status <- run(ctx, system{
				args: []string{"-C", made.Dir, "run", "a"}, env: append(made.Env(), "OPENAI_BASE_URL="+url, "OPENAI_API_KEY=sk-test-0123456789"),
				in: tty, out: tty, err: said, now: time.Now,
			})
		}()
		line, err := person.ReadString('\n')
		require.NoError(t, err)
		require.Contains(t, line, "Hello,")
		require.NotContains(t, line, "\x1b")
		if interrupted {
			cancel()
			require.Equal(t, statusInterrupted, <-status)
			continue
		}
		close(goOn)
		line, err = person.ReadString('\n')
		require.NoError(t, err)
		require.Equal(t, "Ana.\r\n", line)
		require.Equal(t, statusDone, <-status)
		text, err := os.ReadFile(said.Name())
		require.NoError(t, err)
		require.Empty(t, string(text))
	}
}
