package assertion

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// interval reads {min, max}, and returns what holds a number to it. How says a
// number in words.
func (c *compiler) interval(how func(float64) string) func(what string, n float64) finding {
	least, most := c.end("min"), c.end("max")
	return func(what string, n float64) finding {
		have := what + " " + how(n)
		switch {
		case least != nil && n < *least:
			return finding{reason: func() string { return have + ", less than " + how(*least) }}
		case most != nil && n > *most:
			return finding{reason: func() string { return have + ", more than " + how(*most) }}
		}
		return finding{holds: true, reason: func() string { return have }}
	}
}

// end is one end of an interval, a duration in seconds; nil where there is none.
func (c *compiler) end(key string) *float64 {
	n := c.value().Get(key)
	if n == nil {
		return nil
	}
	f, ok := n.Float()
	if span, err := time.ParseDuration(n.Value); !ok && err == nil {
		f, ok = span.Seconds(), true
	}
	if !ok {
		c.problem(n, "%s is no number", key)
		return nil
	}
	return &f
}

func (c *compiler) latency() holder {
	within := c.interval(func(f float64) string {
		return time.Duration(f * float64(time.Second)).Round(time.Millisecond).String()
	})
	return func(_ context.Context, s *Subject) finding {
		return within("the answer took", s.Answer.Latency.Seconds())
	}
}

func (c *compiler) cost() holder {
	within := c.interval(func(f float64) string { return "$" + strconv.FormatFloat(f, 'f', -1, 64) })
	return func(_ context.Context, s *Subject) finding {
		if s.CostUSD == nil {
			err := errors.New("what the answer cost is not known")
			return finding{err: diag.WithHint(err, "give the model's price under lint: models: in promptctl.yaml, and use a provider that counts tokens")}
		}
		return within("the answer cost", *s.CostUSD)
	}
}

func (c *compiler) tokens() holder {
	within := c.interval(func(f float64) string { return plural(int(f), "token") })
	return func(_ context.Context, s *Subject) finding {
		a := s.Answer
		empty := a.Text == "" && a.Refusal == "" && len(a.ToolCalls) == 0 && a.Usage.Input > 0 // an answer that was kept back
		if a.Usage.Output == 0 && !empty {
			return finding{err: errors.New("the provider did not say how many tokens the answer has")}
		}
		return within("the answer has", float64(a.Usage.Output))
	}
}

func (c *compiler) finishReason() holder {
	want := c.value().Value
	return func(_ context.Context, s *Subject) finding {
		have := s.Answer.Finish
		if have == "" {
			return finding{err: errors.New("the provider did not say why the model stopped")}
		}
		return is(have == want,
			func() string { return "the model stopped for the reason " + have },
			func() string { return fmt.Sprintf("the model stopped for the reason %s, not %s", have, want) })
	}
}

// scalar is the text of a scalar.
func scalar(n *yamldoc.Node) string {
	if n == nil {
		return ""
	}
	return n.Value
}
