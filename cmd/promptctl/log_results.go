package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/promptctl-io/promptctl/pkg/catalog"
	"github.com/promptctl-io/promptctl/pkg/history"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// mostRuns is how many runs of a version are shown to people.
const mostRuns = 10

// showLogWithResults shows versions with what came of their tests.
func (a *app) showLogWithResults(ctx context.Context, p *catalog.Project, log *catalog.Log) error {
	record, err := history.Read(ctx, p.Repo)
	if err != nil {
		return err
	}
	if a.inJSON() {
		out := newLogged(log)
		for i, v := range log.Versions {
			out.Versions[i].Results = newKeptRuns(record.Of(v.Digest))
		}
		if a.output == "jsonl" {
			return printLines(a, out.Versions)
		}
		out.Problems = newNoteProblems(record.Problems)
		return a.printJSON(out)
	}
	a.talkOfNotes(record.Problems)
	return a.term.Page(a.pager(ctx), a.env, func(t *term.Terminal) error { return writeRuns(t, log, record) })
}

// talkOfNotes tells of lines of notes that are no runs.
func (a *app) talkOfNotes(problems []history.Problem) {
	for i, p := range problems {
		if i == maxProblems {
			a.talk("and %d more lines that are no runs", len(problems)-i)
			break
		}
		a.talk("%s %s", a.term.ErrStyle.Yellow("warning:"), term.OneLine(p.String()))
	}
}

// writeRuns writes a row for each run, and one for each version that has none.
func writeRuns(t *term.Terminal, log *catalog.Log, record *history.Record) error {
	columns := append([]term.Column{{Header: "VERSION"}, {Header: "RELEASE"}, {Header: "COMMIT"}}, runColumns()...)
	table := t.Table(append(columns, term.Column{Header: "SUBJECT", Flex: true, Min: 12})...)
	for _, v := range log.Versions {
		version := []term.Cell{
			{Text: "#" + strconv.Itoa(v.Ordinal), Paint: t.OutStyle.Bold},
			{Text: releasesText(v), Paint: t.OutStyle.Green},
			{Text: v.Commit.Hash.Short(), Paint: t.OutStyle.Yellow},
		}
		for _, row := range runRows(t.OutStyle, record.Of(v.Digest)) {
			table.Cells(append(append(version, row...), term.Cell{Text: v.Commit.Subject})...)
			if t.OutTTY { // the rest belongs to the row above
				version, v.Commit.Subject = make([]term.Cell, len(version)), ""
			}
		}
	}
	return table.Write()
}

// showRuns shows runs of one version.
func showRuns(t *term.Terminal, runs []*history.Run) error {
	table := t.Table(runColumns()...)
	for _, row := range runRows(t.OutStyle, runs) {
		table.Cells(row...)
	}
	return table.Write()
}

func runColumns() []term.Column {
	return []term.Column{{Header: "TESTED"}, {Header: "PASSED", Right: true}, {Header: "SCORE", Right: true}, {Header: "MODE"}, {Header: "TESTS"},
		{Header: "MODEL", Flex: true, Min: 12}}
}

// runRows are the cells of some runs, or of none.
func runRows(style term.Style, runs []*history.Run) (rows [][]term.Cell) {
	if len(runs) == 0 {
		return [][]term.Cell{{{Text: "-", Paint: style.Dim}, {}, {}, {}, {}, {}}}
	}
	for i, run := range runs {
		if i == mostRuns {
			more := fmt.Sprintf("and %d more: -o json", len(runs)-mostRuns)
			return append(rows, []term.Cell{{Text: more, Paint: style.Dim}, {}, {}, {}, {}, {}})
		}
		paint := style.Green
		if run.Summary.Passed < run.Summary.Cases || run.Summary.NotRun > 0 {
			paint = style.Red
		}
		rows = append(rows, []term.Cell{
			{Text: run.Head.Started.UTC().Format(time.DateOnly)},
			{Text: passedText(run.Summary), Paint: paint},
			{Text: strconv.FormatFloat(run.Summary.Score, 'f', 3, 64)},
			{Text: run.Head.Mode},
			{Text: shortSuite(run.Head.Suite), Paint: style.Dim},
			{Text: run.Head.Model},
		})
	}
	return rows
}

// passedText is how many cases passed of how many, and how many errored or were not run.
func passedText(s results.Summary) string {
	text := fmt.Sprintf("%d/%d", s.Passed, s.Cases)
	if s.Errored > 0 {
		text += fmt.Sprintf(" %d errored", s.Errored)
	}
	if s.NotRun > 0 {
		text += fmt.Sprintf(" %d not run", s.NotRun)
	}
	return text
}

// shortSuite is as much of the digest of tests as tells them apart.
func shortSuite(digest string) string {
	short := strings.TrimPrefix(digest, "sha256:")
	return short[:min(8, len(short))]
}
