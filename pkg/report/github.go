package report

import (
	"bufio"
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/markup"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// maxAnnotations is how many annotations of one kind GitHub keeps of a step of
// a workflow; it drops the others without a word.
const maxAnnotations = 10

// writeGitHub writes workflow commands, which become annotations of a pull
// request's files, the gravest first and as many as are kept; then all that was
// found, as text in a group of the log; and last how many have no annotation.
func writeGitHub(w *bufio.Writer, r *lint.Result, o Options) error {
	if len(r.Problems) == 0 {
		return nil
	}
	shown, left := chosen(r.Problems)
	for _, p := range shown {
		annotate(w, p)
	}
	fmt.Fprintf(w, "::group::promptctl lint: %s\n", markup.Data(Summary(r, true)))
	if err := writeLog(w, r, o); err != nil {
		return err
	}
	fmt.Fprintln(w, "::endgroup::")
	if left > 0 {
		fmt.Fprintf(w, "::notice title=promptctl lint::%d more: the log of this step has all of them\n", left)
	}
	return nil
}

// chosen are the problems that get an annotation, and how many get none. One
// notice is kept for saying that.
func chosen(problems []lint.Problem) (shown []lint.Problem, left int) {
	sorted := slices.Clone(problems)
	slices.SortStableFunc(sorted, compareGravity)
	room := map[diag.Severity]int{diag.Error: maxAnnotations, diag.Warning: maxAnnotations, diag.Info: maxAnnotations}
	found := lint.Findings(problems)
	for severity := range room {
		if found.Count(severity) > maxAnnotations {
			room[diag.Info] = maxAnnotations - 1
		}
	}
	for _, p := range sorted {
		if room[p.Severity]--; room[p.Severity] >= 0 {
			shown = append(shown, p)
		}
	}
	return shown, len(problems) - len(shown)
}

// annotate writes a command that annotates a place. Columns are for a place
// within one line only.
func annotate(w *bufio.Writer, p lint.Problem) {
	command := p.Severity.String()
	if p.Severity == diag.Info {
		command = "notice"
	}
	w.WriteString("::" + command + " file=" + markup.Property(p.Range.File))
	if start, end := p.Range.Start, p.Range.End; start.Line > 0 {
		w.WriteString(",line=" + strconv.Itoa(start.Line))
		if end.Line == start.Line {
			w.WriteString(",col=" + strconv.Itoa(start.Col))
		}
		w.WriteString(",endLine=" + strconv.Itoa(max(start.Line, end.Line)))
		if end.Line == start.Line {
			w.WriteString(",endColumn=" + strconv.Itoa(max(start.Col, end.Col)))
		}
	}
	text := term.OneLine(p.Message)
	if p.Hint != "" {
		text += "\nhint: " + term.Sanitize(p.Hint)
	}
	fmt.Fprintf(w, ",title=%s::%s\n", markup.Property(p.Code+" "+p.Rule.Name), markup.Data(text))
}

// writeLog writes the problems as full does, so that no line of it is taken
// for a command.
func writeLog(w *bufio.Writer, r *lint.Result, o Options) error {
	var text bytes.Buffer
	for _, p := range r.Problems {
		text.Reset()
		writeProblem(&text, p, Options{Style: o.Style, Width: o.Width})
		for line := range strings.Lines(text.String()) {
			w.WriteString(markup.Inert(line))
		}
	}
	return nil
}
