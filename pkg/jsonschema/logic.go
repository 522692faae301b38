package jsonschema

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/jsondoc"
)

// evaluated are the parts of one value that schemas have looked at: those that are
// left are for unevaluatedProperties and unevaluatedItems. Nil keeps nothing.
type evaluated struct {
	members map[string]bool
	items   map[int]bool
}

func (r *run) evaluated() *evaluated {
	if !r.schema.unevaluated {
		return nil
	}
	return &evaluated{map[string]bool{}, map[int]bool{}}
}

func (e *evaluated) has(name string) bool { return e != nil && e.members[name] }

func (e *evaluated) hasItem(i int) bool { return e != nil && e.items[i] }

func (e *evaluated) note(name string) {
	if e != nil {
		e.members[name] = true
	}
}

func (e *evaluated) noteItem(i int) {
	if e != nil {
		e.items[i] = true
	}
}

// join adds what another schema has looked at in the same value.
func (e *evaluated) join(other *evaluated) {
	if e != nil && other != nil {
		maps.Copy(e.members, other.members)
		maps.Copy(e.items, other.items)
	}
}

// all holds a value to schemas that must all hold.
func (r *run) all(v any, t *trail, seen *evaluated, nodes ...*node) bool {
	ok := true
	for _, n := range nodes {
		holds, parts := r.eval(n, v, t)
		if ok = ok && holds; holds {
			seen.join(parts)
		}
	}
	return ok
}

// try holds a value to a schema that need not hold.
func (r *run) try(n *node, v any, seen *evaluated) bool {
	r.quiet++
	ok, parts := r.eval(n, v, nil)
	if r.quiet--; ok {
		seen.join(parts)
	}
	return ok
}

func (r *run) logic(n *node, v any, t *trail, seen *evaluated) bool {
	ok := r.all(v, t, seen, n.allOf...)
	if n.anyOf != nil && r.count(n.anyOf, v, seen) == 0 {
		ok = r.none(n.anyOf, v, t)
	}
	if n.oneOf != nil {
		switch held := r.count(n.oneOf, v, seen); {
		case held == 0:
			ok = r.none(n.oneOf, v, t)
		case held > 1:
			ok = r.fail(t, "satisfies %d of the schemas of which it must satisfy one", held)
		}
	}
	if n.not != nil && r.try(n.not, v, nil) {
		ok = r.fail(t, "satisfies what it must not")
	}
	return r.conditions(n, v, t, seen) && ok
}

func (r *run) conditions(n *node, v any, t *trail, seen *evaluated) bool {
	ok := true
	if n.cond != nil {
		then := n.then
		if !r.try(n.cond, v, seen) {
			then = n.els
		}
		if then != nil {
			ok = r.all(v, t, seen, then)
		}
	}
	members, _ := v.(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(n.dependentSchemas)) {
		if _, has := members[name]; has {
			ok = r.all(v, t, seen, n.dependentSchemas[name]) && ok
		}
	}
	return ok
}

func (r *run) count(nodes []*node, v any, seen *evaluated) int {
	held := 0
	for _, n := range nodes {
		if r.try(n, v, seen) {
			held++
		}
	}
	return held
}

// none says why a value satisfies none of some schemas: what it lacks of the one
// that it is nearest to, if its type is right for one alone.
func (r *run) none(nodes []*node, v any, t *trail) bool {
	if r.quiet > 0 || r.steps <= 0 {
		return false
	}
	var near []*node
	for _, n := range nodes {
		if n.types == nil && n.ref == nil || n.types != nil && slices.ContainsFunc(n.types, func(name string) bool { return is(v, name) }) {
			near = append(near, n)
		}
	}
	if len(near) == 1 {
		r.eval(near[0], v, t)
		return false
	}
	return r.fail(t, "satisfies none of %d schemas", len(nodes))
}

// canonical writes a value so that equal ones are written alike.
func canonical(v any) string {
	var b strings.Builder
	writeCanonical(&b, v)
	return b.String()
}

func writeCanonical(b *strings.Builder, v any) {
	switch v := v.(type) {
	case map[string]any:
		b.WriteByte('{')
		for _, name := range slices.Sorted(maps.Keys(v)) {
			b.WriteString(jsondoc.Write(name))
			writeCanonical(b, v[name])
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for _, item := range v {
			writeCanonical(b, item)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case json.Number:
		b.WriteString(jsondoc.NewDecimal(v).String())
	default:
		b.WriteString(jsondoc.Write(v))
	}
}
