package resultview

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
)

const (
	// caseIndent is before what is said of a case.
	caseIndent = "      "
	// outputLines is how many lines of an answer are shown, outputAll where all are
	// asked for, and outputBytes is how much of it is looked at.
	outputLines = 6
	outputAll   = 1000
	outputBytes = 1 << 20
)

// wordOf is the word for a status on a terminal.
func wordOf(s results.Status) string {
	switch s {
	case results.Passed:
		return "PASS"
	case results.Failed:
		return "FAIL"
	default:
		return "ERROR"
	}
}

// writeCase writes a case with all that is to be known of its failure.
func (o Options) writeCase(w *bufio.Writer, c *results.Case) {
	name, place := o.Style.Bold(term.OneLine(nameOf(c))), "  "+o.Style.Dim(o.place(c.Place))
	if c.ID == c.Place { // a row that cannot be read
		name, place = o.Style.Bold(o.place(c.Place)), ""
	}
	fmt.Fprintf(w, "%s %s%s\n", o.paint(c.Status)(term.Pad(wordOf(c.Status), 5)), name, place)
	if c.Description != "" {
		o.writeWrapped(w, c.Description, caseIndent, nil)
	}
	if o.Verbose {
		if text := measures(c); text != "" {
			o.writeWrapped(w, text, caseIndent, o.Style.Dim)
		}
		o.writeVariables(w, c)
	}
	if c.Status == results.Passed && !o.Verbose {
		return
	}
	o.writeOutput(w, c)
	if c.Error != "" {
		o.writeWrapped(w, strings.TrimPrefix(c.Error, c.Place+": "), caseIndent, o.Style.Yellow)
		o.writeHint(w, c.Hint)
	}
	for _, a := range c.Assertions {
		o.writeAssertion(w, c, a)
	}
	w.WriteByte('\n')
}

// measures says how long an answer took, what it cost and why it ended.
func measures(c *results.Case) string {
	var parts []string
	if c.Answered() {
		parts = append(parts, "score "+score(c.Score), millis(c.LatencyMS))
	}
	if c.CostUSD != nil {
		parts = append(parts, Dollars(*c.CostUSD))
	}
	if c.Tokens.Input+c.Tokens.Output > 0 {
		parts = append(parts, fmt.Sprintf("%s + %s tokens", thousands(c.Tokens.Input), thousands(c.Tokens.Output)))
	}
	if c.Attempts > 1 {
		parts = append(parts, number(c.Attempts, "attempt"))
	}
	if c.Recorded {
		parts = append(parts, "recorded")
	}
	if c.Finish != "" {
		parts = append(parts, c.Finish)
	}
	return strings.Join(parts, " · ")
}

func (o Options) writeVariables(w *bufio.Writer, c *results.Case) {
	for _, name := range slices.Sorted(maps.Keys(c.Variables)) {
		text, isText := c.Variables[name].(string)
		if !isText {
			data, err := json.Marshal(c.Variables[name])
			if err != nil {
				data = []byte(err.Error())
			}
			text = string(data)
		}
		line := term.OneLine(name) + ": "
		fmt.Fprintf(w, "%s%s%s\n", caseIndent, o.Style.Cyan(line), term.Truncate(term.OneLine(text), max(o.width()-len(caseIndent)-term.Width(line), 20)))
	}
}

// writeOutput writes the beginning of an answer.
func (o Options) writeOutput(w *bufio.Writer, c *results.Case) {
	if !c.Answered() {
		return
	}
	text := strings.Trim(c.Output, "\n")
	if len(text) > outputBytes {
		text = strings.ToValidUTF8(text[:outputBytes], "")
	}
	bar := caseIndent + o.Style.Dim("│") + " "
	most := outputLines
	if o.Verbose {
		most = outputAll
	}
	if strings.TrimSpace(text) == "" && len(c.ToolCalls) == 0 {
		fmt.Fprintf(w, "%s%s\n", bar, o.Style.Dim("(an empty answer)"))
	} else if text != "" {
		o.writeLines(w, term.Wrap(term.Sanitize(text), max(o.width()-len(caseIndent)-2, 20)), bar, most)
	}
	for _, call := range c.ToolCalls {
		fmt.Fprintf(w, "%s%s %s\n", bar, o.Style.Cyan("→ "+term.OneLine(call.Name)), term.Truncate(term.OneLine(call.Arguments), max(o.width()-len(caseIndent)-len(call.Name)-5, 20)))
	}
}

func (o Options) writeLines(w *bufio.Writer, lines []string, bar string, most int) {
	for i, line := range lines {
		if i == most && len(lines) > most+1 {
			fmt.Fprintf(w, "%s%s\n", bar, o.Style.Dim(fmt.Sprintf("… %s more", number(len(lines)-i, "line"))))
			return
		}
		w.WriteString(strings.TrimRight(bar+line, " ") + "\n")
	}
}

// writeAssertion writes why an assertion does not hold, or cannot be judged.
func (o Options) writeAssertion(w *bufio.Writer, c *results.Case, a results.Assertion) {
	mark, paint, said := "✗", o.Style.Red, a.Reason
	switch {
	case a.Error != "":
		mark, paint, said = "!", o.Style.Yellow, a.Error
	case a.Passed && !o.Verbose:
		return
	case a.Passed:
		mark, paint = "✓", o.Style.Green
	}
	title := term.OneLine(titleOf(a))
	if said = term.Sanitize(strings.TrimSpace(said)); said != "" {
		said = ": " + said
	}
	lines := term.Wrap(title+said, max(o.width()-len(caseIndent)-2, 20))
	if rest, ok := strings.CutPrefix(lines[0], title); ok {
		lines[0] = o.Style.Bold(title) + rest
	}
	lines[0] = paint(mark) + " " + lines[0]
	for i, line := range lines {
		if i > 0 {
			line = "  " + line
		}
		fmt.Fprintf(w, "%s%s\n", caseIndent, line)
	}
	if a.Place != "" && a.Place != c.Place {
		fmt.Fprintf(w, "%s  %s\n", caseIndent, o.Style.Dim(o.place(a.Place)))
	}
	o.writeHint(w, a.Hint)
}

func (o Options) writeHint(w *bufio.Writer, hint string) {
	if hint != "" {
		lines := term.Wrap("hint: "+term.Sanitize(hint), max(o.width()-len(caseIndent), 20))
		lines[0] = o.Style.Cyan("hint:") + strings.TrimPrefix(lines[0], "hint:")
		o.writeLines(w, lines, caseIndent, len(lines))
	}
}

// writeWrapped writes a text that comes from outside, in as many lines as it
// takes.
func (o Options) writeWrapped(w *bufio.Writer, text, indent string, paint func(string) string) {
	for _, line := range term.Wrap(term.Sanitize(strings.TrimSpace(text)), max(o.width()-len(indent), 20)) {
		if paint != nil {
			line = paint(line)
		}
		fmt.Fprintf(w, "%s%s\n", indent, line)
	}
}
