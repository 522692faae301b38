package prompt

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Format is the form that the answer must have.
type Format struct {
	Type   String // text, json_object or json_schema; its Node is nil where it is implied
	Name   String // of the schema
	Strict *bool
	Schema *Schema // nil unless Type is json_schema
}

// Schema is a JSON Schema, its keys in the order of the file.
type Schema struct {
	Node *yamldoc.Node
	Data model.Object
}

// SchemaOf returns a mapping as a JSON Schema; nil for any other node.
func SchemaOf(n *yamldoc.Node) *Schema {
	data, ok := orderedNode(n).(model.Object)
	if !ok {
		return nil
	}
	return &Schema{Node: n, Data: data}
}

// FormatTypes returns the forms that an answer may have.
func FormatTypes() []string { return []string{"text", "json_object", "json_schema"} }

// responseFormat reads a type's name, or a mapping with the schema in it.
func (d *decoder) responseFormat(p *Prompt, n *yamldoc.Node) {
	f := &p.Format
	if n.Kind != yamldoc.Mapping {
		d.formatType(f, n)
		return
	}
	mapping(d, n, "responseFormat", f, []field[Format]{
		{"type", (*decoder).formatType},
		{"json_schema", (*decoder).jsonSchema},
		{"jsonSchema", (*decoder).jsonSchema},
	})
}

func (d *decoder) formatType(f *Format, n *yamldoc.Node) {
	name := d.string(n, "responseFormat")
	switch {
	case name.Node == nil:
	case slices.Contains(FormatTypes(), name.Value):
		f.Type = name
	default:
		near := d.near("Y004", name.Value, FormatTypes())
		if name.Value == "json" {
			near = "json_object"
		}
		g := d.errorf("Y004", n, "unknown response format %q%s", name.Value, yamldoc.DidYouMean(near))
		g.Hint, g.Fix = "the formats are "+strings.Join(FormatTypes(), ", "), d.doc.Replace(n, near)
	}
}

// jsonSchema reads a schema, bare or in the wrapper {name, strict, schema}
// that providers take, as YAML or as JSON in a string.
func (d *decoder) jsonSchema(f *Format, n *yamldoc.Node) {
	s := d.schema(n, "jsonSchema")
	switch {
	case s == nil:
	case f.Schema != nil:
		d.errorf("Y002", n, "the answer's schema is given twice")
	default:
		if f.Type.Value == "" {
			f.Type.Value = "json_schema"
		}
		if f.Schema = s; isWrapper(s.Data) {
			d.unwrap(f, s)
		}
	}
}

// isWrapper tells {name, strict, schema} from a schema that has a key of its
// own called schema.
func isWrapper(o model.Object) bool {
	inner, _ := o.Lookup("schema")
	_, isObject := inner.(model.Object)
	_, typed := o.Lookup("type")
	_, hasProperties := o.Lookup("properties")
	return isObject && !typed && !hasProperties
}

// unwrap takes the schema and what belongs to it out of its wrapper.
func (d *decoder) unwrap(f *Format, wrapper *Schema) {
	for _, m := range wrapper.Data {
		at := wrapper.Node.Get(m.Name)
		if at == nil { // a wrapper in a string has one place
			at = wrapper.Node
		}
		switch value := m.Value.(type) {
		case model.Object:
			if m.Name == "schema" {
				f.Schema = &Schema{Node: at, Data: value}
				continue
			}
		case string:
			if m.Name == "name" {
				f.Name = String{value, at}
				continue
			}
		case bool:
			if m.Name == "strict" {
				f.Strict = &value
				continue
			}
		}
		d.besideSchema(wrapper.Node, m, at)
	}
}

// besideSchema warns of what a wrapper has and nobody reads.
func (d *decoder) besideSchema(wrapper *yamldoc.Node, m model.Member, at *yamldoc.Node) {
	keys := []string{"name", "strict", "schema"}
	switch {
	case slices.Contains(keys, m.Name):
		d.warnf("Y004", at, "the schema's %s cannot be %s: it is not sent", m.Name, article(TypeOf(m.Value)))
	case !strings.HasPrefix(m.Name, "x-"):
		near := d.near("Y003", m.Name, keys)
		f := d.warnf("Y003", at, "unknown key %q beside the schema%s: it is not sent", m.Name, yamldoc.DidYouMean(near))
		if pair := wrapper.Pair(m.Name); pair != nil {
			f.Fix = d.rename(wrapper, *pair, near)
		}
	}
}

// schema reads a mapping, or a string that holds JSON; nil where it is
// neither.
func (d *decoder) schema(n *yamldoc.Node, what string) *Schema {
	value := any(nil)
	if text, ok := n.Text(); ok {
		parsed, err := readJSON([]byte(text))
		if err != nil {
			at := func() diag.Range { return d.doc.ValueRange(n, err.offset, err.offset+1) }
			d.found.add("M006", at, "%s is not valid JSON: %s", what, err.msg)
			return nil
		}
		value = parsed
	} else {
		value = orderedNode(n)
	}
	data, ok := value.(model.Object)
	if !ok {
		d.errorf("Y004", n, "%s must be a JSON Schema: a mapping, or a string that holds a JSON object", what)
		return nil
	}
	return &Schema{Node: n, Data: data}
}

// checkFormat finds a promise of a schema that is not there, or the reverse.
func (d *decoder) checkFormat(p *Prompt) {
	f := p.Format
	switch {
	case f.Type.Node == nil:
	case f.Type.Value == "json_schema" && f.Schema == nil && !hasSchemaKey(p.Doc.Root):
		d.errorf("Y005", f.Type.Node, "responseFormat is json_schema, but there is no jsonSchema")
	case f.Type.Value != "json_schema" && f.Schema != nil:
		g := d.errorf("Y004", f.Type.Node, "responseFormat is %s, but there is a jsonSchema", f.Type.Value)
		g.Hint, g.Fix = "write responseFormat: json_schema", d.doc.Replace(f.Type.Node, "json_schema")
	}
}

// hasSchemaKey reports whether a schema was meant, though it may be wrong.
func hasSchemaKey(root *yamldoc.Node) bool {
	inner := root.Get("responseFormat")
	return root.Get("jsonSchema") != nil || inner.Get("jsonSchema") != nil || inner.Get("json_schema") != nil
}
