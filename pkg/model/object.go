package model

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Object is a JSON object whose members keep their order.
type Object []Member

// Member is one name of an Object, with its value: anything that
// encoding/json can write.
type Member struct {
	Name  string
	Value any
}

// Lookup returns the value of the member called name, and whether there is one.
func (o Object) Lookup(name string) (any, bool) {
	if i := o.index(name); i >= 0 {
		return o[i].Value, true
	}
	return nil, false
}

// MarshalJSON writes the members in their order and does not escape HTML.
func (o Object) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := write(&out, m.Name, ""); err != nil {
			return nil, err
		}
		out.WriteByte(':')
		if err := write(&out, m.Value, ""); err != nil {
			return nil, err
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// JSON writes v as people read it: indented by two spaces, with <, > and & as
// they are, and a line end after it.
func JSON(v any) ([]byte, error) {
	var out bytes.Buffer
	err := write(&out, v, "  ")
	return out.Bytes(), err
}

func write(out *bytes.Buffer, v any, indent string) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	return enc.Encode(v)
}

func (o Object) index(name string) int {
	return slices.IndexFunc(o, func(m Member) bool { return m.Name == name })
}

// set appends a member, or replaces the value of the one that has its name.
func (o *Object) set(name string, value any) {
	if i := o.index(name); i >= 0 {
		(*o)[i].Value = value
		return
	}
	*o = append(*o, Member{name, value})
}

// merge returns the object with the members of extra after its own, sorted by
// name. Mappings are merged into objects; a value that is there already is not
// replaced. Path is how errors call extra.
func (o Object) merge(path string, extra map[string]any) (Object, error) {
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		here := path + "." + name
		if _, err := JSON(extra[name]); err != nil {
			return nil, fmt.Errorf("%s: not a value of JSON: %w", here, err)
		}
		there, ok := o.Lookup(name)
		if !ok {
			o.set(name, extra[name])
			continue
		}
		object, isObject := there.(Object)
		mapping, isMapping := extra[name].(map[string]any)
		if !isObject || !isMapping {
			return nil, fmt.Errorf("%s: the request has %s already", here, name)
		}
		merged, err := object.merge(here, mapping)
		if err != nil {
			return nil, err
		}
		o.set(name, merged)
	}
	return o, nil
}
