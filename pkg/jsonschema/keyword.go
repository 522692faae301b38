package jsonschema

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/jsondoc"
)

// keyword reads the value of one keyword into a node.
type keyword func(c *compiler, n *node, v any, at place)

// keywords are those that say something that is checked.
func keywords() map[string]keyword {
	return map[string]keyword{
		"$ref":          (*compiler).reference,
		"$dynamicRef":   (*compiler).dynamicReference,
		"$recursiveRef": func(c *compiler, _ *node, _ any, at place) { c.problem(at, "is not supported").Hint = "write $ref" },
		"$defs":         schemas(func(*node) *map[string]*node { return new(map[string]*node) }),
		"definitions":   schemas(func(*node) *map[string]*node { return new(map[string]*node) }),

		"type":  (*compiler).types,
		"enum":  (*compiler).enum,
		"const": func(_ *compiler, n *node, v any, _ place) { n.hasConst, n.constant = true, v },

		"multipleOf":       number(func(n *node) **jsondoc.Decimal { return &n.multipleOf }),
		"minimum":          number(func(n *node) **jsondoc.Decimal { return &n.minimum }),
		"maximum":          number(func(n *node) **jsondoc.Decimal { return &n.maximum }),
		"exclusiveMinimum": number(func(n *node) **jsondoc.Decimal { return &n.above }),
		"exclusiveMaximum": number(func(n *node) **jsondoc.Decimal { return &n.below }),
		"minLength":        count(func(n *node) **int { return &n.minLength }),
		"maxLength":        count(func(n *node) **int { return &n.maxLength }),
		"pattern":          func(c *compiler, n *node, v any, at place) { n.pattern = c.regex(v, at) },
		"format":           func(c *compiler, n *node, v any, at place) { n.format, _ = c.text(v, at) },

		"allOf": list(func(n *node) *[]*node { return &n.allOf }),
		"anyOf": list(func(n *node) *[]*node { return &n.anyOf }),
		"oneOf": list(func(n *node) *[]*node { return &n.oneOf }),
		"not":   one(func(n *node) **node { return &n.not }),
		"if":    (*compiler).condition,

		"prefixItems":      list(func(n *node) *[]*node { return &n.prefix }),
		"items":            (*compiler).items,
		"additionalItems":  one(func(n *node) **node { return &n.additionalItems }),
		"contains":         one(func(n *node) **node { return &n.contains }),
		"minContains":      count(func(n *node) **int { return &n.minContains }),
		"maxContains":      count(func(n *node) **int { return &n.maxContains }),
		"minItems":         count(func(n *node) **int { return &n.minItems }),
		"maxItems":         count(func(n *node) **int { return &n.maxItems }),
		"uniqueItems":      (*compiler).unique,
		"unevaluatedItems": (*compiler).unevaluatedItems,

		"properties":            schemas(func(n *node) *map[string]*node { return &n.properties }),
		"patternProperties":     (*compiler).patterns,
		"additionalProperties":  one(func(n *node) **node { return &n.additional }),
		"propertyNames":         one(func(n *node) **node { return &n.names }),
		"required":              func(c *compiler, n *node, v any, at place) { n.required = c.texts(v, at) },
		"minProperties":         count(func(n *node) **int { return &n.minProperties }),
		"maxProperties":         count(func(n *node) **int { return &n.maxProperties }),
		"dependentRequired":     (*compiler).dependencies,
		"dependentSchemas":      (*compiler).dependencies,
		"dependencies":          (*compiler).dependencies,
		"unevaluatedProperties": (*compiler).unevaluatedProperties,
	}
}

func one(field func(*node) **node) keyword {
	return func(c *compiler, n *node, _ any, at place) { *field(n) = c.node(at) }
}

func list(field func(*node) *[]*node) keyword {
	return func(c *compiler, n *node, v any, at place) {
		if l, ok := v.([]any); !ok || len(l) == 0 {
			c.problem(at, "must be a list of schemas, not %s", shown(v))
			return
		}
		*field(n) = c.each(v.([]any), at)
	}
}

func (c *compiler) each(l []any, at place) []*node {
	all := make([]*node, len(l))
	for i := range l {
		all[i] = c.node(at.at(strconv.Itoa(i)))
	}
	return all
}

func schemas(field func(*node) *map[string]*node) keyword {
	return func(c *compiler, n *node, v any, at place) {
		all := map[string]*node{}
		for _, name := range c.names(v, at) {
			all[name] = c.node(at.at(name))
		}
		*field(n) = all
	}
}

// names are those of a mapping, sorted.
func (c *compiler) names(v any, at place) []string {
	m, ok := v.(map[string]any)
	if !ok {
		c.problem(at, "must be a mapping, not %s", shown(v))
	}
	return slices.Sorted(maps.Keys(m))
}

