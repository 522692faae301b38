// Package suite is the test cases of a prompt, with their places: those of
// NAME.tests.yaml beside it, and those that the prompt's own file has in the
// form of .prompt.yml. It reads them and runs nothing.
package suite

import (
	"fmt"
	"maps"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Suffixes of the files that hold the test cases of a prompt.
const (
	Suffix      = ".tests.yaml"
	ShortSuffix = ".tests.yml"
)

// Version is the version of the format that this package reads.
const Version = 1

// Stem returns the path of a file of test cases less its suffix: the prompt
// beside it has the same. It is "" for any other file.
func Stem(file string) string {
	for _, suffix := range []string{Suffix, ShortSuffix} {
		if stem, ok := strings.CutSuffix(file, suffix); ok {
			return stem
		}
	}
	return ""
}

// Suite is the test cases of one prompt.
type Suite struct {
	File     string
	Doc      *yamldoc.Doc
	InPrompt bool // it stands in the prompt's own file
	Defaults Case // what holds for every case
	Cases    []*Case
	Data     []Data // files whose rows are cases too
}

// Case is one input of the prompt, and what its answer is held to. Where it
// says nothing the defaults hold; its assertions come after theirs.
type Case struct {
	ID          string // "" in a prompt's own file
	Node        *yamldoc.Node
	IDNode      *yamldoc.Node
	Description string
	Tags        []string
	Variables   []Variable
	Matrix      []Variable    // each value is a list, of which every item is tried
	Expected    *yamldoc.Node // the answer that is wanted, as a text; nil where there is none
	Assert      []*Assertion  // all that can be read
	Threshold   *float64      // the share of the assertions' weight that must hold; nil is all
	Repeat      int           // how often it is run; 0 is not said
	Judge       *Judge        // of the defaults: who judges where an assertion does not say
	index       int
}

// Label is what messages call the case: its id, or its number.
func (c *Case) Label() string {
	if c.ID != "" {
		return fmt.Sprintf("case %q", c.ID)
	}
	return fmt.Sprintf("case %d", c.index+1)
}

// Variable is a value that a case gives to a variable or to a history.
type Variable struct {
	Name string
	Key  *yamldoc.Node
	Node *yamldoc.Node
}

// Data is a file of which each row is a case.
type Data struct {
	Path string // from the top of the repository
	Text string // as the file says it: relative to its own folder
	Node *yamldoc.Node
}

// Empty reports whether there is no case. A nil suite is empty.
func (s *Suite) Empty() bool { return s == nil || len(s.Cases)+len(s.Data) == 0 }

// Value returns what a case gives to a variable, itself or by its matrix, or
// what the defaults do; nil where neither says anything.
func (s *Suite) Value(c *Case, name string) *yamldoc.Node {
	for _, list := range [][]Variable{c.Variables, c.Matrix, s.Defaults.Variables, s.Defaults.Matrix} {
		for _, v := range list {
			if v.Name == name && !v.Node.IsNull() {
				return v.Node
			}
		}
	}
	return nil
}

// Given returns the values that a case gives, with those of the defaults: of a
// matrix, the first of each variable's. They are those of its first input.
func (s *Suite) Given(c *Case) map[string]any {
	all := decoded(s.Defaults.Variables)
	values := decoded(c.Variables)
	maps.Copy(all, values)
	for first := range choices(s.axes(c, values)) {
		return first.over(all)
	}
	return all
}

// Strict reports whether every assertion of a case must hold, so that two that
// contradict each other cannot both be there.
func (s *Suite) Strict(c *Case) bool {
	threshold := c.Threshold
	if threshold == nil {
		threshold = s.Defaults.Threshold
	}
	return threshold == nil || *threshold == 1
}

// Parse reads a file of test cases. It returns as much as it can, never nil,
// and what is wrong in the order of the file: Y001 to Y010 as of every YAML
// file, E005 for assertions, and T006 for data that lies out of the repository.
func Parse(file string, src []byte) (*Suite, diag.List) {
	doc, found := yamldoc.Parse(file, src)
	s := &Suite{File: file, Doc: doc}
	r := &reader{yamldoc.NewReader(doc, found, own), doc}
	switch {
	case doc.Root != nil:
		r.suite(s, r.Root())
	case !found.HasErrors():
		r.Errorf("Y005", nil, "version is missing: the file is empty").Hint = `write "version: 1" and cases:, or delete the file`
	}
	return s, r.Findings()
}
