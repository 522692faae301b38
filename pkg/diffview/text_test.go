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

func TestStatOfErrors(t *testing.T) {
	const good, bad = "messages: [{role: user, content: One two three four five six seven.}]\n", "modle: x\n"
	c := compared(t, map[string]string{"prompts/a.prompt.yaml": good, "prompts/b.prompt.yaml": bad + good, "prompts/old.prompt.yaml": good},
		map[string]string{"prompts/a.prompt.yaml": bad + good, "prompts/b.prompt.yaml": good, "prompts/renamed.prompt.yaml": bad + good})
	var b strings.Builder
	require.NoError(t, diffview.Stat(&term.Terminal{Out: &b, Width: 80}, c))
	require.Equal(t, "!\ta\tbreaking\t+0 −0\t\thas errors, metadata\n~\tb\tbehaviour\t+0 −0\t\tedited, metadata\n!\told → renamed\tbreaking\t+0 −0\t\trenamed, has errors, metadata\n", b.String())
}

// White space alone is told once.
func TestTextOfWhiteSpace(t *testing.T) {
	require.Contains(t, text(t, edited(t, "One two.", "One  two."), diffview.Options{Width: 80}), "\n  ~ user message has other white space alone\n")
	require.Contains(t, text(t, edited(t, "One two three.", "One  two 3."), diffview.Options{Width: 80}), "\n  ~ user message has other words (+1 −1 words; reflowed)\n")
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
	for _, p := range c.Prompts {
		for i := range p.Costs {
			p.Costs[i].USDAfter = nil
		}
	}
	require.Contains(t, text(t, c, diffview.Options{Width: 80}), "100 → 101 tokens (+1, +1.0 %) with m\n")
}

func edited(t testing.TB, before, after string) *comparison.Comparison {
	of := func(text string) map[string]string {
		return map[string]string{fixturePrompt: "messages: [{role: user, content: " + quoted(text) + "}]\n"}
	}
	return compared(t, of(before), of(after))
}

// Where there is no room for two columns, there is one.
func TestTextWithoutRoomForColumns(t *testing.T) {
	c := edited(t, "One two three.", "One 2 three.")
	show := func(width int, columns bool) string {
		return text(t, c, diffview.Options{Width: width, SideBySide: columns})
	}
	require.Equal(t, show(59, false), show(59, true))
	require.Contains(t, show(60, true), " ┃ ")
}

// Of a long line what is near to its changes is shown, in whole words.
func TestTextOfLongLines(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("five6 ", 60))
	shown := text(t, edited(t, long+" old "+long, long+" new "+long), diffview.Options{Width: 1000})
	near := strings.TrimSpace(strings.Repeat("five6 ", 10))
	require.Contains(t, shown, "\n    … "+near+" [-old-]{+new+} "+near+" …\n")
	shown = text(t, edited(t, strings.Repeat("x", 300)+" old", strings.Repeat("x", 300)+" new"), diffview.Options{Width: 1000})
	require.Contains(t, shown, "\n    …"+strings.Repeat("x", 60)+" [-old-]{+new+}\n")
}

// In colours, what changed is red and green, what moved is blue, and the rest is
// as it is.
func TestTextInColours(t *testing.T) {
	const first, second = "One two three four five six.", "Seven eight nine ten eleven twelve thirteen."
	c := edited(t, first+"\n\n"+second, second+"\n\n"+strings.Replace(first, "two", "2", 1))
	shown := text(t, c, diffview.Options{Width: 80, Style: true})
	style := term.Style(true)
	require.Contains(t, shown, "\n    "+second+"\n")
	require.Contains(t, shown, "\n    "+style.Blue("<1: One ")+style.Red("[-two-]")+style.Green("{+2+}"))
	require.Contains(t, text(t, edited(t, "One two three.", "One 2 three."), diffview.Options{Width: 80, Style: true}), "\n    One "+style.Red("[-two-]")+style.Green("{+2+}")+" three.\n")
	require.Contains(t, shown, style.Blue("[moved to 1: "+first+"]"))
}
