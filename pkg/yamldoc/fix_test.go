package yamldoc

import (
	"fmt"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
)

// fixAll makes the first fix of a file again and again, and returns what it is
// then. Each must leave a file that says the same but for what it edits.
func fixAll(t *testing.T, src string) string {
	t.Helper()
	for range 20 {
		_, list := Parse("f.yaml", []byte(src))
		fixed := false
		for _, f := range list {
			if f.Fix == nil {
				continue
			}
			out, err := diag.Apply([]byte(src), f.Fix.Edits)
			require.NoError(t, err)
			require.NotEqual(t, src, string(out), f.Fix.Title)
			src, fixed = string(out), true
			break
		}
		if !fixed {
			return src
		}
	}
	t.Fatal("the fixes do not come to an end")
	return ""
}

// titles are the fixes of a file, the unsafe ones with an exclamation mark, and
// - for a finding that has none.
func titles(src string) (all []string) {
	_, list := Parse("f.yaml", []byte(src))
	for _, f := range list {
		switch {
		case f.Fix == nil:
			all = append(all, "-")
		case f.Fix.Unsafe:
			all = append(all, "! "+f.Fix.Title)
		default:
			all = append(all, f.Fix.Title)
		}
	}
	return all
}

func TestTemplatesAreQuoted(t *testing.T) {
	for _, test := range []struct{ src, want, value string }{
		{"a: {{x}}\n", "a: \"{{x}}\"\n", "map[a:{{x}}]"},
		{"a: {{x}} # why\nb: 1\n", "a: \"{{x}}\" # why\nb: 1\n", "map[a:{{x}} b:1]"},
		{"a: {{x}} hi\nb: 1\n", "a: \"{{x}} hi\"\nb: 1\n", "map[a:{{x}} hi b:1]"},
		{"a: {{x}} hi # why\n", "a: \"{{x}} hi\" # why\n", "map[a:{{x}} hi]"},
		{"a: {{x}}, {{y}}: \"z\"\n", "a: '{{x}}, {{y}}: \"z\"'\n", "map[a:{{x}}, {{y}}: \"z\"]"},
		{"a: {{x}} it's \"z\"\n", "a: \"{{x}} it's \\\"z\\\"\"\n", "map[a:{{x}} it's \"z\"]"},
		{"a: {{x}} C:\\new\n", "a: '{{x}} C:\\new'\n", "map[a:{{x}} C:\\new]"},
		{"a: {{#x}}y{{/x}}\nb: 1\n", "a: \"{{#x}}y{{/x}}\"\nb: 1\n", "map[a:{{#x}}y{{/x}} b:1]"},
		{"a: {{ #x }}y{{ /x }}\n", "a: \"{{ #x }}y{{ /x }}\"\n", "map[a:{{ #x }}y{{ /x }}]"},
		{"a: {{! a # b }} c\n", "a: \"{{! a # b }} c\"\n", "map[a:{{! a # b }} c]"},
		{"a: {{> p}}\n", "a: \"{{> p}}\"\n", "map[a:{{> p}}]"},
		{"a: {{&x}}\n", "a: \"{{&x}}\"\n", "map[a:{{&x}}]"},
		{"a: {{^x}}y{{/x}}\n", "a: \"{{^x}}y{{/x}}\"\n", "map[a:{{^x}}y{{/x}}]"},
		{"a: {{{x}}}\n", "a: \"{{{x}}}\"\n", "map[a:{{{x}}}]"},
		{"a: {{{x}}} y\n", "a: \"{{{x}}} y\"\n", "map[a:{{{x}}} y]"},
		{"a: {{x}}{{y}}\n", "a: \"{{x}}{{y}}\"\n", "map[a:{{x}}{{y}}]"},
		{"a: {{x\nb: 1\n", "a: \"{{x\"\nb: 1\n", "map[a:{{x b:1]"},
		{"a: {{=<% %>=}}{{x}}\n", "a: \"{{=<% %>=}}{{x}}\"\n", "map[a:{{=<% %>=}}{{x}}]"},
		{"a: {{x|upper}}\n", "a: \"{{x|upper}}\"\n", "map[a:{{x|upper}}]"},
		{"- {{x}}\n- {{y}} z\n- w\n", "- \"{{x}}\"\n- \"{{y}} z\"\n- w\n", "[{{x}} {{y}} z w]"},
		{"- - {{x}} y\n  - z\n", "- - \"{{x}} y\"\n  - z\n", "[[{{x}} y z]]"},
		{"- a: {{x}} y\n  b: {{z}}\n", "- a: \"{{x}} y\"\n  b: \"{{z}}\"\n", "[map[a:{{x}} y b:{{z}}]]"},
		{"a:\n  {{x}} y\nb: 1\n", "a:\n  \"{{x}} y\"\nb: 1\n", "map[a:{{x}} y b:1]"},
		{"[{{x}}, b]\n", "[\"{{x}}\", b]\n", "[{{x}} b]"},
		{"[{{x}} y, b]\n", "[\"{{x}} y\", b]\n", "[{{x}} y b]"},
		{"[b, {{x}} y]\n", "[b, \"{{x}} y\"]\n", "[b {{x}} y]"},
		{"{a: {{x}}, b: 1}\n", "{a: \"{{x}}\", b: 1}\n", "map[a:{{x}} b:1]"},
		{"{a: {{x}} y, b: 1}\n", "{a: \"{{x}} y\", b: 1}\n", "map[a:{{x}} y b:1]"},
		{"{b: 1, a: {{x}} y}\n", "{b: 1, a: \"{{x}} y\"}\n", "map[a:{{x}} y b:1]"},
		{"{b: 1, a: {{{x}}} y}\n", "{b: 1, a: \"{{{x}}} y\"}\n", "map[a:{{{x}}} y b:1]"},
		{"a: &t {{x}} y\nb: *t\n", "a: &t \"{{x}} y\"\nb: *t\n", "map[a:{{x}} y b:{{x}} y]"},
		{"\xEF\xBB\xBFa: {{é}} ü\n", "a: \"{{é}} ü\"\n", "map[a:{{é}} ü]"},
	} {
		out := fixAll(t, test.src)
		require.Equal(t, test.want, out)
		doc, list := Parse("f.yaml", []byte(out))
		require.Empty(t, list, test.src)
		require.Equal(t, test.value, fmt.Sprint(doc.Root.Decode()), test.src)
	}
}

