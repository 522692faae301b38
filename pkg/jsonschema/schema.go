// Package jsonschema tells whether a value of JSON satisfies a JSON Schema, and
// where it does not.
//
// It reads drafts 2020-12 and 2019-09, 07 and 06. What it cannot hold to a schema
// as the draft says it refuses to compile: references out of the schema,
// $recursiveRef, and a $dynamicRef that could mean several places. A keyword that came
// with a later draft than the schema's counts too: who writes it means it. Formats that it
// knows are held to (Formats); a regular expression is RE2. A keyword that is
// nearly one of the drafts' is taken for a slip.
//
// The well-kept libraries were measured before: one compiles all meta-schemas when
// a program starts (4.6 ms, more than git needs to run), the other computes
// multipleOf in floating point, overflows the stack on a reference to itself, and
// does not say where in a value something is wrong. Here the first is the oracle of
// the tests.
package jsonschema

import (
	"errors"
	"regexp"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/jsondoc"
)

// Schema is a JSON Schema that is ready to be used, also by several goroutines at
// once.
type Schema struct {
	root        *node
	unevaluated bool // it has unevaluatedItems or unevaluatedProperties
	uncounted   bool // draft 2019-09: items that fit contains are unevaluated all the same
}

// Problem is something in a schema that does not compile.
type Problem struct {
	Path    []string // the names and indexes that lead to it; none is the schema itself
	Key     bool     // the last of Path is wrong itself, and not what it has
	Message string   // "must be a whole number of at least 0, not -1"
	Hint    string
}

// Violation is something in a value that the schema does not allow.
type Violation struct {
	Path    string // "$.orders[2].id"
	Message string // "is a string, not an integer"
}

// String returns "path message".
func (v Violation) String() string { return v.Path + " " + v.Message }

// ErrTooMuch says that holding a value to a schema takes more steps than any real
// pair of them.
var ErrTooMuch = errors.New("the value is too large for this schema, which looks at it over and over")

// maxViolations is how many violations Check lists.
const maxViolations = 5

// Check returns what a value, as jsondoc reads it, has against the schema: nothing
// where it satisfies it, and no more than the first five.
func (s *Schema) Check(value any) ([]Violation, error) {
	r := &run{schema: s, steps: maxSteps}
	ok, _ := r.eval(s.root, value, nil)
	switch {
	case r.steps <= 0:
		return nil, ErrTooMuch
	case ok:
		return nil, nil
	}
	return r.found, nil
}

// node is one schema, compiled. What it does not say is nil or empty.
type node struct {
	never bool // the schema false
	after bool // draft 7 and before: nothing counts beside $ref
	ref   *node

	types    []string
	enum     []any
	hasConst bool
	constant any

	multipleOf, minimum, maximum, above, below *jsondoc.Decimal
	minLength, maxLength                       *int
	pattern                                    *regexp.Regexp
	format                                     string

	allOf, anyOf, oneOf  []*node
	not, cond, then, els *node

	prefix, list                    []*node // prefixItems; items where it is a list
	items, additionalItems          *node
	contains                        *node
	minContains, maxContains        *int
	minItems, maxItems              *int
	unique                          bool
	properties                      map[string]*node
	patterns                        []patternNode
	additional, names               *node
	required                        []string
	minProperties, maxProperties    *int
	dependentRequired               map[string][]string
	dependentSchemas                map[string]*node
	unevaluatedItems, unevaluatedOf *node // the latter of properties
}

type patternNode struct {
	name *regexp.Regexp
	node *node
}

// Name is what messages call the place of a problem: "properties.queue.type", or "the
// schema".
func (p Problem) Name() string {
	if len(p.Path) == 0 {
		return "the schema"
	}
	return strings.Join(p.Path, ".")
}
