package eval

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
)

// Meter keeps calls within a budget. It stands between recordings, which cost
// nothing, and what sends calls, and may be shared by several runs. Before a call is
// sent, as much is set aside as it can cost at most; where too little is left it
// waits for what is under way, which mostly costs less, and when nothing is, the
// budget is used up. So it is not exceeded, as far as tokens are counted right.
type Meter struct {
	next     provider.Provider
	estimate Estimator
	limit    float64 // in US dollars; 0 is none

	mu        sync.Mutex
	spent     float64
	aside     float64       // for calls that are under way
	underWay  int           // calls
	settled   chan struct{} // closed when the next of them is
	exhausted bool
}

// NewMeter returns a meter in front of a provider. A limit of 0 is none.
func NewMeter(next provider.Provider, limitUSD float64, e Estimator) *Meter {
	return &Meter{next: next, estimate: e, limit: limitUSD, settled: make(chan struct{})}
}

// BudgetError says that a call was not sent, since it might have cost more than is
// left of the budget.
type BudgetError struct{ LimitUSD, SpentUSD, NeedsUSD float64 }

// Error says how much there was, is and would be.
func (e *BudgetError) Error() string {
	return fmt.Sprintf("the budget of $%.4g does not allow one more call: $%.4g is spent, and the call may cost $%.4g", e.LimitUSD, e.SpentUSD, e.NeedsUSD)
}

// PriceError says that a model has no known price, so that no budget can be kept.
type PriceError struct{ Model string }

// Error names the model.
func (e *PriceError) Error() string {
	return fmt.Sprintf("the price of %s is not known, so that no budget can be kept", e.Model)
}

// Priced returns a *PriceError where the price of a model is not known.
func (e Estimator) Priced(name string) error {
	if facts, _ := e.Facts(name); facts.Price != nil {
		return nil
	}
	return diag.WithHint(&PriceError{name}, "say what it costs in promptctl.yaml: lint: {models: {%s: {price: {input: 0.15, output: 0.60}}}}, in dollars per million tokens", name)
}

// SpentUSD is what the calls so far have cost.
func (m *Meter) SpentUSD() float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.spent
}

// Call implements provider.Provider. Where the budget does not allow a call, it is a
// *BudgetError.
func (m *Meter) Call(ctx context.Context, c provider.Call) (*provider.Answer, error) {
	if m.limit == 0 {
		return m.next.Call(ctx, c)
	}
	if err := m.estimate.Priced(c.Model); err != nil {
		return nil, err
	}
	most, err := m.estimate.Most(&c.Request)
	if err != nil {
		return nil, err
	}
	if err := m.setAside(ctx, most.USD); err != nil {
		return nil, err
	}
	answer, err := m.next.Call(ctx, c)
	m.settle(most.USD, m.actual(c.Model, answer, err, most))
	return answer, err
}

// Embed implements provider.Provider. Texts are counted before they are sent, so that
// what is set aside is what vectors cost.
func (m *Meter) Embed(ctx context.Context, name string, texts []string) ([][]float64, error) {
	if m.limit == 0 {
		return m.next.Embed(ctx, name, texts)
	}
	if err := m.estimate.Priced(name); err != nil {
		return nil, err
	}
	facts, _ := m.estimate.Facts(name)
	t := tally{counter: m.estimate.Tokens, model: name}
	for _, text := range texts {
		t.add(text)
	}
	if t.err != nil {
		return nil, t.err
	}
	usd, _ := facts.Cost(t.n, 0)
	if err := m.setAside(ctx, usd); err != nil {
		return nil, err
	}
	vectors, err := m.next.Embed(ctx, name, texts)
	spent := usd
	if err != nil {
		spent = lost(err) * usd
	}
	m.settle(usd, spent)
	return vectors, err
}

// actual is what a call has cost: what was set aside where the provider does not
// count, and as much for each attempt whose answer was lost; nothing where it refused.
func (m *Meter) actual(name string, a *provider.Answer, err error, most Estimate) float64 {
	if err != nil {
		return lost(err) * most.USD
	}
	usd := most.USD
	if a.Usage != (model.Usage{}) {
		facts, _ := m.estimate.Facts(name)
		usd, _ = facts.Cost(a.Usage.Input, a.Usage.Output)
	}
	return usd + float64(a.Lost)*most.USD
}

// lost is how many attempts of a call that failed may have been answered all the same.
func lost(err error) float64 {
	var failed *provider.Error
	if errors.As(err, &failed) {
		return float64(failed.Lost)
	}
	return 0
}

// setAside takes from the budget what a call may cost.
func (m *Meter) setAside(ctx context.Context, usd float64) error {
	for {
		m.mu.Lock()
		switch {
		case m.exhausted, m.underWay == 0 && m.spent+usd > m.limit:
			m.exhausted = true
			err := &BudgetError{m.limit, m.spent, usd}
			m.mu.Unlock()
			return diag.WithHint(err, "raise --budget, or set maxTokens in the prompt: without it an answer may be as long as the model allows")
		case m.spent+m.aside+usd <= m.limit:
			m.aside += usd
			m.underWay++
			m.mu.Unlock()
			return nil
		}
		settled := m.settled
		m.mu.Unlock()
		select {
		case <-settled:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// settle puts what a call has cost in the place of what was set aside.
func (m *Meter) settle(aside, spent float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.aside -= aside
	m.spent += spent
	m.underWay--
	close(m.settled)
	m.settled = make(chan struct{})
}
