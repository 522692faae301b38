package provider

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// counting is a server that counts the connections that are made to it.
func counting(t testing.TB, handler http.HandlerFunc) (*httptest.Server, *atomic.Int32) {
	t.Helper()
	var made atomic.Int32
	s := httptest.NewUnstartedServer(handler)
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			made.Add(1)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	return s, &made
}

// workers makes so many calls from so many goroutines.
func workers(goroutines, calls int, call func()) {
	var left atomic.Int32
	left.Store(int32(calls))
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				call()
			}
		})
	}
	all.Wait()
}

// 1,000 calls of 20 ms by 50 workers take as long as they must, and 50
// connections, also where the answers are errors.
func TestConnectionsAreKept(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"answers":  says(http.StatusOK, hello),
		"refusals": says(http.StatusBadRequest, `{"error":"no"}`),
		"streams":  events(`{"choices":[{"index":0,"delta":{"content":"Hello!"},"finish_reason":"stop"}]}`),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var network pipes
				set := network.bubbled(t, func(w http.ResponseWriter, r *http.Request) {
					time.Sleep(20 * time.Millisecond)
					answer(w, r)
				}, "retries: 0")
				start := time.Now()
				workers(50, 1000, func() {
					var err error
					if name == "streams" {
						_, err = set.Stream(t.Context(), say("x/m", "Hi"), func(string) error { return nil })
					} else {
						_, err = set.Call(t.Context(), say("x/m", "Hi"))
					}
					if (err != nil) != (name == "refusals") {
						t.Error(err)
					}
				})
				require.Equal(t, 400*time.Millisecond, time.Since(start))
				require.EqualValues(t, 50, network.made.Load())
			})
		})
	}
}

func reaching(t testing.TB, s *httptest.Server, concurrency int) *Set {
	t.Helper()
	set, err := Open(nil, Options{Getenv: env{"VLLM_API_KEY": testKey, "OPENAI_BASE_URL": s.URL, "OPENAI_API_KEY": testKey}.get, Now: time.Now, Concurrency: concurrency})
	require.NoError(t, err)
	set.own = []settings{{name: "x", kind: openAIType, base: s.URL}}
	return set
}

// A server closes what is idle: the call that meets that is sent again.
func TestConnectionsThatAreClosed(t *testing.T) {
	s, made := counting(t, says(http.StatusOK, hello))
	set := reaching(t, s, 1)
	set.own[0].retries = 3
	for range 3 {
		_, err := set.Call(context.Background(), say("x/m", "Hi"))
		require.NoError(t, err)
		s.CloseClientConnections()
	}
	require.EqualValues(t, 3, made.Load())
}

// 1,000 calls of 20 ms by 50 workers take 0.4 s at best.
func BenchmarkCalls(b *testing.B) {
	s, made := counting(b, func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(20 * time.Millisecond)
		says(http.StatusOK, hello)(w, r)
	})
	set := reaching(b, s, 50)
	b.ReportAllocs()
	for b.Loop() {
		workers(50, 1000, func() {
			if _, err := set.Call(b.Context(), say("x/m", "Hi")); err != nil {
				b.Error(err)
			}
		})
	}
	b.ReportMetric(float64(made.Load()), "connections")
}
