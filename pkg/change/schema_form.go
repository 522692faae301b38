package change

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// form is one of the things that values of a JSON Schema may be: without
// references and alternatives, and of one type.
type form struct {
	typ        string // "" is any
	choices    []any  // the only values; nil for all of the type
	required   []string
	properties model.Object
	additional any                // a schema of the properties that are not listed; nil where nothing is said
	items      any                // a schema; nil where nothing is said
	numbers    map[string]float64 // the limits
	exact      model.Object       // what values are held to and is compared as it stands
	other      model.Object       // what is not compared
}

// mayBe reports whether values may be of a type.
func (f form) mayBe(typ string) bool {
	return f.typ == "" || f.typ == typ || f.typ == "integer" && typ == "number"
}

// limit is a keyword that is a limit of numbers or counts.
type limit struct {
	keyword, typ string
	sign         float64 // a higher number promises more where it is positive
	other        string  // a keyword that limits the same
	orSame       bool    // the other promises as much with the same number
}

var limits = []limit{
	{"minimum", "number", 1, "exclusiveMinimum", true}, {"maximum", "number", -1, "exclusiveMaximum", true},
	{"exclusiveMinimum", "number", 1, "minimum", false}, {"exclusiveMaximum", "number", -1, "maximum", false},
	{"minLength", "string", 1, "", false}, {"maxLength", "string", -1, "", false},
	{"minItems", "array", 1, "", false}, {"maxItems", "array", -1, "", false},
	{"minProperties", "object", 1, "", false}, {"maxProperties", "object", -1, "", false},
}

// exact are the keywords that hold values of a type to something that is compared
// as it stands.
var exact = []struct{ keyword, typ string }{{"pattern", "string"}, {"format", "string"}, {"multipleOf", "number"}, {"uniqueItems", "array"}}

// forms finds the forms of the schemas within one.
type forms struct {
	root  model.Object
	older bool            // what stands beside a reference does not count
	open  map[string]bool // the references that are being followed
	full  bool            // there are too many
}

// mostForms is how many forms a schema may have to be compared.
const mostForms = 256

func newForms(root model.Object) *forms {
	draft, _ := root.Lookup("$schema")
	text, _ := draft.(string)
	return &forms{root: root, older: strings.Contains(text, "json-schema.org/draft-0"), open: map[string]bool{}}
}

// of are the forms of a schema; none of one that no value fits.
func (s *forms) of(schema any) []form {
	o, ok := schema.(model.Object)
	if !ok {
		if schema == false {
			return nil
		}
		return []form{{}}
	}
	ref, all := s.referred(o)
	if ref && s.older {
		return all
	}
	all = s.and(all, plain(o))
	for _, one := range list(o, "allOf") {
		all = s.and(all, s.of(one))
	}
	for _, keyword := range []string{"anyOf", "oneOf"} {
		if alternatives := list(o, keyword); len(alternatives) > 0 {
			var any []form
			for _, one := range alternatives {
				any = append(any, s.of(one)...)
			}
			all = s.and(all, any)
		}
	}
	return all
}

// referred are the forms of what a schema refers to, whether it does so or not.
// What is part of itself at the same place adds nothing.
func (s *forms) referred(o model.Object) (bool, []form) {
	v, _ := o.Lookup("$ref")
	ref, ok := v.(string)
	if !ok {
		return false, []form{{}}
	}
	target, there := s.lookup(ref)
	switch {
	case !there:
		return true, []form{{other: model.Object{{Name: "$ref", Value: ref}}}}
	case s.open[ref]:
		return true, nil
	}
	s.open[ref] = true
	defer delete(s.open, ref)
	return true, s.of(target)
}

// lookup finds what a reference within the schema leads to.
func (s *forms) lookup(ref string) (any, bool) {
	pointer, local := strings.CutPrefix(ref, "#")
	if !local || pointer != "" && pointer[0] != '/' {
		return nil, false
	}
	var at any = s.root
	for step := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if pointer == "" {
			break
		}
		next, there := any(nil), false
		switch inner := at.(type) {
		case model.Object:
			next, there = inner.Lookup(strings.NewReplacer("~1", "/", "~0", "~").Replace(step))
		case []any:
			if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(inner) {
				next, there = inner[i], true
			}
		}
		if !there {
			return nil, false
		}
		at = next
	}
	return at, true
}

// elsewhere is the keyword by which a form is said by a schema that is not
// known, "" for none.
func elsewhere(f form) string {
	for _, keyword := range []string{"$ref", "$dynamicRef", "$recursiveRef"} {
		if _, there := f.other.Lookup(keyword); there {
			return keyword
		}
	}
	return ""
}

// and are the forms of which both of two schemas hold.
func (s *forms) and(some, others []form) []form {
	if len(some)*len(others) > mostForms {
		s.full = true
		return nil
	}
	var all []form
	for _, a := range some {
		for _, b := range others {
			if f, ok := both(a, b); ok {
				all = append(all, f)
			}
		}
	}
	return all
}

