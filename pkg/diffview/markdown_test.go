package diffview_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/diffview"
	"github.com/promptctl-io/promptctl/pkg/markup/markuptest"
	"github.com/promptctl-io/promptctl/pkg/prose"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func markdown(t require.TestingT, c *comparison.Comparison) string {
	var out bytes.Buffer
	require.NoError(t, diffview.Markdown(&out, c, options))
	return out.String()
}

func TestMarkdown(t *testing.T) {
	text := markdown(t, fixture(t))
	requireInert(t, text)
	requireGolden(t, "diff.md", text)
}

func TestMarkdownOfNothing(t *testing.T) {
	require.Equal(t, "### ✓ No prompt differs\n\nFrom `v1` to `v2`.\n", markdown(t, &comparison.Comparison{Before: "v1", After: "v2"}))
}

// A partial that many prompts include is shown once.
func TestMarkdownShowsATextOnce(t *testing.T) {
	before, after := map[string]string{}, map[string]string{}
	for _, name := range []string{"a", "b", "c"} {
		before["prompts/"+name+".prompt.yaml"] = "sections: {voice: One sentence.}\n"
		after["prompts/"+name+".prompt.yaml"] = "sections: {voice: Two sentences.}\n"
	}
	text := markdown(t, compared(t, before, after))
	require.Equal(t, 1, strings.Count(text, "<del>"), text)
	require.Equal(t, 2, strings.Count(text, "**section voice** as in `a`\n"), text)
}

// What does not fit is counted, the prose of the last prompts first.
func TestMarkdownFits(t *testing.T) {
	many := func(prompts, changes, words int) *comparison.Comparison {
		c := &comparison.Comparison{Before: "a", After: "b"}
		for i := range prompts {
			p := &comparison.Prompt{Name: fmt.Sprintf("p%05d", i), Was: fmt.Sprintf("p%05d", i), Status: change.Edited}
			for k := range changes {
				text := prose.Compare("A few words.", strings.Repeat(fmt.Sprintf("😀 %d <&> ", i*changes+k), words))
				p.Changes = append(p.Changes, change.Change{Subject: change.Section, Name: "s", Class: change.Behaviour, Message: "section has other words", Text: text})
			}
			c.Prompts = append(c.Prompts, p)
		}
		return c
	}
	for want, c := range map[string]*comparison.Comparison{
		"text of 1 prompt":    many(1, 1, 100_000),
		`text of \d+ prompts`: many(40, 3, 300),
		`the changes of 1 prompt, \d+ changes, text of 2 prompts`: many(3, 1_000, 1),
		`\d+ rows, the changes of 3000 prompts`:                   many(3_000, 1, 1),
	} {
		text := markdown(t, c)
		requireInert(t, text)
		require.Greater(t, units(text), diffview.MarkdownLimit*9/10, want)
		require.Regexp(t, "\nLeft out for length: "+want+"\\. All of it: `promptctl diff v1.0.0..`\n$", text[len(text)-200:])
		require.True(t, strings.HasPrefix(text, "### ~ "))
	}
}

func units(text string) int { return len(utf16.Encode([]rune(text))) }

var (
	preBlock     = regexp.MustCompile(`(?s)\n<pre>\n(.*?)</pre>\n`)
	preTag       = regexp.MustCompile(`</?(?:b|del|ins)>`)
	preStart     = regexp.MustCompile(`^(?:&|[-+~⋮@]|\S)`)
	summaryLine  = regexp.MustCompile(`(?m)^<details( open)?><summary>(❗|~|·) <code>[^<>@]*</code> [^<>@` + "`" + `]*</summary>\n$`)
	tableLine    = regexp.MustCompile(`(?m)^\|[-:|]+\|$`)
	harmless     = regexp.MustCompile(`^[\p{L}\p{M}\p{N}\n ,;:.()'’+−≈→%…|❗~·✓*-]*$`)
	issue, emoji = regexp.MustCompile(`#\d`), regexp.MustCompile(`:[a-z]+:`)
)