func number(field func(*node) **jsondoc.Decimal) keyword {
	return func(c *compiler, n *node, v any, at place) {
		text, ok := v.(json.Number)
		if !ok {
			c.problem(at, "must be a number, not %s", shown(v))
			return
		}
		d := jsondoc.NewDecimal(text)
		if at.path[len(at.path)-1] == "multipleOf" && (d.Negative || d.Digits == "") {
			c.problem(at, "must be a number above 0, not %s", shown(v))
			return
		}
		*field(n) = &d
	}
}

func count(field func(*node) **int) keyword {
	return func(c *compiler, n *node, v any, at place) {
		text, ok := v.(json.Number)
		if d := jsondoc.NewDecimal(text); ok && !d.Negative && d.Whole() {
			f, _ := text.Float64()
			*field(n) = new(int(min(f, 1<<40)))
			return
		}
		c.problem(at, "must be a whole number of at least 0, not %s", shown(v))
	}
}

func (c *compiler) text(v any, at place) (string, bool) {
	s, ok := v.(string)
	if !ok {
		c.problem(at, "must be a text, not %s", shown(v))
	}
	return s, ok
}

func (c *compiler) texts(v any, at place) (all []string) {
	l, ok := v.([]any)
	if !ok {
		c.problem(at, "must be a list of texts, not %s", shown(v))
	}
	for i, item := range l {
		if s, ok := c.text(item, at.at(strconv.Itoa(i))); ok {
			all = append(all, s)
		}
	}
	return all
}

func (c *compiler) regex(v any, at place) *regexp.Regexp {
	s, ok := c.text(v, at)
	if !ok {
		return nil
	}
	re, err := regexp.Compile(s)
	if err != nil {
		why := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		c.problem(at, "is no regular expression: %s", why).Hint = "the syntax is RE2, which looks neither ahead nor behind"
	}
	return re
}

func types() []string {
	return []string{"null", "boolean", "object", "array", "number", "string", "integer"}
}

func (c *compiler) types(n *node, v any, at place) {
	names := []any{v}
	if l, ok := v.([]any); ok {
		names = l
	}
	for _, v := range names {
		name, _ := v.(string)
		if !slices.Contains(types(), name) {
			c.problem(at, "must be one of %s, not %s", strings.Join(types(), ", "), shown(v))
			return
		}
		n.types = append(n.types, name)
	}
}

func (c *compiler) enum(n *node, v any, at place) {
	l, ok := v.([]any)
	if !ok || len(l) == 0 {
		c.problem(at, "must be a list of values, not %s", shown(v))
	}
	n.enum = l
}

func (c *compiler) condition(n *node, _ any, at place) {
	n.cond = c.node(at)
	whole := place{at.path[:len(at.path)-1], at.base}
	m, _ := lookup(c.root, whole.path).(map[string]any)
	if _, ok := m["then"]; ok {
		n.then = c.node(whole.at("then"))
	}
	if _, ok := m["else"]; ok {
		n.els = c.node(whole.at("else"))
	}
}

func (c *compiler) items(n *node, v any, at place) {
	if l, ok := v.([]any); ok {
		n.list = c.each(l, at)
		return
	}
	n.items = c.node(at)
}

func (c *compiler) unique(n *node, v any, at place) {
	b, ok := v.(bool)
	if !ok {
		c.problem(at, "must be true or false, not %s", shown(v))
	}
	n.unique = b
}

func (c *compiler) unevaluatedItems(n *node, _ any, at place) {
	c.unevaluated, n.unevaluatedItems = true, c.node(at)
}

func (c *compiler) unevaluatedProperties(n *node, _ any, at place) {
	c.unevaluated, n.unevaluatedOf = true, c.node(at)
}

func (c *compiler) patterns(n *node, v any, at place) {
	for _, name := range c.names(v, at) {
		before := len(c.problems)
		if re := c.regex(name, at.at(name)); re != nil {
			n.patterns = append(n.patterns, patternNode{re, c.node(at.at(name))})
		}
		for i := range c.problems[before:] {
			c.problems[before+i].Key = len(c.problems[before+i].Path) == len(at.path)+1
		}
	}
}

// dependencies reads what must hold where a property is there: a list of others, or
// a schema.
func (c *compiler) dependencies(n *node, v any, at place) {
	for _, name := range c.names(v, at) {
		if l, ok := v.(map[string]any)[name].([]any); ok {
			if n.dependentRequired == nil {
				n.dependentRequired = map[string][]string{}
			}
			n.dependentRequired[name] = append(n.dependentRequired[name], c.texts(l, at.at(name))...)
			continue
		}
		if n.dependentSchemas == nil {
			n.dependentSchemas = map[string]*node{}
		}
		n.dependentSchemas[name] = c.node(at.at(name))
	}
}

// shown is a value as a message repeats it.
func shown(v any) string {
	switch v.(type) {
	case map[string]any:
		return "an object"
	case []any:
		return "an array"
	}
	const most = 60
	s := jsondoc.Write(v)
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// article is the name of a type in a sentence.
func article(name string) string {
	switch name {
	case "null":
		return name
	case "integer", "object", "array":
		return "an " + name
	}
	return fmt.Sprintf("a %s", name)
}
