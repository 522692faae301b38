package lint

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// schema is a JSON Schema that values are held to, by the keywords that say
// what a value is: type, enum, const, required, properties,
// additionalProperties, items, the limits, anyOf, oneOf, allOf and local $refs.
// What it says by others is taken to hold. A library would know them all, and
// takes as long to start as the rest of the program does.
type schema struct {
	root any
	// older is by a draft before 2019-09: what stands beside a reference does not
	// count.
	older bool
	// nested has schemas within it that are named ($id). References start there.
	nested bool
}

// maxSchema is the size in bytes of the largest schema that is used.
const maxSchema = 1 << 17

// maxSteps is how many schemas are held to values before a value counts as one
// that fits.
const maxSteps = 1 << 17

func compileSchema(data model.Object) *schema {
	text, err := json.Marshal(data)
	s := &schema{}
	if err == nil && len(text) <= maxSchema {
		s.read(text)
	}
	return s
}

func (s *schema) read(text []byte) {
	_ = json.Unmarshal(text, &s.root) // what was just written can be read
	top, _ := s.root.(map[string]any)
	draft, _ := top["$schema"].(string)
	s.older = strings.Contains(draft, "json-schema.org/draft-0")
	named := bytes.Count(text, []byte(`"$id"`))
	if _, itself := top["$id"]; itself {
		named--
	}
	s.nested = named > 0
}

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
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		return nil
	}
	f := &fitting{to: s, left: maxSteps}
	f.value(s.root, value, nil)
	if f.left < 0 {
		return nil
	}
	slices.SortFunc(f.found, func(a, b mismatch) int {
		return cmp.Or(slices.Compare(a.path, b.path), strings.Compare(a.problem, b.problem))
	})
	return f.found
}

// fitting holds a value to a schema.
type fitting struct {
	to    *schema
	left  int // steps
	found []mismatch
}

func (f *fitting) add(path []string, format string, args ...any) {
	f.found = append(f.found, mismatch{slices.Clone(path), fmt.Sprintf(format, args...)})
}

// value holds one value to one schema.
func (f *fitting) value(schema, value any, path []string) {
	if f.left--; f.left < 0 || len(path) > 64 {
		return
	}
	s, ok := schema.(map[string]any)
	if !ok {
		if schema == false {
			f.add(path, "nothing is allowed here")
		}
		return
	}
	if value == nil && s["nullable"] == true {
		return // as OpenAPI says it, and providers that take its schemas
	}
	if ref, ok := s["$ref"].(string); ok {
		if target, there := f.lookup(ref); there {
			f.value(target, value, path)
		}
		if f.to.older {
			return
		}
	}
	if !f.kind(s, value, path) {
		return
	}
	f.choice(s, value, path)
	f.limits(s, value, path)
	f.alternatives(s, value, path)
	switch value := value.(type) {
	case map[string]any:
		f.object(s, value, path)
	case []any:
		first, _ := s["prefixItems"].([]any)
		for i := len(first); i < len(value); i++ {
			f.value(s["items"], value[i], append(path, strconv.Itoa(i)))
		}
	}
}

// lookup finds what a reference within the schema leads to.
func (f *fitting) lookup(ref string) (any, bool) {
	pointer, local := strings.CutPrefix(ref, "#")
	if !local || f.to.nested || pointer != "" && pointer[0] != '/' {
		return nil, false
	}
	at := f.to.root
	for step := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if pointer == "" {
			break
		}
		inner, _ := at.(map[string]any)
		next, there := inner[strings.NewReplacer("~1", "/", "~0", "~").Replace(step)]
		if !there {
			return nil, false
		}
		at = next
	}
	return at, true
}

