package term

import (
	"strings"
	"testing"
	"unicode"

	"github.com/rivo/uniseg"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// awkward draws texts that are rich in what a terminal trips over.
func awkward() *rapid.Generator[string] {
	part := rapid.OneOf(
		rapid.SampledFrom([]string{" ", "  ", "\t", "\n", "\r\n", "\r", "\x1b[31m", "\x1b]0;x\a", "\u009b2J", "\x9b", "\xff",
			"\u202e", "\u2066", "\u200b", "\u200d", "\U000e0041", "\ufeff", "\u2028", "\u0600", "e\u0301", "\u0301",
			"中文", "ｆ", "👩‍👩‍👧", "🇩🇪", "🇩", "❤️", "ก็", "각", "word", "-"}),
		rapid.StringN(0, 6, -1),
		rapid.StringMatching(`[a-z ]{0,20}`),
	)
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(part, 0, 12).Draw(t, "parts"), "")
	})
}

func TestSanitize(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", ""},
		{"plain, with\ttab\nand line", "plain, with\ttab\nand line"},
		{"é 中文 👩‍👩‍👧 می\u200cخواهم", "é 中文 👩‍👩‍👧 می\u200cخواهم"},
		{"\x1b[31mred\x1b]0;title\a", "<U+001B>[31mred<U+001B>]0;title<U+0007>"},
		{"a\x00b\x7f", "a<U+0000>b<U+007F>"},
		{"c1 \u009b2J", "c1 <U+009B>2J"},
		{"raw \x9b2J \xff", "raw <0x9B>2J <0xFF>"},
		{"genuine \ufffd", "genuine \ufffd"},
		{"user\u202etxt.exe", "user<U+202E>txt.exe"},
		{"\u2066a\u2069", "<U+2066>a<U+2069>"},
		{"hid\u200bden\U000e0041", "hid<U+200B>den<U+E0041>"},
		{"one\r\ntwo\rthree", "one\ntwo<U+000D>three"},
		{"end\r", "end<U+000D>"},
		{"\ufeffbom\u2028\u2029\u0085", "<U+FEFF>bom<U+2028><U+2029><U+0085>"},
		{"\u0600\u0661", "\u0600\u0661"},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) { require.Equal(t, tt.want, Sanitize(tt.text)) })
	}
}

func TestSanitizedTextHasNoControls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := awkward().Draw(t, "text")
		clean := Sanitize(text)
		for _, r := range clean {
			require.False(t, unicode.IsControl(r) && r != '\n' && r != '\t', "%q", clean)
			require.False(t, unicode.Is(unicode.Bidi_Control, r), "%q", clean)
		}
		require.Equal(t, clean, Sanitize(clean))
		require.NotContains(t, OneLine(text), "\n")
		require.NotContains(t, OneLine(text), "\t")
	})
}

func TestWidth(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "abc": 3, "é": 1, "e\u0301": 1, "中文": 4, "👩‍👩‍👧": 2, "🇩🇪": 2, "ｆ": 2, "…": 1,
	} {
		require.Equal(t, want, Width(text), text)
	}
}

func TestWidthIsOfAllClusters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := OneLine(awkward().Draw(t, "text"))
		require.Equal(t, uniseg.StringWidth(text), Width(text), "%q", text)
	})
}

func TestTruncate(t *testing.T) {
	tests := []struct {
		text  string
		width int
		want  string
	}{
		{"hello", 5, "hello"},
		{"hello", 4, "hel…"},
		{"hello", 1, "…"},
		{"hello", 0, ""},
		{"hello", -1, ""},
		{"", 0, ""},
		{"中文字", 6, "中文字"},
		{"中文字", 5, "中文…"},
		{"中文字", 4, "中…"},
		{"👩‍👩‍👧👩‍👩‍👧", 3, "👩‍👩‍👧…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
	}
	for _, tt := range tests {
		require.Equal(t, tt.want, Truncate(tt.text, tt.width), "%q to %d", tt.text, tt.width)
	}
}

func TestTruncateCutsBetweenClusters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := OneLine(awkward().Draw(t, "text"))
		width := rapid.IntRange(0, 30).Draw(t, "width")
		got := Truncate(text, width)
		require.LessOrEqual(t, Width(got), width)
		if got == text {
			return
		}
		kept := strings.TrimSuffix(got, "…")
		boundaries := map[string]bool{"": true}
		g := uniseg.NewGraphemes(text)
		for g.Next() {
			_, end := g.Positions()
			boundaries[text[:end]] = true
		}
		require.True(t, boundaries[kept], "%q of %q", kept, text)
	})
}

