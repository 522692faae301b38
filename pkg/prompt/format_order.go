package prompt

import (
	"slices"
	"sort"
)

// shape says in which order the keys of a mapping are written, and those of
// what it holds.
type shape struct {
	keys  []string                // their order; nil keeps that of the file
	child func(key string) *shape // of a key's value; key is "" for items
}

// keepOrder is the shape of what stays in the order of the file.
func keepOrder() *shape { return &shape{} }

// of returns the shape of a key's value, or of the items where key is "".
func (s *shape) of(key string) *shape {
	if s.child != nil {
		if c := s.child(key); c != nil {
			return c
		}
	}
	return keepOrder()
}

// rank is the place of a key; those that the shape does not name come last.
func (s *shape) rank(key string) int {
	if i := slices.Index(s.keys, key); i >= 0 {
		return i
	}
	return len(s.keys)
}

// sortKeys puts a list in the order of the keys of its elements.
func sortKeys[E any](s *shape, list []E, key func(E) string) {
	if s.keys != nil {
		sort.SliceStable(list, func(i, j int) bool { return s.rank(key(list[i])) < s.rank(key(list[j])) })
	}
}

// promptShape is the shape of a prompt file.
func promptShape() *shape {
	return &shape{keys: Keys(), child: func(key string) *shape {
		switch key {
		case "variables":
			return each(variableShape())
		case "messages":
			return each(messageShape())
		case "tools":
			return each(toolShape())
		case "responseFormat":
			return &shape{keys: []string{"type", "json_schema", "jsonSchema"}}
		}
		return nil
	}}
}

// each is the shape of a collection whose elements have the shape s.
func each(s *shape) *shape {
	return &shape{child: func(string) *shape { return s }}
}

// variableShape puts what a value is before its limits, and what may take many
// lines last.
func variableShape() *shape {
	s := &shape{keys: []string{
		"type", "description", "untrusted", "required", "enum",
		"minLength", "maxLength", "pattern", "minimum", "maximum",
		"default", "examples", "minItems", "maxItems", "items", "properties",
	}}
	s.child = func(key string) *shape {
		switch key {
		case "items":
			return s
		case "properties":
			return each(s)
		}
		return nil
	}
	return s
}

func messageShape() *shape {
	keys := []string{"placeholder", "role", "name", "toolCallId", "content", "toolCalls"}
	return &shape{keys: keys, child: func(key string) *shape {
		switch key {
		case "content":
			return each(partShape())
		case "toolCalls":
			return each(toolCallShape())
		}
		return nil
	}}
}

func partShape() *shape {
	return &shape{keys: []string{"type", "text", "image_url", "file"}, child: func(key string) *shape {
		switch key {
		case "image_url":
			return &shape{keys: []string{"url", "detail"}}
		case "file":
			return &shape{keys: []string{"path", "url", "id", "name"}}
		}
		return nil
	}}
}

func toolCallShape() *shape {
	return &shape{keys: []string{"id", "type", "function"}, child: func(key string) *shape {
		if key == "function" {
			return &shape{keys: []string{"name", "arguments"}}
		}
		return nil
	}}
}

// toolShape is of both forms of a tool: with its function: key, and flat.
func toolShape() *shape {
	function := []string{"name", "description", "strict", "parameters"}
	return &shape{keys: append([]string{"type", "function"}, function...), child: func(key string) *shape {
		if key == "function" {
			return &shape{keys: function}
		}
		return nil
	}}
}
