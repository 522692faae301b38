package yamldoc

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"
)

func TestQuote(t *testing.T) {
	for _, test := range []struct{ value, want string }{
		{"plain text", "plain text"}, {"it's 5 o'clock", "it's 5 o'clock"}, {"a:b", "a:b"}, {"é 😀", "é 😀"}, {"openai/gpt-4o-mini", "openai/gpt-4o-mini"}, {"v1.4.0", "v1.4.0"}, {"a#b", "a#b"}, {"2 apples", "2 apples"},
		{"", `""`}, {" a", `" a"`}, {"a ", `"a "`}, {"Answer: yes", `"Answer: yes"`}, {"a:", `"a:"`}, {"a #b", `"a #b"`}, {"- a", `"- a"`}, {"@a", `"@a"`}, {"{{x}}", `"{{x}}"`}, {"*a*", `"*a*"`},
		{"true", `"true"`}, {"yes", `"yes"`}, {"No", `"No"`}, {"null", `"null"`}, {"~", `"~"`}, {"1", `"1"`}, {"1.5e3", `"1.5e3"`}, {"0x1F", `"0x1F"`}, {"1_000", `"1_000"`}, {"12:30", `"12:30"`}, {"2026-11-22", `"2026-11-22"`}, {".inf", `".inf"`}, {"<<", `"<<"`}, {"=", `"="`}, {"...", `"..."`}, {"---", `"---"`},
		{`"a" \b`, `'"a" \b'`}, {`\d "it's"`, `\d "it's"`}, {`"it's"`, `"\"it's\""`}, {"a\tb", `"a\tb"`}, {"a\x1fb\u0085\u2028\ufeff", `"a\x1Fb\x85\u2028\uFEFF"`}, {"\n", `"\n"`}, {"a\r\nb", `"a\r\nb"`},
		{"a\nb", "|-\n    a\n    b"}, {"a\n\nb\n", "|\n    a\n\n    b"}, {"a\n\n\n", "|+\n    a\n\n"}, {"  a\nb", "|2-\n      a\n    b"}, {"\n\ta\n", "|2\n\n    \ta"}, {"a\n ", "|-\n    a\n     "},
	} {
		require.Equal(t, test.want, Quote(test.value, Place{Indent: 2}), "%q", test.value)
	}
	require.Equal(t, `"a, b"`, Quote("a, b", Place{Inline: true}))
	require.Equal(t, `"a\nb"`, Quote("a\nb", Place{Inline: true}))
	require.Equal(t, `"a?"`, Quote("a?", Place{Inline: true}))
	require.Equal(t, "\"a\uFFFD\"", Quote("a\xff", Place{}))
}

// anyText draws strings in which YAML's traps are frequent.
func anyText() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"a", " ", "\n", "\t", ":", ": ", " #", "-", "- ", "'", `"`, `\`, "{", "}", "[", "]", ",", "?", "|", ">", "%", "@", "!", "&", "*", "~", "=", "<<", ".", "...", "---", "0", "1", "x", "e", "_", "true", "null", "é", "\u00a0", "\u2028", "\ufeff", "\r", "\x00", "\x7f", "\u0085"}),
		rapid.String(),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 6), func(s []string) string { return strings.Join(s, "") })
}

func TestQuoteReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := strings.ToValidUTF8(anyText().Draw(t, "value"), "")
		for _, place := range []struct {
			before, after string
			at            Place
			path          func(*yaml.Node) *yaml.Node
		}{
			{"", "\n", Place{Indent: -1}, func(n *yaml.Node) *yaml.Node { return n }},
			{"k: ", "\nl: 1\n", Place{}, func(n *yaml.Node) *yaml.Node { return n.Content[1] }},
			{"k:\n- ", "\n- 1\n", Place{}, func(n *yaml.Node) *yaml.Node { return n.Content[1].Content[0] }},
			{"k:\n   - l: ", "\n     m: 1\n", Place{Indent: 5}, func(n *yaml.Node) *yaml.Node { return n.Content[1].Content[0].Content[1] }},
			{"k: {l: ", ", m: 1}\n", Place{Inline: true}, func(n *yaml.Node) *yaml.Node { return n.Content[1].Content[1] }},
			{"k: [", "]\n", Place{Inline: true}, func(n *yaml.Node) *yaml.Node { return n.Content[1].Content[0] }},
			{"- ", ": 1\n", Place{Inline: true}, func(n *yaml.Node) *yaml.Node { return n.Content[0].Content[0] }},
		} {
			src := place.before + Quote(value, place.at) + place.after
			if utf8.RuneCountInString(src) > 900 {
				continue // too long for a key
			}
			root, err := oracle([]byte(src))
			require.NoError(t, err, "%q", src)
			got := place.path(root)
			require.Equal(t, value, got.Value, "%q", src)
			require.Equal(t, "!!str", got.ShortTag(), "%q", src)
			_, list := Parse("f.yaml", []byte(src))
			require.Empty(t, list, "%q", src)
		}
	})
}
