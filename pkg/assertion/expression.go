package assertion

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"

	"github.com/promptctl-io/promptctl/pkg/jsondoc"
)

// maxExpression is the length in bytes of the longest expression.
const maxExpression = 4096

// expression holds where an expression of expr (expr-lang.org) is true. It sees what
// names lists, and nothing else: neither clock nor files. What it may cost is
// bounded (sandbox.go).
//
// An expression that cannot be evaluated on an answer, as it goes into what the
// answer lacks, holds in neither form.
func (c *compiler) expression() holder {
	program := c.program(c.value().Value)
	if program == nil {
		return nil
	}
	needsJSON := mentions(c.value().Value, "json")
	return func(ctx context.Context, s *Subject) finding {
		env, err := names(s)
		if err != nil {
			return finding{err: err}
		}
		if _, err := s.json(); err != nil && needsJSON {
			f := notJSON(s, err)
			f.moot = true
			return f
		}
		return c.evaluated(ctx, program, env)
	}
}

// program compiles an expression twice: as it is, so that its types are checked, and
// with what bounds it.
func (c *compiler) program(source string) *vm.Program {
	if len(source) > maxExpression {
		c.problem(c.value(), "the expression must have at most %d bytes, not %d", maxExpression, len(source))
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
		return finding{err: outOfBounds(err), moot: true, reason: func() string {
			return "the expression cannot be evaluated on this answer: " + firstLine(err)
		}}
	}
	holds, ok := out.(bool)
	if !ok {
		return finding{err: fmt.Errorf("the expression is %s, neither true nor false", shownJSON(out))}
	}
	source := quoted(c.value().Value)
	return is(holds,
		func() string { return source + " is true" },
		func() string { return source + " is false" })
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
	if strings.HasPrefix(firstLine(err), "unknown name") {
		f.Hint = "an expression sees output, json, vars, expected, toolCalls, finish, refusal, model, latencyMs, costUsd and tokens"
	}
}

// names are what an expression sees of an answer.
func names(s *Subject) (map[string]any, error) {
	calls := make([]any, len(s.Answer.ToolCalls))
	for i, call := range s.Answer.ToolCalls {
		arguments, err := jsondoc.Parse(call.Arguments)
		if err != nil {
			arguments = map[string]any{}
		}
		reckoned, err := reckoning(arguments)
		if err != nil {
			return nil, err
		}
		calls[i] = map[string]any{"name": call.Name, "arguments": reckoned}
	}
	env := blank()
	vars, err := jsondoc.From(s.Variables)
	if err != nil {
		return nil, err
	}
	if env["vars"], err = reckoning(vars); err != nil {
		return nil, err
	}
	if value, jsonErr := s.json(); jsonErr == nil {
		if env["json"], err = reckoning(value); err != nil {
			return nil, err
		}
	}
	if s.Variables == nil {
		env["vars"] = map[string]any{}
	}
	if s.Expected != nil {
		env["expected"] = *s.Expected
	}
	if s.CostUSD != nil {
		env["costUsd"] = *s.CostUSD
	}
	env["output"], env["toolCalls"] = s.output(), calls
	env["finish"], env["refusal"], env["model"] = s.Answer.Finish, s.Answer.Refusal, s.Answer.Model
	env["latencyMs"] = s.Answer.Latency.Seconds() * 1000
	env["tokens"] = map[string]int{"input": s.Answer.Usage.Input, "output": s.Answer.Usage.Output}
	return env, nil
}

// blank is the environment of an answer that says nothing. Json, expected and costUsd
// are nil where there is none.
func blank() map[string]any {
	return map[string]any{
		"output": "", "json": any(nil), "vars": map[string]any{}, "expected": any(nil), "toolCalls": []any{},
		"finish": "", "refusal": "", "model": "", "latencyMs": 0.0, "costUsd": any(nil), "tokens": map[string]int{},
	}
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