// Where it cannot be said where the text ends, nothing is quoted.
func TestTemplatesAreLeft(t *testing.T) {
	for _, src := range []string{
		"a: {{x}} hi\n  more\n",     // the text goes on
		"a: {{x}} hi\n\n  more\n",   // …
		"- {{x}} hi\n  more\n",      // …
		"a:\n  {{x}} hi\n  more\n",  // …
		"a: {{x}} #1 {{y}}\n",       // a comment, or not
		"{a: {{x}} y, z}\n",         // the text goes on, or there is a key without a colon
		"{a: {{x}} [y], b: 1}\n",    // too much for one look
		"{a: {{x}} y\n  , b: 1}\n",  // …
		"{{x}}: y\n",                // a key, or a text with a colon
		"- {{x}}: {{y}}\n",          // …
		"a: {{x\n  y}}\n",           // two lines
		"[a {{x}} y, b]\n",          // it does not begin with braces
		"a: {% if x %}y{% endif %}", // no template to us
	} {
		require.Equal(t, src, fixAll(t, src))
	}
}

func TestDuplicatesAreRemoved(t *testing.T) {
	for _, test := range []struct{ src, want, titles string }{
		{"a: 1\nb: 2\na: 1\n", "a: 1\nb: 2\n", "[remove it: it says the same again]"},
		{"a: 1\nb: 2\na: \"1\"\n", "b: 2\na: \"1\"\n", "[! remove the one in line 1, and keep this one]"},
		{"a: x\na: 'x'\n", "a: x\n", "[remove it: it says the same again]"},
		{"a: {b: [1, {c: d}]}\na:\n  b:\n    - 1\n    - c: d\n", "a: {b: [1, {c: d}]}\n", "[remove it: it says the same again]"},
		{"a: 1 # old\n# new\na: 2\n", "# new\na: 2\n", "[! remove the one in line 1, and keep this one]"},
		{"a: 1\na: 2\na: 3\n", "a: 3\n", "[! remove the one in line 1, and keep this one ! remove the one in line 1, and keep this one]"},
		{"{a: 1, b: 2, a: 3}\n", "{b: 2, a: 3}\n", "[! remove the one in line 1, and keep this one]"},
		{"{a: 1, b: 2, a: 1}\n", "{a: 1, b: 2}\n", "[remove it: it says the same again]"},
		{"- a: 1\n  a: 2\n", "- a: 2\n", "[! remove the one in line 1, and keep this one]"},
		{"- a: 1\n  a: 1\n", "- a: 1\n", "[remove it: it says the same again]"},
		{"a: &x 1\nb: *x\na: 2\n", "a: &x 1\nb: *x\na: 2\n", "[-]"},
		{"x: &x 1\na: *x\na: *x\n", "x: &x 1\na: *x\n", "[! remove the one in line 2, and keep this one]"},
	} {
		require.Equal(t, test.titles, fmt.Sprint(titles(test.src)), test.src)
		out := fixAll(t, test.src)
		if test.titles == "[! remove the one in line 2, and keep this one]" {
			require.Equal(t, "x: &x 1\na: *x\n", out)
			continue
		}
		require.Equal(t, test.want, out)
	}
}

