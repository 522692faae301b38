package lint

import (
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// check checks the whole schema.
func (c *schemaCheck) check() {
	c.changed = hasNestedID(c.root, true)
	c.schema(c.root, c.top, "the schema", true)
}

// schema checks what must be a schema; what says how messages call it. Whole
// says that the schema is all that is asked of a value, and not a part of a
// combination.
func (c *schemaCheck) schema(v any, n *yamldoc.Node, what string, whole bool) {
	if _, isBool := v.(bool); isBool {
		return
	}
	o, ok := v.(model.Object)
	if !ok {
		f := c.report(n, "%s must be a JSON Schema, not %s", what, shownValue(v))
		if text, isText := v.(string); isText && isType(text) {
			f.Hint = "write {type: " + text + "}"
			f.Fix = c.typeAlone(n, text)
		}
		return
	}
	for i, m := range o {
		if shapeOf(m.Name) == unknownShape {
			c.unknown(m.Name, n, i)
			continue
		}
		_, value := pairAt(n, i, m.Name)
		c.keyword(m, value, whole)
	}
	if whole {
		c.requiredNames(o, n)
	}
}

// keyword checks one member of a schema.
func (c *schemaCheck) keyword(m model.Member, n *yamldoc.Node, whole bool) {
	switch shapeOf(m.Name) {
	case anySchema:
		c.schema(m.Value, n, m.Name, whole && m.Name != "not" && m.Name != "if" && m.Name != "then" && m.Name != "else")
	case itemsSchema:
		if _, isList := m.Value.([]any); isList {
			c.schemaList(m, n)
		} else {
			c.schema(m.Value, n, m.Name, true)
		}
	case schemaList:
		c.schemaList(m, n)
	case schemaMap:
		c.schemaMap(m, n)
	case typeWords:
		c.types(m.Value, n)
	case nameList:
		c.names(m, n)
	case valueList:
		c.enum(m, n)
	case reference:
		c.reference(m.Value, n)
	case regularExpression:
		c.pattern(m.Value, n)
	default:
		c.simple(m, n)
	}
}

func (c *schemaCheck) schemaList(m model.Member, n *yamldoc.Node) {
	list, ok := m.Value.([]any)
	switch {
	case !ok:
		c.report(n, "%s must be a list of schemas, not %s", m.Name, shownValue(m.Value))
	case len(list) == 0:
		c.report(n, "%s has no schemas in it", m.Name)
	default:
		whole := m.Name == "items" || m.Name == "prefixItems"
		for i, v := range list {
			c.schema(v, itemOf(n, i), "an entry of "+m.Name, whole)
		}
	}
}

// schemaMap checks schemas by names, which are names of properties or, in
// patternProperties, regular expressions.
func (c *schemaCheck) schemaMap(m model.Member, n *yamldoc.Node) {
	o, ok := m.Value.(model.Object)
	if !ok {
		c.report(n, "%s must be a mapping of names to schemas, not %s", m.Name, shownValue(m.Value))
		return
	}
	for i, entry := range o {
		key, value := pairAt(n, i, entry.Name)
		if m.Name == "patternProperties" {
			c.pattern(entry.Name, key)
		}
		c.schema(entry.Value, value, m.Name+"."+entry.Name, true)
	}
}

// types checks the value of type: one of JSON Schema's types, or a list.
func (c *schemaCheck) types(v any, n *yamldoc.Node) {
	switch v := v.(type) {
	case string:
		c.typeName(v, n)
	case []any:
		c.typeList(v, n)
	default:
		c.notType(v, n)
	}
}

func (c *schemaCheck) typeList(list []any, n *yamldoc.Node) {
	if len(list) == 0 {
		c.report(n, "type has no types in it")
	}
	seen := map[string]bool{}
	for i, item := range list {
		word, ok := item.(string)
		switch {
		case !ok:
			c.notType(item, itemOf(n, i))
		case seen[word]:
			c.report(itemOf(n, i), "%q is in type twice", word)
		default:
			c.typeName(word, itemOf(n, i))
		}
		seen[word] = true
	}
}

func (c *schemaCheck) notType(v any, n *yamldoc.Node) {
	f := c.report(n, "type must be a type or a list of types, not %s", shownValue(v))
	if v == nil {
		f.Hint = `to allow null, write "null" with quotes`
	}
}

func (c *schemaCheck) typeName(word string, n *yamldoc.Node) {
	if isType(word) || c.maker == "google" && isType(strings.ToLower(word)) {
		return // Google's own schemas write types in capitals
	}
	meant := meantType(word)
	if meant != "" {
		c.report(n, "unknown type %q (did you mean %q?)", word, meant).Fix = c.mend(c.Doc.Replace(n, meant))
		return
	}
	c.report(n, "unknown type %q", word).Hint = "the types are " + strings.Join(schemaTypes(), ", ")
}

// names checks a list of names, such as required.
func (c *schemaCheck) names(m model.Member, n *yamldoc.Node) {
	list, ok := m.Value.([]any)
	if !ok {
		f := c.report(n, "%s must be a list of names, not %s", m.Name, shownValue(m.Value))
		if _, isBool := m.Value.(bool); isBool && m.Name == "required" {
			f.Hint = "the names of required properties stand beside properties: required: [name]"
		}
		return
	}
	seen := map[string]bool{}
	for i, item := range list {
		name, ok := item.(string)
		switch {
		case !ok:
			c.report(itemOf(n, i), "%s must have names in it, not %s", m.Name, shownValue(item))
		case seen[name]:
			c.report(itemOf(n, i), "%q is in %s twice", name, m.Name)
		}
		seen[name] = true
	}
}

// requiredNames finds names in required that are no properties. JSON Schema
// allows that, and it is next to never meant.
func (c *schemaCheck) requiredNames(o model.Object, n *yamldoc.Node) {
	properties := lookupObject(o, "properties")
	if len(properties) == 0 {
		return
	}
	for _, more := range []string{"$ref", "allOf", "anyOf", "oneOf", "if", "patternProperties", "dependentSchemas", "$dynamicRef"} {
		if _, ok := o.Lookup(more); ok {
			return // the property may be there
		}
	}
	required, _ := o.Lookup("required")
	list, _ := required.([]any)
	_, at := pairOf(n, "required")
	names := memberNames(properties)
	there := make(map[string]bool, len(names))
	for _, name := range names {
		there[name] = true
	}
	for i, item := range list {
		if name, ok := item.(string); ok && !there[name] {
			near := suggested(name, names)
			f := c.report(itemOf(at, i), "%q is required, and there is no such property%s", name, yamldoc.DidYouMean(near))
			f.Fix = c.mend(c.Doc.Replace(itemOf(at, i), near))
			c.Mild(f, diag.Warning)
		}
	}
}

// manyNames is above how many names none is suggested: that would take long,
// and no person has written them.
const manyNames = 200

// suggested is the name of a schema that was probably meant.
func suggested(name string, names []string) string {
	if len(names) > manyNames {
		return ""
	}
	return diag.Suggest(name, names)
}

func lookupObject(o model.Object, name string) model.Object {
	v, _ := o.Lookup(name)
	object, _ := v.(model.Object)
	return object
}

func memberNames(o model.Object) []string {
	names := make([]string, len(o))
	for i, m := range o {
		names[i] = m.Name
	}
	return names
}

func (c *schemaCheck) enum(m model.Member, n *yamldoc.Node) {
	list, ok := m.Value.([]any)
	switch {
	case !ok:
		c.report(n, "enum must be a list of values, not %s", shownValue(m.Value))
	case len(list) == 0:
		c.report(n, "enum has no values in it, so that nothing is valid")
	}
}

// typeAlone is the fix for a type that stands in the place of a schema.
func (c *schemaCheck) typeAlone(n *yamldoc.Node, typ string) *diag.Fix {
	if c.whole != nil {
		return nil // JSON would take other quotes
	}
	return c.Doc.Rewrite(n, "{type: "+typ+"}")
}

// unknown finds a keyword that is a misspelling of one, as member number i of
// a schema. JSON Schema has no others, and lets them pass.
func (c *schemaCheck) unknown(name string, n *yamldoc.Node, i int) {
	if c.strange++; c.strange > manyNames {
		return
	}
	if near := nearKeyword(name); near != "" {
		key, _ := pairAt(n, i, name)
		f := c.report(key, "unknown keyword %q (did you mean %q?)", name, near)
		if key != nil {
			f.Fix = c.mend(c.Doc.Rename(n, n.Pairs[i], near))
		}
		c.Mild(f, diag.Warning)
	}
}

// shownValue says what a value is, as a person would.
func shownValue(v any) string {
	switch v := v.(type) {
	case []any:
		return "a list"
	case model.Object:
		return "a mapping"
	case string:
		return strconv.Quote(v)
	}
	return prompt.ShowValue(v)
}

// hasNestedID reports whether a part of a schema has an $id of its own.
func hasNestedID(v any, top bool) bool {
	switch v := v.(type) {
	case model.Object:
		for _, m := range v {
			if !top && m.Name == "$id" || hasNestedID(m.Value, false) {
				return true
			}
		}
	case []any:
		for _, item := range v {
			if hasNestedID(item, false) {
				return true
			}
		}
	}
	return false
}
