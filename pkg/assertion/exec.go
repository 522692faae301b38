package assertion

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/jsondoc"
	"github.com/promptctl-io/promptctl/pkg/program"
)

// DefaultTimeout is how long a program may take to give its verdict.
const DefaultTimeout = 60 * time.Second

// maxVerdict is how many bytes of a program's output are read.
const maxVerdict = 1 << 20

// exec has a program judge. It gets what an expression sees (sight) as a JSON object
// on standard input. Its verdict on standard output is JSON: true or false, a score
// from 0 to 1, or an object with pass or score, and reason. A program that ends with
// another status than 0, or says anything else, has not judged.
func (c *compiler) exec() holder {
	var command []string
	for _, n := range c.value().Items {
		command = append(command, n.Value)
	}
	o := c.options
	p := program.Program{Command: command, Folder: o.Folder, Environ: o.Environ, Timeout: cmp.Or(o.Timeout, DefaultTimeout), Most: maxVerdict}
	if !o.AllowExec {
		c.forbidden = diag.WithHint(fmt.Errorf("the tests want to run a program (%s)", command[0]), "allow it with --allow-exec, if you trust this repository")
		err := c.forbidden
		return func(context.Context, *Subject) finding { return finding{err: err} }
	}
	return func(ctx context.Context, s *Subject) finding {
		input, err := programInput(s)
		if err != nil {
			return finding{err: err}
		}
		out, err := p.Run(ctx, input)
		if err != nil {
			return finding{err: programFailed(command[0], err)}
		}
		f := programVerdict(string(out))
		if f.err != nil {
			f.err = diag.WithHint(fmt.Errorf("%s: %w", command[0], f.err), `a verdict is JSON: true, false, a score from 0 to 1, or {"pass": true, "reason": "…"}`)
		}
		return f
	}
}

func programFailed(name string, err error) error {
	told := fmt.Errorf("%s: %w", name, err)
	if errors.Is(err, program.ErrTimeout) {
		return diag.WithHint(told, "wait longer with --timeout, or with test.timeout in promptctl.yaml")
	}
	return told
}

// programInput is what a program gets on standard input: what an expression sees, with
// numbers as they were written.
func programInput(s *Subject) ([]byte, error) {
	answer, err := s.json()
	if err != nil {
		answer = nil
	}
	variables := s.Variables
	if variables == nil {
		variables = map[string]any{}
	}
	return json.Marshal(map[string]any{
		"output": s.output(), "json": answer, "vars": variables, "expected": s.Expected, "toolCalls": toolCalls(s),
		"finish": s.Answer.Finish, "refusal": s.Answer.Refusal, "model": s.Answer.Model,
		"latencyMs": float64(s.Answer.Latency) / float64(time.Millisecond), "costUsd": s.CostUSD,
		"tokens": map[string]int{"input": s.Answer.Usage.Input, "output": s.Answer.Usage.Output},
	})
}

// programVerdict reads what a program says.
func programVerdict(out string) finding {
	value, err := jsondoc.Parse(out)
	if err != nil {
		return finding{err: fmt.Errorf("its verdict is not JSON: %w: %s", err, quoted(out))}
	}
	switch v := value.(type) {
	case bool:
		return finding{holds: v, reason: saidBy(v, "")}
	case json.Number:
		return scoredBy(v, "")
	case map[string]any:
		reason, _ := v["reason"].(string)
		if pass, ok := v["pass"].(bool); ok {
			return finding{holds: pass, said: reason != "", reason: saidBy(pass, reason)}
		}
		if score, ok := v["score"].(json.Number); ok && v["pass"] == nil {
			return scoredBy(score, reason)
		}
	}
	return finding{err: fmt.Errorf("its verdict says neither pass nor score: %s", quoted(out))}
}

func saidBy(pass bool, reason string) func() string {
	return func() string {
		switch {
		case reason != "":
			return reason
		case pass:
			return "the program says that it holds"
		}
		return "the program says that it does not hold"
	}
}

func scoredBy(n json.Number, reason string) finding {
	score, err := n.Float64()
	if err != nil || score < 0 || score > 1 {
		return finding{err: errors.New("its score is not from 0 to 1: " + shortened(n.String(), shownLength))}
	}
	return finding{scored: true, score: score, said: reason != "", reason: func() string {
		if reason != "" {
			return fmt.Sprintf("score %.2f: %s", score, reason)
		}
		return fmt.Sprintf("the program gives the score %.2f", score)
	}}
}
