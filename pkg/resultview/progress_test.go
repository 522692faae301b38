package resultview_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/stretchr/testify/require"
)

// screen is a terminal, with what was written to it and a clock that goes on by step
// whenever it is asked for the time.
type screen struct {
	*term.Terminal
	text bytes.Buffer
	now  func() time.Time
}

func newScreen(step time.Duration) *screen {
	s := &screen{}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s.now = func() time.Time {
		at = at.Add(step)
		return at
	}
	s.Terminal = &term.Terminal{Out: &s.text, Err: &s.text, OutTTY: true, ErrTTY: true, Width: 100}
	return s
}

// last is the line that is there now.
func (s *screen) last() string {
	lines := strings.Split(s.text.String(), "\r")
	return strings.TrimSuffix(lines[len(lines)-1], "\x1b[K")
}

func TestProgress(t *testing.T) {
	s := newScreen(time.Second)
	p := resultview.NewProgress(s.Terminal, s.now, nil, 8)
	p.Case(passed("a", "x"))
	require.Equal(t, "██▌░░░░░░░░░░░░░░░░░ 1/8 · 7.0 s left · $0.0002 · 1.0/s", s.last())
	p.Case(failed("b", "x", 0))
	p.Case(errored("c", "gone"))
	require.Equal(t, "███████▌░░░░░░░░░░░░ 3/8 · 1 failed · 1 errored · 5.0 s left · $0.0004 · 1.0/s", s.last())
	p.End()
	p.End()
	require.Empty(t, s.last())
}

func TestProgressOfAnUnknownNumber(t *testing.T) {
	s := newScreen(10 * time.Millisecond)
	p := resultview.NewProgress(s.Terminal, s.now, nil, 0)
	for range 40 {
		p.Case(passed("a", "x"))
	}
	require.Equal(t, "40 cases · 400 ms · $0.008 · 100/s", s.last())
	require.Equal(t, 3, strings.Count(s.text.String(), "\r"), "it is drawn at 200, 300 and 400 ms")
	p.End()
}

func TestProgressIsNarrowerThanTheTerminal(t *testing.T) {
	for width := 1; width < 90; width++ {
		s := newScreen(time.Second)
		s.Width = width
		p := resultview.NewProgress(s.Terminal, s.now, nil, 1000)
		p.Case(failed("b", "x", 0))
		require.Less(t, term.Width(s.last()), width)
		p.End()
	}
}

func TestProgressIsSilentWhereNobodySees(t *testing.T) {
	for _, change := range []func(*term.Terminal){func(t *term.Terminal) { t.ErrTTY = false }, func(t *term.Terminal) { t.Dumb = true }} {
		s := newScreen(time.Second)
		change(s.Terminal)
		p := resultview.NewProgress(s.Terminal, s.now, nil, 8)
		p.Case(failed("b", "x", 0))
		p.End()
		require.Empty(t, s.text.String())
	}
}

// The line moves on while a model takes its time.
func TestProgressTicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen(0)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		p := resultview.NewProgress(s.Terminal, time.Now, tick.C, 8)
		time.Sleep(2500 * time.Millisecond)
		synctest.Wait()
		require.Equal(t, "░░░░░░░░░░░░░░░░░░░░ 0/8 · 2.0 s", s.last())
		p.End()
	})
}

func TestProgressIsSafeForConcurrentUse(t *testing.T) {
	s := newScreen(0)
	p := resultview.NewProgress(s.Terminal, time.Now, nil, 400)
	p.Tell(&s.text, "", resultview.Options{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 100 {
				p.Case(failed(fmt.Sprint(i), "x", 0))
			}
		})
	}
	wg.Wait()
	p.End()
	require.Equal(t, 20, strings.Count(s.text.String(), "FAIL "))
	require.Contains(t, s.text.String(), "… and 380 cases more that did not pass")
}

// What fails is told as it comes, and with what Text adds afterwards it is what Text
// says of all.
func TestProgressTells(t *testing.T) {
	runs := []resultview.Of{runOf(head("x"), many(30, func(i int) *results.Case {
		if i%3 == 0 {
			return passed(fmt.Sprint("p", i), "orders")
		}
		return failed(fmt.Sprint("f", i), "billing", 0)
	}))}
	for _, o := range []resultview.Options{{}, {Verbose: true}, {Quiet: true}, {Style: term.Style(true)}} {
		s := newScreen(0)
		s.ErrTTY = false
		p := resultview.NewProgress(s.Terminal, s.now, nil, 30)
		p.Tell(&s.text, "", o)
		for c := range runs[0].Cases {
			before := s.text.Len()
			p.Case(c)
			if o.Verbose {
				require.Greater(t, s.text.Len(), before)
			}
		}
		p.End()
		want := written(t, resultview.Text, runs, o)
		o.Told = true
		require.Equal(t, want, s.text.String()+written(t, resultview.Text, runs, o))
	}
}

func TestProgressTellsOverItsLine(t *testing.T) {
	s := newScreen(time.Second)
	p := resultview.NewProgress(s.Terminal, s.now, nil, 3)
	p.Tell(&s.text, "the title", resultview.Options{})
	p.Case(passed("a", "x"))
	p.Case(failed("b", "x", 0))
	p.End()
	require.Regexp(t, "(?s)^the title\n\n\r[^\r\n]*\x1b\\[K\r\x1b\\[KFAIL  b .*\n\n\r[^\r\n]*2/3 · 1 failed[^\r\n]*\x1b\\[K\r\x1b\\[K$", s.text.String())
}
