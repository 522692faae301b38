package eval

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/stretchr/testify/require"
)

const repeated = "version: 1\ncases: [{id: a, variables: {word: abc}, assert: [{equals: abc}]}]\n"

func ignore(*results.Case) error { return nil }

// The quick run keeps to the slow one, but for what its workers are at, so that both see
// the provider as it is at the time.
func TestBothAreInStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var begun [2]atomic.Int64
		side := func(i int, takes time.Duration) *Run {
			r := runOf(t, simple, repeated, answering(func(_ context.Context, text string, _ provider.Call) (*provider.Answer, error) {
				mine, other := begun[i].Add(1), begun[1-i].Load()
				require.LessOrEqual(t, mine, other+4, "as many as there are workers")
				time.Sleep(takes)
				return saying(text), nil
			}))
			r.Repeat, r.Concurrency = 500, 3
			return r
		}
		var got [2][]int
		collect := func(i int) Each {
			return func(c *results.Case) error { got[i] = append(got[i], c.Repeat); return nil }
		}
		a, b, err := Both(t.Context(), side(0, 100*time.Millisecond), side(1, time.Millisecond), collect(0), collect(1))
		require.NoError(t, err)
		require.Equal(t, 500, a.Summary.Cases)
		require.Equal(t, 500, b.Summary.Cases)
		require.Len(t, got[0], 500)
		require.Equal(t, got[0], got[1])
	})
}

// A run that ends early, as with a broken budget, holds up neither the other nor itself.
func TestOneOfBothEndsEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		side := func(fails int64) *Run {
			var n atomic.Int64
			r := runOf(t, simple, repeated, answering(func(_ context.Context, text string, _ provider.Call) (*provider.Answer, error) {
				if n.Add(1) == fails {
					return nil, &BudgetError{}
				}
				time.Sleep(time.Millisecond)
				return saying(text), nil
			}))
			r.Repeat = 200
			return r
		}
		a, b, err := Both(t.Context(), side(10), side(0), ignore, ignore)
		require.NoError(t, err)
		require.Equal(t, OverBudget, a.Summary.Stopped)
		require.Equal(t, 200, a.Summary.Cases+a.Summary.NotRun)
		require.Equal(t, 200, b.Summary.Cases)
		a, b, err = Both(t.Context(), side(0), side(1), ignore, ignore)
		require.NoError(t, err)
		require.Equal(t, 200, a.Summary.Cases)
		require.Equal(t, OverBudget, b.Summary.Stopped)
	})
}

func TestAnErrorOfOneEndsBoth(t *testing.T) {
	r := runOf(t, simple, repeated, answering(echo))
	r.Repeat = 5000
	full := errors.New("no space left")
	_, _, err := Both(t.Context(), r, r, ignore, func(c *results.Case) error {
		if c.Repeat == 100 {
			return full
		}
		return nil
	})
	require.ErrorIs(t, err, full)
	ctx, cancel := context.WithCancel(t.Context())
	a, b, err := Both(ctx, r, r, func(c *results.Case) error {
		if c.Repeat == 10 {
			cancel()
		}
		return nil
	}, ignore)
	require.NoError(t, err)
	require.Equal(t, Interrupted, a.Summary.Stopped)
	require.Equal(t, Interrupted, b.Summary.Stopped)
}

// comparing is a case with an assertion that compares two answers.
func comparing(id int) *job {
	s, _ := suite.Parse("a.tests.yaml", []byte("version: 1\ndefaults: {judge: {model: openai/gpt-4o}}\ncases: [{id: a, assert: [{prefer: It is short.}]}]\n"))
	return &job{input: &suite.Input{ID: fmt.Sprint(id), Suite: s, Own: s, Case: s.Cases[0]}, repeat: 1}
}

// Whoever comes first waits for the other, whatever the order is in which workers come,
// and nothing is kept.
func TestAnswersAreSwapped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := newBeside()
		var workers sync.WaitGroup
		start := func(side *beside, mine, theirs string, order func(i int) time.Duration) {
			for i := range 50 {
				workers.Go(func() {
					time.Sleep(order(i))
					j := comparing(i)
					text := fmt.Sprint(mine, i)
					got := side.swap(t.Context(), j, &text)
					require.NotNil(t, got)
					require.Equal(t, fmt.Sprint(theirs, i), *got)
					require.Nil(t, side.give(j, nil), "what was given stays")
				})
			}
		}
		start(a, "a", "b", func(i int) time.Duration { return time.Duration(i) * time.Second })
		start(b, "b", "a", func(i int) time.Duration { return time.Duration(i*7%50) * time.Second })
		workers.Wait()
		require.Empty(t, a.answers)
	})
}

// Of two versions the one with the shorter answer is preferred, on both sides alike.
func TestPreferenceIsOfBothAnswers(t *testing.T) {
	const prefer = "version: 1\ndefaults: {judge: {model: openai/judge}, assert: [{prefer: It is shorter.}]}\ncases: [{id: a, repeat: 20, variables: {word: abc}}, {id: b, variables: {word: fails}}]\n"
	answers := answering(func(_ context.Context, text string, c provider.Call) (*provider.Answer, error) {
		if c.Model != "openai/judge" {
			if text == "fails, fails" {
				return nil, errors.New("no answer")
			}
			return saying(text), nil
		}
		choice := "second"
		_, text, _ = strings.Cut(text, "<<<FIRST ANSWER")
		if strings.Index(text, "\nabc\n") < strings.Index(text, "\nabc, abc\n") {
			choice = "first"
		}
		return saying(`{"reason": "it is", "choice": "` + choice + `"}`), nil
	})
	long := runOf(t, strings.Replace(simple, "'{{word}}'", "'{{word}}, {{word}}'", 1), prefer, answers)
	short := runOf(t, simple, prefer, answers)
	ofLong, ofShort, err := Both(t.Context(), long, short, ignore, func(c *results.Case) error {
		if c.ID == "b" {
			require.Contains(t, c.Assertions[0].Error, "no other version's answer")
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, []int{0, 20, 1}, []int{ofLong.Summary.Passed, ofLong.Summary.Failed, ofLong.Summary.Errored})
	require.Equal(t, []int{20, 0, 1}, []int{ofShort.Summary.Passed, ofShort.Summary.Failed, ofShort.Summary.Errored})
}

func TestAnAnswerThatNeverComesIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := newBeside()
		text := "x"
		go func() { b.give(comparing(1), nil) }()
		require.Nil(t, a.swap(t.Context(), comparing(1), &text), "the other has no answer")
		go b.over()
		require.Nil(t, a.swap(t.Context(), comparing(2), &text), "the other has ended")
		ctx, cancel := context.WithCancel(t.Context())
		go cancel()
		require.Nil(t, b.swap(ctx, comparing(3), &text))
		var none *beside
		require.Nil(t, none.swap(t.Context(), comparing(3), &text))
		require.Nil(t, a.swap(t.Context(), &job{}, &text))
		close(a.ended[0])
	})
}
