package eval

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/token"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// priced are facts in which a token of input costs 1 $ a million, and one of output 10.
func priced(name string) (model.Facts, bool) {
	if name == "openai/unknown" {
		return model.Facts{}, false
	}
	return model.Facts{Price: &model.Price{Input: 1, Output: 10}, Output: 1000}, true
}

func estimator() Estimator { return Estimator{Tokens: token.NewCounter(), Facts: priced} }

func asking(text string, parameters map[string]any) provider.Call {
	return provider.Call{Request: model.Request{Model: "openai/gpt-4o", Parameters: parameters, Messages: []model.Message{
		{Role: model.User, Parts: []model.Part{{Kind: model.TextPart, Text: text}}},
	}}}
}

func TestMost(t *testing.T) {
	for name, c := range map[string]struct {
		change        func(*model.Request)
		input, output int
	}{
		"a word":              {func(*model.Request) {}, 3 + 4 + 1, 1000},
		"a limit":             {func(r *model.Request) { r.Parameters = map[string]any{"maxTokens": int64(20)} }, 8, 20},
		"another limit":       {func(r *model.Request) { r.Parameters = map[string]any{"maxCompletionTokens": int64(20)} }, 8, 20},
		"more than the model": {func(r *model.Request) { r.Parameters = map[string]any{"maxTokens": int64(9000)} }, 8, 1000},
		"several answers":     {func(r *model.Request) { r.Parameters = map[string]any{"maxTokens": int64(20), "n": int64(3)} }, 8, 60},
		"an unknown model":    {func(r *model.Request) { r.Model = "openai/unknown" }, 8, mostOutput},
		"that with a limit": {func(r *model.Request) {
			r.Model, r.Parameters = "openai/unknown", map[string]any{"maxTokens": int64(9000)}
		}, 8, 9000},
		"another's vocabulary": {func(r *model.Request) { r.Model = "anthropic/x"; r.Messages[0].Parts[0].Text = "a a a a a a a a a a" }, 7 + 13, 1000},
		"an image": {func(r *model.Request) {
			r.Messages[0].Parts = append(r.Messages[0].Parts, model.Part{Kind: model.ImagePart, URL: "https://x"})
		}, 8 + perImage, 1000},
		"a file": {func(r *model.Request) {
			r.Messages[0].Parts = append(r.Messages[0].Parts, model.Part{Kind: model.FilePart, Data: make([]byte, 300)})
		}, 8 + 100, 1000},
	} {
		call := asking("a", nil)
		c.change(&call.Request)
		most, err := estimator().Most(&call.Request)
		require.NoError(t, err, name)
		require.Equal(t, c.input, most.Input, name)
		require.Equal(t, c.output, most.Output, name)
	}
	call := asking("a", nil)
	call.Tools = []model.Tool{{Name: "find", Parameters: model.Object{{Name: "type", Value: "object"}}}}
	call.Format = &model.ResponseFormat{Schema: model.Object{{Name: "type", Value: "object"}}}
	most, err := estimator().Most(&call.Request)
	require.NoError(t, err)
	require.Greater(t, most.Input, 8+10, "tools and schemas are sent too")
}

// service answers after a while, with as many tokens as it is told.
type service struct {
	output int
	slow   time.Duration
	sent   atomic.Int64
	most   atomic.Int64 // calls at one time
	now    atomic.Int64
	fails  error
}

func (s *service) Call(ctx context.Context, c provider.Call) (*provider.Answer, error) {
	s.sent.Add(1)
	if n := s.now.Add(1); n > s.most.Load() {
		s.most.Store(n)
	}
	defer s.now.Add(-1)
	select {
	case <-time.After(s.slow):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s.fails != nil {
		return nil, s.fails
	}
	a := &provider.Answer{}
	a.Text, a.Usage = c.Messages[0].Text(), model.Usage{Input: 8, Output: s.output}
	return a, nil
}

func (s *service) Embed(context.Context, string, []string) ([][]float64, error) { return nil, s.fails }

// However many calls are under way, no budget is exceeded as long as answers are no
// longer than they can be; and it is used as far as a call that may be as long as any
// allows.
func TestBudgetIsNeverExceeded(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		output := rapid.IntRange(1, 1000).Draw(r, "output")
		limit := rapid.Float64Range(0.0001, 0.2).Draw(r, "limit")
		synctest.Test(t, func(t *testing.T) {
			s := &service{output: output, slow: time.Second}
			m := NewMeter(s, limit, estimator())
			var group sync.WaitGroup
			var refused atomic.Int64
			for range 40 {
				group.Go(func() {
					_, err := m.Call(t.Context(), asking("a", nil))
					if err != nil {
						refused.Add(1)
					}
				})
			}
			group.Wait()
			require.LessOrEqual(t, m.SpentUSD(), limit)
			if refused.Load() > 0 {
				require.Greater(t, m.SpentUSD()+0.010008, limit, "one more call may have exceeded it")
			}
			require.EqualValues(t, 40, s.sent.Load()+refused.Load())
		})
	})
}

