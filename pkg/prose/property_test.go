package prose_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/editscript"
	"github.com/promptctl-io/promptctl/pkg/prose"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// proves fails where a diff is none of its two texts: its runs must cover both,
// and those that are equal must differ in nothing but white space.
func proves(t require.TestingT, d *prose.Diff) {
	covers(t, d, d.Runs, prose.Span{End: len(d.Old)}, prose.Span{End: len(d.New)})
	for _, m := range d.Moves {
		covers(t, d, m.Runs, m.Old, m.New)
	}
	if d.Same() && d.Reflowed == 0 {
		require.Equal(t, d.Old, d.New)
	}
}

func covers(t require.TestingT, d *prose.Diff, runs []prose.Run, old, now prose.Span) {
	for _, r := range runs {
		require.Equal(t, old.Start, r.Old.Start)
		require.Equal(t, now.Start, r.New.Start)
		old.Start, now.Start = r.Old.End, r.New.End
		switch r.Op {
		case prose.Equal:
			require.Equal(t, strings.Join(strings.Fields(r.Old.Of(d.Old)), ""), strings.Join(strings.Fields(r.New.Of(d.New)), ""))
		case prose.Delete:
			require.Empty(t, r.New.Of(d.New))
		case prose.Insert:
			require.Empty(t, r.Old.Of(d.Old))
		}
	}
	require.Equal(t, old.End, old.Start)
	require.Equal(t, now.End, now.Start)
}

// someText is text of few different words, so that much of it is alike.
func someText(most int) *rapid.Generator[string] {
	pieces := []string{"a", "be", "the", "Go", ".", ",", " ", " ", " ", "\n", "\n\n", "- ", "```\n", "{{x}}", "請", "ก", "e\u0301", "\u0301", "👩\u200d👧", "# ", "<t>\n", "\r\n", "\u00a0", "\xff", "1."}
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, most).Draw(t, "pieces"), "")
	})
}

func TestRunsMakeTheNewTextOfTheOld(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := prose.Compare(someText(60).Draw(rt, "old"), someText(60).Draw(rt, "new"))
		proves(rt, d)
		spaced := d.Spaced()
		covers(rt, d, spaced, prose.Span{End: len(d.Old)}, prose.Span{End: len(d.New)})
		for _, r := range spaced {
			if r.Op == prose.Equal {
				require.Equal(rt, r.Old.Of(d.Old), r.New.Of(d.New))
			}
		}
	})
}

// A text that is wrapped anew has not changed.
func TestWhiteSpaceIsNoChange(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "be.", "{{x}}", "-", "1.", "請求"}), 1, 40).Draw(rt, "words")
		wrapped := func(name string) string {
			var b strings.Builder
			for _, w := range words {
				b.WriteString(w + rapid.SampledFrom([]string{" ", "\n", "\n\n", "  "}).Draw(rt, name))
			}
			return b.String()
		}
		d := prose.Compare(wrapped("old"), wrapped("new"))
		require.True(rt, d.Same(), "%q %q", d.Old, d.New)
		require.Equal(rt, d.Old != d.New, d.Reflowed > 0)
		proves(rt, d)
	})
}

// edited is a text of paragraphs and sentences, and what an author made of it
// with less than a fifth of its words changed.
func edited(t *rapid.T) (old, now string) {
	vocabulary := rapid.SampledFrom([]int{10, 200, 3000}).Draw(t, "vocabulary")
	word := rapid.Custom(func(t *rapid.T) string {
		n := rapid.IntRange(1, vocabulary).Draw(t, "word")
		return strings.Repeat(string(rune('a'+n%26)), 1+n%5) + string(rune('a'+n/26%26)) + string(rune('a'+n/676))
	})
	words := rapid.SliceOfN(word, 20, 200).Draw(t, "words")
	for i := range words {
		switch rapid.IntRange(0, 24).Draw(t, "end") {
		case 0:
			words[i] += ".\n\n"
		case 1, 2:
			words[i] += ". And"
		}
	}
	after := slices.Clone(words)
	for range rapid.IntRange(0, len(words)/12).Draw(t, "changes") {
		i := rapid.IntRange(0, len(after)-1).Draw(t, "at")
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			after[i] = word.Draw(t, "other")
		case 1:
			after = slices.Insert(after, i, word.Draw(t, "more"))
		case 2:
			after = slices.Delete(after, i, i+1)
		}
	}
	return strings.Join(words, " "), strings.Join(after, " ")
}

func TestScriptsAreNearlyTheShortest(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		old, now := edited(rt)
		d := prose.Compare(old, now)
		proves(rt, d)
		best := shortest(prose.WordsOf(old), prose.WordsOf(now))
		if 5*best < d.Words.Old+d.Words.New {
			require.LessOrEqual(rt, 10*(d.Words.Deleted+d.Words.Inserted), 12*best, marked(d))
		}
	})
}

// shortest is how many words the shortest script deletes and inserts.
func shortest(a, b []string) int {
	n := 0
	for _, r := range editscript.Shortest(a, b, 1<<60) {
		if r.Op != editscript.Equal {
			n += r.Len
		}
	}
	return n
}

func FuzzCompare(f *testing.F) {
	f.Add("a b\n\nc", "c\n\na b")
	f.Add("\xe0", "")
	f.Add("请选择", "请 选择")
	f.Fuzz(func(t *testing.T, old, now string) {
		d := prose.Compare(old, now)
		proves(t, d)
		require.Equal(t, d, prose.Compare(old, now))
	})
}
