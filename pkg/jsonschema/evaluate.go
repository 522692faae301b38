package jsonschema

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/jsondoc"
)

// How far one check goes: far beyond what real schemas and answers need.
const (
	maxSteps = 5_000_000
	maxDepth = 20_000 // of schemas in schemas
)

// run is one check of one value.
type run struct {
	schema *Schema
	steps  int // that are left; at 0 everything ends
	depth  int
	quiet  int // above 0, nothing is noted: another way may do
	found  []Violation
}

// trail is the way from the whole value to a part of it, backwards.
type trail struct {
	up   *trail
	name string
	list bool // name is an index
}

func (t *trail) member(name string) *trail { return &trail{t, name, false} }

func (t *trail) item(i int) *trail { return &trail{t, strconv.Itoa(i), true} }

// String returns a path such as $.orders[2].id, its middle left out where it is long.
func (t *trail) String() string {
	const most = 12
	var steps []string
	for ; t != nil; t = t.up {
		steps = append(steps, t.step())
	}
	slices.Reverse(steps)
	if over := len(steps) - most; over > 0 {
		steps = slices.Concat(steps[:most/2], []string{"…"}, steps[len(steps)-most/2:])
	}
	return "$" + strings.Join(steps, "")
}

func (t *trail) step() string {
	plain := t.name != "" && !strings.ContainsFunc(t.name, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r < 0x80
	})
	switch {
	case t.list:
		return "[" + t.name + "]"
	case plain && len(t.name) <= 60:
		return "." + t.name
	}
	return "[" + shown(t.name) + "]"
}

// fail notes a violation, and is false.
func (r *run) fail(t *trail, format string, args ...any) bool {
	if r.quiet == 0 && len(r.found) < maxViolations && r.steps > 0 {
		r.found = append(r.found, Violation{t.String(), fmt.Sprintf(format, args...)})
	}
	return false
}

// eval holds a value to a schema, and says which of its parts that schema looked
// at; nil where nobody asks.
func (r *run) eval(n *node, v any, t *trail) (bool, *evaluated) {
	r.steps--
	if r.depth++; r.depth > maxDepth {
		r.steps = 0
	}
	defer func() { r.depth-- }()
	if r.steps <= 0 {
		return false, nil
	}
	if n.never {
		return r.fail(t, "is not allowed"), nil
	}
	seen := r.evaluated()
	if n.ref != nil {
		ok := r.all(v, t, seen, n.ref)
		if n.after || !ok {
			return ok, seen
		}
	}
	if !r.scalar(n, v, t) {
		return false, nil // what else is wrong follows from it
	}
	ok := r.logic(n, v, t, seen)
	switch v := v.(type) {
	case map[string]any:
		ok = r.object(n, v, t, seen) && ok
	case []any:
		ok = r.array(n, v, t, seen) && ok
	}
	return ok, seen
}

// scalar checks what does not look into the value.
func (r *run) scalar(n *node, v any, t *trail) bool {
	if n.types != nil && !slices.ContainsFunc(n.types, func(name string) bool { return is(v, name) }) {
		wanted := make([]string, len(n.types))
		for i, name := range n.types {
			wanted[i] = article(name)
		}
		return r.fail(t, "is %s, not %s", described(v), strings.Join(wanted, " or "))
	}
	if n.enum != nil && !slices.ContainsFunc(n.enum, func(e any) bool { return jsondoc.Equal(e, v) }) {
		r.steps -= len(n.enum)
		return r.fail(t, "is %s, not one of %s", shown(v), shownList(n.enum))
	}
	if n.hasConst && !jsondoc.Equal(n.constant, v) {
		return r.fail(t, "is %s, not %s", shown(v), shown(n.constant))
	}
	switch v := v.(type) {
	case json.Number:
		return r.number(n, v, t)
	case string:
		return r.text(n, v, t)
	}
	return true
}

func is(v any, name string) bool {
	switch v := v.(type) {
	case nil:
		return name == "null"
	case bool:
		return name == "boolean"
	case string:
		return name == "string"
	case json.Number:
		return name == "number" || name == "integer" && jsondoc.NewDecimal(v).Whole()
	case []any:
		return name == "array"
	}
	return name == "object"
}

// described is a value with its type.
func described(v any) string {
	switch v := v.(type) {
	case nil, []any, map[string]any, bool:
		return shown(v)
	case string:
		return "the string " + shown(v)
	}
	return "the number " + shown(v)
}

func shownList(l []any) string {
	const most = 8
	var all []string
	for i, v := range l {
		if i == most {
			all = append(all, fmt.Sprintf("… (%d in all)", len(l)))
			break
		}
		all = append(all, shown(v))
	}
	return strings.Join(all, ", ")
}

func (r *run) number(n *node, v json.Number, t *trail) bool {
	d := jsondoc.NewDecimal(v)
	for _, limit := range []struct {
		than *jsondoc.Decimal
		bad  func(c int) bool
		why  string
	}{
		{n.minimum, func(c int) bool { return c < 0 }, "less than"},
		{n.maximum, func(c int) bool { return c > 0 }, "more than"},
		{n.above, func(c int) bool { return c <= 0 }, "not above"},
		{n.below, func(c int) bool { return c >= 0 }, "not below"},
	} {
		if limit.than != nil && limit.bad(d.Compare(*limit.than)) {
			return r.fail(t, "is %s, %s %s", shown(v), limit.why, limit.than)
		}
	}
	if n.multipleOf != nil && !d.MultipleOf(*n.multipleOf) {
		return r.fail(t, "is %s, no multiple of %s", shown(v), n.multipleOf)
	}
	return true
}

func (r *run) text(n *node, v string, t *trail) bool {
	if n.minLength != nil || n.maxLength != nil {
		if !r.size(t, utf8.RuneCountInString(v), n.minLength, n.maxLength, "character") {
			return false
		}
	}
	r.steps -= len(v) / 1000
	if n.pattern != nil && !n.pattern.MatchString(v) {
		return r.fail(t, "is %s, which does not match %s", shown(v), n.pattern)
	}
	if check := formats()[n.format]; check != nil && !check(v) {
		return r.fail(t, "is %s, which is no %s", shown(v), n.format)
	}
	return true
}

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
