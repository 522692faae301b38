package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// showVerification shows what came of verify.
func (a *app) showVerification(v *standing.Verification) error {
	if a.output == "json" {
		return a.printJSON(newVerifyAnswer(v))
	}
	w, style := a.term.Out, a.term.OutStyle
	if v.Look != nil {
		showLook(w, style, v.Look)
	}
	if v.Look != nil && len(v.Answers) == 0 {
		a.talk("nothing is asked: every environment is open, so nobody has approved it")
	}
	for _, answer := range v.Answers {
		showAnswer(w, style, answer)
	}
	if len(v.Verdicts) > 0 {
		if v.Look != nil {
			fmt.Fprintln(w)
		}
		return showVerdicts(a.term, v.Verdicts)
	}
	return nil
}

// showLook names what was looked at.
func showLook(w io.Writer, style term.Style, l *standing.Look) {
	fmt.Fprintf(w, "%s at %s (%s)\n%s\n", style.Bold(l.Name), l.Revision, l.Revision.Commit.Short(), style.Dim(l.Subject.Digest))
}

// showAnswer shows what an environment requires, and what there is.
func showAnswer(w io.Writer, style term.Style, answer standing.Answered) {
	mark, word := style.Green("✓"), "met"
	if !answer.Met() {
		mark, word = style.Red("✗"), "NOT MET"
	}
	fmt.Fprintf(w, "%s %s %s %s\n", mark, style.Bold(answer.Environment), word, style.Dim("by the policy of "+answer.Source))
	for _, n := range answer.Needs {
		mark := style.Green("✓")
		if !n.Met {
			mark = style.Red("✗")
		}
		fmt.Fprintf(w, "    %s %s\n", mark, term.OneLine(n.String()))
	}
	for _, warning := range answer.Warnings {
		fmt.Fprintf(w, "    %s %s\n", style.Yellow("!"), term.OneLine(warning))
	}
}

// roomy is how many columns a terminal needs to show the tags of statements.
const roomy = 110

// showVerdicts lists statements with what they are worth. A narrow terminal is
// spared the tags and dates.
func showVerdicts(t *term.Terminal, verdicts []statement.Verdict) error {
	style := t.OutStyle
	narrow := t.OutTTY && t.Width < roomy
	columns := []term.Column{{Header: "VERDICT"}, {Header: "KIND"}, {Header: "ROLE"}, {Header: "PERSON"}}
	if !narrow {
		columns = append(columns, term.Column{Header: "DATE"}, term.Column{Header: "TAG", Flex: true, Min: 16})
	}
	table := t.Table(append(columns, term.Column{Header: "WHY", Flex: true, Min: 20})...)
	for _, v := range verdicts {
		paint := style.Red
		if v.Good() {
			paint = style.Green
		}
		cells := []term.Cell{{Text: string(v.Reason), Paint: paint}, {Text: string(v.Kind)}, {Text: v.Role}, {Text: v.Person}}
		if !narrow {
			cells = append(cells, term.Cell{Text: dateOf(v)}, term.Cell{Text: strings.TrimPrefix(v.Ref, "refs/tags/")})
		}
		table.Cells(append(cells, term.Cell{Text: whyOf(v)})...)
	}
	return table.Write()
}

// whyOf says why a statement does not count and, of an evaluation that somebody signed
// whom the policy knows, how that came out.
func whyOf(v statement.Verdict) string {
	outcome := ""
	if v.Person != "" && v.Err == nil {
		outcome = v.Outcome()
	}
	if outcome != "" && v.Why != "" {
		outcome += ": "
	}
	return outcome + v.Why
}

func dateOf(v statement.Verdict) string {
	if v.Tag == nil {
		return ""
	}
	return v.Tag.Tagger.When.UTC().Format(time.DateOnly)
}
