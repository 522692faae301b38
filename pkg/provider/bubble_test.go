package provider

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
)

// pipes is a network in memory, for bubbles of synctest: in a real one time would
// not go on.
type pipes struct {
	conns chan net.Conn
	made  atomic.Int32
	done  chan struct{}
	once  sync.Once
}

// Accept waits for whoever dials.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

// Close ends the listening.
func (p *pipes) Close() error { p.once.Do(func() { close(p.done) }); return nil }

// Addr is none.
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		p.made.Add(1)
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// bubbled is a provider x of OpenAI's wire in a bubble.
func bubbled(t *testing.T, handler http.HandlerFunc, settings string, change ...func(*Options)) *Set {
	t.Helper()
	return new(pipes).bubbled(t, handler, settings, change...)
}

func (p *pipes) bubbled(t *testing.T, handler http.HandlerFunc, settings string, change ...func(*Options)) *Set {
	t.Helper()
	p.conns, p.done = make(chan net.Conn), make(chan struct{})
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then a server sees that its client goes
		handler(w, r)
	})}
	go server.Serve(p)
	transport := newTransport(50)
	transport.DialContext, transport.Proxy = p.dial, nil
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
	change = append(change, func(o *Options) { o.Client = &http.Client{Transport: transport} })
	return opened(t, "    x: {baseUrl: 'http://localhost/v1', "+settings+"}\n", nil, change...)
}

// turns gives one answer after the other, and then the last one.
func turns(answers ...http.HandlerFunc) (http.HandlerFunc, *atomic.Int32) {
	var n atomic.Int32
	return func(w http.ResponseWriter, r *http.Request) {
		answers[min(int(n.Add(1)), len(answers))-1](w, r)
	}, &n
}

// silence answers with the beginning of something, and then never.
func silence(beginning string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if beginning != "" {
			w.Header().Set("Content-Type", "text/event-stream")
			io.WriteString(w, beginning)
			w.(http.Flusher).Flush()
		}
		<-r.Context().Done()
	}
}

func breaks(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	io.WriteString(w, hello[:50])
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

func TestRetries(t *testing.T) {
	date := func(w http.ResponseWriter, r *http.Request) {
		says(http.StatusServiceUnavailable, "", "Retry-After: "+time.Now().Add(3*time.Second).UTC().Format(http.TimeFormat))(w, r)
	}
	for _, test := range []struct {
		name        string
		first       []http.HandlerFunc // before the answer
		least, most time.Duration
	}{
		{"seconds", []http.HandlerFunc{says(429, "", "Retry-After: 2")}, 2 * time.Second, 2501 * time.Millisecond},
		{"milliseconds", []http.HandlerFunc{says(429, "", "Retry-After-Ms: 1500", "Retry-After: 9")}, 1500 * time.Millisecond, 2001 * time.Millisecond},
		{"a date", []http.HandlerFunc{date}, 2 * time.Second, 3501 * time.Millisecond},
		{"a body that says how long", []http.HandlerFunc{says(429, `{"error":{"code":429,"details":[{"retryDelay":"7s"}]}}`)}, 7 * time.Second, 7501 * time.Millisecond},
		{"nothing said", []http.HandlerFunc{says(500, ""), says(502, ""), says(529, "")}, time.Millisecond, 3504 * time.Millisecond},
		{"a date that is past, and what is no time", []http.HandlerFunc{says(503, "", "Retry-After: Mon, 02 Jan 1995 15:04:05 GMT"), says(503, "", "Retry-After: soon"), says(503, "", "Retry-After: -5")},
			time.Millisecond, 3504 * time.Millisecond},
		{"half a body", []http.HandlerFunc{breaks}, time.Millisecond, 501 * time.Millisecond},
		{"half a body that seems whole", []http.HandlerFunc{says(200, hello[:80])}, time.Millisecond, 501 * time.Millisecond},
		{"an empty body", []http.HandlerFunc{says(200, "")}, time.Millisecond, 501 * time.Millisecond},
		{"an error in a good answer", []http.HandlerFunc{says(200, `{"error":{"code":502,"message":"no"}}`)}, time.Millisecond, 501 * time.Millisecond},
		{"the provider knows better", []http.HandlerFunc{says(400, "", "X-Should-Retry: true")}, time.Millisecond, 501 * time.Millisecond},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				handler, count := turns(append(test.first, says(200, hello))...)
				told := 0
				set := bubbled(t, handler, "retries: 5", func(o *Options) { o.Retrying = func(*Error, time.Duration) { told++ } })
				start := time.Now()
				answer, err := set.Call(t.Context(), say("x/m", "Hi"))
				require.NoError(t, err)
				require.Equal(t, "Hello!", answer.Text)
				require.Equal(t, len(test.first)+1, answer.Attempts)
				require.EqualValues(t, answer.Attempts, count.Load())
				require.Equal(t, len(test.first), told)
				took := time.Since(start)
				require.GreaterOrEqual(t, took, test.least)
				require.LessOrEqual(t, took, test.most)
				require.Zero(t, answer.Latency, "waiting is no part of it")
			})
		})
	}
}

