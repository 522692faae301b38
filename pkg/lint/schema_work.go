package lint

import "strings"

// maxWork is how often parts of a schema may meet parts of a value. Schemas
// that refer to themselves in several places can make that endless.
const maxWork = 20_000

// schemaWork counts how often that is, at most.
type schemaWork struct {
	root any
	left int
}

// fits reports whether a schema and a value meet often enough to be held to
// each other, and the schema refers to nothing out of itself.
func (w *schemaWork) fits(schema, value any) bool {
	s, _ := schema.(map[string]any)
	if w.left -= 1 + len(s); w.left < 0 {
		return false
	}
	for key, sub := range s {
		if !w.keyword(key, sub, value) {
			return false
		}
	}
	return true
}

func (w *schemaWork) keyword(key string, sub, value any) bool {
	switch key {
	case "$ref":
		ref, _ := sub.(string)
		target, ok := w.at(ref)
		return ok && w.fits(target, value)
	case "$dynamicRef", "$recursiveRef":
		return false
	case "not", "if", "then", "else", "allOf", "anyOf", "oneOf":
		return w.each(sub, []any{value})
	case "dependentSchemas", "dependencies":
		return w.each(children(sub), []any{value})
	case "patternProperties":
		return w.each(children(sub), children(value))
	case "properties":
		object, _ := value.(map[string]any)
		return w.properties(sub, object)
	case "additionalProperties", "unevaluatedProperties", "propertyNames",
		"items", "prefixItems", "additionalItems", "unevaluatedItems", "contains":
		return w.each(sub, children(value))
	}
	return true
}

// properties looks at the schemas of those properties that an object has.
func (w *schemaWork) properties(sub any, object map[string]any) bool {
	schemas, _ := sub.(map[string]any)
	for name, value := range object {
		if w.left--; w.left < 0 || !w.fits(schemas[name], value) {
			return false
		}
	}
	return true
}

// each looks at a schema, or at all in a list of them, with each of some
// values.
func (w *schemaWork) each(sub any, values []any) bool {
	schemas := []any{sub}
	if list, ok := sub.([]any); ok {
		schemas = list
	}
	for _, schema := range schemas {
		for _, value := range values {
			if !w.fits(schema, value) {
				return false
			}
		}
	}
	return true
}

func children(value any) []any {
	switch value := value.(type) {
	case []any:
		return value
	case map[string]any:
		all := make([]any, 0, len(value))
		for _, v := range value {
			all = append(all, v)
		}
		return all
	default:
		return nil
	}
}

// at is the part of the schema that a reference such as #/$defs/item leads to.
func (w *schemaWork) at(ref string) (any, bool) {
	if ref == "#" {
		return w.root, true
	}
	path, ok := strings.CutPrefix(ref, "#/")
	here := w.root
	for step := range strings.SplitSeq(path, "/") {
		object, isObject := here.(map[string]any)
		if here, ok = object[step], ok && isObject; !ok {
			return nil, false
		}
	}
	return here, here != nil
}
