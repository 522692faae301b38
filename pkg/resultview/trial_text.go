package resultview

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/promptctl-io/promptctl/pkg/trial"
)

// Text writes it as people read it: the cases that broke with both answers, those that
// were fixed, the measures, and in the last line what it comes to.
func (t *Trial) Text(w io.Writer, o Options) error {
	out := bufio.NewWriterSize(w, 1<<16)
	if !o.Quiet {
		for _, change := range []trial.Change{trial.Broken, trial.Fixed} {
			if err := t.writeFlips(out, change, o); err != nil {
				return err
			}
		}
		if err := t.writeMeasures(out, o); err != nil {
			return err
		}
		for _, note := range t.notes() {
			o.writeWrapped(out, note, "", o.Style.Dim)
		}
	}
	title := t.title()
	title = strings.ToUpper(title[:1]) + title[1:]
	if t.Verdict == trial.Better || t.Verdict == trial.Worse {
		title = t.title() // it begins with a name
	}
	o.writeWrapped(out, title, "", func(line string) string { return o.Style.Bold(o.paintVerdict(t.Verdict)(line)) })
	return out.Flush()
}

// paintVerdict returns the colour of a verdict.
func (o Options) paintVerdict(v trial.Verdict) func(string) string {
	switch v {
	case trial.Better:
		return o.Style.Green
	case trial.Worse:
		return o.Style.Red
	case trial.NotEnough:
		return o.Style.Yellow
	}
	return func(text string) string { return text }
}

// writeFlips writes the cases that became so: those that broke with their answers.
func (t *Trial) writeFlips(w *bufio.Writer, change trial.Change, o Options) error {
	shown, left := 0, 0
	for p, err := range t.runs.Changed(change) {
		switch {
		case err != nil:
			return err
		case shown == mostFailures && !o.Verbose:
			left++
		default:
			o.writeFlip(w, p, change)
			shown++
		}
	}
	if left > 0 {
		fmt.Fprintf(w, "%s\n", o.Style.Dim(fmt.Sprintf("… and %s more: -v shows all", number(left, "run"))))
	}
	if shown > 0 && (change == trial.Fixed && !o.Verbose || left > 0) {
		w.WriteByte('\n')
	}
	return nil
}

func (o Options) writeFlip(w *bufio.Writer, p trial.Pair, change trial.Change) {
	word, paint := "BROKE", o.Style.Red
	if change == trial.Fixed {
		word, paint = "FIXED", o.Style.Green
	}
	fmt.Fprintf(w, "%s %s  %s\n", paint(word), o.Style.Bold(term.OneLine(nameOf(p.After))), o.Style.Dim(o.place(p.After.Place)))
	if change == trial.Fixed && !o.Verbose {
		return
	}
	failed := p.After
	if change == trial.Fixed {
		failed = p.Before
	}
	o.writeLabelled(w, "before", p.Before)
	o.writeLabelled(w, "after", p.After)
	for _, a := range failed.Assertions {
		o.writeAssertion(w, failed, a)
	}
	w.WriteByte('\n')
}

func (o Options) writeLabelled(w *bufio.Writer, label string, c *results.Case) {
	fmt.Fprintf(w, "%s%s\n", caseIndent, o.Style.Dim(label))
	o.writeOutput(w, c)
}

// wideTable is how many columns a table takes that has all intervals.
const wideTable = 104

// writeMeasures writes a table of what was measured.
func (t *Trial) writeMeasures(w *bufio.Writer, o Options) error {
	if len(t.Measures) == 0 {
		return nil
	}
	columns := make([]term.Column, len(trialHead()))
	for i, text := range trialHead() {
		columns[i] = term.Column{Header: strings.ToUpper(text)}
	}
	columns[len(columns)-1].Flex, columns[len(columns)-1].Min = true, 6
	table := (&term.Terminal{Out: w, OutTTY: true, OutStyle: o.Style, Width: o.width()}).Table(columns...)
	for _, m := range t.Measures {
		var cells []term.Cell
		for _, text := range newTrialRow(m).texts(o.Verbose || o.width() >= wideTable) {
			cells = append(cells, term.Cell{Text: text})
		}
		cells[len(cells)-1].Paint = o.paintVerdict(m.Verdict)
		table.Cells(cells...)
	}
	if err := table.Write(); err != nil {
		return err
	}
	return w.WriteByte('\n')
}
