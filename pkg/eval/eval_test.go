package eval

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/stretchr/testify/require"
)

// answering answers calls by a function of the last message.
type answering func(ctx context.Context, text string, c provider.Call) (*provider.Answer, error)

func (f answering) Call(ctx context.Context, c provider.Call) (*provider.Answer, error) {
	return f(ctx, c.Messages[len(c.Messages)-1].Text(), c)
}

func (answering) Embed(context.Context, string, []string) ([][]float64, error) {
	return nil, errors.New("no embeddings here")
}

// echo says what it is asked.
func echo(_ context.Context, text string, _ provider.Call) (*provider.Answer, error) {
	return saying(text), nil
}

func saying(text string) *provider.Answer {
	a := &provider.Answer{Latency: 20 * time.Millisecond, Attempts: 1}
	a.Text, a.Finish, a.Usage = text, model.FinishStop, model.Usage{Input: 100, Output: 10}
	return a
}

const simple = "model: openai/gpt-4o\nvariables: {word: {type: string}}\nmessages: [{role: user, content: '{{word}}'}]\n"

// runOf is a run of a prompt and a file of its tests.
func runOf(t testing.TB, src, tests string, p provider.Provider) *Run {
	read := func(file string) ([]byte, error) {
		if file == "prompts/a.prompt.yaml" {
			return []byte(src), nil
		}
		return nil, fs.ErrNotExist
	}
	c, found, err := prompt.Loader{Folders: []string{"prompts"}, Read: read}.Load("prompts/a.prompt.yaml")
	require.NoError(t, err)
	require.Empty(t, found)
	s, found := suite.Parse("prompts/a.tests.yaml", []byte(tests))
	require.Empty(t, found)
	return &Run{
		Closure: c, Suites: []*suite.Suite{s}, Provider: p, Facts: priced, Concurrency: 4, Now: time.Now,
		Open: func(string) (io.ReadCloser, error) { return nil, fs.ErrNotExist },
	}
}

// cases runs it and gathers what came of it.
func cases(t testing.TB, r *Run) ([]*results.Case, *Outcome) {
	var all []*results.Case
	out, err := r.Do(context.Background(), func(c *results.Case) error {
		all = append(all, c)
		return nil
	})
	require.NoError(t, err)
	return all, out
}

// line is a case in short.
func line(c *results.Case) string {
	return fmt.Sprintf("%s#%d %s %.2f", c.ID, c.Repeat, c.Status, c.Score)
}

func lines(all []*results.Case) (list []string) {
	for _, c := range all {
		list = append(list, line(c))
	}
	return list
}

func TestStatusesAndScores(t *testing.T) {
	r := runOf(t, simple, `version: 1
defaults:
  assert: [{contains: a}]
cases:
  - {id: passes, variables: {word: abc}, assert: [{equals: abc}]}
  - {id: fails, variables: {word: abc}, assert: [{equals: x}]}
  - {id: half-will-do, variables: {word: abc}, threshold: 0.5, assert: [{equals: x}]}
  - {id: half-is-not-enough, variables: {word: abc}, threshold: 0.6, assert: [{equals: x}]}
  - {id: weights, variables: {word: abc}, threshold: 0.6, assert: [{equals: x, weight: 0.5}]}
  - {id: no-weight, variables: {word: abc}, assert: [{equals: x, weight: 0}]}
  - {id: negated, variables: {word: abc}, assert: [{not-equals: x}]}
  - {id: twice, variables: {word: abc}, repeat: 2}
`, answering(echo))
	all, out := cases(t, r)
	require.Equal(t, []string{
		"passes#1 passed 1.00", "fails#1 failed 0.50", "half-will-do#1 passed 0.50", "half-is-not-enough#1 failed 0.50", "weights#1 passed 0.67",
		"no-weight#1 passed 1.00", "negated#1 passed 1.00", "twice#1 passed 1.00", "twice#2 passed 1.00",
	}, lines(all))
	require.Equal(t, 7, out.Summary.Passed)
	require.Equal(t, 2, out.Summary.Failed)
	require.Zero(t, out.Summary.NotRun)
	require.Empty(t, out.Summary.Stopped)

	c := all[0]
	require.Equal(t, "prompts/a.tests.yaml:5:10", c.Place)
	require.Equal(t, map[string]any{"word": "abc"}, c.Variables)
	require.Equal(t, "abc", c.Output)
	require.Equal(t, results.Tokens{Input: 100, Output: 10}, c.Tokens)
	require.InDelta(t, 0.0002, *c.CostUSD, 1e-12)
	require.InDelta(t, 20, c.LatencyMS, 1e-9)
	require.Equal(t, "not-equals", all[6].Assertions[1].Type)
	require.Equal(t, "prompts/a.tests.yaml:11:53", all[6].Assertions[1].Place)
}

