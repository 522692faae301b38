package diffview_test

import (
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/change"
	"github.com/promptctl-io/promptctl/pkg/comparison"
	"github.com/promptctl-io/promptctl/pkg/diffview"
	"github.com/promptctl-io/promptctl/pkg/prose"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// oddWords have characters that take two columns, or none, or that join the one
// before them.
var oddWords = []string{
	"word", "a", "of", "paragraph,", "supercalifragilisticexpialidocious-and-then-some-more-of-it-without-any-space", "漢字", "これは長い文章です。とても長いので折り返されます。",
	"한국어", "ｆｕｌｌ", "e\u0301te\u0301", "a\u0308\u0323\u0301\u0301", "\u0301", "नमस्ते", "ไทย", "👩‍👩‍👧‍👦", "🇩🇪", "🇩", "☁️", "❤", "\ufe0f", "\u200d", "\u3000", "…", "\x1b[31m", "\u202e", "\t", "עברית",
}

// oddText is lines of odd words.
func oddText(t *rapid.T, name string) string {
	word := rapid.Custom(func(t *rapid.T) string {
		return rapid.SampledFrom(oddWords).Draw(t, "word") + rapid.SampledFrom([]string{" ", " ", " ", "", ".", "\n", "\n\n"}).Draw(t, "end")
	})
	return strings.Join(rapid.SliceOfN(word, 0, 40).Draw(t, name), "")
}

// rowsOf are the rows in which a text is shown, without the heads.
func rowsOf(t require.TestingT, before, after string, o diffview.Options) []string {
	c := &comparison.Comparison{Before: "a", After: "b", Prompts: []*comparison.Prompt{{Name: "p", Was: "p", Status: change.Edited, Changes: []change.Change{{
		Subject: change.Section, Name: "x", Kind: change.Edited, Class: change.Behaviour, Message: "m", Text: prose.Compare(before, after),
	}}}}}
	var b strings.Builder
	require.NoError(t, diffview.Text(&b, c, o))
	_, text, _ := strings.Cut(b.String(), "\nsection x\n")
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// No row is wider than asked, and both columns begin where they should, whatever
// stands in them.
func TestRowsAreAsWideAsAsked(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		before, after := oddText(rt, "before"), oddText(rt, "after")
		if rapid.Bool().Draw(rt, "alike") {
			after = before + after
		}
		o := diffview.Options{Width: rapid.IntRange(40, 140).Draw(rt, "width"), SideBySide: rapid.Bool().Draw(rt, "side by side"), Strict: rapid.Bool().Draw(rt, "strict")}
		for _, row := range rowsOf(rt, before, after, o) {
			require.LessOrEqual(rt, term.Width(row), o.Width, "%q", row)
			left, right, _ := strings.Cut(strings.ReplaceAll(row, "┃", "│"), "│")
			if o.SideBySide && o.Width >= 60 && left+right != "" && left+right != "    ⋮" && !strings.HasPrefix(row, "    rewritten: ") {
				require.Equal(rt, 3+(o.Width-5)/2, term.Width(left), "%q", row)
			}
		}
	})
}

func TestRowsInTwoColumns(t *testing.T) {
	rows := rowsOf(t, "漢字とかな e\u0301te\u0301 is what it was before the change. One two three.\n", "漢字とカナ e\u0301te\u0301 is what it is after the change. One two three.\n",
		diffview.Options{Width: 60, SideBySide: true})
	require.NotEmpty(t, rows)
	for _, row := range rows {
		left, _, both := strings.Cut(row, "┃")
		require.True(t, both, row)
		require.Equal(t, 30, term.Width(left), row)
	}
}
