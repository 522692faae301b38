package diffview_test

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/diffview"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/stretchr/testify/require"
)

func text(t testing.TB, c *comparison.Comparison, o diffview.Options) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, diffview.Text(&b, c, o))
	return b.String()
}

func TestText(t *testing.T) {
	c := fixture(t)
	requireGolden(t, "diff.txt", text(t, c, diffview.Options{Width: 80}))
	requireGolden(t, "narrow.txt", text(t, c, diffview.Options{Width: 30}))
	requireGolden(t, "columns.txt", text(t, c, diffview.Options{Width: 120, SideBySide: true}))
}

func TestStat(t *testing.T) {
	var b strings.Builder
	require.NoError(t, diffview.Stat(&term.Terminal{Out: &b, Width: 80}, fixture(t)))
	requireGolden(t, "stat.txt", b.String())
}

// A text that was rewritten is shown unless it is long.
func TestTextOfWhatWasRewritten(t *testing.T) {
	show := func(before, after string) string {
		of := func(text string) map[string]string {
			return map[string]string{fixturePrompt: "messages: [{role: user, content: " + quoted(text) + "}]\n"}
		}
		return text(t, compared(t, of(before), of(after)), diffview.Options{Width: 20})
	}
	const head = "user message\n    rewritten: 1\n    words for 1\n"
	require.Contains(t, show("aaa", "bbb"), head+"    [-aaa-]{+bbb+}\n")
	long := strings.Repeat("a", 8000)
	require.Contains(t, show(long[4:], "bbbb"), head+"    [-aaa")
	require.True(t, strings.HasSuffix(show(long[3:], "bbbb"), head))
	lines := func(word string, n int) string { return strings.TrimSuffix(strings.Repeat(word+"\n", n), "\n") }
	require.Contains(t, show(lines("aa", 20), lines("bb", 20)), "[-aa-]")
	require.NotContains(t, show(lines("aa", 22), lines("bb", 20)), "[-aa-]")
}

// What differs by less than is shown of it does not differ.
func TestCostsThatLookAlike(t *testing.T) {
	c := fixture(t)
	before, after := 1.381, 1.384
	for _, p := range c.Prompts {
		if p.Name == "support/triage" {
			p.Costs = []comparison.Cost{{Model: "m", Before: 100, After: 101, Exact: true, USDBefore: &before, USDAfter: &after}}
		}
	}
	require.Contains(t, text(t, c, diffview.Options{Width: 80}), "100 → 101 tokens (+1, +1.0 %) with m: $1.38 for 1000 calls\n")
	var b strings.Builder
	require.NoError(t, diffview.Markdown(&b, c, options))
	require.Contains(t, b.String(), "| 101 (+1) | 1.38 |")
}
