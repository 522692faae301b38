package jsonschema

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// collect finds the schemas that have names: $id, $anchor and $dynamicAnchor. Of some
// keywords the value is no schema, but has one for each name.
func (c *compiler) collect(v any, at place, byName bool) {
	switch v := v.(type) {
	case []any:
		for i, item := range v {
			c.collect(item, at.at(strconv.Itoa(i)), false)
		}
	case map[string]any:
		if !byName {
			at = c.named(v, at)
		}
		c.bases[at.pointer()] = at.base
		for name, item := range v {
			if byName || !slices.Contains([]string{"enum", "const", "default", "examples"}, name) {
				c.collect(item, at.at(name), !byName && hasNames(name))
			}
		}
	}
}

// hasNames reports whether the value of a keyword has a schema for each name.
func hasNames(keyword string) bool {
	return slices.Contains([]string{"properties", "patternProperties", "dependentSchemas", "dependencies", "$defs", "definitions"}, keyword)
}

// named notes the names of one schema, and returns its place with its own base.
func (c *compiler) named(m map[string]any, at place) place {
	_, refers := m["$ref"]
	if id, ok := m["$id"].(string); ok && (!refers || !c.legacy) {
		if anchor, ok := strings.CutPrefix(id, "#"); ok {
			c.places[at.base+"#"+anchor] = at
		} else {
			at.base = resolve(at.base, id)
			c.places[at.base] = at
		}
	}
	for _, key := range []string{"$anchor", "$dynamicAnchor"} {
		if anchor, ok := m[key].(string); ok {
			c.places[at.base+"#"+anchor] = at
			if key == "$dynamicAnchor" {
				if c.dynamic == nil {
					c.dynamic = map[string]int{}
				}
				c.dynamic[anchor]++
			}
		}
	}
	return at
}

// resolve makes a reference absolute, without an empty fragment.
func resolve(base, reference string) string {
	b, err := url.Parse(base)
	r, err2 := url.Parse(reference)
	if err != nil || err2 != nil {
		return strings.TrimSuffix(reference, "#")
	}
	if base == "" || b.Opaque != "" && strings.HasPrefix(reference, "#") {
		return strings.TrimSuffix(base+reference, "#")
	}
	return strings.TrimSuffix(b.ResolveReference(r).String(), "#")
}

func (c *compiler) reference(n *node, v any, at place) {
	text, ok := v.(string)
	if !ok {
		c.problem(at, "must be a reference such as #/$defs/name, not %s", shown(v))
		return
	}
	if target, ok := c.target(text, at.base); ok {
		n.ref = c.node(target)
		return
	}
	p := c.problem(at, "refers to %s, which is not in this schema", text)
	p.Hint = "copy what it refers to under $defs, and write #/$defs/NAME"
}

func (c *compiler) dynamicReference(n *node, v any, at place) {
	text, _ := v.(string)
	if _, anchor, _ := strings.Cut(text, "#"); c.dynamic[anchor] > 1 {
		c.problem(at, "could refer to several schemas, which is not supported").Hint = "write $ref"
		return
	}
	c.reference(n, v, at)
}

// target is the place that a reference leads to.
func (c *compiler) target(text, base string) (place, bool) {
	uri := resolve(base, text)
	if at, ok := c.places[uri]; ok {
		return at, true
	}
	resource, fragment, _ := strings.Cut(uri, "#")
	at, ok := c.places[resource]
	if resource == "" {
		at, ok = place{}, true
	}
	fragment, err := url.PathUnescape(fragment)
	if !ok || err != nil || fragment != "" && fragment[0] != '/' {
		return place{}, false
	}
	if fragment == "" {
		return at, true
	}
	return c.walk(at, strings.Split(fragment[1:], "/"))
}

// walk follows the names of a pointer.
func (c *compiler) walk(at place, names []string) (place, bool) {
	for _, name := range names {
		name = strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
		switch v := lookup(c.root, at.path).(type) {
		case map[string]any:
			if _, ok := v[name]; !ok {
				return place{}, false
			}
		case []any:
			if _, ok := index(name, len(v)); !ok {
				return place{}, false
			}
		default:
			return place{}, false
		}
		at = at.at(name)
	}
	return at, true
}
