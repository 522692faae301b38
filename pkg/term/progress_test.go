package term

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// clock is a time that goes on by step whenever it is asked for.
func clock(step time.Duration) func() time.Time {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return func() time.Time {
		now = now.Add(step)
		return now
	}
}

func TestProgress(t *testing.T) {
	term, out, errs := terminal("")
	p := term.Progress(clock(150*time.Millisecond), "reading", 4)
	for _, name := range []string{"a", "b\x1b[2J", "c"} {
		p.Step(name)
	}
	require.Equal(t, "\rreading 2/4 (50 %) b<U+001B>[2J\x1b[K\rreading 3/4 (75 %) c\x1b[K", errs.String())
	p.End()
	p.End()
	require.True(t, strings.HasSuffix(errs.String(), "\x1b[K\r\x1b[K"))
	require.Equal(t, 3, strings.Count(errs.String(), "\x1b[K"))
	require.Empty(t, out.String())
}

func TestProgressIsRare(t *testing.T) {
	term, _, errs := terminal("")
	p := term.Progress(clock(time.Millisecond), "reading", 0)
	for range 1000 {
		p.Step("")
	}
	require.Equal(t, 8, strings.Count(errs.String(), "\r")) // at 300, 400, … 1000 ms
	require.True(t, strings.HasPrefix(errs.String(), "\rreading 300\x1b[K"))
}

func TestProgressIsNarrowerThanTerminal(t *testing.T) {
	term, _, errs := terminal("")
	term.Width, term.ErrStyle = 20, true
	p := term.Progress(clock(time.Second), "reading", 10)
	p.Step(strings.Repeat("name", 10))
	require.Equal(t, "\r\x1b[2mreading 1/10 (10 %…\x1b[22m\x1b[K", errs.String())
}

func TestProgressIsSilent(t *testing.T) {
	for _, change := range []func(*Terminal){
		func(t *Terminal) { t.ErrTTY = false },
		func(t *Terminal) { t.Dumb = true },
	} {
		term, _, errs := terminal("")
		change(term)
		p := term.Progress(clock(time.Second), "reading", 10)
		p.Step("a")
		p.End()
		require.Empty(t, errs.String())
	}
}

func TestProgressOfQuickWork(t *testing.T) {
	term, _, errs := terminal("")
	p := term.Progress(clock(time.Millisecond), "reading", 10)
	p.Step("a")
	p.End()
	require.Empty(t, errs.String())
}

func TestProgressIsSafeForConcurrentUse(t *testing.T) {
	term, _, errs := terminal("")
	p := term.Progress(clock(time.Second), "reading", 40)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 10 {
				p.Step("")
			}
		})
	}
	wg.Wait()
	require.True(t, strings.HasSuffix(errs.String(), "\rreading 40/40 (100 %)\x1b[K"))
	p.End()
}
