package resultview

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/markup"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// maxAnnotations is how many annotations of one kind GitHub keeps of a step of
// a workflow; it drops the others without a word.
const maxAnnotations = 10

// GitHub writes workflow commands, which become annotations of the files of tests,
// for as many cases that did not pass as are kept; then all that is to be read, in
// a group of the log; and last how many cases have no annotation.
func GitHub(w io.Writer, runs []Of, o Options) error {
	out := bufio.NewWriterSize(w, 1<<16)
	shown := 0
	for i, title := range titles(runs) {
		n, err := annotate(out, runs[i], title, maxAnnotations-shown, len(runs) > 1)
		if err != nil {
			return err
		}
		shown += n
	}
	if err := writeLog(out, runs, o); err != nil {
		return err
	}
	all := total(runs)
	if left := all.Failed + all.Errored - shown; left > 0 {
		fmt.Fprintf(out, "::notice title=promptctl test::%s: the log of this step has them\n", number(left, "more case")+" did not pass")
	}
	if all.Cases == 0 {
		fmt.Fprintln(out, "::error title=promptctl test::no cases were run")
	}
	return out.Flush()
}

// annotate writes at most so many annotations, and returns how many there are.
func annotate(w *bufio.Writer, r Of, title string, most int, several bool) (int, error) {
	n := 0
	for c, err := range r.Cases {
		if err != nil {
			return n, err
		}
		if n >= most {
			return n, nil
		}
		if c.Status == results.Passed {
			continue
		}
		n++
		name := nameOf(c)
		if several {
			name += " · " + title
		}
		w.WriteString(annotation(c, name))
	}
	return n, nil
}

// annotation is the command that annotates what did not hold, or else the case.
func annotation(c *results.Case, name string) string {
	file, line, col := splitPlace(c.Place)
	hint := c.Hint
	for _, a := range c.Assertions {
		if c.Answered() && counted(c, a) && a.Place != "" {
			file, line, col = splitPlace(a.Place)
			hint = a.Hint
			break
		}
	}
	at := "file=" + markup.Property(file)
	if line > 0 {
		at += fmt.Sprintf(",line=%d", line)
	}
	if col > 0 {
		at += fmt.Sprintf(",col=%d", col)
	}
	_, text, _ := why(c)
	text = term.OneLine(text)
	if c.Answered() {
		text += "\noutput: " + term.Truncate(answerOf(c), 300)
	}
	if hint != "" {
		text += "\nhint: " + term.Sanitize(hint)
	}
	return fmt.Sprintf("::error %s,title=%s::%s\n", at, markup.Property(term.OneLine(name)), markup.Data(text))
}

// answerOf is an answer on a line: its text, or the tools that it calls.
func answerOf(c *results.Case) string {
	text := strings.TrimSpace(c.Output)
	for _, call := range c.ToolCalls {
		text += " → " + call.Name + " " + call.Arguments
	}
	if text = strings.TrimSpace(term.OneLine(text)); text == "" {
		return "(empty)"
	}
	return text
}

// writeLog writes the runs as text, so that no line of it is taken for a command.
func writeLog(w *bufio.Writer, runs []Of, o Options) error {
	for i, title := range titles(runs) {
		head := title + ": " + Line(runs[i].Summary)
		fmt.Fprintf(w, "::group::%s\n", markup.Data(term.OneLine(head)))
		lines := &inertLines{w: w}
		if err := Text(lines, runs[i:i+1], Options{Style: o.Style, Width: o.Width, Verbose: o.Verbose}); err != nil {
			return err
		}
		fmt.Fprintln(w, "::endgroup::")
	}
	return nil
}

// inertLines passes on lines as lines of a log that are no commands.
type inertLines struct {
	w    *bufio.Writer
	line []byte // that has not ended
}

func (l *inertLines) Write(p []byte) (int, error) {
	l.line = append(l.line, p...)
	for {
		i := bytes.IndexByte(l.line, '\n')
		if i < 0 {
			return len(p), nil
		}
		if _, err := l.w.WriteString(markup.Inert(string(l.line[:i+1]))); err != nil {
			return 0, err
		}
		l.line = l.line[i+1:]
	}
}
