package assertion

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/jsondoc"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// maxExpression is the length in bytes of the longest expression.
const maxExpression = 4096

// expression holds where an expression of expr (expr-lang.org) is true. It sees what
// sight lists, and nothing else: neither clock nor files. What it may cost is
// bounded (sandbox.go).
//
// CEL was measured beside it (2 cores, Go 1.26, linux/amd64, stripped; a main that
// imports the library and does nothing): expr 1.17.8 is 3.6 MB and starts in 1.9 ms,
// cel-go 0.26.1 is 9.4 MB and starts in 4.2 ms; an empty main is 1.2 MB and 1.6 ms.
//
// An expression that cannot be evaluated on an answer, as it goes into what the
// answer lacks, or that is neither true nor false on it, holds in neither form.
func (c *compiler) expression() holder {
	program := c.program(c.value().Value)
	if program == nil {
		return nil
	}
	used := identifiers(c.value().Value)
	return func(ctx context.Context, s *Subject) finding {
		if used["json"] {
			if _, err := s.json(); err != nil {
				f := notJSON(s, err)
				f.moot = true
				return f
			}
			if _, err := s.reckonedJSON(); err != nil {
				return unreckoned(err)
			}
		}
		env, err := sight(s, used)
		if err != nil {
			return finding{err: err}
		}
		return c.evaluated(ctx, program, env)
	}
}

// unreckoned is a finding of an answer on which an expression cannot be evaluated.
func unreckoned(err error) finding {
	return finding{moot: true, reason: func() string {
		return "the expression cannot be evaluated on this answer: " + firstLine(err)
	}}
}

// program compiles an expression twice: as it is, so that its types are checked, and
// with what bounds it.
func (c *compiler) program(source string) *vm.Program {
	if len(source) > maxExpression {
		c.problem(c.value(), "the expression must have at most %d bytes, not %d", maxExpression, len(source))
		return nil
	}
	if identifiers(source)["$env"] {
		c.problem(c.value(), "unknown name $env").Hint = seen
		return nil
	}
	_, err := expr.Compile(source, append(language(), expr.AsBool())...)
	if err != nil {
		c.expressionProblem(source, err)
		return nil
	}
	program, err := expr.Compile(source, bounded()...)
	if err != nil {
		c.expressionProblem(source, err)
		return nil
	}
	return program
}

func (c *compiler) evaluated(ctx context.Context, program *vm.Program, env map[string]any) finding {
	out, err := evaluate(ctx, program, env)
	if err != nil {
		f := unreckoned(err)
		f.err = outOfBounds(err)
		return f
	}
	holds, ok := out.(bool)
	if !ok { // json.ok where the answer has no ok
		return finding{moot: true, reason: func() string {
			return fmt.Sprintf("%s is %s, neither true nor false", quoted(c.value().Value), shownJSON(out))
		}}
	}
	return is(holds,
		func() string { return quoted(c.value().Value) + " is true" },
		func() string { return quoted(c.value().Value) + " is false" })
}

// outOfBounds is the error of an expression that costs too much; nil for any other.
func outOfBounds(err error) error {
	if errors.Is(err, errTooMuch) || strings.Contains(err.Error(), "memory budget exceeded") {
		return fmt.Errorf("the expression %w", errTooMuch)
	}
	return nil
}

// firstLine is an error of expr without the excerpt of the code.
func firstLine(err error) string {
	var e *file.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return err.Error()
}

func (c *compiler) expressionProblem(source string, err error) {
	at := c.suite.Doc.NodeRange(c.value())
	var e *file.Error
	if errors.As(err, &e) {
		head, _ := cut(source, e.From)
		_, rest := cut(source, max(e.To, e.From+1))
		at = c.suite.Doc.ValueRange(c.value(), len(head), len(source)-len(rest))
	}
	f := c.problemAt(at, "%s", firstLine(err))
	if name, unknown := strings.CutPrefix(firstLine(err), "unknown name "); unknown {
		f.Message += yamldoc.DidYouMean(diag.Suggest(name, slices.Sorted(maps.Keys(known()))))
		f.Hint = seen
	}
}

// seen says what an expression sees.
const seen = "an expression sees output, json, vars, expected, toolCalls, finish, refusal, model, latencyMs, costUsd and tokens"

// sight is what an expression sees of an answer, as far as it uses that. Json,
// expected and costUsd are nil where there is none.
func sight(s *Subject, used map[string]bool) (env map[string]any, err error) {
	env = map[string]any{
		"output": s.output(), "finish": s.Answer.Finish, "refusal": s.Answer.Refusal, "model": s.Answer.Model,
		"latencyMs": float64(s.Answer.Latency) / float64(time.Millisecond), "expected": orNil(s.Expected), "costUsd": orNil(s.CostUSD),
	}
	if used["tokens"] {
		env["tokens"] = map[string]int{"input": s.Answer.Usage.Input, "output": s.Answer.Usage.Output}
	}
	if used["json"] {
		if env["json"], err = s.reckonedJSON(); err != nil {
			return nil, err
		}
	}
	if used["vars"] {
		if env["vars"], err = s.vars(); err != nil {
			return nil, err
		}
	}
	if used["toolCalls"] {
		env["toolCalls"], err = reckoning(toolCalls(s))
	}
	return env, err
}

// orNil is what a pointer points to; nil where it is nil.
func orNil[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

// toolCalls are the calls of the answer. Arguments that are no JSON are nil.
func toolCalls(s *Subject) []any {
	calls := make([]any, len(s.Answer.ToolCalls))
	for i, call := range s.Answer.ToolCalls {
		calls[i] = map[string]any{"name": call.Name, "arguments": arguments(call)}
	}
	return calls
}

func arguments(call model.ToolCall) any {
	if strings.TrimSpace(call.Arguments) == "" {
		return map[string]any{}
	}
	value, err := jsondoc.Parse(call.Arguments)
	if err != nil {
		return nil
	}
	return value
}

// known are the types of what an expression sees, as far as they are always the same.
func known() types.Map {
	return types.Map{
		"output": types.String, "json": types.Any, "vars": types.TypeOf(map[string]any{}), "expected": types.Any, "toolCalls": types.TypeOf([]any{}),
		"finish": types.String, "refusal": types.String, "model": types.String, "latencyMs": types.Float64, "costUsd": types.Any,
		"tokens": types.Map{"input": types.Int, "output": types.Int},
	}
}

// reckoning is a value of JSON with Go's numbers.
func reckoning(value any) (any, error) {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, item := range v {
			reckoned, err := reckoning(item)
			if err != nil {
				return nil, err
			}
			out[name] = reckoned
		}
		return out, nil
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			reckoned, err := reckoning(item)
			if err != nil {
				return nil, err
			}
			out[i] = reckoned
		}
		return out, nil
	case json.Number:
		return number(v)
	}
	return value, nil
}
