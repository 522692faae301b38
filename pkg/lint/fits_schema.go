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