// requireInert fails where a comment is too long, where a tag is not closed, or
// where anything but what this package writes may be markup: all of a prompt is
// escaped between <pre> tags, in a span of code, or of letters and digits.
func requireInert(t require.TestingT, text string) {
	require.LessOrEqual(t, units(text), diffview.MarkdownLimit)
	require.NotContains(t, text, "\x1b")
	require.NotContains(t, text, "\u202e")
	for _, block := range preBlock.FindAllStringSubmatch(text, -1) {
		for line := range strings.Lines(block[1]) {
			require.Regexp(t, preStart, line)
			for _, tag := range []string{"b", "del", "ins"} {
				require.Equal(t, strings.Count(line, "<"+tag+">"), strings.Count(line, "</"+tag+">"), line)
			}
			require.NotRegexp(t, "[<>@]", preTag.ReplaceAllString(line, ""))
		}
	}
	text = preBlock.ReplaceAllString(text, "\n")
	require.Equal(t, len(summaryLine.FindAllString(text, -1)), strings.Count(text, "\n</details>\n"))
	text = summaryLine.ReplaceAllString(text, "")
	text = strings.ReplaceAll(text, "\n</details>\n", "\n")
	text = strings.Replace(text, "US&#36;", "US", 1)
	text = tableLine.ReplaceAllString(strings.TrimPrefix(text, "### "), "")
	text = markuptest.WithoutCode(t, text)
	require.Regexp(t, harmless, text)
	require.NotRegexp(t, issue, text)
	require.NotRegexp(t, emoji, text)
	require.NotContains(t, text, "://")
}

// anyText is text of which much means something to some format.
func anyText() *rapid.Generator[string] {
	pieces := []string{"a", "word", " ", " ", "\n", "\n\n", "`", "``", "```\n", "|", "\\", "@ana", "#12", "</pre>", "<b>", "&lt;", "*", "_", "[x](y)", "https://x.y", "www.x.y", "a@b.c",
		":smile:", "-", "1.", "\"", "(", ")", "\x1b[31m", "\u202e", "\u0338", "\U0001F600", "漢", "deadbee", "1234567", "/close", "\xff", "<!--", "$x$", "~~", "\t", "!", "—", "é", "e\u0301"}
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 40).Draw(t, "pieces"), "")
	})
}

func anyComparison() *rapid.Generator[*comparison.Comparison] {
	return rapid.Custom(func(t *rapid.T) *comparison.Comparison {
		text := anyText()
		c := &comparison.Comparison{Before: text.Draw(t, "before"), After: text.Draw(t, "after")}
		repeat := rapid.SampledFrom([]int{1, 1, 50, 500}).Draw(t, "repeat")
		for range rapid.IntRange(0, 6).Draw(t, "prompts") {
			p := &comparison.Prompt{Name: text.Draw(t, "name"), Was: text.Draw(t, "was"), Status: rapid.SampledFrom([]change.Kind{change.Edited, change.Renamed}).Draw(t, "status")}
			for range rapid.IntRange(0, 4).Draw(t, "changes") {
				p.Changes = append(p.Changes, change.Change{
					Subject: change.Section, Name: text.Draw(t, "section"), Class: change.Class(rapid.IntRange(0, 2).Draw(t, "class")),
					Message: text.Draw(t, "message"), Why: "it is so", Partials: []string{text.Draw(t, "partial")},
					Text: prose.Compare(strings.Repeat(text.Draw(t, "old"), repeat), text.Draw(t, "new")),
				})
			}
			if rapid.IntRange(0, 5).Draw(t, "broken") == 0 {
				p.Broken = diag.List{{Message: text.Draw(t, "broken")}}
			}
			c.Prompts = append(c.Prompts, p)
		}
		return c
	})
}

func TestMarkdownIsInertWhateverIsCompared(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) { requireInert(rt, markdown(rt, anyComparison().Draw(rt, "comparison"))) })
}

func TestMarkdownOfOne(t *testing.T) {
	var b strings.Builder
	require.NoError(t, diffview.Markdown(&b, edited(t, "One two.", "One 2."), options))
	require.True(t, strings.HasPrefix(b.String(), "### ~ 1 prompt changes behaviour, and asks for a minor version\n"), b.String())
}
