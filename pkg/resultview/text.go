package resultview

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// mostFailures is how many cases that did not pass are shown in detail, where not
// all are asked for, and mostModes how many failure modes.
const (
	mostFailures = 20
	mostModes    = 8
)

// Text writes runs as people read them: the cases that did not pass in detail, in
// which ways answers failed, and in the last line what it comes to.
func Text(w io.Writer, runs []Of, o Options) error {
	out := bufio.NewWriterSize(w, 1<<16)
	for i, r := range runs {
		if i > 0 && !o.Quiet {
			out.WriteByte('\n')
		}
		if err := o.writeRun(out, r, titles(runs)[i], len(runs) > 1); err != nil {
			return err
		}
	}
	if len(runs) > 1 && !o.Quiet {
		if err := o.writeTotals(out, runs); err != nil {
			return err
		}
	}
	return out.Flush()
}

func (o Options) writeRun(w *bufio.Writer, r Of, title string, several bool) error {
	if several {
		title = o.Style.Bold(term.OneLine(title))
		if o.Quiet {
			fmt.Fprintf(w, "%s: ", title)
		} else {
			fmt.Fprintf(w, "%s\n\n", title)
		}
	}
	if !o.Quiet {
		if err := o.writeCases(w, r); err != nil {
			return err
		}
		o.writeModes(w, r)
	}
	o.writeLine(w, r)
	return nil
}

// writeLine writes what a run comes to, with the colour of its outcome.
func (o Options) writeLine(w *bufio.Writer, r Of) {
	line := Line(r.Summary)
	head, rest, _ := strings.Cut(line, " · ")
	if rest != "" {
		rest = " · " + rest
	}
	if r.Head.Mode == results.Replay {
		rest += " · " + replayed(r.Head)
	}
	head = o.paint(worst(r.Summary))(head)
	fmt.Fprintf(w, "%s%s\n", o.Style.Bold(head), o.Style.Dim(rest))
}

// worst is the gravest status of a run.
func worst(s results.Summary) results.Status {
	switch {
	case s.Failed > 0:
		return results.Failed
	case s.Errored > 0 || s.NotRun > 0 || s.Cases == 0:
		return results.Errored
	default:
		return results.Passed
	}
}

// paint returns the colour of a status.
func (o Options) paint(s results.Status) func(string) string {
	switch s {
	case results.Passed:
		return o.Style.Green
	case results.Failed:
		return o.Style.Red
	default:
		return o.Style.Yellow
	}
}

// writeCases writes the cases that are shown.
func (o Options) writeCases(w *bufio.Writer, r Of) error {
	if o.Told {
		return nil
	}
	t := teller{o: o, out: w}
	for c, err := range r.Cases {
		if err != nil {
			return err
		}
		if t.wants(c) {
			o.writeCase(w, c)
		}
	}
	if t.left > 0 {
		o.writeLeft(w, t.left)
	}
	return nil
}

// writeLeft says how many cases are not shown.
func (o Options) writeLeft(w *bufio.Writer, n int) {
	fmt.Fprintf(w, "%s\n\n", o.Style.Dim(fmt.Sprintf("… and %s more that did not pass: -v shows all", number(n, "case"))))
}

// writeModes writes in which ways answers failed, where several failed in one.
func (o Options) writeModes(w *bufio.Writer, r Of) {
	if len(r.Modes) == 0 || r.Modes[0].Count < 2 {
		return
	}
	fmt.Fprintf(w, "%s\n", o.Style.Bold("Failure modes"))
	for i, m := range r.Modes {
		if i == mostModes && !o.Verbose {
			fmt.Fprintf(w, "%s\n", o.Style.Dim(fmt.Sprintf("… and %s more", thousands(len(r.Modes)-i))))
			break
		}
		o.writeMode(w, m)
	}
	w.WriteByte('\n')
}

func (o Options) writeMode(w *bufio.Writer, m results.FailureMode) {
	count := fmt.Sprintf("%5s × ", thousands(m.Count))
	indent := strings.Repeat(" ", term.Width(count))
	about := modeTitle(m)
	if place := o.modePlace(m); place != "" {
		about += " " + o.Style.Dim(place)
	}
	fmt.Fprintf(w, "%s%s\n", o.Style.Red(count), about)
	like := term.OneLine(m.Like)
	if like == "" {
		like = "(empty)"
	}
	room := max(o.width()-len(indent), 20)
	fmt.Fprintf(w, "%s%s\n", indent, term.Truncate(like, room))
	fmt.Fprintf(w, "%s%s\n", indent, o.Style.Dim(term.Truncate(term.OneLine(strings.Join(m.Cases, ", "))+more(m), room)))
}

// more says that a failure mode has more cases than it names.
func more(m results.FailureMode) string {
	if m.Count > len(m.Cases) && len(m.Cases) >= results.MostIDs { // and no repeats of those
		return ", …"
	}
	return ""
}

// modeTitle says what a failure mode fails.
func modeTitle(m results.FailureMode) string {
	return term.OneLine(titleOf(results.Assertion{Type: m.Assertion, Name: m.Name}))
}

// modePlace is where the assertion of a failure mode is, or how many there are.
func (o Options) modePlace(m results.FailureMode) string {
	if m.Places > 1 {
		return fmt.Sprintf("at %s places", thousands(m.Places))
	}
	return o.place(m.Place)
}

// writeTotals writes a table of the sums of several runs.
func (o Options) writeTotals(w *bufio.Writer, runs []Of) error {
	w.WriteByte('\n')
	t := &term.Terminal{Out: w, OutTTY: true, OutStyle: o.Style, Width: o.width()}
	table := t.Table(term.Column{Header: "RUN", Flex: true, Min: 12}, term.Column{Header: "PASSED", Right: true}, term.Column{Header: "FAILED", Right: true},
		term.Column{Header: "ERRORED", Right: true}, term.Column{Header: "SCORE", Right: true}, term.Column{Header: "COST", Right: true},
		term.Column{Header: "P50", Right: true}, term.Column{Header: "P95", Right: true})
	for i, title := range rest(runs) {
		s := runs[i].Summary
		table.Cells(term.Cell{Text: title}, term.Cell{Text: thousands(s.Passed), Paint: o.Style.Green}, some(s.Failed, o.Style.Red), some(s.Errored, o.Style.Yellow),
			term.Cell{Text: scoreOf(s)}, term.Cell{Text: costOf(s)}, term.Cell{Text: latencyOf(s, s.Latency.Median)}, term.Cell{Text: latencyOf(s, s.Latency.P95)})
	}
	return table.Write()
}

// some is a number that has a colour if it is not 0.
func some(n int, paint func(string) string) term.Cell {
	if n == 0 {
		return term.Cell{Text: "0"}
	}
	return term.Cell{Text: thousands(n), Paint: paint}
}
