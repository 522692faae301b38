package main

import (
	"fmt"
	"strconv"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/term"
)

// statistic is a rule in the answer of lint --statistics.
type statistic struct {
	Code     string        `json:"code"`
	Name     string        `json:"rule"`
	Severity diag.Severity `json:"severity"`
	Findings int           `json:"findings"`
	Files    int           `json:"files"`
	Share    float64       `json:"share"` // of the files that were looked at
	Fixable  int           `json:"fixable"`
}

// answerStatistics shows how often each rule found something, and gives the
// answer that lint gives.
func (a *app) answerStatistics(f *lintFlags, r *lint.Result) error {
	var err error
	if a.output == "json" {
		err = a.printJSON(struct {
			Files int         `json:"files"`
			Rules []statistic `json:"rules"`
		}{len(r.Files), newStatistics(r)})
	} else {
		err = a.showStatistics(r)
	}
	if err != nil {
		return err
	}
	return f.verdict(r)
}

// tableFormat is the form of an answer that is a table and no findings.
func (a *app) tableFormat() string {
	if a.output == "json" {
		return "json"
	}
	return "text"
}

func newStatistics(r *lint.Result) []statistic {
	all := []statistic{}
	for _, s := range lint.Statistics(r) {
		all = append(all, statistic{s.Rule.Code, s.Rule.Name, s.Rule.Severity, s.Findings, s.Files, s.Share, s.Fixable})
	}
	return all
}

func (a *app) showStatistics(r *lint.Result) error {
	table := a.term.Table(term.Column{Header: "CODE"}, term.Column{Header: "RULE", Flex: true, Min: 12}, term.Column{Header: "SEVERITY"},
		term.Column{Header: "FINDINGS", Right: true}, term.Column{Header: "FILES", Right: true}, term.Column{Header: "SHARE", Right: true})
	for _, s := range lint.Statistics(r) {
		table.Row(s.Rule.Code, s.Rule.Name, s.Rule.Severity.String(), strconv.Itoa(s.Findings), strconv.Itoa(s.Files),
			fmt.Sprintf("%.1f%%", 100*s.Share))
	}
	if err := table.Write(); err != nil {
		return err
	}
	a.talk("%d files", len(r.Files))
	return nil
}
