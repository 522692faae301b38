package resultview_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/markup/markuptest"
	"github.com/promptctl-io/promptctl/pkg/results"
	"github.com/promptctl-io/promptctl/pkg/resultview"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var (
	preBlock     = regexp.MustCompile(`(?s)\n<pre>\n(.*?)</pre>\n`)
	summaryLine  = regexp.MustCompile(`(?m)^<details><summary>(?:❌|⚠️) <code>[^<>@]*</code> [^<>@\n]*</summary>\n$`)
	tableLine    = regexp.MustCompile(`(?m)^\|[-:|]+\|$`)
	harmless     = regexp.MustCompile(`^[\p{L}\p{M}\p{N}\n ,;:.()'’+−≈→%…|¦·=✅❌⚠️➖#&*-]*$`)
	issue, emoji = regexp.MustCompile(`#\d`), regexp.MustCompile(`:[a-z]+:`)
)

// requireInert fails where a summary is too long, where a tag is not closed, or where
// anything but what this package writes may be markup: all that comes from outside is
// escaped between <pre> tags, in a span of code, or of letters and digits.
func requireInert(t require.TestingT, text string, limit int) {
	require.LessOrEqual(t, len(text), limit)
	require.NotContains(t, text, "\x1b")
	require.NotContains(t, text, "\u202e")
	for _, block := range preBlock.FindAllStringSubmatch(text, -1) {
		for line := range strings.Lines(block[1]) {
			require.True(t, strings.HasPrefix(line, "&#32;"), line)
			require.NotRegexp(t, "[<>@]", line)
		}
	}
	text = preBlock.ReplaceAllString(text, "\n")
	require.Equal(t, len(summaryLine.FindAllString(text, -1)), strings.Count(text, "\n</details>\n"), text)
	text = summaryLine.ReplaceAllString(text, "")
	text = strings.ReplaceAll(text, "\n</details>\n", "\n")
	text = tableLine.ReplaceAllString(text, "")
	text = markuptest.WithoutCode(t, text)
	text = strings.ReplaceAll(strings.ReplaceAll(text, "US$ ", ""), "&lt;", "")
	require.Regexp(t, harmless, text)
	require.NotRegexp(t, issue, text)
	require.NotRegexp(t, emoji, text)
	require.NotContains(t, text, "://")
}

func TestMarkdown(t *testing.T) {
	text := written(t, resultview.Markdown, fixture(), resultview.Options{})
	requireInert(t, text, resultview.MarkdownLimit)
	require.True(t, strings.HasPrefix(text, "### ❌ `support/triage`: 5 of 10 cases passed\n\n"), text)
	require.Contains(t, text, "| ❌ `support/triage@v1 · openai/gpt-4o-mini` | 2 | 2 | 1 | 0.69 | US$ 0.0008 | 496 | 812 ms | 812 ms | 3.4 s |\n")
	require.Contains(t, text, "#### Cases of `support/triage@v1 · openai/gpt-4o-mini` that did not pass\n")
	require.Contains(t, text, "<details><summary>❌ <code>a</code> contains: does not contain \"orders\"</summary>\n\n`prompts/support/triage.tests.yaml:4:3`\n\n- ❌ `contains` does not contain `orders`\n")
	require.Contains(t, text, "<pre>\n&#32;The queue is billing.\n</pre>")
	require.Contains(t, text, "- hint: try again later\n")
	require.NotContains(t, text, "Left out")
}

// Ways to fail can be told apart, and an empty answer is said to be one.
func TestMarkdownOfFailureModes(t *testing.T) {
	at := func(id, place string) *results.Case {
		c := failed(id, "", 0)
		c.Assertions[0].Place = place
		return c
	}
	text := written(t, resultview.Markdown, []resultview.Of{run(head("x"), at("a", "d:1:1"), at("b", "d:1:1"), at("c", "t:1:1"), at("d", "t:2:1"))}, resultview.Options{})
	requireInert(t, text, resultview.MarkdownLimit)
	require.Contains(t, text, "| 2 | `contains` at `d:1:1` | (an empty answer) | `a, b` |\n| 2 | `contains` at 2 places | (an empty answer) | `c, d` |\n")
}

