package term

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestExcerpt(t *testing.T) {
	long := "description: " + strings.Repeat("word ", 30) + "{{name}} and on, " + strings.Repeat("word ", 30)
	tests := []struct {
		name  string
		e     Excerpt
		width int
		want  string
	}{
		{"a word", Excerpt{Line: 7, Text: "  modle: gpt-4o", Col: 3, Len: 5}, 80, `
   7 |   modle: gpt-4o
     |   ^^^^^
`},
		{"a large number", Excerpt{Line: 12345, Text: "ab", Col: 2, Len: 1}, 80, `
12345 | ab
      |  ^
`},
		{"nothing marked", Excerpt{Line: 1, Text: "abc", Col: 2}, 80, `
   1 | abc
     |  ^
`},
		{"the end of the line", Excerpt{Line: 1, Text: "abc\r\nnext", Col: 4, Len: 3}, 80, `
   1 | abc
     |    ^
`},
		{"an empty line", Excerpt{Line: 1, Col: 1, Len: 1}, 80, `
   1 |
     | ^
`},
		{"behind the line", Excerpt{Line: 1, Text: "abc", Col: 9, Len: 2}, 80, `
   1 | abc
     |    ^
`},
		{"no column", Excerpt{Line: 1, Text: "abc"}, 80, `
   1 | abc
     | ^
`},
		{"beyond the line", Excerpt{Line: 1, Text: "abc", Col: 2, Len: 99}, 80, `
   1 | abc
     |  ^^
`},
		{"tabs", Excerpt{Line: 1, Text: "\tab\tcd", Col: 5, Len: 2}, 80, `
   1 |     ab  cd
     |         ^^
`},
		{"a tab marked", Excerpt{Line: 1, Text: "a\tb", Col: 2, Len: 1}, 80, `
   1 | a   b
     |  ^^^
`},
		{"wide characters", Excerpt{Line: 1, Text: "角色: 系统", Col: 5, Len: 2}, 80, `
   1 | 角色: 系统
     |       ^^^^
`},
		{"combining characters", Excerpt{Line: 1, Text: "e\u0301e\u0301 x", Col: 6, Len: 1}, 80, "\n" +
			"   1 | e\u0301e\u0301 x\n" +
			"     |    ^\n"},
		{"controls", Excerpt{Line: 1, Text: "a\x1b[2J\u202eb", Col: 2, Len: 1}, 80, `
   1 | a<U+001B>[2J<U+202E>b
     |  ^^^^^^^^
`},
		{"broken bytes", Excerpt{Line: 1, Text: "a\xff\xfeb", Col: 4, Len: 1}, 80, `
   1 | a<0xFF><0xFE>b
     |              ^
`},
		{"the middle of a long line", Excerpt{Line: 1, Text: long, Col: 164, Len: 8}, 47, `
   1 | …d word word {{name}} and on, word word…
     |              ^^^^^^^^
`},
		{"the start of a long line", Excerpt{Line: 1, Text: long, Col: 1, Len: 11}, 47, `
   1 | description: word word word word word w…
     | ^^^^^^^^^^^
`},
		{"the end of a long line", Excerpt{Line: 1, Text: strings.Repeat("x", 100), Col: 101}, 47, `
   1 | …xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
     |                                        ^
`},
		{"a mark that is too long", Excerpt{Line: 1, Text: strings.Repeat("x", 100), Col: 50, Len: 50}, 27, `
   1 | …xxxxxxxxxxxxxxxxxx…
     |       ^^^^^^^^^^^^^^
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want[1:], tt.e.Render(tt.width, false))
		})
	}
}

func TestExcerptWithColor(t *testing.T) {
	s := Style(true)
	require.Equal(t, "\x1b[2m   7 |\x1b[22m abc\n\x1b[2m     |\x1b[22m  \x1b[31m^^\x1b[39m\n",
		Excerpt{Line: 7, Text: "abc", Col: 2, Len: 2, Paint: s.Red}.Render(80, s))
}

func TestExcerptFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(27, 60).Draw(t, "width")
		e := Excerpt{
			Line: rapid.IntRange(1, 9999).Draw(t, "line"),
			Text: awkward().Draw(t, "text"),
			Col:  rapid.IntRange(0, 100).Draw(t, "col"),
			Len:  rapid.IntRange(0, 100).Draw(t, "len"),
		}
		out := e.Render(width, false)
		lines := strings.Split(out, "\n")
		require.Len(t, lines, 3, "%q", out)
		for _, line := range lines {
			require.LessOrEqual(t, Width(line), width, "%q", line)
		}
		require.Regexp(t, `^     \| *\^+$`, lines[1])
	})
}