func TestStrangeBytesAreRemoved(t *testing.T) {
	for _, test := range []struct{ src, want, titles string }{
		{"\xEF\xBB\xBFa: 1\n", "a: 1\n", "[remove it]"},
		{"\xEF\xBB\xBF\xEF\xBB\xBFa: 1\n", "a: 1\n", "[remove it]"},
		{"a: b\uFEFFc\n", "a: bc\n", "[remove it]"},
		{"a: Hello.\x1e\n", "a: Hello.\n", "[! remove it]"},
		{"a: b\x1e\x1ec\n", "a: bc\n", "[! remove it]"},
		{"a: \"\\\\ b\x1e \"\n", "a: \"\\\\ b \"\n", "[! remove it]"},
		{"a: 'b\x00'\n", "a: 'b'\n", "[! remove it]"},
		{"a: |\n  \x1fFILE\n  b\x1e\n", "a: |\n  FILE\n  b\n", "[! remove it ! remove it]"},
		{"# a\x7f\nb: 1\n", "# a\nb: 1\n", "[! remove it]"},
		{"a: it\u0092s\n", "a: it’s\n", "[! write ’ for it, which Windows-1252 has there]"},
		{"a: |\n  \u0093b\u0094\n", "a: |\n  “b”\n", "[! write “ for it, which Windows-1252 has there ! write ” for it, which Windows-1252 has there]"},
		{"a: b\uFFFFc\n", "a: bc\n", "[! remove it]"},
		// What could change the tree stays.
		{"a: b\x1e: c\n", "a: b\x1e: c\n", "[- -]"},
		{"a: b \x1e# c\n", "a: b \x1e# c\n", "[-]"},
		{"a: \x1e\n", "a: \x1e\n", "[-]"},
		{"\x1e: a\n", "\x1e: a\n", "[-]"},
		{"a: \"\\\x1en\"\n", "a: \"\\\x1en\"\n", "[-]"},
		{"a: |\n  \x1e b\n  c\n", "a: |\n  \x1e b\n  c\n", "[-]"},
		{"a: x\u0085y\n", "a: x\u0085y\n", "[-]"},
		{"a: x\u0081y\n", "a: x\u0081y\n", "[-]"},
		{"a: caf\xE9\n", "a: caf\xE9\n", "[-]"},
		{"a: b\n\x1e", "a: b\n\x1e", "[- -]"},
	} {
		require.Equal(t, test.titles, fmt.Sprint(titles(test.src)), "%q", test.src)
		require.Equal(t, test.want, fixAll(t, test.src))
	}
}

// Nothing is taken out of a file that is no text.
func TestCheckTextOfABinaryFile(t *testing.T) {
	list := CheckText(diag.NewSource("f.md", []byte("\x1ea\x00b\x00c\x00d\x00")))
	require.Len(t, list, 1)
	require.Equal(t, "the file is binary, or in an encoding that is not UTF-8", list[0].Message)
	require.Nil(t, list[0].Fix)
}

func TestCheckText(t *testing.T) {
	src := "\xEF\xBB\xBFa\x1e\x1e b\u0092s \xE9\n"
	list := CheckText(diag.NewSource("f.md", []byte(src)))
	require.Equal(t, `1:1 Y008 byte order mark (U+FEFF) | save the file as UTF-8 without a byte order mark
1:3 Y008 control character (U+001E) and 1 more like it | remove it
1:7 Y008 control character (U+0092) | remove it
1:10 Y008 byte 0xE9 is not UTF-8 | save the file as UTF-8; it may be Latin-1 or Windows-1252`, findings(list))
	var edits []diag.Edit
	for _, f := range list[:3] {
		edits = append(edits, f.Fix.Edits...)
	}
	out, err := diag.Apply([]byte(src), edits)
	require.NoError(t, err)
	require.Equal(t, "a b’s \xE9\n", string(out))
	require.Nil(t, list[3].Fix)
}