func TestMarkdownOfNothing(t *testing.T) {
	text := written(t, resultview.Markdown, []resultview.Of{run(head("x"))}, resultview.Options{})
	requireInert(t, text, resultview.MarkdownLimit)
	require.Contains(t, text, "### ⚠️ `support/triage`: no cases were run")
}

func TestMarkdownSaysTheVerdictFirst(t *testing.T) {
	v := &resultview.Verdict{
		Class: resultview.Worse, Title: "support/triage is worse: its pass rate fell", Notes: []string{"2 cases of 5 flipped."}, Head: []string{"", "before", "after"}, Rows: [][]string{{"pass rate", "80 %", "60 %"}},
		Lists: []resultview.CaseList{{Title: "broken", IDs: strings.Split(strings.Repeat("b` c,", 30), ","), Count: 40}},
	}
	text := written(t, resultview.Markdown, fixture(), resultview.Options{Verdict: v})
	requireInert(t, text, resultview.MarkdownLimit)
	require.True(t, strings.HasPrefix(text, "### ❌ `support/triage` is worse\n\nIts pass rate fell\n\n2 cases of 5 flipped.\n\n- broken (40): ``b` c``, "), text)
	require.Contains(t, text, " and 20 more\n")
	require.Contains(t, text, "| pass rate | 80 % | 60 % |\n")
}

func TestMarkdownIsInertWhateverIsAnswered(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		limit := rapid.SampledFrom([]int{3000, 20_000, resultview.MarkdownLimit}).Draw(rt, "limit")
		requireInert(rt, written(rt, resultview.Markdown, anyRuns().Draw(rt, "runs"), resultview.Options{Limit: limit, Command: "promptctl test"}), limit)
	})
}

// However many cases fail, the summary fits, and has the worst.
func TestMarkdownHasTheWorst(t *testing.T) {
	const n = 20_000
	r := runOf(head("x"), many(n, func(i int) *results.Case {
		switch {
		case i == n-1:
			return failed("worst", strings.Repeat("😀 <&> ", 1000), 0)
		case i%2 == 0:
			return errored(fmt.Sprint("e", i), "gone")
		}
		return failed(fmt.Sprint("f", i), strings.Repeat("<x>\n", 200), 1-float64(i)/n)
	}))
	for _, limit := range []int{0, resultview.StepSummaryLimit} {
		text := written(t, resultview.Markdown, []resultview.Of{r, r}, resultview.Options{Limit: limit, Command: "promptctl test -v"})
		most := max(limit, resultview.MarkdownLimit)
		requireInert(t, text, most)
		require.Greater(t, len(text), most*9/10)
		require.Regexp(t, "\nLeft out for length: \\d\\d,\\d{3} cases that did not pass\\. All of it: `promptctl test -v`\n$", text)
		first := regexp.MustCompile(`<summary>❌ <code>(\w+)</code>`).FindAllStringSubmatch(text, 2)
		require.Equal(t, "worst", first[0][1])
		require.Equal(t, fmt.Sprint("f", n-3), first[1][1], "after it what has the lowest score")
		require.Equal(t, 2, strings.Count(text, "<code>worst</code>"), "each run has its share")
		require.NotContains(t, text, "<code>e", "what failed comes before what nobody could judge")
	}
	require.LessOrEqual(t, resultview.StepSummaryLimit, 1<<20)
}

func TestMarkdownOfManyAssertions(t *testing.T) {
	c := failed("a", "x", 0)
	for range 99 {
		c.Assertions = append(c.Assertions, c.Assertions[0])
	}
	require.Contains(t, written(t, resultview.Markdown, []resultview.Of{run(head("x"), c)}, resultview.Options{}), "- and 80 assertions more\n")
}
