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
		fmt.Fprintf(w, "%s at %s %s\n", style.Bold(v.Look.Name), v.Look.Revision, style.Dim(v.Look.Subject.Digest))
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
		fmt.Fprintf(w, "    %s %s\n", mark, term.OneLine(needText(n)))
	}
	for _, warning := range answer.Warnings {
		fmt.Fprintf(w, "    %s %s\n", style.Yellow("!"), term.OneLine(warning))
	}
}

// showVerdicts lists statements with what they are worth.
func showVerdicts(t *term.Terminal, verdicts []statement.Verdict) error {
	style := t.OutStyle
	table := t.Table(term.Column{Header: "VERDICT"}, term.Column{Header: "KIND"}, term.Column{Header: "ROLE"}, term.Column{Header: "PERSON"},
		term.Column{Header: "DATE"}, term.Column{Header: "TAG", Flex: true, Min: 16}, term.Column{Header: "WHY", Flex: true, Min: 20})
	for _, v := range verdicts {
		paint := style.Red
		if v.Good() {
			paint = style.Green
		}
		table.Cells(term.Cell{Text: string(v.Reason), Paint: paint}, term.Cell{Text: string(v.Kind)}, term.Cell{Text: v.Role}, term.Cell{Text: v.Person},
			term.Cell{Text: dateOf(v)}, term.Cell{Text: strings.TrimPrefix(v.Ref, "refs/tags/")}, term.Cell{Text: v.Why})
	}
	return table.Write()
}

func dateOf(v statement.Verdict) string {
	if v.Tag == nil {
		return ""
	}
	return v.Tag.Tagger.When.UTC().Format(time.DateOnly)
}
