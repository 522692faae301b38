package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/diffview"
	"github.com/promptctl-io/promptctl/pkg/dossier"
	"github.com/promptctl-io/promptctl/pkg/history"
	"github.com/promptctl-io/promptctl/pkg/markup"
	"github.com/promptctl-io/promptctl/pkg/standing"
	"github.com/promptctl-io/promptctl/pkg/statement"
)

// most is how many findings, threads and statements a comment lists of each.
const most = 20

// writeMarkdownPage writes the page as it fits into a comment on a pull request.
func (a *app) writeMarkdownPage(d *dossier.Dossier) error {
	var b strings.Builder
	fmt.Fprintf(&b, "### Review of %s\n\n", markup.Code(d.Look.Name))
	for _, answer := range d.Answers {
		markdownAnswer(&b, answer)
	}
	section := func(title string, lines []string) {
		if len(lines) == 0 {
			return
		}
		fmt.Fprintf(&b, "**%s**\n\n", title)
		for i, line := range lines {
			if i == most {
				fmt.Fprintf(&b, "- and %d more\n", len(lines)-most)
				break
			}
			b.WriteString("- " + line + "\n")
		}
		b.WriteString("\n")
	}
	section("Statements", markdownVerdicts(d.Verdicts))
	var findings, threads []string
	for _, f := range d.Findings {
		findings = append(findings, fmt.Sprintf("%s %s %s", f.Severity, f.Code, markup.Code(f.String())))
	}
	section("Tests, as kept and not signed", markdownRuns(d.Runs))
	section("Lint", findings)
	for _, t := range d.Threads {
		first := t.Events[0]
		threads = append(threads, fmt.Sprintf("%s %s: %s", markup.Code("#"+d.Record.Short(t.ID)), markup.Code(first.Author.Name), markup.Code(first.Body)))
	}
	section("Open threads", threads)
	fmt.Fprintf(&b, "To approve it: `promptctl approve %s@%s --role ROLE`\n\n", d.Look.Name, d.Look.Revision.Commit.Short())
	return diffview.Markdown(a.term.Out, d.Changes, diffview.Options{Intro: b.String()})
}

func markdownAnswer(b *strings.Builder, answer standing.Answered) {
	mark, word := "✅", "met"
	if !answer.Met() {
		mark, word = "❌", "not met"
	}
	fmt.Fprintf(b, "%s **%s** %s\n\n", mark, answer.Environment, word)
	for _, n := range answer.Needs {
		mark := "✅"
		if !n.Met {
			mark = "❌"
		}
		fmt.Fprintf(b, "- %s %s\n", mark, markup.Code(n.String()))
	}
	b.WriteString("\n")
}

// markdownRuns are lines of the runs of tests, with the largest way in which answers of
// each failed.
func markdownRuns(runs []*history.Run) (lines []string) {
	for _, r := range runs {
		line := fmt.Sprintf("%s: %s passed, %s, with %s", r.Head.Started.UTC().Format(time.DateOnly), passedText(r.Summary), r.Head.Mode, markup.Code(r.Head.Model))
		if len(r.Modes) > 0 {
			line += fmt.Sprintf("; %d failed %s", r.Modes[0].Count, markup.Code(r.Modes[0].Assertion))
		}
		lines = append(lines, line)
	}
	return lines
}

func markdownVerdicts(verdicts []statement.Verdict) (lines []string) {
	for _, v := range verdicts {
		line := fmt.Sprintf("**%s** %s %s %s", v.Reason, v.Kind, markup.Code(strings.TrimSpace(v.Role+" "+v.Person)), dateOf(v))
		if why := whyOf(v); why != "" {
			line += ": " + markup.Code(why)
		}
		lines = append(lines, line)
	}
	return lines
}
