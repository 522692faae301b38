package audit_test

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/promptctl-io/promptctl/pkg/audit"
	"github.com/promptctl-io/promptctl/pkg/ledger"
	"github.com/stretchr/testify/require"
)

func TestCSV(t *testing.T) {
	for text, want := range map[string]string{
		"It loops.":     "It loops.",
		"":              "",
		"=1+1":          "'=1+1",
		"+1":            "'+1",
		"-1":            "'-1",
		"@SUM(A1)":      "'@SUM(A1)",
		"\t=1":          "'\t=1",
		"\n=1":          "'\n=1",
		"  =1":          "'  =1",
		"＝1":            "'＝1",
		"a=1":           "a=1",
		"a, \"b\"\nc":   "a, \"b\"\nc",
		"\x1b[31mred":   "<U+001B>[31mred",
		"\u202eevil":    "<U+202E>evil",
		"says \x9b bad": "says <0x9B> bad",
	} {
		var b strings.Builder
		require.NoError(t, audit.WriteEvents(&b, []*audit.Event{{Environment: "production", Reason: text}}))
		require.Equal(t, strings.Count(b.String(), "\n"), strings.Count(b.String(), "\r\n"))
		rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
		require.NoError(t, err)
		require.Len(t, rows, 2)
		require.Equal(t, "reason", rows[0][len(rows[0])-1])
		require.Equal(t, want, rows[1][len(rows[1])-1])
	}
}

func TestCSVOfTheStory(t *testing.T) {
	e := story(t).told(audit.Query{At: minute(6)})
	var b strings.Builder
	require.NoError(t, audit.WriteEvents(&b, e.Events))
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 12)
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	require.Equal(t, "2026-06-01T12:05:00Z", rows[6][column["time"]])
	require.Contains(t, rows[6][column["rests"]], ": 19 of 20 cases passed, live, with m; release v0.1.0 as release by ci with SHA256:")
	require.Contains(t, rows[7][column["warnings"]], "not signed")
	require.Contains(t, rows[9][column["bound"]], "rejection as legal by ana with SHA256:")
	b.Reset()
	require.NoError(t, audit.WriteServed(&b, e.Served))
	rows, err = csv.NewReader(strings.NewReader(b.String())).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 4)
	require.Equal(t, []string{"production", "greet", "prompts/greet.prompt.yaml", "v1.0.0"}, rows[1][:4])
	require.Equal(t, "ana revoked the approval by ana: I erred.", rows[1][len(rows[1])-1])
}

// markdown is a report of one environment.
func markdown(t *testing.T, q audit.Query, environments ...*audit.Environment) string {
	t.Helper()
	var b strings.Builder
	r := &audit.Report{Query: q, Repository: repositoryID, Verified: minute(60), By: "v1.2.3", Environments: environments}
	require.NoError(t, r.WriteMarkdown(&b))
	return b.String()
}

func TestMarkdown(t *testing.T) {
	b := story(t)
	q := audit.Query{Filter: audit.Filter{Prompts: []string{"greet"}, Since: minute(1), Until: minute(5)}}
	text := markdown(t, q, b.told(q))
	for _, want := range []string{
		"# Audit of `" + repositoryID + "`\n\n- Environments: `production`\n- Period: from 2026-06-01T12:01:00Z to before 2026-06-01T12:05:00Z\n- Prompts: `greet`\n- Verified: 2026-06-01T13:00:00Z, by promptctl `v1.2.3`, ",
		"\n## `production`\n\n- Branch: `env/production`\n- Root: `" + b.Tips[0] + "`, 2026-06-01T12:00:00Z\n- Tip: `" + b.Tip() + "`, 2026-06-01T12:10:00Z\n\n| # |",
		"| 1 | 2026-06-01T12:01:00Z | `" + b.Tips[1] + "` | promotion | `greet` | nothing → `v1.0.0` `sha256:",
		" | `lint=error soak=none threads=none from=none` | `The launch.`<br>from the commit `",
		"<br>about `greet`",
		"\n### Served until 2026-06-01T12:05:00Z\n\n| Prompt |",
		" | **NOT SERVABLE**: `ana revoked the approval by ana: I erred.` |\n",
	} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "| 7 |")
	requireTables(t, text)

	text = markdown(t, audit.Query{}, b.told(audit.Query{}))
	require.Contains(t, text, "- Period: from the root to the tip\n")
	require.Contains(t, text, "**not enforced**: `")
	require.Contains(t, text, "agreed: `policy as admin by ana with SHA256:")
	require.Contains(t, text, "### Served at the end\n")
	require.Contains(t, text, " | yes |\n")
	requireTables(t, text)

	early := audit.Query{At: minute(-1), Filter: audit.Filter{Since: minute(60)}}
	text = markdown(t, early, b.told(early))
	require.Contains(t, text, "\n\nNothing happened.\n\n### Served at 2026-06-01T11:59:00Z\n\nThe ledger had not begun: nothing is recorded of that time.\n")
	text = markdown(t, audit.Query{}, &audit.Environment{Name: "bad", Err: errors.New("it is `bad` <b>")}, &audit.Environment{Name: "none", Absent: audit.Unbegun},
		&audit.Environment{Name: "open", Branch: "a|b", Absent: audit.Ordinary})
	require.Contains(t, text, "## `bad`\n\n**NOT VERIFIED**, so nothing is told of it: ``it is `bad` <b>``\n\n## `none`\n\nThere is no ledger: nobody has begun it: `promptctl env init none`\n"+
		"\n## `open`\n\nThere is no ledger: its branch `a\\|b` is an ordinary one, and nothing is asked there\n")
}

// requireTables demands that every row of a table has as many cells as its header.
func requireTables(t *testing.T, text string) {
	t.Helper()
	cells := 0
	for line := range strings.Lines(text) {
		n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		switch {
		case !strings.HasPrefix(line, "|"):
			cells = 0
		case cells == 0:
			cells = n
		}
		require.Equal(t, cells, n, line)
	}
}

// Nothing that others wrote is markup in the report.
func TestMarkdownIsInert(t *testing.T) {
	for text, want := range map[string]string{
		"a | b":            "`a \\| b`",
		"<script>x":        "`<script>x`",
		"use `x` @ana #12": "``use `x` @ana #12``",
		"`":                "`` ` ``",
		"``x":              "``` ``x ```",
		"a\n\n## b\n| c":   "`a  ## b \\| c`",
		"[a](http://x)":    "`[a](http://x)`",
		"\x1b]0;x\a":       "`<U+001B>]0;x<U+0007>`",
	} {
		e := &audit.Event{Environment: "production", Action: ledger.Removal, Signer: ledger.Signer{Person: "ana", Key: "SHA256:x"}, When: began(), Reason: text}
		out := markdown(t, audit.Query{}, &audit.Environment{Name: "production", Ledger: &audit.Chronicle{Began: time.Time{}}, Events: []*audit.Event{e}})
		require.Contains(t, out, "|  | "+want+" |\n")
		requireTables(t, out)
	}
	unsigned := &audit.Event{Environment: "lab", Action: ledger.Removal}
	unsigned.Committer.Name, unsigned.Committer.Email = "<b>|", "x"
	out := markdown(t, audit.Query{}, &audit.Environment{Name: "lab", Ledger: &audit.Chronicle{}, Events: []*audit.Event{unsigned}})
	require.Contains(t, out, "| **UNSIGNED**, committed as `<b>\\| <x>` |")
}
