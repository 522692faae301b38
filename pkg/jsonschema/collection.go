package jsonschema

import (
	"maps"
	"slices"
	"strings"
)

// size checks how many there are of something.
func (r *run) size(t *trail, have int, least, most *int, what string) bool {
	if have != 1 {
		what += "s"
	}
	what = strings.Replace(what, "propertys", "properties", 1)
	switch {
	case least != nil && have < *least:
		return r.fail(t, "has %d %s, less than %d", have, what, *least)
	case most != nil && have > *most:
		return r.fail(t, "has %d %s, more than %d", have, what, *most)
	}
	return true
}

func (r *run) object(n *node, v map[string]any, t *trail, seen *evaluated) bool {
	ok := r.size(t, len(v), n.minProperties, n.maxProperties, "property")
	for _, name := range n.required {
		if _, has := v[name]; !has {
			ok = r.fail(t, "lacks %s", shown(name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(n.dependentRequired)) {
		if _, has := v[name]; !has {
			continue
		}
		for _, other := range n.dependentRequired[name] {
			if _, has := v[other]; !has {
				ok = r.fail(t, "lacks %s, which goes with %s", shown(other), shown(name))
			}
		}
	}
	if n.properties == nil && n.patterns == nil && n.additional == nil && n.names == nil && n.unevaluatedOf == nil {
		return ok
	}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		ok = r.member(n, name, v[name], t.member(name), seen) && ok
	}
	return ok
}

// member checks one member of an object.
func (r *run) member(n *node, name string, v any, t *trail, seen *evaluated) bool {
	ok, known := true, false
	try := func(with *node) {
		holds, _ := r.eval(with, v, t)
		ok, known = ok && holds, true
	}
	if n.names != nil {
		ok, _ = r.eval(n.names, name, t)
	}
	if p := n.properties[name]; p != nil {
		try(p)
	}
	for _, p := range n.patterns {
		if p.name.MatchString(name) {
			try(p.node)
		}
	}
	if n.additional != nil && !known {
		try(n.additional)
	}
	if n.unevaluatedOf != nil && !known && !seen.has(name) {
		try(n.unevaluatedOf)
	}
	if known {
		seen.note(name)
	}
	return ok
}

func (r *run) array(n *node, v []any, t *trail, seen *evaluated) bool {
	ok := r.size(t, len(v), n.minItems, n.maxItems, "item")
	if n.unique {
		ok = r.unique(v, t) && ok
	}
	first, rest := n.prefix, n.items
	if n.list != nil {
		first, rest = n.list, n.additionalItems
	}
	for i := 0; i < len(v) && (i < len(first) || rest != nil); i++ {
		with := rest
		if i < len(first) {
			with = first[i]
		}
		holds, _ := r.eval(with, v[i], t.item(i))
		ok = holds && ok
		seen.noteItem(i)
	}
	ok = r.contains(n, v, t, seen) && ok
	for i := range v {
		if n.unevaluatedItems != nil && !seen.hasItem(i) {
			holds, _ := r.eval(n.unevaluatedItems, v[i], t.item(i))
			ok = holds && ok
			seen.noteItem(i)
		}
	}
	return ok
}

func (r *run) contains(n *node, v []any, t *trail, seen *evaluated) bool {
	if n.contains == nil {
		return true
	}
	r.quiet++
	have := 0
	for i, item := range v {
		if ok, _ := r.eval(n.contains, item, nil); ok {
			have++
			if !r.schema.uncounted {
				seen.noteItem(i)
			}
		}
	}
	r.quiet--
	least := n.minContains
	if least == nil {
		least = new(1)
	}
	return r.size(t, have, least, n.maxContains, "fitting item")
}

// unique finds items that are equal. Each is written in one way, so that it takes
// time in proportion to their size.
func (r *run) unique(v []any, t *trail) bool {
	at := map[string]int{}
	for i, item := range v {
		key := canonical(item)
		r.steps -= 1 + len(key)/100
		if other, twice := at[key]; twice {
			return r.fail(t, "has the same item twice, at %d and %d", other, i)
		}
		at[key] = i
	}
	return true
}
