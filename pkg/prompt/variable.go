package prompt

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Types of variables, by JSON Schema's names.
const (
	StringType  = "string"
	NumberType  = "number"
	IntegerType = "integer"
	BooleanType = "boolean"
	ArrayType   = "array"
	ObjectType  = "object"
)

// Types returns the types that a variable may have.
func Types() []string {
	return []string{StringType, NumberType, IntegerType, BooleanType, ArrayType, ObjectType}
}

// Variable declares one value that a prompt takes, an item of an array or a
// property of an object. A nil limit is no limit.
type Variable struct {
	Name        string
	Range       diag.Range // of its name
	Node        *yamldoc.Node
	Type        string // "" takes any
	Description string
	Required    bool // it has no default, and no "required: false"
	Default     any  // meaningful where HasDefault
	HasDefault  bool
	Enum        []any
	Untrusted   bool // comes from outside: a user, a web page, a tool

	MinLength, MaxLength *int     // of a string, in code points
	Pattern              *Pattern // nil where there is none
	Minimum, Maximum     *float64
	MinItems, MaxItems   *int
	Items                *Variable   // of an array
	Properties           []*Variable // of an object, in the order of the file

	optional bool // the file says "required: false"
	byName   map[string]*Variable
}

// Property returns the property of that name.
func (v *Variable) Property(name string) (*Variable, bool) {
	p, ok := v.byName[name]
	return p, ok
}

// indexed returns the variables by their names; of two that share one, the
// first.
func indexed(list []*Variable) map[string]*Variable {
	if len(list) == 0 {
		return nil
	}
	byName := make(map[string]*Variable, len(list))
	for _, v := range list {
		if _, there := byName[v.Name]; !there {
			byName[v.Name] = v
		}
	}
	return byName
}

// isName reports whether s can be the name of a variable, of a placeholder or
// of a section: letters, digits, _ and -, the first a letter or _.
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_':
		case i > 0 && ('0' <= c && c <= '9' || c == '-'):
		default:
			return false
		}
	}
	return s != ""
}

const nameHint = "a name is letters, digits, _ and -, and begins with a letter or _"

func (d *decoder) promptVariables(p *Prompt, n *yamldoc.Node) {
	p.Declares = true
	p.Variables = append(p.Variables, d.variables(n, "variables")...)
	p.byName = indexed(p.Variables)
}

// variables reads a mapping of names to declarations.
func (d *decoder) variables(n *yamldoc.Node, what string) []*Variable {
	if n.Kind == yamldoc.Sequence {
		d.errorf("Y004", n, "%s%s must be a mapping of names to declarations, not a list", d.of, what).Fix = d.declared(n)
		return nil
	}
	if !d.expect(n, yamldoc.Mapping, what, "a mapping of names to declarations") {
		return nil
	}
	var all []*Variable
	for _, pair := range n.Pairs {
		if pair.Key.Kind == yamldoc.Scalar {
			all = append(all, d.variable(pair.Key, pair.Value))
		}
	}
	return all
}

// variable reads one declaration; key is nil for the items of an array.
func (d *decoder) variable(key, n *yamldoc.Node) *Variable {
	v := &Variable{Node: n, Required: true}
	what := "items"
	if key == nil {
		v.Range = d.doc.NodeRange(n)
	} else {
		v.Name, v.Range, what = key.Value, d.doc.NodeRange(key), "variable "+key.Value
		if d.of != "" {
			what = "property " + key.Value
		}
		if !isName(v.Name) {
			d.errorf("Y004", key, "%q cannot be a variable's name", v.Name).Hint = nameHint
		}
	}
	if n.IsNull() {
		return v
	}
	if n.Kind != yamldoc.Mapping {
		f := d.errorf("Y004", n, "%s%s must be a mapping, not %s", d.of, what, kindOf(n))
		d.typeAlone(f, v, n)
		return v
	}
	outer := d.of
	d.of += what + ": "
	d.declaration(v, n)
	d.of = outer
	return v
}

// typeAlone says how a type that stands in the place of a declaration is
// written, and takes it for that.
func (d *decoder) typeAlone(f *diag.Finding, v *Variable, n *yamldoc.Node) {
	name, ok := n.Text()
	if !ok {
		return
	}
	typ, sure := name, slices.Contains(Types(), name)
	if !sure {
		typ = d.nearType(name)
	}
	if typ == "" {
		return
	}
	v.Type = typ
	f.Hint = "write {type: " + typ + "}"
	if f.Fix = d.doc.Rewrite(n, "{type: "+typ+"}"); f.Fix != nil {
		f.Fix.Unsafe = !sure
	}
}

// declaration reads what is declared of a variable.
func (d *decoder) declaration(v *Variable, n *yamldoc.Node) {
	mapping(d, n, strings.TrimSuffix(d.of, ": "), v, variableFields())
	v.Required = !v.optional && !v.HasDefault
	v.byName = indexed(v.Properties)
	d.checkLimits(v, n)
	d.checkChoices(v, n)
}

