package report_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/lint"
	"github.com/promptctl-io/promptctl/pkg/report"
	"github.com/stretchr/testify/require"
)

// ruleIndex is the page that lists the rules.
func ruleIndex() string { return report.Reference(lint.Rules())[0].Text }

// The index beside the pages of the rules lists the rules that there are.
func TestRuleIndexIsTrue(t *testing.T) {
	requireFile(t, filepath.Join("..", "lint", "rules", "README.md"), ruleIndex())
}

func TestReference(t *testing.T) {
	pages := report.Reference(lint.Rules())
	require.Len(t, pages, len(lint.Rules())+1)
	require.Equal(t, "README.md", pages[0].Name)
	names := map[string]bool{}
	for _, page := range pages {
		require.True(t, strings.HasPrefix(page.Text, "# "), page.Name)
		require.True(t, strings.HasSuffix(page.Text, "\n"), page.Name)
		names[page.Name] = true
	}
	links := regexp.MustCompile(`\]\(([A-Z][0-9]{3}\.md)\)`).FindAllStringSubmatch(pages[0].Text, -1)
	require.Len(t, links, len(lint.Rules()))
	for _, link := range links {
		require.True(t, names[link[1]], link[1])
	}
	for _, page := range pages[1:] {
		require.Contains(t, page.Text, "\n- Severity: ", page.Name)
	}
}

func TestWriteReference(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "rules")
	require.NoError(t, report.WriteReference(dir, lint.Rules()))
	require.NoError(t, report.WriteReference(dir, lint.Rules()), "again, over what is there")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, len(lint.Rules())+1)
	text, err := os.ReadFile(filepath.Join(dir, "T003.md"))
	require.NoError(t, err)
	require.Contains(t, string(text), "# T003 unused-variable\n\n- Severity: warning\n")
	require.Error(t, report.WriteReference(filepath.Join(dir, "T003.md"), lint.Rules()))
}

// A cell of the table can hold what the page of a rule says.
func TestRuleIndexIsATable(t *testing.T) {
	for line := range strings.Lines(ruleIndex()) {
		if strings.HasPrefix(line, "|") {
			require.Equal(t, 7, strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"), line)
		}
	}
}
