package provider

import (
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

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

// Where nothing is counted, an answer may have been as long as the call allows.
func TestTokensOfMaxTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &timed{since: time.Now(), answer: says(200, `{"choices":[{"message":{"content":"a"}}]}`)}
		set := bubbled(t, m.serve, "tokensPerMinute: 600")
		for _, most := range []any{int64(600), float64(600), int64(1)} {
			call := say("x/m", "Hi")
			call.Parameters = map[string]any{"maxTokens": most}
			_, err := set.Call(t.Context(), call)
			require.NoError(t, err)
		}
		require.Len(t, m.came, 3)
		require.Zero(t, m.came[0])
		require.InDelta(t, 60, m.came[1].Seconds(), 5)
		require.InDelta(t, 2, m.came[2].Seconds()-m.came[1].Seconds(), 1, "a small one has little to wait for")
	})
}