func variableFields() []field[Variable] {
	return []field[Variable]{
		{"type", (*decoder).variableType},
		{"description", func(d *decoder, v *Variable, n *yamldoc.Node) { v.Description = d.string(n, "description").Value }},
		{"default", func(_ *decoder, v *Variable, n *yamldoc.Node) { v.Default, v.HasDefault = n.Decode(), true }},
		{"required", func(d *decoder, v *Variable, n *yamldoc.Node) {
			required, ok := d.bool(n, "required")
			v.optional = ok && !required
		}},
		{"untrusted", func(d *decoder, v *Variable, n *yamldoc.Node) { v.Untrusted, _ = d.bool(n, "untrusted") }},
		{"enum", func(d *decoder, v *Variable, n *yamldoc.Node) {
			for _, item := range d.words(n, "enum") {
				v.Enum = append(v.Enum, item.Decode())
			}
		}},
		{"examples", func(d *decoder, _ *Variable, n *yamldoc.Node) { d.words(n, "examples") }},
		{"minLength", func(d *decoder, v *Variable, n *yamldoc.Node) { v.MinLength = d.count(n, "minLength") }},
		{"maxLength", func(d *decoder, v *Variable, n *yamldoc.Node) { v.MaxLength = d.count(n, "maxLength") }},
		{"minItems", func(d *decoder, v *Variable, n *yamldoc.Node) { v.MinItems = d.count(n, "minItems") }},
		{"maxItems", func(d *decoder, v *Variable, n *yamldoc.Node) { v.MaxItems = d.count(n, "maxItems") }},
		{"minimum", func(d *decoder, v *Variable, n *yamldoc.Node) { v.Minimum = d.number(n, "minimum") }},
		{"maximum", func(d *decoder, v *Variable, n *yamldoc.Node) { v.Maximum = d.number(n, "maximum") }},
		{"pattern", (*decoder).pattern},
		{"items", func(d *decoder, v *Variable, n *yamldoc.Node) { v.Items = d.variable(nil, n) }},
		{"properties", func(d *decoder, v *Variable, n *yamldoc.Node) {
			v.Properties = append(v.Properties, d.variables(n, "properties")...)
		}},
	}
}

func (d *decoder) variableType(v *Variable, n *yamldoc.Node) {
	name := d.string(n, "type")
	switch {
	case name.Node == nil:
	case slices.Contains(Types(), name.Value):
		v.Type = name.Value
	default:
		near := d.nearType(name.Value)
		f := d.errorf("Y004", n, "%sunknown type %q%s", d.of, name.Value, yamldoc.DidYouMean(near))
		f.Hint, f.Fix = "the types are string, number, integer, boolean, array and object", d.doc.Replace(n, near)
	}
}

// limitTypes tells which types a key of a declaration is for; none is all.
func limitTypes(key string) []string {
	switch key {
	case "minLength", "maxLength", "pattern":
		return []string{StringType}
	case "minimum", "maximum":
		return []string{NumberType, IntegerType}
	case "minItems", "maxItems", "items":
		return []string{ArrayType}
	case "properties":
		return []string{ObjectType}
	default:
		return nil
	}
}

// checkLimits finds limits that the type has not, and lower bounds above the
// upper ones.
func (d *decoder) checkLimits(v *Variable, n *yamldoc.Node) {
	for _, pair := range n.Pairs {
		if types := limitTypes(pair.Key.Value); v.Type != "" && types != nil && !slices.Contains(types, v.Type) {
			d.errorf("Y004", pair.Key, "%s%s is for type %s, not %s", d.of, pair.Key.Value, types[0], v.Type).
				Fix = d.rename(n, pair, otherLimit(pair.Key.Value, v.Type))
		}
	}
	above := func(low, high string) {
		d.errorf("Y004", n.Get(low), "%s%s is above %s", d.of, low, high)
	}
	if v.MinLength != nil && v.MaxLength != nil && *v.MinLength > *v.MaxLength {
		above("minLength", "maxLength")
	}
	if v.MinItems != nil && v.MaxItems != nil && *v.MinItems > *v.MaxItems {
		above("minItems", "maxItems")
	}
	if v.Minimum != nil && v.Maximum != nil && *v.Minimum > *v.Maximum {
		above("minimum", "maximum")
	}
}

// checkChoices finds a choice or a default that the declaration itself
// refuses.
func (d *decoder) checkChoices(v *Variable, n *yamldoc.Node) {
	if len(v.Enum) > 0 {
		plain := *v
		plain.Enum = nil
		items := n.Get("enum").Items
		for i, choice := range v.Enum {
			for _, p := range plain.Check(choice) {
				item := items[min(i, len(items)-1)]
				d.errorf("Y004", item, "%senum: %s", d.of, p).Fix = d.choice(&plain, item)
			}
		}
	}
	if v.HasDefault && v.Default != nil {
		for _, p := range v.Check(v.Default) {
			near := v.nearChoice(n.Get("default"))
			d.errorf("Y004", n.Get("default"), "%sdefault: %s%s", d.of, p, yamldoc.DidYouMean(near)).Fix = d.choice(v, n.Get("default"))
		}
	}
}
