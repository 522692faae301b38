package assertion

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/jsondoc"
	"github.com/promptctl-io/promptctl/pkg/jsonschema"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// notJSON is a finding of an answer that should be JSON.
func notJSON(s *Subject, err error) finding {
	return finding{reason: func() string { return "the answer is not JSON: " + err.Error() + got(s.output()) }}
}

func (c *compiler) isJSON() holder {
	return func(_ context.Context, s *Subject) finding {
		if _, err := s.json(); err != nil {
			return notJSON(s, err)
		}
		return finding{holds: true, reason: func() string { return "the answer is JSON" }}
	}
}

// schema compiles a JSON Schema that stands in the file; nil for true, and where it
// does not compile.
func (c *compiler) schema(n *yamldoc.Node) *jsonschema.Schema {
	if b, ok := n.Bool(); n == nil || ok && b {
		return nil
	}
	schema, problems := jsonschema.Compile(n.Decode())
	for _, p := range problems {
		at := c.suite.Doc.NodeRange(placed(n, p))
		f := c.problemAt(at, "%s %s", p.Name(), p.Message)
		f.Hint = p.Hint
	}
	return schema
}

// placed is where a problem of a schema stands in the file.
func placed(n *yamldoc.Node, p jsonschema.Problem) *yamldoc.Node {
	for i, name := range p.Path {
		next := n.Pair(name)
		switch index, err := strconv.Atoi(name); {
		case n.Kind == yamldoc.Sequence && err == nil && index < len(n.Items):
			n = n.Items[index]
		case next == nil:
			return n
		case p.Key && i == len(p.Path)-1:
			return next.Key
		default:
			n = next.Value
		}
	}
	return n
}

// satisfies holds a value to a schema.
func satisfies(schema *jsonschema.Schema, value any, what string) finding {
	violations, err := schema.Check(value)
	if err != nil {
		return finding{err: fmt.Errorf("%s: %w", what, err)}
	}
	return is(len(violations) == 0,
		func() string { return what + " satisfies the schema" },
		func() string { return what + " does not satisfy the schema: " + violated(violations) })
}

func violated(violations []jsonschema.Violation) string {
	all := make([]string, len(violations))
	for i, v := range violations {
		all[i] = v.String()
	}
	return strings.Join(all, "; ")
}

func (c *compiler) jsonSchema() holder {
	schema := c.schema(c.value())
	if b, ok := c.value().Bool(); ok && b {
		schema = c.promptSchema()
	}
	if schema == nil {
		return nil
	}
	return func(_ context.Context, s *Subject) finding {
		value, err := s.json()
		if err != nil {
			return notJSON(s, err)
		}
		return satisfies(schema, value, "the answer")
	}
}

// promptSchema is the schema that the prompt itself wants answers to satisfy.
func (c *compiler) promptSchema() *jsonschema.Schema {
	if c.options.Schema == nil {
		c.problem(c.value(), "the prompt has no JSON Schema").Hint = "write the schema in place of true, or give the prompt a jsonSchema"
		return nil
	}
	schema, problems := jsonschema.Compile(c.options.Schema)
	for _, p := range problems {
		c.problem(c.value(), "the prompt's JSON Schema does not compile: %s %s", p.Name(), p.Message).Hint = p.Hint
	}
	return schema
}

func (c *compiler) containsJSON() holder {
	schema := c.schema(c.value())
	return func(_ context.Context, s *Subject) finding {
		var first *finding
		for value := range jsondoc.Find(s.output()) {
			if schema == nil {
				return finding{holds: true, reason: func() string { return "there is JSON in the answer: " + quoted(jsondoc.Write(value)) }}
			}
			f := satisfies(schema, value, quoted(jsondoc.Write(value)))
			if f.holds || f.err != nil {
				return f
			}
			if first == nil {
				first = &f
			}
		}
		if first != nil {
			return *first
		}
		return finding{reason: func() string { return "there is no JSON in the answer" + got(s.output()) }}
	}
}
