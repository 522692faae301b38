package report

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/markup"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// writeJUnit writes JUnit's XML as Jenkins and GitLab read it. A file that was
// looked at is a test: that is what has a history from run to run. Both keep
// only one failure of a test, so the first that fails a file gives the message,
// and the text has everything that was found in it.
func writeJUnit(w *bufio.Writer, r *lint.Result, o Options) error {
	in := map[string][]lint.Problem{}
	for _, p := range r.Problems {
		in[p.Range.File] = append(in[p.Range.File], p)
	}
	failing := 0
	for _, problems := range in {
		if _, failed := o.failure(problems); failed {
			failing++
		}
	}
	all := files(r)
	counted := fmt.Sprintf(`name="promptctl lint" tests="%d" failures="%d" errors="0"`, len(all), failing)
	w.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	fmt.Fprintf(w, "<testsuites %s>\n  <testsuite %s>\n", counted, counted)
	for _, file := range all {
		o.writeTest(w, file, in[file])
	}
	w.WriteString("  </testsuite>\n</testsuites>\n")
	return nil
}

// failure returns the problem that a file fails for, the gravest and of these
// the first.
func (o Options) failure(problems []lint.Problem) (lint.Problem, bool) {
	var worst lint.Problem
	failed := false
	for _, p := range problems {
		fails := p.Severity == diag.Error
		if o.Fails != nil {
			fails = o.Fails(p.Severity)
		}
		if fails && (!failed || p.Severity > worst.Severity) {
			worst, failed = p, true
		}
	}
	return worst, failed
}

func (o Options) writeTest(w *bufio.Writer, file string, problems []lint.Problem) {
	fmt.Fprintf(w, `    <testcase classname="promptctl.lint" name="%s"`, markup.XML(term.OneLine(file)))
	if len(problems) == 0 {
		w.WriteString("/>\n")
		return
	}
	var text strings.Builder
	for _, p := range problems {
		writeProblem(&text, p, Options{Width: o.Width})
	}
	listing := markup.XML(text.String())
	w.WriteString(">\n")
	if worst, failed := o.failure(problems); failed {
		message := worst.Severity.String() + "[" + worst.Code + "] " + term.OneLine(worst.Message)
		if n := len(problems) - 1; n > 0 {
			message += fmt.Sprintf(" (and %d more)", n)
		}
		fmt.Fprintf(w, "      <failure type=\"%s\" message=\"%s\">%s</failure>\n", markup.XML(worst.Code), markup.XML(message), listing)
	} else {
		fmt.Fprintf(w, "      <system-out>%s</system-out>\n", listing)
	}
	w.WriteString("    </testcase>\n")
}
