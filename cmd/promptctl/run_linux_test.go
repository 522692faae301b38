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

	"github.com/promptctl-io/promptctl/pkg/repo/repotest"
	"github.com/promptctl-io/promptctl/pkg/term/termtest"
)

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
		master, tty := termtest.Open(t)
		person := bufio.NewReader(master)
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