// both is the form of what fits two; false where nothing does.
func both(a, b form) (form, bool) {
	f := a
	switch {
	case takesType(b, a):
	case takesType(a, b):
		f.typ = b.typ
	default:
		return form{}, false
	}
	f.choices = shared(a.choices, b.choices)
	f.required = append(slices.Clone(a.required), b.required...)
	f.properties = joined(a.properties, b.properties, allOf)
	f.additional, f.items = allOf(a.additional, b.additional), allOf(a.items, b.items)
	f.numbers = map[string]float64{}
	for _, l := range limits {
		x, one := a.numbers[l.keyword]
		y, other := b.numbers[l.keyword]
		switch {
		case one && (!other || l.sign*x >= l.sign*y):
			f.numbers[l.keyword] = x
		case other:
			f.numbers[l.keyword] = y
		}
	}
	f.exact, f.other = joined(a.exact, b.exact, twice), joined(a.other, b.other, twice)
	if f.choices != nil {
		f.choices = slices.DeleteFunc(slices.Clone(f.choices), func(v any) bool { return !f.allows(v) })
	}
	return f, f.choices == nil || len(f.choices) > 0
}

// shared are the values of two choices of which one may be none.
func shared(a, b []any) []any {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return slices.DeleteFunc(slices.Clone(a), func(v any) bool { return !contains(b, v) })
}

// joined has the members of two objects, and one of both where both have it.
func joined(a, b model.Object, of func(x, y any) any) model.Object {
	all := slices.Clone(a)
	for _, m := range b {
		i := slices.IndexFunc(all, func(n model.Member) bool { return n.Name == m.Name })
		if i < 0 {
			all = append(all, m)
		} else {
			all[i].Value = of(all[i].Value, m.Value)
		}
	}
	return all
}

// allOf is the schema of what fits two, of which each may be nil.
func allOf(a, b any) any {
	switch {
	case a == nil, b == false:
		return b
	case b == nil, a == false:
		return a
	}
	return model.Object{{Name: "allOf", Value: []any{a, b}}}
}

// twice is a value that two schemas give alike, and both where they do not.
func twice(a, b any) any {
	if reflect.DeepEqual(a, b) {
		return a
	}
	return []any{a, b}
}

// said are the keywords that say nothing of which values fit, or are read by
// themselves.
var said = []string{
	"$schema", "$id", "$anchor", "$defs", "definitions", "$comment", "title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly",
	"discriminator", "propertyOrdering", "$ref", "allOf", "anyOf", "oneOf", "type", "nullable", "enum", "const", "required", "properties", "additionalProperties",
	"unevaluatedProperties",
}

// plain are the forms of a schema without its references and alternatives: one
// for each of its types.
func plain(o model.Object) []form {
	f := form{required: texts(o, "required"), properties: object(o, "properties"), numbers: map[string]float64{}}
	var given bool
	if f.additional, given = o.Lookup("additionalProperties"); !given {
		f.additional, _ = o.Lookup("unevaluatedProperties")
	}
	if f.additional == true {
		f.additional = nil
	}
	for _, m := range o {
		n, isNumber := model.Number(m.Value)
		_, isList := m.Value.([]any)
		switch {
		case m.Name == "items" && !isList:
			f.items = m.Value
		case slices.Contains(said, m.Name) || strings.HasPrefix(m.Name, "x-"):
		case isNumber && slices.ContainsFunc(limits, func(l limit) bool { return l.keyword == m.Name }):
			f.numbers[m.Name] = n
		case slices.ContainsFunc(exact, func(e struct{ keyword, typ string }) bool { return e.keyword == m.Name }):
			if m.Value != false {
				f.exact = append(f.exact, m)
			}
		default:
			f.other = append(f.other, m)
		}
	}
	return typed(o, f)
}

// typed are a form for each type of a schema.
func typed(o model.Object, f form) []form {
	types, choices := texts(o, "type"), choicesOf(o)
	if types == nil {
		types = typesOf(choices)
	}
	if nullable, _ := o.Lookup("nullable"); nullable == true && types != nil && !slices.Contains(types, "null") {
		types = append(types, "null")
		if choices != nil {
			choices = append(slices.Clone(choices), nil)
		}
	}
	if types == nil {
		return []form{f}
	}
	var all []form
	for _, t := range types {
		one := f
		one.typ = strings.ToLower(t) // some providers take them in capitals
		if choices != nil {
			one.choices = slices.DeleteFunc(slices.Clone(choices), func(v any) bool { return !one.allows(v) })
		}
		if choices == nil || len(one.choices) > 0 {
			all = append(all, one)
		}
	}
	return all
}

// choicesOf are the only values that a schema allows, nil where it lists none.
func choicesOf(o model.Object) []any {
	if v, only := o.Lookup("const"); only {
		return []any{v}
	}
	return list(o, "enum")
}

// typesOf are the types of some values, each once.
func typesOf(values []any) []string {
	var types []string
	for _, v := range values {
		t := model.JSONType(v)
		if !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	return types
}

func object(o model.Object, key string) model.Object {
	v, _ := o.Lookup(key)
	inner, _ := v.(model.Object)
	return inner
}

func list(o model.Object, key string) []any {
	v, _ := o.Lookup(key)
	items, _ := v.([]any)
	return items
}

// texts are the strings of a keyword that may be a string or a list of them.
func texts(o model.Object, key string) []string {
	v, _ := o.Lookup(key)
	if one, ok := v.(string); ok {
		return []string{one}
	}
	var all []string
	for _, item := range list(o, key) {
		if text, ok := item.(string); ok {
			all = append(all, text)
		}
	}
	return all
}
