package resultview

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/markup"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// JUnit writes JUnit's XML as Jenkins, GitLab and GitHub's actions read it: a suite
// for each run, and a test for each case and repeat. What failed an assertion is a
// failure, and what could not be judged is an error. Readers keep one failure of a
// test, so the first says why in its message, and the text has all of them. It has
// nothing but what both schemas that are about have, that of Jenkins' xUnit plugin
// (junit-10.xsd) and that of Ant's reports, and all that either demands.
func JUnit(w io.Writer, runs []Of, o Options) error {
	out := bufio.NewWriterSize(w, 1<<16)
	out.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	out.WriteString("<testsuites>\n")
	for i := range runs {
		if err := writeSuite(out, runs, i, o); err != nil {
			return err
		}
	}
	out.WriteString("</testsuites>\n")
	return out.Flush()
}

func counts(s results.Summary) string {
	return fmt.Sprintf(`tests="%d" failures="%d" errors="%d" skipped="0" time="%s"`, s.Cases, s.Failed, s.Errored, seconds(s.DurationMS))
}

func seconds(ms float64) string { return strconv.FormatFloat(ms/1000, 'f', 3, 64) }

func attr(name, value string) string {
	return name + `="` + markup.XML(term.OneLine(value)) + `"`
}

func writeSuite(w *bufio.Writer, runs []Of, i int, o Options) error {
	r := runs[i]
	class := strings.ReplaceAll(r.Head.Prompt, "/", ".")
	fmt.Fprintf(w, "  <testsuite %s %s id=\"%d\" %s hostname=\"localhost\" timestamp=\"%s\">\n", attr("name", titles(runs)[i]), counts(r.Summary), i,
		attr("package", class), r.Head.Started.UTC().Format("2006-01-02T15:04:05"))
	w.WriteString("    <properties>\n")
	for _, p := range properties(r) {
		if p[1] != "" {
			fmt.Fprintf(w, "      <property %s %s/>\n", attr("name", p[0]), attr("value", p[1]))
		}
	}
	w.WriteString("    </properties>\n")
	for c, err := range r.Cases {
		if err != nil {
			return err
		}
		o.writeTest(w, class, c)
	}
	w.WriteString("    <system-out/>\n    <system-err/>\n  </testsuite>\n")
	return nil
}

// properties are what is known of a run besides its cases.
func properties(r Of) [][2]string {
	h, s := r.Head, r.Summary
	list := [][2]string{
		{"prompt", h.Prompt}, {"reference", h.Reference}, {"commit", h.Commit}, {"digest", h.Digest}, {"suite", h.Suite}, {"model", h.Model}, {"mode", h.Mode},
		{"tool", h.Tool}, {"score", strconv.FormatFloat(s.Score, 'f', -1, 64)}, {"costUsd", strconv.FormatFloat(s.CostUSD, 'f', -1, 64)},
		{"inputTokens", strconv.Itoa(s.Tokens.Input)}, {"outputTokens", strconv.Itoa(s.Tokens.Output)}, {"stopped", s.Stopped},
	}
	if s.NotRun > 0 {
		list = append(list, [2]string{"notRun", strconv.Itoa(s.NotRun)})
	}
	return list
}

func (o Options) writeTest(w *bufio.Writer, class string, c *results.Case) {
	fmt.Fprintf(w, "    <testcase %s %s time=\"%s\"", attr("classname", class), attr("name", nameOf(c)), seconds(c.LatencyMS))
	if c.Status == results.Passed {
		w.WriteString("/>\n")
		return
	}
	kind, message, element := why(c)
	var text bytes.Buffer
	listing := bufio.NewWriter(&text)
	Options{Width: o.Width}.writeCase(listing, c)
	_ = listing.Flush() // to memory
	fmt.Fprintf(w, ">\n      <%s %s %s>%s</%s>\n    </testcase>\n", element, attr("type", kind), attr("message", message), markup.XML(text.String()), element)
}

// why says in a line why a case did not pass, of which kind that is, and which
// element of JUnit's tells of it.
func why(c *results.Case) (kind, message, element string) {
	element = "failure"
	if c.Status != results.Failed {
		element = "error"
	}
	if !c.Answered() {
		return results.NoAnswer, c.Error, element
	}
	more := -1
	for _, a := range c.Assertions {
		if !counted(c, a) {
			continue
		}
		if more++; more == 0 {
			kind, message = a.Type, titleOf(a)
			if said := a.Reason + a.Error; said != "" {
				message += ": " + said
			}
		}
	}
	switch {
	case more < 0:
		return "score", "score " + score(c.Score) + " is below the threshold", element
	case more > 0:
		message += fmt.Sprintf(" (and %d more)", more)
	}
	return kind, message, element
}

// counted reports whether a case did not pass because of an assertion.
func counted(c *results.Case, a results.Assertion) bool {
	if c.Status == results.Failed {
		return !a.Passed && a.Error == ""
	}
	return a.Error != ""
}
