package prompt

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Problem is one thing that is wrong with the values that a prompt was given.
type Problem struct {
	Variable string     `json:"variable"`
	Range    diag.Range `json:"range"` // of its declaration, or of the use that failed
	Message  string     `json:"message"`
	Hint     string     `json:"hint,omitempty"`
}

// String returns "file:line:col: message", or the message where it has no place.
func (p Problem) String() string {
	if p.Range.File == "" {
		return p.Message
	}
	return p.Range.String() + ": " + p.Message
}

// InputError is a refusal to render with the values that were given.
type InputError struct{ Problems []Problem }

// Error returns the problems, a line each, with their places.
func (e *InputError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// values is what the templates and the placeholders are filled with.
type values struct {
	data      map[string]any
	histories map[string][]model.Message
}

// values checks what was given against what is declared, and puts in the
// defaults. An optional variable that has none is nil: false in a section,
// and nothing in a text.
func (c *Closure) values(given map[string]any) (*values, []Problem) {
	v := &values{data: map[string]any{}, histories: map[string][]model.Message{}}
	var problems []Problem
	inputs := c.Inputs()
	for _, input := range inputs {
		value := given[input.Name]
		if value == nil {
			value = input.Default
		}
		if value == nil && input.Required {
			problems = append(problems, input.problem("variable %q (%s) is missing", input.Name, input.TypeName()))
			continue
		}
		if value != nil {
			for _, p := range input.Check(value) {
				problems = append(problems, input.problem("variable %q: %s", input.Name, p))
			}
		}
		v.data[input.Name] = input.Complete(value)
	}
	return v, append(problems, c.others(v, inputs, given)...)
}

// problem is one at the place of the declaration.
func (v *Variable) problem(format string, args ...any) Problem {
	return Problem{Variable: v.Name, Range: v.Range, Message: fmt.Sprintf(format, args...)}
}

// others takes the values that are not declared variables: histories, and
// names of a prompt that declares none. Any other name is a mistake.
func (c *Closure) others(v *values, inputs []*Variable, given map[string]any) []Problem {
	var problems []Problem
	taken := indexed(inputs)
	placeholders := c.Prompt.Placeholders()
	free := c.freeNames()
	for _, name := range slices.Sorted(maps.Keys(given)) {
		switch {
		case taken[name] != nil:
		case slices.Contains(placeholders, name):
			problems = append(problems, c.history(v, name, given[name])...)
		case free[name]:
			v.data[name] = given[name]
		default:
			known := append(names(inputs), placeholders...)
			problems = append(problems, Problem{Variable: name,
				Message: fmt.Sprintf("%s takes no variable %q%s", c.Prompt.File, name, diag.DidYouMean(name, known))})
		}
	}
	return problems
}

// Taker tells of names whether the prompt takes a value for them: as a variable or
// as a history.
func (c *Closure) Taker() func(name string) bool {
	taken, placeholders, free := indexed(c.Inputs()), c.Prompt.Placeholders(), c.freeNames()
	return func(name string) bool {
		return taken[name] != nil || slices.Contains(placeholders, name) || free[name]
	}
}

// history reads the messages for a placeholder; nil is none, as for variables.
func (c *Closure) history(v *values, name string, given any) []Problem {
	if given == nil {
		return nil
	}
	messages, err := model.ParseMessages(given)
	if err == nil {
		v.histories[name] = messages
		return nil
	}
	problem := Problem{Variable: name, Message: fmt.Sprintf("history %q: %v", name, err), Hint: diag.Hint(err)}
	for _, m := range c.Prompt.Messages {
		if m.Placeholder.Node != nil && m.Placeholder.Value == name {
			problem.Range = c.Prompt.Doc.NodeRange(m.Placeholder.Node)
		}
	}
	return []Problem{problem}
}

// freeNames are the names that a prompt without declarations uses anywhere.
func (c *Closure) freeNames() map[string]bool {
	free := map[string]bool{}
	if c.Prompt.Declares {
		return free
	}
	for _, t := range c.Texts() {
		for _, use := range t.Uses() {
			free[root(use.Name)] = true
		}
	}
	return free
}

func names(variables []*Variable) []string {
	all := make([]string, len(variables))
	for i, v := range variables {
		all[i] = v.Name
	}
	return all
}

// ParseValues reads a YAML or JSON file of values by the names of variables.
// It fails with *diag.FindingsError where the file is no such thing.
func ParseValues(file string, src []byte) (map[string]any, error) {
	if strings.HasSuffix(file, ".json") || json.Valid(src) {
		return jsonValues(file, src)
	}
	doc, found := yamldoc.Parse(file, src)
	if err := found.Err(); err != nil {
		return nil, err
	}
	if doc.Root == nil {
		return map[string]any{}, nil
	}
	findLongNumbers(doc, doc.Root, &found)
	if doc.Root.Kind != yamldoc.Mapping {
		found.Errorf("Y004", doc.NodeRange(doc.Root), "the file must be a mapping of names to values, not %s", kindOf(doc.Root))
	}
	values, _ := doc.Root.Decode().(map[string]any)
	return values, found.Err()
}

// jsonValues reads JSON as JSON: what is that need not be YAML, where it is
// indented with tabs or has escapes for surrogates.
func jsonValues(file string, src []byte) (map[string]any, error) {
	source := diag.NewSource(file, src)
	found := checkText(source)
	if err := found.Err(); err != nil {
		return nil, err
	}
	value, wrong := readJSON(src)
	if wrong != nil {
		found.Errorf("M006", source.Range(wrong.offset, wrong.offset+1), "not valid JSON: %s", wrong.msg)
		return nil, found.Err()
	}
	values, ok := plainData(value).(map[string]any)
	if !ok {
		found.Errorf("Y004", source.Range(0, len(src)), "the file must be an object of names and values, not %s", article(TypeOf(plainData(value))))
	}
	return values, found.Err()
}

// findLongNumbers finds whole numbers that cannot be kept exactly: identifiers
// that lack quotes.
func findLongNumbers(doc *yamldoc.Doc, n *yamldoc.Node, found *diag.List) {
	if _, fits := n.Int(); n.Tag == "!!int" && !fits {
		found.Add(diag.Finding{Code: "Y004", Severity: diag.Error, Range: doc.NodeRange(n), Hint: fmt.Sprintf("quote it: %q", shorten(n.Value)),
			Message: fmt.Sprintf("the number %s is too large to be kept exactly", shorten(n.Value))})
	}
	for _, item := range n.Items {
		findLongNumbers(doc, item, found)
	}
	for _, pair := range n.Pairs {
		findLongNumbers(doc, pair.Value, found)
	}
}
