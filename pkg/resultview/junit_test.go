package resultview_test

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// element is what a schema says of an element, as far as it is used: the elements in
// it, in their order; and its attributes, of which those with a + must be there.
type element struct{ children, attributes []string }

// jenkins is junit-10.xsd of Jenkins' xUnit plugin, and ant the schema of Ant's
// reports, each as far as it is used.
var (
	jenkins = map[string]element{
		"testsuites": {[]string{"testsuite"}, []string{"name", "time", "tests", "failures", "errors"}},
		"testsuite": {[]string{"properties", "testcase", "system-out", "system-err"},
			[]string{"+name", "+tests", "+failures", "+errors", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "group", "log", "url"}},
		"properties": {[]string{"property"}, nil},
		"property":   {nil, []string{"+name", "+value"}},
		"testcase":   {[]string{"skipped", "error", "failure", "system-out", "system-err"}, []string{"+name", "time", "classname", "group"}},
		"error":      {nil, []string{"type", "message"}},
		"failure":    {nil, []string{"type", "message"}},
	}
	ant = map[string]element{
		"testsuites": {[]string{"testsuite"}, nil},
		"testsuite": {[]string{"+properties", "testcase", "+system-out", "+system-err"},
			[]string{"+name", "+timestamp", "+hostname", "+tests", "+failures", "+errors", "skipped", "+time", "+package", "+id"}},
		"properties": {[]string{"property"}, nil},
		"property":   {nil, []string{"+name", "+value"}},
		"testcase":   {[]string{"error", "failure"}, []string{"+name", "+classname", "+time"}},
		"error":      {nil, []string{"+type", "message"}},
		"failure":    {nil, []string{"+type", "message"}},
	}
	// values are what both demand of attributes.
	values = map[string]*regexp.Regexp{
		"time": regexp.MustCompile(`^\d+\.\d{3}$`), "tests": regexp.MustCompile(`^\d+$`), "failures": regexp.MustCompile(`^\d+$`), "errors": regexp.MustCompile(`^\d+$`),
		"skipped": regexp.MustCompile(`^0$`), "id": regexp.MustCompile(`^\d+$`), "timestamp": regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$`), "hostname": regexp.MustCompile(`.`),
	}
)

type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Nodes   []node     `xml:",any"`
	Text    string     `xml:",chardata"`
}

func (n node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// requireJUnit demands that a text is XML that both schemas take.
func requireJUnit(t require.TestingT, text string) node {
	var root node
	decoder := xml.NewDecoder(strings.NewReader(text))
	require.NoError(t, decoder.Decode(&root))
	_, err := decoder.Token()
	for err == nil {
		_, err = decoder.Token()
	}
	require.True(t, errors.Is(err, io.EOF), err)
	require.Equal(t, "testsuites", root.XMLName.Local)
	requireElement(t, jenkins, root)
	requireElement(t, ant, root)
	return root
}

func requireElement(t require.TestingT, schema map[string]element, n node) {
	name := n.XMLName.Local
	rule := schema[name]
	for _, a := range n.Attrs {
		require.True(t, slices.Contains(rule.attributes, a.Name.Local) || slices.Contains(rule.attributes, "+"+a.Name.Local), "%s: %s", name, a.Name.Local)
		if pattern := values[a.Name.Local]; pattern != nil {
			require.Regexp(t, pattern, a.Value, name)
		}
	}
	for _, known := range rule.attributes {
		if required, ok := strings.CutPrefix(known, "+"); ok {
			require.True(t, slices.ContainsFunc(n.Attrs, func(a xml.Attr) bool { return a.Name.Local == required }), "%s: no %s", name, required)
		}
	}
	last, seen := 0, map[string]bool{}
	for _, below := range n.Nodes {
		at := slices.IndexFunc(rule.children, func(c string) bool { return strings.TrimPrefix(c, "+") == below.XMLName.Local })
		require.GreaterOrEqual(t, at, last, "%s in %s", below.XMLName.Local, name)
		last, seen[below.XMLName.Local] = at, true
		requireElement(t, schema, below)
	}
	for _, known := range rule.children {
		if required, ok := strings.CutPrefix(known, "+"); ok {
			require.True(t, seen[required], "%s: no %s", name, required)
		}
	}
}

func TestJUnit(t *testing.T) {
	root := requireJUnit(t, written(t, resultview.JUnit, fixture(), resultview.Options{}))
	require.Len(t, root.Nodes, 2)
	suite := root.Nodes[0]
	require.Equal(t, "support/triage@v1 · openai/gpt-4o-mini", suite.attr("name"))
	require.Equal(t, "2026-11-26T14:00:00", suite.attr("timestamp"), "it is in UTC")
	require.Equal(t, []string{"5", "2", "1", "3.400"}, []string{suite.attr("tests"), suite.attr("failures"), suite.attr("errors"), suite.attr("time")})
	tests := suite.Nodes[1 : len(suite.Nodes)-2]
	require.Len(t, tests, 5)
	require.Equal(t, []string{"support.triage", "a", "0.812"}, []string{tests[0].attr("classname"), tests[0].attr("name"), tests[0].attr("time")})
	require.Len(t, tests[0].Nodes, 1, "readers keep one")
	require.Equal(t, "contains: does not contain \"orders\"", tests[0].Nodes[0].attr("message"))
	require.Equal(t, "contains", tests[0].Nodes[0].attr("type"))
	require.Contains(t, tests[0].Nodes[0].Text, "The queue is billing.")
	require.Contains(t, tests[0].Nodes[0].Text, "prompts/support/triage.tests.yaml:9:7")
	require.Equal(t, "a #2", tests[1].attr("name"))
	require.Empty(t, tests[1].Nodes)
	require.Equal(t, "error", tests[3].Nodes[0].XMLName.Local)
	require.Equal(t, results.NoAnswer, tests[3].Nodes[0].attr("type"))
	require.Contains(t, tests[3].Nodes[0].Text, "hint: try again later")
	require.Contains(t, tests[4].Nodes[0].attr("message"), "(and 1 more)")
	require.Contains(t, tests[4].Nodes[0].Text, "</failure>]]> <img")
}

func TestJUnitOfNothing(t *testing.T) {
	root := requireJUnit(t, written(t, resultview.JUnit, []resultview.Of{run(head("x"))}, resultview.Options{}))
	require.Equal(t, "0", root.Nodes[0].attr("tests"))
}

func TestJUnitHoldsWhatXMLCan(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		requireJUnit(rt, written(rt, resultview.JUnit, anyRuns().Draw(rt, "runs"), resultview.Options{}))
	})
}

// A case may fail though each assertion of it holds well enough: by its threshold.
func TestJUnitOfAScoreThatIsTooLow(t *testing.T) {
	c := passed("low", "x")
	c.Status, c.Score = results.Failed, 0.5
	text := written(t, resultview.JUnit, []resultview.Of{run(head("x"), c)}, resultview.Options{})
	require.Contains(t, text, `<failure type="score" message="score 0.50 is below the threshold">`)
}