func TestRetriesEnd(t *testing.T) {
	for _, test := range []struct {
		name, settings string
		answer         http.HandlerFunc
		attempts       int
		message        string
	}{
		{"retries are used up", "retries: 3", says(500, `{"error":"it burns"}`), 4, "x/m: 500 Internal Server Error: it burns (4 attempts)"},
		{"no retries", "retries: 0", says(500, ""), 1, "x/m: 500 Internal Server Error"},
		{"too long a wait", "retries: 3", says(429, "", "Retry-After: 300"), 1, "x/m: 429 Too Many Requests, and no request is wanted for 5m0s"},
		{"an endless wait", "retries: 3", says(429, "", "Retry-After: Inf"), 1, "x/m: 429 Too Many Requests, and no request is wanted for 1h0m0s"},
		{"no credit", "retries: 3", says(429, `{"error":{"message":"no","code":"insufficient_quota"}}`), 1, "x/m: 429 Too Many Requests: no"},
		{"the provider knows better", "retries: 3", says(503, "", "X-Should-Retry: false"), 1, "x/m: 503 Service Unavailable"},
		{"a broken connection", "retries: 1", breaks, 2, "x/m: the connection broke before the answer was whole (2 attempts)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				handler, count := turns(test.answer)
				_, err := bubbled(t, handler, test.settings).Call(t.Context(), say("x/m", "Hi"))
				require.EqualError(t, err, test.message)
				require.Equal(t, test.attempts, failure(t, err).Attempts)
				require.EqualValues(t, test.attempts, count.Load())
				require.NotEmpty(t, diag.Hint(err))
			})
		})
	}
}

// A provider that never answers, or not to the end, is waited for so long and no
// longer.
func TestPatience(t *testing.T) {
	for name, beginning := range map[string]string{"never": "", "half a body": hello[:50]} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				handler, count := turns(silence(beginning))
				set := bubbled(t, handler, "timeout: 30s", func(o *Options) { o.Timeout = time.Hour })
				start := time.Now()
				_, err := set.Call(t.Context(), say("x/m", "Hi"))
				require.ErrorIs(t, err, ErrTimeout)
				require.EqualError(t, err, "x/m: no answer within 30s")
				require.Contains(t, diag.Hint(err), "--timeout")
				require.Equal(t, 30*time.Second, time.Since(start))
				require.EqualValues(t, 1, count.Load())
			})
		})
	}
}

// The patience with a stream is with each of its pieces; once text was handed out
// nothing is sent again.
func TestPatienceWithStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		piece := `data: {"choices":[{"index":0,"delta":{"content":"a"}}]}` + "\n\n"
		handler, count := turns(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			for range 5 {
				time.Sleep(50 * time.Second)
				io.WriteString(w, piece)
				w.(http.Flusher).Flush()
			}
			<-r.Context().Done()
		})
		start := time.Now()
		_, pieces, err := collected(t, bubbled(t, handler, "timeout: 60s"), say("x/m", "Hi"))
		require.ErrorIs(t, err, ErrTimeout)
		require.Len(t, pieces, 5)
		require.Equal(t, 310*time.Second, time.Since(start))
		require.EqualValues(t, 1, count.Load())
	})
}

// A stream that breaks before its first text is sent again, and none after it.
func TestStreamIsSentAgain(t *testing.T) {
	piece := "data: " + `{"choices":[{"index":0,"delta":{"content":"a"}}]}` + "\n\n"
	for text, attempts := range map[string]int{": wait\n\n": 3, piece: 1} {
		synctest.Test(t, func(t *testing.T) {
			handler, count := turns(says(200, text, "Content-Type: text/event-stream"))
			_, _, err := collected(t, bubbled(t, handler, "retries: 2"), say("x/m", "Hi"))
			require.ErrorContains(t, err, "the connection broke before the answer was whole")
			require.EqualValues(t, attempts, count.Load())
		})
	}
}