func TestModelAndRepeatsCanBeOthers(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]bool{}
	r := runOf(t, simple, "version: 1\ncases: [{id: a, variables: {word: abc}, repeat: 2, assert: [{equals: abc}]}]\n",
		answering(func(_ context.Context, text string, c provider.Call) (*provider.Answer, error) {
			mu.Lock()
			defer mu.Unlock()
			seen[fmt.Sprint(c.Model, " ", c.Repeat)] = true
			return saying(text), nil
		}))
	r.Model, r.Repeat = "anthropic/x", 3
	all, _ := cases(t, r)
	require.Len(t, all, 3)
	require.Equal(t, map[string]bool{"anthropic/x 0": true, "anthropic/x 1": true, "anthropic/x 2": true}, seen)
}

// Whatever is wrong with a case is its own: it says where it stands and what to do.
func TestErroredCases(t *testing.T) {
	refused := diag.WithHint(errors.New("openai: 401: no such key"), "set OPENAI_API_KEY")
	r := runOf(t, simple, `version: 1
cases:
  - {id: missing, variables: {}, assert: [{equals: a}]}
  - {id: misspelt, variables: {wrod: a}, assert: [{equals: a}]}
  - {id: wrong-type, variables: {word: [a]}, assert: [{equals: a}]}
  - {id: refused, variables: {word: refuse}, assert: [{equals: a}]}
  - {id: unasserted, variables: {word: a}}
  - {id: for-the-assertion, variables: {word: a, wanted: a}, assert: [{equals: "{{wanted}}"}]}
`, answering(func(ctx context.Context, text string, c provider.Call) (*provider.Answer, error) {
		if text == "refuse" {
			return nil, refused
		}
		return echo(ctx, text, c)
	}))
	all, out := cases(t, r)
	require.Equal(t, 5, out.Summary.Errored)
	require.Equal(t, 1, out.Summary.Passed)
	for i, want := range []struct{ place, message, hint string }{
		{":3:10", `variable "word" (string) is missing`, "give it under variables:"},
		{":4:10", `takes no variable "wrod" (did you mean "word"?)`, ""},
		{":5:10", `variable "word"`, "in a file of data, in its row"},
		{":6:10", "openai: 401: no such key", "set OPENAI_API_KEY"},
		{":7:10", "nothing is asserted", "assert:"},
	} {
		require.Equal(t, results.Errored, all[i].Status)
		require.True(t, strings.HasSuffix(all[i].Place, want.place), all[i].Place)
		require.Contains(t, all[i].Error, want.message)
		require.Contains(t, all[i].Hint, want.hint)
	}
}

// However long each case takes, they are handed on in order, and no more are under way
// than may be.
func TestOrderIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int64
		r := runOf(t, simple, "version: 1\ncases: [{id: a, variables: {word: abc}, assert: [{equals: abc}]}]\n",
			answering(func(_ context.Context, text string, c provider.Call) (*provider.Answer, error) {
				most.Store(max(most.Load(), now.Add(1)))
				defer now.Add(-1)
				time.Sleep(time.Duration(c.Repeat*7919%97) * time.Millisecond)
				return saying(text), nil
			}))
		r.Repeat, r.Concurrency = 3000, 8
		all, _ := cases(t, r)
		require.Len(t, all, 3000)
		for i, c := range all {
			require.Equal(t, i+1, c.Repeat)
		}
		require.EqualValues(t, 8, most.Load())
	})
}

// One case that takes for ever holds back no more than the window.
func TestASlowCaseHoldsBackABoundedNumber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		slow := make(chan struct{})
		r := runOf(t, simple, "version: 1\ncases: [{id: a, variables: {word: abc}, assert: [{equals: abc}]}]\n",
			answering(func(_ context.Context, text string, c provider.Call) (*provider.Answer, error) {
				if calls.Add(1); c.Repeat == 0 {
					<-slow
				}
				return saying(text), nil
			}))
		r.Repeat = 3 * window
		done := make(chan int)
		go func() {
			_, out := cases(t, r)
			done <- out.Summary.Passed
		}()
		synctest.Wait()
		require.EqualValues(t, window, calls.Load())
		close(slow)
		require.Equal(t, 3*window, <-done)
	})
}

