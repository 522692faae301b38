package diag_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestPosCountsLinesAndCharacters(t *testing.T) {
	for _, c := range []struct {
		name, text string
		offset     int
		line, col  int
	}{
		{"the beginning", "ab\ncd", 0, 1, 1},
		{"an empty text", "", 0, 1, 1},
		{"the line feed", "ab\ncd", 2, 1, 3},
		{"after a line feed", "ab\ncd", 3, 2, 1},
		{"the end without a line feed", "ab\ncd", 5, 2, 3},
		{"the end after a line feed", "ab\n", 3, 2, 1},
		{"CR LF ends one line", "ab\r\ncd\r\ne", 4, 2, 1},
		{"the CR of a CR LF", "ab\r\ncd", 2, 1, 3},
		{"the LF of a CR LF", "ab\r\ncd", 3, 1, 4},
		{"a CR alone ends a line", "ab\rcd", 3, 2, 1},
		{"two CR are two ends", "ab\r\rcd", 4, 3, 1},
		{"a CR at the end", "ab\r", 3, 2, 1},
		{"Latin letters of two bytes", "éà\nü", 4, 1, 3},
		{"CJK of three bytes", "漢字x", 6, 1, 3},
		{"CJK on the second line", "漢\n漢字x", 10, 2, 3},
		{"emoji of four bytes", "😀😀", 4, 1, 2},
		{"inside a character", "漢字", 4, 1, 2},
		{"inside an emoji", "a😀b", 3, 1, 2},
		{"a byte that is not UTF-8", "\xffab", 2, 1, 3},
		{"below the text", "ab", -3, 1, 1},
	} {
		got := diag.NewSource("f", []byte(c.text)).Pos(c.offset)
		require.Equal(t, diag.Pos{Line: c.line, Col: c.col, Offset: max(0, c.offset)}, got, c.name)
	}
	require.Equal(t, diag.Pos{Line: 1, Col: 3, Offset: 2}, diag.NewSource("f", []byte("ab")).Pos(99), "beyond the text")
}

func TestRangeOfASource(t *testing.T) {
	s := diag.NewSource("p.md", []byte("ab\n漢字"))
	require.Equal(t, diag.Range{File: "p.md", Start: diag.Pos{Line: 1, Col: 2, Offset: 1}, End: diag.Pos{Line: 2, Col: 2, Offset: 6}}, s.Range(1, 6))
}

func TestLineIsTheTextWithoutItsEnd(t *testing.T) {
	for text, want := range map[string][]string{
		"":               {""},
		"ab":             {"ab"},
		"ab\n":           {"ab", ""},
		"ab\ncd":         {"ab", "cd"},
		"ab\r\ncd\r\n":   {"ab", "cd", ""},
		"ab\rcd\r\n\nef": {"ab", "cd", "", "ef"},
		"漢\n\n字":         {"漢", "", "字"},
	} {
		s := diag.NewSource("f", []byte(text))
		for i, line := range want {
			require.Equal(t, line, s.Line(i+1), "%q line %d", text, i+1)
			require.Equal(t, diag.Pos{Line: i + 1, Col: 1, Offset: s.LineStart(i + 1)}, s.Pos(s.LineStart(i+1)), "%q line %d", text, i+1)
		}
		require.Zero(t, s.LineStart(-1))
		require.Equal(t, s.LineStart(len(want)), s.LineStart(len(want)+1))
		for _, n := range []int{-1, 0, len(want) + 1} {
			require.Empty(t, s.Line(n), "%q line %d", text, n)
		}
	}
}

// Places in long lines are found from marks; they are those that counting
// from the start of the line gives.
func TestPosIsWhatCountingGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{"a", "é", "漢", "😀", "\xff", "\n", "\r", "\r\n", strings.Repeat("x", 700), strings.Repeat("字", 400)})
		text := strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(t, "pieces"), "")
		s := diag.NewSource("f", []byte(text))
		offset := rapid.IntRange(0, len(text)).Draw(t, "offset")
		for offset > 0 && offset < len(text) && !utf8.RuneStart(text[offset]) {
			offset--
		}
		before := text[:offset]
		if offset < len(text) && text[offset] == '\n' {
			before = strings.TrimSuffix(before, "\r") // of one line end
		}
		line := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(before)
		start := strings.LastIndexByte(line, '\n') + 1
		want := diag.Pos{Line: strings.Count(line, "\n") + 1, Col: utf8.RuneCountInString(line[start:]) + 1 + offset - min(offset, len(before)), Offset: offset}
		require.Equal(t, want, s.Pos(offset))
	})
}
