package jsonschema

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/jsondoc"
)

// Compile makes a schema ready: a bool, a mapping, or anything else that is an
// object once it is written as JSON. What is wrong with it is listed in a stable
// order; the schema is nil then.
func Compile(schema any) (*Schema, []Problem) {
	root, err := jsondoc.From(schema)
	if err != nil {
		return nil, []Problem{{Message: "is no data of JSON: " + err.Error()}}
	}
	c := &compiler{root: root, nodes: map[string]*node{}, places: map[string]place{}, bases: map[string]string{}, keywords: keywords()}
	c.draft(root)
	c.collect(root, place{}, false)
	s := &Schema{root: c.node(place{})}
	c.loops()
	if len(c.problems) > 0 {
		return nil, c.problems
	}
	s.unevaluated, s.uncounted = c.unevaluated, c.uncounted
	return s, nil
}

// compiler turns a schema into nodes. A node is made once for every place, so that
// references may go round.
type compiler struct {
	root        any
	keywords    map[string]keyword
	legacy      bool // draft 7 or before
	unevaluated bool
	uncounted   bool             // draft 2019-09
	nodes       map[string]*node // by the pointer to their place
	order       []*node
	where       []place           // of order
	bases       map[string]string // of every mapping, by the pointer to it
	places      map[string]place  // of what has a URI: $id, and $id#$anchor
	dynamic     map[string]int    // how often there is a $dynamicAnchor
	problems    []Problem
}

// place is where a schema stands in the whole.
type place struct {
	path []string
	base string // the URI that references are relative to
}

func (p place) at(names ...string) place {
	return place{append(slices.Clip(p.path), names...), p.base}
}

func (p place) pointer() string {
	var b strings.Builder
	for _, name := range p.path {
		b.WriteByte('/')
		b.WriteString(strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1"))
	}
	return b.String()
}

func (c *compiler) problem(at place, format string, args ...any) *Problem {
	c.problems = append(c.problems, Problem{Path: at.path, Message: fmt.Sprintf(format, args...)})
	return &c.problems[len(c.problems)-1]
}

func (c *compiler) draft(root any) {
	m, _ := root.(map[string]any)
	version, _ := m["$schema"].(string)
	switch {
	case strings.Contains(version, "/2019-09/"):
		c.uncounted = true
	case strings.Contains(version, "/draft-07/"), strings.Contains(version, "/draft-06/"):
		c.legacy = true
	case strings.Contains(version, "/draft-0"), version == "http://json-schema.org/schema#":
		c.problem(place{}.at("$schema"), "says %s, which is not read", version).Hint = "the drafts that are read are 2020-12, 2019-09, 07 and 06"
	}
}

// node compiles the schema at a place. It is never nil.
func (c *compiler) node(at place) *node {
	pointer := at.pointer()
	if n := c.nodes[pointer]; n != nil {
		return n
	}
	if base, ok := c.bases[pointer]; ok {
		at.base = base
	}
	n := &node{}
	c.nodes[pointer] = n
	c.order, c.where = append(c.order, n), append(c.where, at)
	switch v := lookup(c.root, at.path).(type) {
	case bool:
		n.never = !v
	case map[string]any:
		c.mapping(n, v, at)
	default:
		c.problem(at, "must be a schema, not %s", shown(v))
	}
	return n
}

func (c *compiler) mapping(n *node, m map[string]any, at place) {
	_, refers := m["$ref"]
	n.after = refers && c.legacy
	for _, name := range slices.Sorted(maps.Keys(m)) {
		switch read := c.keywords[name]; {
		case read != nil && (!n.after || name == "$ref" || name == "definitions"):
			read(c, n, m[name], at.at(name))
		case read == nil && !known(name):
			if near := diag.Suggest(name, slices.Sorted(maps.Keys(c.keywords))); near != "" && len(name) > 3 {
				p := c.problem(at.at(name), "is no keyword of JSON Schema (did you mean %q?)", near)
				p.Key, p.Hint = true, "a keyword of your own begins with x-"
			}
		}
	}
}

// known reports whether a keyword says nothing that is checked.
func known(name string) bool {
	return strings.HasPrefix(name, "x-") || slices.Contains([]string{
		"$schema", "$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$comment", "$vocabulary", "title", "description", "default", "examples", "example",
		"deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType", "contentSchema", "nullable", "discriminator", "xml", "externalDocs", "name", "strict",
		"propertyOrdering", "formatMinimum", "formatMaximum", "id", "then", "else",
	}, name)
}

// lookup returns what stands at a path; nil where there is nothing.
func lookup(v any, path []string) any {
	for _, name := range path {
		switch at := v.(type) {
		case map[string]any:
			v = at[name]
		case []any:
			i, ok := index(name, len(at))
			if !ok {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	return v
}

func index(name string, length int) (int, bool) {
	i := 0
	for _, c := range []byte(name) {
		if c < '0' || c > '9' || i > length {
			return 0, false
		}
		i = i*10 + int(c-'0')
	}
	return i, name != "" && (name == "0" || name[0] != '0') && i < length
}

// loops finds schemas that refer to themselves without going into the value: they
// would be checked for ever.
func (c *compiler) loops() {
	state := map[*node]int{} // 1 is being looked at, 2 is done
	var visit func(n *node) bool
	visit = func(n *node) bool {
		if n == nil || state[n] == 2 {
			return true
		}
		if state[n] == 1 {
			return false
		}
		state[n] = 1
		for _, next := range n.inPlace() {
			if !visit(next) {
				return false
			}
		}
		state[n] = 2
		return true
	}
	for i, n := range c.order {
		if !visit(n) {
			c.problem(c.where[i], "refers to itself without an end")
			return
		}
	}
}

// inPlace are the schemas that a node holds the same value to.
func (n *node) inPlace() []*node {
	all := []*node{n.ref, n.not, n.cond, n.then, n.els}
	all = append(append(append(all, n.allOf...), n.anyOf...), n.oneOf...)
	for _, name := range slices.Sorted(maps.Keys(n.dependentSchemas)) {
		all = append(all, n.dependentSchemas[name])
	}
	return all
}