func TestBudgetErrors(t *testing.T) {
	s := &service{output: 5}
	m := NewMeter(s, 0.001, estimator())
	_, err := m.Call(t.Context(), asking("a", nil))
	var over *BudgetError
	require.ErrorAs(t, err, &over)
	require.Equal(t, "the budget of $0.001 does not allow one more call: $0 is spent, and the call may cost $0.01001", err.Error())
	require.Contains(t, diag.Hint(err), "--budget")
	_, err = m.Call(t.Context(), asking("a", map[string]any{"maxTokens": int64(1)}))
	require.ErrorAs(t, err, &over, "what is used up stays so: the cases after it would be others")
	require.Zero(t, s.sent.Load())

	m = NewMeter(s, 1, estimator())
	call := asking("a", nil)
	call.Model = "openai/unknown"
	_, err = m.Call(t.Context(), call)
	var price *PriceError
	require.ErrorAs(t, err, &price)
	require.Contains(t, diag.Hint(err), "promptctl.yaml")

	_, err = NewMeter(s, 0, estimator()).Call(t.Context(), call)
	require.NoError(t, err, "without a budget no price is asked for")
}

// Vectors are paid for as answers are.
func TestBudgetOfEmbeddings(t *testing.T) {
	s := &service{}
	m := NewMeter(s, 1, estimator())
	_, err := m.Embed(t.Context(), "openai/unknown", []string{"a"})
	var price *PriceError
	require.ErrorAs(t, err, &price)
	_, err = m.Embed(t.Context(), "openai/gpt-4o", []string{"a", "b"})
	require.NoError(t, err)
	spent := m.SpentUSD()
	require.Positive(t, spent)

	m = NewMeter(s, spent, estimator())
	_, err = m.Embed(t.Context(), "openai/gpt-4o", []string{"a", "b"})
	require.NoError(t, err)
	_, err = m.Embed(t.Context(), "openai/gpt-4o", []string{"a"})
	var over *BudgetError
	require.ErrorAs(t, err, &over)
	require.InDelta(t, spent, m.SpentUSD(), 1e-12)

	m = NewMeter(&service{fails: context.DeadlineExceeded}, 1, estimator())
	_, err = m.Embed(t.Context(), "openai/gpt-4o", []string{"a"})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Zero(t, m.SpentUSD())
	_, err = NewMeter(s, 0, estimator()).Embed(t.Context(), "openai/unknown", []string{"a"})
	require.NoError(t, err, "without a budget no price is asked for")
}

// What is refused costs nothing; what is not counted, and what was lost on the way,
// as much as it may.
func TestWhatACallHasCost(t *testing.T) {
	s := &service{fails: context.DeadlineExceeded}
	m := NewMeter(s, 1, estimator())
	_, err := m.Call(t.Context(), asking("a", nil))
	require.ErrorIs(t, err, s.fails)
	require.Zero(t, m.SpentUSD())
	require.InDelta(t, 0.010008, m.actual("x", &provider.Answer{}, nil, Estimate{USD: 0.010008}), 1e-12)

	s = &service{fails: &provider.Error{Status: 500, Attempts: 3}}
	m = NewMeter(s, 1, estimator())
	_, err = m.Call(t.Context(), asking("a", nil))
	require.Error(t, err)
	require.Zero(t, m.SpentUSD())
	s.fails = &provider.Error{Attempts: 3, Lost: 2}
	_, err = m.Call(t.Context(), asking("a", nil))
	require.Error(t, err)
	require.InDelta(t, 0.020016, m.SpentUSD(), 1e-12)
	answer := &provider.Answer{Lost: 1}
	answer.Usage = model.Usage{Input: 8, Output: 100}
	require.InDelta(t, 0.010008+0.001008, m.actual("x", answer, nil, Estimate{USD: 0.010008}), 1e-12)
}

func TestWaitingForBudgetEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		m := NewMeter(&service{slow: time.Hour}, 0.011, estimator())
		go m.Call(ctx, asking("a", nil))
		synctest.Wait()
		failed := make(chan error)
		go func() {
			_, err := m.Call(ctx, asking("a", nil))
			failed <- err
		}()
		synctest.Wait()
		cancel()
		require.ErrorIs(t, <-failed, context.Canceled)
		synctest.Wait()
	})
}
