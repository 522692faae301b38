package report_test

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/report"
	"github.com/stretchr/testify/require"
)

// element is what junit-10.xsd of Jenkins' xUnit plugin says of an element, as
// far as it is used: the elements in it, and its attributes; required ones
// begin with a +.
type element struct{ children, attributes []string }

var junit = map[string]element{
	"":           {[]string{"testsuites"}, nil},
	"testsuites": {[]string{"testsuite"}, []string{"name", "time", "tests", "failures", "errors"}},
	"testsuite":  {[]string{"testcase", "properties", "system-out", "system-err"}, []string{"+name", "+tests", "+failures", "+errors", "time", "skipped", "file"}},
	"testcase":   {[]string{"skipped", "error", "failure", "system-out", "system-err"}, []string{"+name", "time", "classname", "group"}},
	"failure":    {nil, []string{"type", "message"}},
	"system-out": {nil, nil},
}

// requireJUnit demands that a text is XML of these elements.
func requireJUnit(t *testing.T, text string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(text))
	path := []string{""}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			require.Len(t, path, 1)
			return
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			require.Contains(t, junit[path[len(path)-1]].children, name)
			requireAttributes(t, name, token.Attr)
			path = append(path, name)
		case xml.EndElement:
			path = path[:len(path)-1]
		}
	}
}

func requireAttributes(t *testing.T, name string, has []xml.Attr) {
	t.Helper()
	var names []string
	for _, a := range has {
		names = append(names, a.Name.Local)
		known := junit[name].attributes
		require.True(t, slices.Contains(known, a.Name.Local) || slices.Contains(known, "+"+a.Name.Local), "%s: %s", name, a.Name.Local)
	}
	for _, known := range junit[name].attributes {
		if required, ok := strings.CutPrefix(known, "+"); ok {
			require.Contains(t, names, required, name)
		}
	}
}

// suites is JUnit's XML as a program reads it.
type suites struct {
	Suites []struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Cases    []struct {
			Class    string `xml:"classname,attr"`
			Name     string `xml:"name,attr"`
			Failures []struct {
				Type    string `xml:"type,attr"`
				Message string `xml:"message,attr"`
				Text    string `xml:",chardata"`
			} `xml:"failure"`
			Out string `xml:"system-out"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

func TestJUnit(t *testing.T) {
	text := written(t, "junit", fixture(t), report.Options{})
	requireJUnit(t, text)
	var all suites
	require.NoError(t, xml.Unmarshal([]byte(text), &all))
	require.Len(t, all.Suites, 1)
	suite := all.Suites[0]
	require.Equal(t, 5, suite.Tests, "a file is a test")
	require.Len(t, suite.Cases, 5)
	require.Equal(t, 2, suite.Failures)
	last := suite.Cases[4]
	require.Equal(t, plainFile, last.Name)
	require.Len(t, last.Failures, 1, "Jenkins and GitLab read no more")
	require.Equal(t, "T002", last.Failures[0].Type)
	require.Equal(t, `error[T002] variable "tikcet" is not declared (did you mean "ticket"?) (and 2 more)`, last.Failures[0].Message)
	require.Contains(t, last.Failures[0].Text, `triage.prompt.yaml:4:3: warning[T003]: variable "persona" is not used`)
	require.Contains(t, last.Failures[0].Text, `"👩‍🚀 漢字 {{tikcet}} and the the end"`)
	require.Empty(t, suite.Cases[0].Failures)
	require.Contains(t, suite.Cases[0].Out, "info[P016]", "what fails nothing is told all the same")
	require.Contains(t, suite.Cases[1].Out, "</failure>]]> & [click]")
}

func TestJUnitFails(t *testing.T) {
	failures := func(fails func(diag.Severity) bool) int {
		text := written(t, "junit", fixture(t), report.Options{Fails: fails})
		requireJUnit(t, text)
		return strings.Count(text, "<failure ")
	}
	require.Equal(t, 4, failures(func(diag.Severity) bool { return true }))
	require.Equal(t, 3, failures(func(s diag.Severity) bool { return s >= diag.Warning }))
	require.Zero(t, failures(func(diag.Severity) bool { return false }))
}

// Of failures that are equally grave the first gives the message.
func TestJUnitTellsTheFirstOfTheGravest(t *testing.T) {
	of := func(severity diag.Severity, message string) lint.Problem {
		return problem(t, "T002", severity, plainFile, plainText, "tikcet", message)
	}
	text := written(t, "junit", &lint.Result{Problems: []lint.Problem{
		of(diag.Warning, "grave"), of(diag.Error, "first"), of(diag.Error, "second"), of(diag.Warning, "last"),
	}}, report.Options{Fails: func(diag.Severity) bool { return true }})
	require.Contains(t, text, `message="error[T002] first (and 3 more)"`)
}

// Two characters are valid in UTF-8 and a terminal shows them, but a reader of
// XML refuses the whole file for them.
func TestJUnitHoldsWhatXMLCan(t *testing.T) {
	p := problem(t, "T002", diag.Error, plainFile, plainText, "tikcet", "a \ufffe b \uffff c \ufffd d <&>\"")
	text := written(t, "junit", &lint.Result{Problems: []lint.Problem{p}}, report.Options{})
	requireJUnit(t, text)
	require.Contains(t, text, "message=\"error[T002] a \ufffd b \ufffd c \ufffd d &lt;&amp;&gt;&quot;\"")
}
