package lint

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// schema is a JSON Schema that values are held to. One that cannot be compiled,
// refers to another file, or would take too long accepts everything.
type schema struct {
	tree     any
	compiled *jsonschema.Schema // nil where it cannot be used
}

// maxSchema is the size in bytes of the largest schema that is compiled.
const maxSchema = 1 << 17

func compileSchema(data model.Object) *schema {
	text, err := json.Marshal(data)
	if err != nil || len(text) > maxSchema {
		return &schema{}
	}
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return &schema{}
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(noFiles{})
	const name = "schema.json"
	if err := c.AddResource(name, tree); err != nil {
		return &schema{}
	}
	compiled, err := c.Compile(name)
	if err != nil {
		return &schema{}
	}
	return &schema{tree, compiled}
}

// noFiles loads nothing.
type noFiles struct{}

// Load fails.
func (noFiles) Load(url string) (any, error) { return nil, errors.New("is not loaded: " + url) }

// mismatch is one way in which a value does not fit a schema.
type mismatch struct {
	path    []string // to the part of the value
	problem string
}

// String returns the path and the problem.
func (m mismatch) String() string {
	if len(m.path) == 0 {
		return m.problem
	}
	return strings.Join(m.path, ".") + ": " + m.problem
}

// mismatches holds a JSON text to the schema. They are in the order of their
// paths.
func (s *schema) mismatches(text string) []mismatch {
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if s.compiled == nil || err != nil || !(&schemaWork{root: s.tree, left: maxWork}).fits(s.tree, value) {
		return nil
	}
	var wrong *jsonschema.ValidationError
	if !errors.As(s.compiled.Validate(value), &wrong) {
		return nil
	}
	found := leaves(wrong, message.NewPrinter(language.English))
	slices.SortFunc(found, func(a, b mismatch) int {
		return cmp.Or(slices.Compare(a.path, b.path), strings.Compare(a.problem, b.problem))
	})
	return found
}

// leaves are the errors that have no others for their cause. Which of several
// alternatives was meant is not known: that none fits is all that is said.
func leaves(e *jsonschema.ValidationError, printer *message.Printer) []mismatch {
	problem := ""
	switch k := e.ErrorKind.(type) {
	case *kind.AnyOf, *kind.OneOf:
		problem = "it fits none of the alternatives, or more than one"
	case *kind.AdditionalProperties:
		slices.Sort(k.Properties)
		problem = k.LocalizedString(printer)
	default:
		if len(e.Causes) == 0 {
			problem = k.LocalizedString(printer)
		}
	}
	if problem != "" {
		return []mismatch{{e.InstanceLocation, problem}}
	}
	var all []mismatch
	for _, cause := range e.Causes {
		all = append(all, leaves(cause, printer)...)
	}
	return all
}

// childOf is a node's entry under a key or an index; nil where it has none.
func childOf(n *yamldoc.Node, step string) *yamldoc.Node {
	if n == nil || n.Kind == yamldoc.Mapping {
		return n.Get(step)
	}
	i, err := strconv.Atoi(step)
	if err != nil || i < 0 || i >= len(n.Items) {
		return nil
	}
	return n.Items[i]
}

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