func TestPad(t *testing.T) {
	require.Equal(t, "中  ", Pad("中", 4))
	require.Equal(t, "long", Pad("long", 2))
}

func TestWrap(t *testing.T) {
	tests := []struct {
		name, text string
		width      int
		want       []string
	}{
		{"nothing", "", 10, []string{""}},
		{"one line", "a b c", 10, []string{"a b c"}},
		{"several", "the quick brown fox", 10, []string{"the quick", "brown fox"}},
		{"line feeds", "a\n\nb", 10, []string{"a", "", "b"}},
		{"indentation", "  - first second", 10, []string{"  - first", "  second"}},
		{"too much indentation", "          a b", 3, []string{"a b"}},
		{"a tab", "\tone two", 8, []string{"    one", "    two"}},
		{"a long word", "abcdefghij k", 4, []string{"abcd", "efgh", "ij k"}},
		{"wide characters", "中文字文", 5, []string{"中文", "字文"}},
		{"wider than wide", "中a", 1, []string{"中", "a"}},
		{"no width at all", "ab", 0, []string{"a", "b"}},
		{"less than no width", "ab c", -1, []string{"a", "b", "c"}},
		{"spaces", "a   b ", 10, []string{"a b"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, Wrap(tt.text, tt.width)) })
	}
}

func TestWrapIsNoWiderThanAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := Sanitize(awkward().Draw(t, "text"))
		width := rapid.IntRange(2, 30).Draw(t, "width")
		lines := Wrap(text, width)
		for _, line := range lines {
			requireFits(t, line, width)
		}
		require.Equal(t, letters(text), letters(strings.Join(lines, "")))
	})
}

// requireFits demands that a line be no wider than width, unless it is a single
// character.
func requireFits(t require.TestingT, line string, width int) {
	if uniseg.GraphemeClusterCount(strings.TrimLeft(line, " ")) > 1 {
		require.LessOrEqual(t, Width(line), width, "%q", line)
	}
}

// letters returns a text without its white space.
func letters(text string) string {
	return strings.NewReplacer(" ", "", "\t", "", "\n", "").Replace(text)
}

// TestLongText would not end in a human's time if anything were quadratic.
func TestLongText(t *testing.T) {
	for _, s := range []string{"a", "中", "\u0301", "\x1b", "a "} {
		text := OneLine(strings.Repeat(s, 1<<18))
		require.Equal(t, letters(text), letters(strings.Join(Wrap(text, 40), "")))
		require.LessOrEqual(t, Width(Truncate(text, 40)), 40)
		require.Less(t, len(Excerpt{Line: 1, Text: "x" + text, Col: 1 << 17}.Render(40, false)), 1<<20)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "\x1b[31m", "a\r\n\tb", "中\u0301\u200d👩‍👩‍👧", "\xff\u202e", "🇩🇪🇩"} {
		f.Add(s, 7)
		f.Add(s, -7)
	}
	f.Fuzz(func(t *testing.T, s string, n int) {
		n %= 200
		clean := OneLine(s)
		require.LessOrEqual(t, Width(Truncate(clean, n)), max(n, 0))
		for _, line := range Wrap(clean, n) {
			requireFits(t, line, n)
		}
		out := Excerpt{Line: n, Text: s, Col: n / 2, Len: n}.Render(n, false)
		require.Equal(t, 2, strings.Count(out, "\n"))
		require.Contains(t, out, "^")
	})
}
