package change

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/model"
)

// widened says how values that fit a new JSON Schema may not fit the old one,
// "" where nothing shows it: whoever reads such values by the old schema meets
// what it did not promise. It compares types, choices, what is required, and
// properties and items by themselves; path is where in the values it is.
//
// What a schema says by other keywords (anyOf, patterns, limits, references) is
// taken for the same: a change there is no proof of a break.
func widened(was, is model.Object, path string) string {
	for _, keyword := range []string{"$ref", "allOf", "anyOf", "oneOf"} {
		if _, elsewhere := is.Lookup(keyword); elsewhere {
			return "" // what it promises is said by another schema
		}
	}
	if how := widenedType(was, is, path); how != "" {
		return how
	}
	old, now := texts(was, "required"), texts(is, "required")
	oldProperties, properties := object(was, "properties"), object(is, "properties")
	for _, name := range old {
		if !slices.Contains(now, name) {
			return below(path, name) + " may be missing now"
		}
	}
	for _, m := range oldProperties {
		inner, there := properties.Lookup(m.Name)
		if !there {
			if properties == nil {
				continue
			}
			return below(path, m.Name) + " is gone"
		}
		if how := widenedValue(m.Value, inner, below(path, m.Name)); how != "" {
			return how
		}
	}
	oldItems, _ := was.Lookup("items")
	items, _ := is.Lookup("items")
	return widenedValue(oldItems, items, path+"[]")
}

// widenedValue compares two schemas that may be none.
func widenedValue(was, is any, path string) string {
	old, ok := was.(model.Object)
	now, both := is.(model.Object)
	if !ok || !both {
		return ""
	}
	return widened(old, now, path)
}

// widenedType compares types and choices.
func widenedType(was, is model.Object, path string) string {
	choices, chosen := choicesOf(was), choicesOf(is)
	old, now := texts(was, "type"), texts(is, "type")
	if len(now) == 0 {
		now = typesOf(chosen)
	}
	for _, t := range now {
		fits := slices.Contains(old, t) || t == "integer" && slices.Contains(old, "number")
		if len(old) > 0 && !fits {
			return fmt.Sprintf("%s may be %s now", named(path), t)
		}
	}
	if len(old) > 0 && len(now) == 0 {
		return named(path) + " may be anything now"
	}
	if choices == nil {
		return ""
	}
	if chosen == nil {
		return named(path) + " is no choice of a few values any more"
	}
	for _, v := range chosen {
		if !slices.ContainsFunc(choices, func(w any) bool { return sameValue(v, w) }) {
			return fmt.Sprintf("%s may be %v now", named(path), v)
		}
	}
	return ""
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

// sameValue reports whether two values are one to JSON, to which 1 and 1.0 are.
func sameValue(a, b any) bool {
	x, ok := model.Number(a)
	y, both := model.Number(b)
	return ok && both && x == y || reflect.DeepEqual(a, b)
}

// below is the path of a property below another.
func below(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// named is a path in words.
func named(path string) string {
	if path == "" {
		return "all of it"
	}
	return path
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
