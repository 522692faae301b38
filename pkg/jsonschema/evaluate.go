package jsonschema

import (
	"encoding/json"
	"fmt"
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