// Whatever ends first, the run or the word that it is to end, it is said why it ended.
func TestInterruptIsSaidHoweverSoonItEnds(t *testing.T) {
	for range 1000 {
		ctx, cancel := context.WithCancel(t.Context())
		out, err := runOf(t, simple, "version: 1\ncases: [{id: a, variables: {word: abc}, assert: [{equals: abc}]}]\n",
			answering(func(context.Context, string, provider.Call) (*provider.Answer, error) {
				cancel()
				return nil, ctx.Err()
			})).Do(ctx, ignore)
		require.NoError(t, err)
		require.Equal(t, 1, out.Summary.NotRun)
		require.Equal(t, Interrupted, out.Summary.Stopped)
	}
}

func TestInterruptKeepsWhatFinished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := runOf(t, simple, "version: 1\ncases: [{id: a, variables: {word: abc}, assert: [{equals: abc}]}]\n",
			answering(func(ctx context.Context, text string, c provider.Call) (*provider.Answer, error) {
				select {
				case <-time.After(time.Duration(1+c.Repeat%2) * time.Second):
					return saying(text), nil
				case <-ctx.Done():
					return nil, ctx.Err()
				}
			}))
		r.Repeat, r.Concurrency = 100, 2
		ctx, cancel := context.WithTimeout(t.Context(), 4500*time.Millisecond)
		defer cancel()
		n := 0
		out, err := r.Do(ctx, func(*results.Case) error { n++; return nil })
		require.NoError(t, err)
		require.Equal(t, Interrupted, out.Summary.Stopped)
		require.Equal(t, n, out.Summary.Passed)
		require.Equal(t, out.Summary.Cases, n)
		require.Positive(t, n)
		require.Equal(t, 100, n+out.Summary.NotRun)
		require.Equal(t, 4500*time.Millisecond, out.Summary.Duration)
	})
}

func TestFailFast(t *testing.T) {
	r := runOf(t, simple, "version: 1\ncases: [{id: a, variables: {word: abc}, assert: [{equals: x}]}]\n", answering(echo))
	r.Repeat, r.Concurrency, r.FailFast = 100, 1, true
	all, out := cases(t, r)
	require.Len(t, all, 1)
	require.Equal(t, FailedFast, out.Summary.Stopped)
	require.Equal(t, 99, out.Summary.NotRun)
}

func TestBudgetEndsARun(t *testing.T) {
	s := &service{output: 10}
	r := runOf(t, strings.Replace(simple, "variables:", "modelParameters: {maxTokens: 10}\nvariables:", 1),
		"version: 1\ncases: [{id: a, variables: {word: abc}, assert: [{equals: abc}]}]\n", NewMeter(s, 0.0011, estimator()))
	r.Repeat = 100
	all, out := cases(t, r)
	require.Len(t, all, 10)
	require.Equal(t, OverBudget, out.Summary.Stopped)
	require.Equal(t, 90, out.Summary.NotRun)
	require.EqualValues(t, 10, s.sent.Load())
}

func TestSelection(t *testing.T) {
	r := runOf(t, simple, `version: 1
cases:
  - {id: a, variables: {word: abc}, assert: [{equals: abc}]}
  - {id: b, variables: {word: abc}, repeat: 3, assert: [{equals: abc}]}
data: [rows.jsonl]
`, answering(echo))
	r.Select = func(in *suite.Input) bool { return in.ID == "b" }
	all, out := cases(t, r)
	require.Len(t, all, 3)
	require.Zero(t, out.Summary.NotRun)
	var ids []string
	for l := range r.Listed() {
		ids = append(ids, fmt.Sprint(l.ID, " ", l.Repeat, " ", len(l.Assertions)))
	}
	require.Equal(t, []string{"b 3 1"}, ids)

	r.Unread = true // rows.jsonl is not there
	_, out = cases(t, r)
	require.Equal(t, 3, out.Summary.Passed)
	require.Equal(t, 1, out.Summary.Errored)
}

// A row that cannot be read is one errored case with its place.
func TestRows(t *testing.T) {
	r := runOf(t, simple, "version: 1\ndefaults: {assert: [{contains: a}]}\ndata: [rows.jsonl]\n", answering(echo))
	r.Open = func(file string) (io.ReadCloser, error) {
		require.Equal(t, "prompts/rows.jsonl", file)
		return io.NopCloser(strings.NewReader(`{"word": "abc"}` + "\n" + `{"word": ` + "\n" + `{"word": "xyz"}` + "\n")), nil
	}
	all, out := cases(t, r)
	require.Len(t, all, 3)
	require.Equal(t, results.Summary{Passed: 1, Failed: 1, Errored: 1}, results.Summary{Passed: out.Summary.Passed, Failed: out.Summary.Failed, Errored: out.Summary.Errored})
	require.True(t, strings.HasPrefix(all[1].Place, "prompts/rows.jsonl:2:"), all[1].Place)
	require.Equal(t, all[1].Place, all[1].ID)
	require.Contains(t, all[1].Error, "prompts/rows.jsonl:2:")
}

