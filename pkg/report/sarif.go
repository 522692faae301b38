package report

import (
	"bufio"
	"cmp"
	"fmt"
	"slices"

	"github.com/promptctl-io/promptctl/pkg/config"
	"github.com/promptctl-io/promptctl/pkg/lint"
)

// The limits of GitHub's code scanning, which refuses a whole file that is
// beyond one of them. Text of a rule beyond maxText characters is refused too.
const (
	maxResults = 25_000
	maxText    = 1024
)

// The parts of SARIF 2.1.0 that are written: one run of one tool.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool            `json:"tool"`
		Invocations []sarifInvocation    `json:"invocations"`
		Bases       map[string]sarifBase `json:"originalUriBaseIds"`
		Columns     string               `json:"columnKind"`
		Results     []sarifResult        `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		Semantic       string      `json:"semanticVersion,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifBase struct {
		Description sarifText `json:"description"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
)

// home is where promptctl is from.
const home = "https://github.com/promptctl-io/promptctl"

// writeSARIF writes SARIF 2.1.0 without white space, as code scanning counts
// bytes. Where there are more problems than it takes, the gravest are written,
// and a notification says how many are not.
func writeSARIF(w *bufio.Writer, r *lint.Result, o Options) error {
	problems := slices.Clone(r.Problems)
	if o.Suppressed {
		problems = append(problems, r.Suppressed...)
	}
	slices.SortStableFunc(problems, compareGravity)
	run := sarifRun{
		Invocations: []sarifInvocation{newInvocation(r, len(problems)-maxResults)},
		Bases:       map[string]sarifBase{sourceRoot: {sarifText{Text: "The top of the repository."}}},
		Columns:     "unicodeCodePoints",
	}
	problems = problems[:min(len(problems), maxResults)]
	run.Tool.Driver = newDriver(o.Version, problems)
	run.Results = newResults(problems, run.Tool.Driver.Rules)
	err := encode(w, "", "", sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0", Runs: []sarifRun{run},
	})
	w.WriteByte('\n')
	return err
}

// compareGravity orders what is reported before what is suppressed, and each by
// severity, the gravest first.
func compareGravity(a, b lint.Problem) int {
	reported := func(p lint.Problem) int {
		if p.Suppressed != nil {
			return 1
		}
		return 0
	}
	return cmp.Or(reported(a)-reported(b), int(b.Severity-a.Severity))
}

// newInvocation says whether all was looked at, and how much of what was found
// is left out.
func newInvocation(r *lint.Result, left int) sarifInvocation {
	i := sarifInvocation{Successful: !r.Unusable}
	notify := func(level, text string) {
		i.Notifications = append(i.Notifications, sarifNotification{level, sarifText{Text: text}})
	}
	if r.Unusable {
		notify("error", config.File+" is wrong, and nothing else was looked at.")
	}
	if left > 0 {
		notify("warning", fmt.Sprintf("%d results are left out: only the %d gravest are here, as code scanning takes no more.", left, maxResults))
	}
	return i
}
