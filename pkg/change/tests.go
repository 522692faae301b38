package change

import (
	"reflect"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// Tests returns what changed from the test cases in one file to those in
// another; nil is no file. No model is sent any of it.
func Tests(before, after *suite.Suite) []Change {
	old, now := casesOf(before), casesOf(after)
	var changes []Change
	add := func(name string, kind Kind, at diag.Range, message string) {
		changes = append(changes, Change{Subject: Test, Name: name, Kind: kind, Range: at, Message: message, Why: checksValues})
	}
	for _, c := range now.order {
		switch was, there := old.data[c]; {
		case !there:
			add(c, Added, now.at[c], c+" is new")
		case !reflect.DeepEqual(was, now.data[c]):
			add(c, Edited, now.at[c], c+" is another one")
		}
	}
	for _, c := range old.order {
		if _, there := now.data[c]; !there {
			add(c, Removed, now.whole, c+" is gone")
		}
	}
	if !reflect.DeepEqual(old.rest, now.rest) {
		add("", Edited, now.whole, "what holds for all tests, or their data, is something else")
	}
	return changes
}

// cases are test cases by what they are called.
type cases struct {
	order []string
	data  map[string]any
	at    map[string]diag.Range
	rest  map[string]any // what the file says besides
	whole diag.Range
}

func casesOf(s *suite.Suite) cases {
	c := cases{data: map[string]any{}, at: map[string]diag.Range{}, rest: map[string]any{}}
	if s == nil {
		return c
	}
	for _, one := range s.Cases {
		if name := one.Label(); !slices.Contains(c.order, name) {
			c.order = append(c.order, name)
			c.data[name], c.at[name] = one.Node.Decode(), s.Doc.NodeRange(one.Node)
		}
	}
	c.whole = s.Doc.Range(0, 0)
	if all, ok := s.Doc.Root.Decode().(map[string]any); ok {
		delete(all, "cases")
		c.rest = all
	}
	delete(c.rest, "version")
	return c
}
