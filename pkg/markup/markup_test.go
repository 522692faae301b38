package markup_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/markup"
	"github.com/promptctl-io/promptctl/pkg/term"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

func TestCode(t *testing.T) {
	for text, want := range map[string]string{
		"": "", " \n ": "", "a": "`a`", "a`b": "``a`b``", "`a`": "`` `a` ``", "a|b": "`a¦b`", "a\nb\x1b": "`a b<U+001B>`", "```": "```` ``` ````",
	} {
		require.Equal(t, want, markup.Code(text), text)
	}
}

func TestInline(t *testing.T) {
	for text, want := range map[string]string{
		"it is 3 words, no more.": "it is 3 words, no more.", "see #12 and @ana": "see `#12` and `@ana`", `wants "a*b" (x_y)`: "wants `a*b` (`x_y`)", "commit deadbeef": "commit `deadbeef`",
		"1234567 is long": "`1234567` is long", "https://x.y now": "`https://x.y` now", "a → b, +3 %": "a → b, +3 %", "": "",
		`$.a is "b, \"c\" d", not "e"`: "`$.a` is `b, \\\"c\\\" d`, not `e`", `cut off: "{\"a\": \"b c"…`: "cut off: `{\\\"a\\\": \\\"b c`…", `a "b`: "a `\"b`",
		"hint: `promptctl show a` (`-o json`), or `a": "hint: `promptctl show a` (`-o json`), or `` `a ``", "`` ` ``b``": "``` `` ` ``b`` ```", "p = 0.03, of 1,234,567": "p = 0.03, of 1,234,567", "a=b 1,23": "`a=b 1,23`",
		"95% (-3.5 to -1)": "95% (-3.5 to -1)", "a% and --": "`a%` and `--`",
	} {
		require.Equal(t, want, markup.Inline(text), text)
	}
}

// A browser reads the text, and nothing else.
func TestHTMLIsText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.ToValidUTF8(term.OneLine(rapid.String().Draw(rt, "text")), "")
		quoted := markup.HTML(text)
		require.NotRegexp(rt, "[<>@]", quoted)
		require.Equal(rt, text, html.UnescapeString(quoted))
	})
}

// Any reader of XML reads the text, but for two characters that it could not.
func TestXMLIsText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := term.OneLine(rapid.String().Draw(rt, "text"))
		var read struct {
			A    string `xml:"a,attr"`
			Text string `xml:",chardata"`
		}
		quoted := markup.XML(text)
		require.NoError(rt, xml.Unmarshal([]byte(`<x a="`+quoted+`">`+quoted+`</x>`), &read))
		want := strings.NewReplacer("\ufffe", "\ufffd", "\uffff", "\ufffd").Replace(text)
		require.Equal(rt, []string{want, want}, []string{read.A, read.Text})
	})
	require.Equal(t, "&lt;&gt;&amp;&quot;\ufffd", markup.XML("<>&\"\uffff"))
}

// The runner of GitHub takes %25, %0D and %0A back, and in properties %3A and %2C.
func TestWorkflowCommands(t *testing.T) {
	back := strings.NewReplacer("%0A", "\n", "%0D", "\r", "%3A", ":", "%2C", ",", "%25", "%")
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("a:,%\r\n0A25 é"))).Draw(rt, "text")
		require.NotRegexp(rt, "[\r\n]", markup.Data(text))
		require.Equal(rt, text, back.Replace(markup.Data(text)))
		require.NotRegexp(rt, "[\r\n:,]", markup.Property(text))
	})
}

func TestInertLinesAreNoCommands(t *testing.T) {
	for line, want := range map[string]string{
		"::error::x\n": "> ::error::x\n", " \t\u00a0::set-output": ">  \t\u00a0::set-output", "a ::error::": "a ::error::", "x ##[error]y ##[z]": "x # #[error]y # #[z]", "": "",
	} {
		require.Equal(t, want, markup.Inert(line))
	}
}
