package main

import (
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/eval"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// listedTests is the answer of test --list.
type listedTests struct {
	Prompts []listedTest `json:"prompts"`
}

// listedTest is a prompt with its test cases.
type listedTest struct {
	identity
	Suite string       `json:"suite"` // the digest of the tests
	Cases []listedCase `json:"cases"`
}

type listedCase struct {
	ID          string         `json:"id"`
	Description string         `json:"description,omitempty"`
	Tags        []string       `json:"tags"`
	Place       string         `json:"place"`
	Repeat      int            `json:"repeat"`
	Assertions  []string       `json:"assertions"` // their types
	Variables   map[string]any `json:"variables"`
	Error       string         `json:"error,omitempty"` // why it cannot be read
}

// list lists the test cases that would be run.
func (b *testBatch) list(all []*tested) error {
	out := listedTests{Prompts: []listedTest{}}
	n := 0
	for _, t := range all {
		p := newListedTest(t, b.evalRun(t, ""))
		n += len(p.Cases)
		out.Prompts = append(out.Prompts, p)
	}
	switch {
	case n == 0:
		return b.flags.noCase()
	case b.output == "json":
		return b.printJSON(out)
	case b.output != "text":
		return usagef("--list is shown as text or json, not as %s", b.output)
	}
	return b.showListed(out)
}

func newListedTest(t *tested, run *eval.Run) listedTest {
	p := listedTest{newIdentity(t.loaded), t.digest, []listedCase{}}
	for c := range run.Listed() {
		p.Cases = append(p.Cases, newListedCase(c))
	}
	return p
}

func newListedCase(c eval.Listed) listedCase {
	out := listedCase{ID: c.ID, Place: c.Place, Repeat: c.Repeat, Tags: []string{}, Assertions: []string{}, Variables: map[string]any{}}
	if c.Err != nil {
		out.Error = c.Err.Error()
		return out
	}
	out.Description, out.Variables = c.Input.Case.Description, c.Input.Variables
	out.Tags = append(out.Tags, c.Input.Case.Tags...)
	for _, a := range c.Assertions {
		out.Assertions = append(out.Assertions, assertionName(a))
	}
	return out
}

func assertionName(a *suite.Assertion) string {
	if a.Negated {
		return "not-" + a.Type.Name
	}
	return a.Type.Name
}

// showListed shows the cases of each prompt as a table.
func (a *app) showListed(all listedTests) error {
	columns := []term.Column{{Header: "CASE", Flex: true, Min: 20}, {Header: "TAGS"}, {Header: "RUNS", Right: true}, {Header: "ASSERTIONS", Flex: true, Min: 20}}
	if len(all.Prompts) > 1 {
		columns = append([]term.Column{{Header: "PROMPT"}}, columns...)
	}
	table := a.term.Table(columns...)
	for _, p := range all.Prompts {
		for _, c := range p.Cases {
			row := []string{c.ID, strings.Join(c.Tags, ", "), strconv.Itoa(c.Repeat), strings.Join(c.Assertions, ", ")}
			if c.Error != "" {
				row[3] = "cannot be read: " + c.Error
			}
			if len(all.Prompts) > 1 {
				row = append([]string{p.Name}, row...)
			}
			table.Row(row...)
		}
	}
	return table.Write()
}
