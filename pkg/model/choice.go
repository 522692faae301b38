package model

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// choice is a tool choice, read.
type choice struct {
	mode     string // "", "auto", "none", "required", "function" or "other"
	function string // of mode "function"
}

func (r Request) choice() (choice, error) {
	switch v := r.ToolChoice.(type) {
	case nil:
		return choice{}, nil
	case string:
		modes := []string{"auto", "none", "required"}
		if !slices.Contains(modes, v) {
			err := fmt.Errorf("toolChoice: unknown choice %q%s", v, diag.DidYouMean(v, modes))
			return choice{}, diag.WithHint(err, "write auto, none, required, or {type: function, function: {name: …}}")
		}
		return choice{mode: v}, nil
	case map[string]any:
		return r.namedChoice(v)
	}
	return choice{}, fmt.Errorf("toolChoice: must be a string or a mapping, not %s", describe(r.ToolChoice))
}

// namedChoice reads {type: function, function: {name: x}} and its short form
// {name: x}.
func (r Request) namedChoice(v map[string]any) (choice, error) {
	name, ok := v["name"].(string)
	if function, nested := v["function"].(map[string]any); nested {
		name, ok = function["name"].(string)
	}
	if kind, _ := v["type"].(string); !ok && kind != "" && kind != "function" && kind != "tool" {
		return choice{mode: "other"}, nil
	}
	if name == "" {
		return choice{}, errors.New("toolChoice: the mapping names no function")
	}
	var names []string
	for _, t := range r.Tools {
		names = append(names, t.Name)
	}
	if len(names) > 0 && !slices.Contains(names, name) {
		return choice{}, fmt.Errorf("toolChoice: no tool is called %q%s", name, diag.DidYouMean(name, names))
	}
	return choice{mode: "function", function: name}, nil
}

// schema returns the schema of a json_schema; nil for the other types.
func (f *ResponseFormat) schema() (any, error) {
	switch f.Type {
	case "text", "json_object":
		return nil, nil
	case "json_schema":
		if empty(f.Schema) {
			return nil, errors.New("responseFormat: json_schema has no schema")
		}
		return f.Schema, nil
	}
	types := []string{"text", "json_object", "json_schema"}
	err := fmt.Errorf("responseFormat: unknown type %q%s", f.Type, diag.DidYouMean(f.Type, types))
	return nil, diag.WithHint(err, "the types are %s", strings.Join(types, ", "))
}