// Ctrl-C ends whatever is waited for, and at once.
func TestCancel(t *testing.T) {
	for name, test := range map[string]struct {
		settings string
		answer   http.HandlerFunc
	}{
		"an answer":      {"retries: 3", silence("")},
		"a stream":       {"retries: 3", silence("data: {}\n\n")},
		"another turn":   {"retries: 3", says(429, "", "Retry-After: 60")},
		"a place to run": {"concurrency: 1", silence("")},
		"the rate":       {"requestsPerMinute: 1", silence("")},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				set := bubbled(t, test.answer, test.settings)
				ctx, cancel := context.WithCancel(t.Context())
				failed := make(chan error, 3)
				for range cap(failed) {
					go func() {
						_, err := set.Stream(ctx, say("x/m", "Hi"), func(string) error { return nil })
						failed <- err
					}()
				}
				time.Sleep(time.Second)
				start := time.Now()
				cancel()
				for range cap(failed) {
					require.ErrorIs(t, <-failed, context.Canceled)
				}
				require.Zero(t, time.Since(start))
			})
		})
	}
}

// at what time requests came, and how many there were together.
type timed struct {
	mutex          sync.Mutex
	since          time.Time
	came           []time.Duration
	now, atOneTime int
	answer         http.HandlerFunc
}

func (m *timed) serve(w http.ResponseWriter, r *http.Request) {
	m.mutex.Lock()
	m.came = append(m.came, time.Since(m.since))
	m.now++
	m.atOneTime = max(m.atOneTime, m.now)
	m.mutex.Unlock()
	m.answer(w, r)
	m.mutex.Lock()
	m.now--
	m.mutex.Unlock()
}

// flood sends so many calls at one time.
func flood(t *testing.T, n int, set *Set) {
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			_, err := set.Call(t.Context(), say("x/m", "Hi"))
			require.NoError(t, err)
		})
	}
	all.Wait()
}

func slowly(w http.ResponseWriter, r *http.Request) {
	time.Sleep(100 * time.Millisecond)
	says(200, hello)(w, r)
}

func TestConcurrency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &timed{since: time.Now(), answer: slowly}
		flood(t, 10, bubbled(t, m.serve, "concurrency: 3"))
		require.Equal(t, 3, m.atOneTime)
		require.Equal(t, 400*time.Millisecond, time.Since(m.since))
	})
}

func TestRequestsPerMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &timed{since: time.Now(), answer: says(200, hello)}
		flood(t, 6, bubbled(t, m.serve, "requestsPerMinute: 30"))
		for i, at := range m.came {
			require.InDelta(t, 2*i, at.Seconds(), 0.001)
		}
	})
}

// An answer tells how many tokens a call really took.
func TestTokensPerMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &timed{since: time.Now(), answer: says(200, `{"choices":[{"message":{"content":"a"}}],"usage":{"prompt_tokens":500,"completion_tokens":100}}`)}
		set := bubbled(t, m.serve, "tokensPerMinute: 600")
		for range 3 {
			_, err := set.Call(t.Context(), say("x/m", "Hi"))
			require.NoError(t, err)
		}
		require.Zero(t, m.came[0])
		require.InDelta(t, 60, m.came[2].Seconds()-m.came[1].Seconds(), 2)
	})
}

// Where one request was refused for being one too many, those that come next wait
// as long as the provider said.
func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, _ := turns(says(429, "", "Retry-After: 10"), says(200, hello))
		m := &timed{since: time.Now(), answer: first}
		set := bubbled(t, m.serve, "retries: 3")
		var all sync.WaitGroup
		all.Go(func() { flood(t, 1, set) })
		time.Sleep(time.Second)
		flood(t, 5, set)
		all.Wait()
		require.Len(t, m.came, 7)
		for _, at := range m.came[1:] {
			require.GreaterOrEqual(t, at, 10*time.Second)
		}
	})
}

func TestPausesDoNotShortenOneAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits(settings{}, time.Now)
		l.pause(10 * time.Second)
		l.pause(time.Second)
		start := time.Now()
		leave, err := l.enter(t.Context(), 1)
		require.NoError(t, err)
		leave(0)
		require.Equal(t, 10*time.Second, time.Since(start))
		l.pause(time.Second)
		l.pause(20 * time.Second)
		_, err = l.enter(t.Context(), 1)
		require.NoError(t, err)
		require.Equal(t, 30*time.Second, time.Since(start))
	})
}

// Waits grow, differ, and have an end.
func TestBackoff(t *testing.T) {
	for n := 1; n < 40; n++ {
		waits := map[time.Duration]bool{}
		for range 50 {
			wait := backoff(n)
			require.Positive(t, wait)
			require.LessOrEqual(t, wait, min(firstWait<<min(n-1, 6), maxWait)+time.Millisecond, fmt.Sprint(n))
			waits[wait] = true
		}
		require.Greater(t, len(waits), 10)
	}
}
