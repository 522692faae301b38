package change

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// widened says how values that fit a new JSON Schema may not fit the old one,
// "" where nothing shows it: whoever reads such values by the old schema meets
// what it did not promise. Of a schema that is more than one, by references,
// alternatives and what has to hold at once, it compares all that it may be.
//
// Unknown is a keyword that may say otherwise and is not compared, "" for none.
func widened(was, is model.Object) (how, unknown string) {
	p := &promises{was: newForms(was), is: newForms(is), inside: map[[2]*model.Member]bool{}, left: mostSchemas}
	how = p.compare(was, is, "")
	return how, p.unknown
}

const (
	// mostSchemas is how many pairs of schemas are compared, and deepest how far
	// within each other.
	mostSchemas = 1 << 14
	deepest     = 64
)

// promises is two schemas held against each other.
type promises struct {
	was, is *forms
	inside  map[[2]*model.Member]bool // the pairs that are being compared: a schema may be part of itself
	left    int
	unknown string
}

// compare compares all that a schema may have been with all that it may be.
func (p *promises) compare(was, is any, path string) string {
	if key, ok := pairKey(was, is); ok {
		if p.inside[key] {
			return ""
		}
		p.inside[key] = true
		defer delete(p.inside, key)
	}
	if p.left--; p.left < 0 || len(p.inside) > deepest {
		p.unknown = "a schema of that size"
		return ""
	}
	old, now := p.was.of(was), p.is.of(is)
	if p.was.full || p.is.full {
		p.unknown = "a schema of that many alternatives"
		return ""
	}
	for _, f := range now {
		if how := p.fits(old, f, path); how != "" {
			return how
		}
	}
	return ""
}

// pairKey tells two schemas from all others.
func pairKey(was, is any) ([2]*model.Member, bool) {
	old, ok := was.(model.Object)
	now, both := is.(model.Object)
	if !ok || !both || len(old) == 0 || len(now) == 0 {
		return [2]*model.Member{}, false
	}
	return [2]*model.Member{&old[0], &now[0]}, true
}

// fits says how a form is none of the old ones.
func (p *promises) fits(old []form, f form, path string) string {
	if ref := elsewhere(f); ref != "" {
		p.unknown = ref
		return ""
	}
	old = slices.DeleteFunc(slices.Clone(old), func(w form) bool { return !takesType(w, f) })
	switch {
	case len(old) == 0 && f.typ == "":
		return named(path) + " may be anything now"
	case len(old) == 0:
		return fmt.Sprintf("%s may be %s now", named(path), f.typ)
	case f.choices != nil:
		return p.newChoice(old, f.choices, path)
	}
	how := ""
	for _, w := range old {
		if how = p.form(w, f, path); how == "" {
			return ""
		}
	}
	if len(old) > 1 {
		return fmt.Sprintf("%s may be %s now that none of the old alternatives allows", named(path), f.typ)
	}
	return how
}

// takesType reports whether values of the type of a form may be of another.
func takesType(w, f form) bool {
	return w.typ == "" || w.typ == f.typ || w.typ == "number" && f.typ == "integer"
}

// newChoice says which of some values none of the old forms allows.
func (p *promises) newChoice(old []form, values []any, path string) string {
	for _, v := range values {
		if !slices.ContainsFunc(old, func(w form) bool { return p.allows(w, v) }) {
			return fmt.Sprintf("%s may be %s now", named(path), inWords(v))
		}
	}
	return ""
}

// allows reports whether a form has a value.
func (p *promises) allows(w form, v any) bool {
	if !w.allows(v) || w.choices != nil && !contains(w.choices, v) {
		return false
	}
	typ := model.JSONType(v)
	if w.choices == nil && (typ == "object" || typ == "array") || len(w.exact)+len(w.other) > 0 {
		p.unknown = "each value of a list"
	}
	return true
}

// allows reports whether a value is of the form's type, and within its limits.
func (f form) allows(v any) bool {
	is := valueForm(v)
	return takesType(f, is) && wider(form{numbers: f.numbers}, is, "") == ""
}

