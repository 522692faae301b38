package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// contract is what a prompt takes from whoever calls it.
type contract struct {
	inputs    []*prompt.Variable
	byName    map[string]*prompt.Variable
	histories []string
	free      map[string]bool // names within sections, of a prompt that declares nothing
	names     []string        // of inputs and histories
}

// maxLookups bounds what is the product of two files that can both be large:
// how many variables of how many cases are looked at.
const maxLookups = 1 << 18

func contractOf(c *prompt.Closure) *contract {
	k := &contract{inputs: c.Inputs(), byName: map[string]*prompt.Variable{}, histories: c.Prompt.Placeholders(), free: map[string]bool{}}
	k.names = append(k.names, k.histories...)
	for _, v := range k.inputs {
		k.byName[v.Name] = v
		k.names = append(k.names, v.Name)
	}
	if c.Prompt.Declares {
		return k
	}
	for _, t := range c.Texts() {
		for _, use := range t.Uses() {
			first, _, _ := strings.Cut(use.Name, ".")
			k.free[first] = true
		}
	}
	return k
}

// takes reports whether the prompt takes a value of this name.
func (k *contract) takes(name string) bool {
	return k.byName[name] != nil || k.free[name] || slices.Contains(k.histories, name)
}

// contract is what the prompt takes that the test cases are of.
func (s *Subject) contract() *contract {
	if s.takes == nil {
		s.takes = contractOf(s.Tested)
	}
	return s.takes
}

// nearest is the one of some names that a name is nearly, and that is not
// taken; "" where there is none, and where so much has been compared that it
// would take too long.
func (p *Pass) nearest(name string, names []string, taken map[string]bool) string {
	if p.compared += len(names); p.compared > maxLookups {
		return ""
	}
	return diag.Suggest(name, slices.DeleteFunc(slices.Clone(names), func(name string) bool { return taken[name] }))
}

// proposed is the end of a message that proposes a name; "" for none.
func proposed(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", name)
}

// given are the names that a case has values for, itself or by the defaults.
// Null is no value.
func given(cases ...*suite.Case) map[string]bool {
	names := map[string]bool{}
	for _, c := range cases {
		for _, list := range [][]suite.Variable{c.Variables, c.Matrix} {
			for _, v := range list {
				if !v.Node.IsNull() {
					names[v.Name] = true
				}
			}
		}
	}
	return names
}

// caseNode is where a finding about a whole case points at: its id, or its
// first key.
func caseNode(c *suite.Case) *yamldoc.Node {
	switch {
	case c.IDNode != nil:
		return c.IDNode
	case len(c.Node.Pairs) > 0:
		return c.Node.Pairs[0].Key
	default:
		return c.Node
	}
}
