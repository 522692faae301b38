package assertion

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/promptctl-io/promptctl/pkg/jsondoc"
	"github.com/promptctl-io/promptctl/pkg/jsonschema"
	"github.com/promptctl-io/promptctl/pkg/model"
)

// toolCall holds where the model calls the tool: one of its calls must be of that
// name, and have arguments that satisfy the schema.
func (c *compiler) toolCall() holder {
	name, arguments := scalar(c.value().Get("name")), c.value().Get("arguments")
	schema := c.schema(arguments)
	own, _ := arguments.Bool()
	var tools toolSchemas
	return func(_ context.Context, s *Subject) finding {
		with := schema
		if own {
			var err error
			if with, err = tools.of(s.Request, name); err != nil {
				return finding{err: err}
			}
		}
		return called(s.Answer.ToolCalls, name, with)
	}
}

func called(calls []model.ToolCall, name string, schema *jsonschema.Schema) finding {
	var wrong []string
	for _, call := range calls {
		if call.Name != name {
			continue
		}
		why, err := misfit(call, schema)
		if err != nil {
			return finding{err: err}
		}
		if why == "" {
			return finding{holds: true, reason: func() string { return "the model calls " + shownCall(call) }}
		}
		wrong = append(wrong, why)
	}
	return finding{reason: func() string {
		switch {
		case len(wrong) > 0:
			return strings.Join(wrong, "; ")
		case len(calls) == 0:
			return fmt.Sprintf("the model does not call %s, nor any other tool", name)
		}
		var names []string
		for _, call := range calls {
			if !slices.Contains(names, call.Name) {
				names = append(names, call.Name)
			}
		}
		return fmt.Sprintf("the model does not call %s, but %s", name, strings.Join(names, ", "))
	}}
}

// misfit says why the arguments of a call do not satisfy a schema; "" where they do.
func misfit(call model.ToolCall, schema *jsonschema.Schema) (string, error) {
	if schema == nil {
		return "", nil
	}
	text := call.Arguments
	if strings.TrimSpace(text) == "" {
		text = "{}"
	}
	value, err := jsondoc.Parse(text)
	if err != nil {
		return fmt.Sprintf("the arguments of %s are not JSON: %s", shownCall(call), err), nil
	}
	f := satisfies(schema, value, "the call "+shownCall(call))
	if f.holds || f.err != nil {
		return "", f.err
	}
	return f.reason(), nil
}

func shownCall(call model.ToolCall) string {
	head, rest := cut(call.Arguments, shownLength)
	if rest != "" {
		head += "…"
	}
	return call.Name + "(" + head + ")"
}

// toolSchemas are the schemas of a prompt's tools, compiled once.
type toolSchemas struct {
	mutex  sync.Mutex
	source string
	schema *jsonschema.Schema
	err    error
}

// of is the schema of the arguments of a request's tool; nil where it has none.
func (t *toolSchemas) of(r *model.Request, name string) (*jsonschema.Schema, error) {
	i := slices.IndexFunc(r.Tools, func(tool model.Tool) bool { return tool.Name == name })
	if i < 0 {
		return nil, fmt.Errorf("the prompt has no tool %s, whose arguments the model's could be held to", name)
	}
	parameters := r.Tools[i].Parameters
	if parameters == nil {
		return nil, nil
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if source := jsondoc.Write(parameters); source != t.source {
		var problems []jsonschema.Problem
		t.source, t.err = source, nil
		t.schema, problems = jsonschema.Compile(parameters)
		if len(problems) > 0 {
			t.err = fmt.Errorf("the parameters of the tool %s do not compile: %s %s", name, problems[0].Name(), problems[0].Message)
		}
	}
	return t.schema, t.err
}