// kind holds the type of a value to a schema's.
func (f *fitting) kind(s map[string]any, value any, path []string) bool {
	var wanted []string
	switch t := s["type"].(type) {
	case string:
		wanted = []string{t}
	case []any:
		for _, one := range t {
			if name, ok := one.(string); ok {
				wanted = append(wanted, name)
			}
		}
	}
	got := model.JSONType(value)
	unknown := slices.ContainsFunc(wanted, func(t string) bool { return !slices.Contains(schemaTypes(), t) })
	if len(wanted) == 0 || unknown || slices.Contains(wanted, got) || got == "integer" && slices.Contains(wanted, "number") {
		return true
	}
	if got == "integer" {
		got = "number"
	}
	f.add(path, "got %s, want %s", got, strings.Join(wanted, " or "))
	return false
}

// choice holds a value to those that a schema lists.
func (f *fitting) choice(s map[string]any, value any, path []string) {
	if choices, ok := s["enum"].([]any); ok {
		f.oneOf(choices, value, path)
	}
	if wanted, ok := s["const"]; ok {
		f.oneOf([]any{wanted}, value, path)
	}
}

func (f *fitting) oneOf(choices []any, value any, path []string) {
	if slices.ContainsFunc(choices, func(c any) bool { return reflect.DeepEqual(c, value) }) {
		return
	}
	var shown []string
	for _, c := range choices {
		text := fmt.Sprint(c)
		if _, isText := c.(string); isText {
			text = "'" + text + "'"
		}
		shown = append(shown, text)
	}
	if len(shown) == 1 {
		f.add(path, "value must be %s", shown[0])
		return
	}
	f.add(path, "value must be one of %s", strings.Join(shown, ", "))
}

// limits holds a number, a length or a count to what is allowed.
func (f *fitting) limits(s map[string]any, value any, path []string) {
	var size float64
	low, high := "minimum", "maximum"
	switch value := value.(type) {
	case float64:
		size = value
	case string:
		size, low, high = float64(utf8.RuneCountInString(value)), "minLength", "maxLength"
	case []any:
		size, low, high = float64(len(value)), "minItems", "maxItems"
	case map[string]any:
		size, low, high = float64(len(value)), "minProperties", "maxProperties"
	default:
		return
	}
	if least, ok := s[low].(float64); ok && size < least {
		f.add(path, "%s: got %v, want %v", low, size, least)
	}
	if most, ok := s[high].(float64); ok && size > most {
		f.add(path, "%s: got %v, want %v", high, size, most)
	}
}

// alternatives holds a value to schemas of which all, any or exactly one must
// fit. Which of several was meant is not known, and one that seems to fit may
// not, by keywords that are not known here: that none fits is all that is said.
func (f *fitting) alternatives(s map[string]any, value any, path []string) {
	if all, ok := s["allOf"].([]any); ok {
		for _, one := range all {
			f.value(one, value, path)
		}
	}
	for _, keyword := range []string{"anyOf", "oneOf"} {
		schemas, ok := s[keyword].([]any)
		fits := false
		for _, one := range schemas {
			inner := &fitting{to: f.to, left: f.left}
			inner.value(one, value, path)
			f.left, fits = inner.left, fits || len(inner.found) == 0
		}
		if ok && !fits {
			f.add(path, "it fits none of the alternatives")
		}
	}
}

func (f *fitting) object(s, value map[string]any, path []string) {
	properties, _ := s["properties"].(map[string]any)
	required, _ := s["required"].([]any)
	var missing []string
	for _, name := range required {
		text, ok := name.(string)
		if _, there := value[text]; ok && !there {
			missing = append(missing, "'"+text+"'")
		}
	}
	switch len(missing) {
	case 0:
	case 1:
		f.add(path, "missing property %s", missing[0])
	default:
		f.add(path, "missing properties %s", strings.Join(missing, ", "))
	}
	_, patterns := s["patternProperties"]
	var additional []string
	for _, name := range slices.Sorted(maps.Keys(value)) {
		inner, known := properties[name]
		switch {
		case known:
			f.value(inner, value[name], append(path, name))
		case patterns:
		case s["additionalProperties"] == false:
			additional = append(additional, "'"+name+"'")
		default:
			f.value(s["additionalProperties"], value[name], append(path, name))
		}
	}
	if len(additional) > 0 {
		f.add(path, "additional properties %s not allowed", strings.Join(additional, ", "))
	}
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
