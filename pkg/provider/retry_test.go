package provider

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
)

func TestRetries(t *testing.T) {
	date := func(w http.ResponseWriter, r *http.Request) {
		says(http.StatusServiceUnavailable, "", "Retry-After: "+time.Now().Add(3*time.Second).UTC().Format(http.TimeFormat))(w, r)
	}
	for _, test := range []struct {
		name        string
		first       []http.HandlerFunc // before the answer
		least, most time.Duration
		lost        int
	}{
		{"seconds", []http.HandlerFunc{says(429, "", "Retry-After: 2")}, 2 * time.Second, 2501 * time.Millisecond, 0},
		{"milliseconds", []http.HandlerFunc{says(429, "", "Retry-After-Ms: 1500", "Retry-After: 9")}, 1500 * time.Millisecond, 2001 * time.Millisecond, 0},
		{"a date", []http.HandlerFunc{date}, 2 * time.Second, 3501 * time.Millisecond, 0},
		{"a body that says how long", []http.HandlerFunc{says(429, `{"error":{"code":429,"details":[{"retryDelay":"7s"}]}}`)}, 7 * time.Second, 7501 * time.Millisecond, 0},
		{"nothing said", []http.HandlerFunc{says(500, ""), says(502, ""), says(529, "")}, time.Millisecond, 3504 * time.Millisecond, 0},
		{"a date that is past, and what is no time", []http.HandlerFunc{says(503, "", "Retry-After: Mon, 02 Jan 1995 15:04:05 GMT"), says(503, "", "Retry-After: soon"), says(503, "", "Retry-After: -5")},
			time.Millisecond, 3504 * time.Millisecond, 0},
		{"half a body", []http.HandlerFunc{breaks}, time.Millisecond, 501 * time.Millisecond, 1},
		{"half a body that seems whole", []http.HandlerFunc{says(200, hello[:80])}, time.Millisecond, 501 * time.Millisecond, 1},
		{"an empty body", []http.HandlerFunc{says(200, "")}, time.Millisecond, 501 * time.Millisecond, 1},
		{"an error in a good answer", []http.HandlerFunc{says(200, `{"error":{"code":502,"message":"no"}}`)}, time.Millisecond, 501 * time.Millisecond, 0},
		{"the provider knows better", []http.HandlerFunc{says(400, "", "X-Should-Retry: true")}, time.Millisecond, 501 * time.Millisecond, 0},
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
				require.Equal(t, test.lost, answer.Lost)
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
		attempts, lost int
		message        string
	}{
		{"retries are used up", "retries: 3", says(500, `{"error":"it burns"}`), 4, 0, "x/m: 500 Internal Server Error: it burns (4 attempts)"},
		{"no retries", "retries: 0", says(500, ""), 1, 0, "x/m: 500 Internal Server Error"},
		{"too long a wait", "retries: 3", says(429, "", "Retry-After: 300"), 1, 0, "x/m: 429 Too Many Requests, and no request is wanted for 5m0s"},
		{"an endless wait", "retries: 3", says(429, "", "Retry-After: Inf"), 1, 0, "x/m: 429 Too Many Requests, and no request is wanted for 1h0m0s"},
		{"a date that is never", "retries: 3", says(429, "", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"), 1, 0, "x/m: 429 Too Many Requests, and no request is wanted for 1h0m0s"},
		{"no credit", "retries: 3", says(429, `{"error":{"message":"no","code":"insufficient_quota"}}`), 1, 0, "x/m: 429 Too Many Requests: no"},
		{"the provider knows better", "retries: 3", says(503, "", "X-Should-Retry: false"), 1, 0, "x/m: 503 Service Unavailable"},
		{"a broken connection", "retries: 1", breaks, 2, 2, "x/m: the connection broke before the answer was whole (2 attempts)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				handler, count := turns(test.answer)
				_, err := bubbled(t, handler, test.settings).Call(t.Context(), say("x/m", "Hi"))
				require.EqualError(t, err, test.message)
				require.Equal(t, test.attempts, failure(t, err).Attempts)
				require.Equal(t, test.lost, failure(t, err).Lost)
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
				require.Equal(t, 1, failure(t, err).Lost)
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