// valueForm is the form of a single value: its limits are what it is.
func valueForm(v any) form {
	is := form{typ: model.JSONType(v), numbers: map[string]float64{}}
	of := func(low, high string, n float64) { is.numbers[low], is.numbers[high] = n, n }
	switch v := v.(type) {
	case string:
		of("minLength", "maxLength", float64(utf8.RuneCountInString(v)))
	case []any:
		of("minItems", "maxItems", float64(len(v)))
	case model.Object:
		of("minProperties", "maxProperties", float64(len(v)))
	default:
		if n, ok := model.Number(v); ok {
			of("minimum", "maximum", n)
		}
	}
	return is
}

// inWords is a value as a sentence has it.
func inWords(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	return prompt.ShowValue(v)
}

// form compares two forms of one type.
func (p *promises) form(was, is form, path string) string {
	if was.choices != nil {
		return named(path) + " is no choice of a few values any more"
	}
	if how := wider(was, is, path); how != "" {
		return how
	}
	if is.mayBe("object") {
		if how := p.object(was, is, path); how != "" {
			return how
		}
	}
	if is.mayBe("array") && was.items != nil {
		if how := p.compare(was.items, orAny(is.items), path+"[]"); how != "" {
			return how
		}
	}
	for _, m := range was.other {
		if v, _ := is.other.Lookup(m.Name); !reflect.DeepEqual(v, m.Value) {
			p.unknown = m.Name
		}
	}
	return ""
}

// object compares what is promised of the properties of objects.
func (p *promises) object(was, is form, path string) string {
	for _, name := range was.required {
		if !slices.Contains(is.required, name) {
			return below(path, name) + " may be missing now"
		}
	}
	for _, m := range was.properties {
		inner, there := is.properties.Lookup(m.Name)
		if !there {
			return below(path, m.Name) + " is gone"
		}
		if how := p.compare(m.Value, inner, below(path, m.Name)); how != "" {
			return how
		}
	}
	return p.additional(was, is, path)
}

// additional compares what is promised of properties that were not listed.
func (p *promises) additional(was, is form, path string) string {
	const patterns = "patternProperties"
	_, old := was.other.Lookup(patterns)
	_, now := is.other.Lookup(patterns)
	switch {
	case was.additional == nil:
		return ""
	case old || now:
		p.unknown = patterns
		return ""
	}
	for _, m := range is.properties {
		if _, there := was.properties.Lookup(m.Name); there {
			continue
		}
		if was.additional == false {
			return below(path, m.Name) + " may be there now, and was ruled out"
		}
		if how := p.compare(was.additional, m.Value, below(path, m.Name)); how != "" {
			return how
		}
	}
	if was.additional == false && is.additional != false {
		return named(path) + " may have properties now that are not listed"
	}
	return p.compare(was.additional, orAny(is.additional), below(path, "*"))
}

// orAny is a schema, or where there is none that of any value.
func orAny(schema any) any {
	if schema == nil {
		return true
	}
	return schema
}

// wider says which limits do not hold any more.
func wider(was, is form, path string) string {
	for _, l := range limits {
		bound, limited := was.numbers[l.keyword]
		if !limited || !is.mayBe(l.typ) || strings.HasPrefix(l.keyword, "min") && l.typ != "number" && bound <= 0 {
			continue
		}
		now, holds := is.numbers[l.keyword]
		holds = holds && l.sign*now >= l.sign*bound
		if other, there := is.numbers[l.other]; there {
			holds = holds || l.sign*other > l.sign*bound || l.orSame && other == bound
		}
		if !holds {
			return named(path) + " has wider limits than before"
		}
	}
	for _, e := range exact {
		old, held := was.exact.Lookup(e.keyword)
		now, _ := is.exact.Lookup(e.keyword)
		if held && is.mayBe(e.typ) && !reflect.DeepEqual(old, now) && !isMultiple(now, old) {
			return fmt.Sprintf("%s is not held to its %s any more", named(path), e.keyword)
		}
	}
	return ""
}

// isMultiple reports whether a number is a multiple of another.
func isMultiple(of, number any) bool {
	x, ok := model.Number(of)
	y, both := model.Number(number)
	return ok && both && y != 0 && math.Mod(x, y) == 0
}

// sameValue reports whether two values are one to JSON, to which 1 and 1.0 are.
func sameValue(a, b any) bool {
	x, ok := model.Number(a)
	y, both := model.Number(b)
	return ok && both && x == y || reflect.DeepEqual(a, b)
}

// contains reports whether a value is among some.
func contains(all []any, v any) bool {
	return slices.ContainsFunc(all, func(w any) bool { return sameValue(v, w) })
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