func TestWhatIsHandedOnMayFail(t *testing.T) {
	r := runOf(t, simple, "version: 1\ncases: [{id: a, variables: {word: abc}, assert: [{equals: abc}]}]\n", answering(echo))
	r.Repeat = 5000
	full := errors.New("no space left")
	n := 0
	_, err := r.Do(context.Background(), func(*results.Case) error {
		if n++; n == 3 {
			return full
		}
		return nil
	})
	require.ErrorIs(t, err, full)
	require.Equal(t, 3, n)
}

func TestAssertionsThatCannotBeMadeReadyAreRefused(t *testing.T) {
	var sent atomic.Int64
	r := runOf(t, simple, "version: 1\ncases: [{id: a, variables: {word: abc}, assert: [{json-schema: {type: strin}}, {expr: 'output =='}]}]\n",
		answering(func(ctx context.Context, text string, c provider.Call) (*provider.Answer, error) {
			sent.Add(1)
			return echo(ctx, text, c)
		}))
	_, err := r.Do(context.Background(), func(*results.Case) error { return nil })
	var found *diag.FindingsError
	require.ErrorAs(t, err, &found)
	require.Len(t, found.Findings, 2)
	require.Zero(t, sent.Load())
}

func TestNoModel(t *testing.T) {
	r := runOf(t, strings.Replace(simple, "model: openai/gpt-4o\n", "", 1), "version: 1\ncases: [{id: a, variables: {word: a}, assert: [{equals: a}]}]\n", answering(echo))
	all, _ := cases(t, r)
	require.Equal(t, "the prompt names no model", all[0].Error)
	require.Contains(t, all[0].Hint, "--model")
}

func TestPlan(t *testing.T) {
	r := runOf(t, simple, `version: 1
defaults: {judge: {model: openai/gpt-4o}}
cases:
  - {id: a, variables: {word: a}, repeat: 2, assert: [{equals: a}, {rubric: good}]}
  - {id: b, variables: {}, assert: [{equals: a}]}
  - {id: c, variables: {word: c}, assert: [{equals: a}]}
`, nil)
	p, err := r.Plan(context.Background(), estimator(), func(c provider.Call) bool { return c.Messages[0].Text() == "c" })
	require.NoError(t, err)
	require.InDelta(t, 2*0.010008, p.Most.USD, 1e-12)
	p.Most.USD = 0
	require.Equal(t, &Plan{Cases: 4, Calls: 2, Recorded: 1, Judged: 2, Errored: 1, Most: Estimate{Input: 16, Output: 2000, Priced: true}}, p)
}

func TestDecide(t *testing.T) {
	for _, c := range []struct {
		passed, failed, errored, notRun int
		least                           float64
		want                            Answer
	}{
		{10, 0, 0, 0, 1, Yes},
		{9, 1, 0, 0, 1, No},
		{9, 1, 0, 0, 0.9, Yes},
		{9, 0, 1, 0, 1, Open},
		{9, 0, 1, 0, 0.9, Yes},
		{8, 1, 1, 0, 0.9, Open},
		{7, 2, 1, 0, 0.9, No},
		{8, 1, 0, 1, 0.9, Open},
		{8, 1, 1, 0, 1, No},
		{0, 0, 0, 0, 1, Open},
		{19, 1, 0, 0, 0.95, Yes},
		{0, 0, 3, 0, 0, Yes},
	} {
		s := results.Summary{Cases: c.passed + c.failed + c.errored, Passed: c.passed, Failed: c.failed, Errored: c.errored, NotRun: c.notRun}
		require.Equal(t, c.want, Decide(s, c.least), "%+v", c)
	}
}

// Nothing is paid for what nobody could judge.
func TestNothingIsSentForWhatCannotBeJudged(t *testing.T) {
	var calls atomic.Int64
	r := runOf(t, simple, `version: 1
cases:
  - {id: program, variables: {word: a}, assert: [{exec: [./check.sh]}]}
  - {id: nothing, variables: {word: a}}
  - {id: judged, variables: {word: a}, assert: [{equals: a}]}
`, answering(func(_ context.Context, text string, _ provider.Call) (*provider.Answer, error) {
		calls.Add(1)
		return saying(text), nil
	}))
	all, outcome := cases(t, r)
	require.Equal(t, "the tests want to run a program (./check.sh)", all[0].Error)
	require.Contains(t, all[0].Hint, "--allow-exec")
	require.Equal(t, "nothing is asserted of its answer", all[1].Error)
	require.Equal(t, 2, outcome.Summary.Errored)
	require.EqualValues(t, 1, calls.Load())
}
