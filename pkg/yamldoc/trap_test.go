package yamldoc

import (
	"fmt"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
)

// findings writes a list as "line:col CODE message | hint", a line each.
func findings(list diag.List) string {
	var lines []string
	for _, f := range list {
		line := fmt.Sprintf("%d:%d %s %s", f.Range.Start.Line, f.Range.Start.Col, f.Code, f.Message)
		if f.Hint != "" {
			line += " | " + f.Hint
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestSyntaxTraps(t *testing.T) {
	long := strings.Repeat("a", 1100)
	for _, test := range []struct{ src, want string }{
		// Characters that start no value.
		{"a: @team\n", `1:4 Y001 a value cannot start with @ | quote it: "@team"`},
		{"a: `x` y # z\n", "1:4 Y001 a value cannot start with ` | quote it: \"`x` y\""},
		{"a: %c\n", `1:4 Y001 a value cannot start with % | quote it: "%c"`},
		{"a: b\n%c\n", `2:1 Y001 a line that starts with % is a directive, and this one is unknown | quote the text, or indent it if it belongs to the text above`},
		{"a: **bold** é\n", `1:4 Y001 a value that starts with * is an alias, and this is no alias's name | quote it: "**bold** é"`},
		{"- & x\n", `1:3 Y001 a value that starts with & is an anchor, and this is no anchor's name | quote it: "& x"`},
		{"a: !{x}\n", `1:4 Y001 a value that starts with ! is a tag, and this is no tag's name | quote it: "!{x}"`},
		{"é: *x\n", `1:4 Y001 no anchor &x before this alias | quote it: "*x"`},
		{"a: &tone 1\nb: *tome\n", `2:4 Y001 no anchor &tome before this alias (did you mean "tone"?) | quote it: "*tome"`},
		{"a: &x 1\nb: &x 2\n", `2:4 Y001 anchor &x is already in line 1 | give it another name`},

		// Templates.
		{"a: {% if x %}y{% endif %}\n", `1:4 Y001 a value that starts with {% must be quoted | quote it; and templates are Mustache here: {{#name}}…{{/name}}, not {% if name %}`},
		{"name: a\ncontent: {{name}} hi\n", `2:10 Y006 a value that starts with {{ is a YAML mapping unless it is quoted | quote it: "{{name}} hi"`},
		{"a: {{name}}, {{b}}\n", `1:4 Y006 a value that starts with {{ is a YAML mapping unless it is quoted | quote it: "{{name}}, {{b}}"`},
		{"a: {{#if x}}y{{/if}}\nb: c\n", `1:4 Y006 a value that starts with {{ is a YAML mapping unless it is quoted | quote it: "{{#if x}}y{{/if}}"`},
		{"- {{> p}}\n", `1:3 Y006 a value that starts with {{ is a YAML mapping unless it is quoted | quote it: "{{> p}}"`},
		{"- {{ \"x\" }} y\n", `1:3 Y006 a value that starts with {{ is a YAML mapping unless it is quoted | quote it: '{{ "x" }} y'`},
		{"a: {{{x}}} " + long + "\n", `1:4 Y006 a value that starts with {{ is a YAML mapping unless it is quoted | quote the whole value`},

		// Colons, dashes and their spaces.
		{"content: Answer: yes\n", `1:16 Y001 ": " inside text that is not quoted | quote it: "Answer: yes"`},
		{"é: b: c: d\n", `1:5 Y001 ": " inside text that is not quoted | quote it: "b: c: d"`},
		{"a: \"b\": c\n", `1:7 Y001 ":" cannot stand here | put the mapping on lines of its own, or quote the value if it is text`},
		{"a: 1\nname:foo\nb: 2\n", `2:5 Y001 no space after ":" | write it as: name: foo`},
		{"name:foo\nb: 2\n", `1:5 Y001 no space after ":" | write it as: name: foo`},
		{"a:\n  - x\n  -y\n", `3:3 Y001 no space after "-" | write a list's items as: - item`},
		{"a: - b\n", `1:4 Y001 a list cannot start here | put each item on a line of its own, below the key; quote the text if it is not a list`},
		{"a: ? b\n", `1:4 Y001 "? " cannot start a value | quote the value`},
		{": a\n", `1:1 Y001 no key before this ":" | quote the value if it is text`},
		{"a: 1\nfoo\nb: 2\n", `2:1 Y001 this line is no "key: value" | add the ":", or indent the line if it belongs to the text above it`},
		{"foo\nb: 2\n", `1:1 Y001 this line is no "key: value" | add the ":"`},
		{long + ": b\n", `1:1 Y001 a key of more than 1024 characters | quote it if it is text`},

		// Quotes.
		{"a: 1\nb: \"c\nd: e\n", `2:4 Y001 this quote is never closed | end the text with ", or put all of it into quotes of the other kind`},
		{"a: 'b\nc: d\n", `1:4 Y001 this quote is never closed | end the text with ', or put all of it into quotes of the other kind`},
		{"a: \"foo\nb: \"bar\"\nc: d\n", `1:4 Y001 this quote is closed only in line 2 | close it where the text ends`},
		{"a: 'it's'\n", `1:8 Y001 text after the closing quote | write '' for a quote inside the text, or put all of it into the quotes`},
		{"a: \"say \"hi\" now\"\n", `1:10 Y001 text after the closing quote | write \" for a quote inside the text, or put all of it into the quotes`},
		{"a: \"b \\d\"\n", `1:7 Y001 unknown escape "\d" in double quotes | write \\ for a backslash, or use single quotes`},
		{"a: \"\\xZZ\"\n", `1:5 Y001 the escape "\x" needs 2 hexadecimal digits of a Unicode character | write \\ for a backslash, or use single quotes`},
		{"a: \"\\uD800\"\n", `1:5 Y001 the escape "\u" needs 4 hexadecimal digits of a Unicode character | write \\ for a backslash, or use single quotes`},

		// Indentation.
		{"a:\n\tb: c\n", `2:1 Y001 a tab cannot indent | indent with spaces`},
		{"a: b\n\tc: d\n", `2:1 Y001 a tab cannot indent | indent with spaces`},
		{"a: |\n \tb\n", `2:2 Y001 a tab cannot indent | indent with spaces; for a text that begins with a tab, write |1, which says how many spaces are before it`},
		{"a: |\n\tb\n", `2:1 Y001 a tab cannot indent | indent with spaces`},
		{"a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> side\n", `2:1 Y001 a merge was not resolved here | keep what is right of the two sides, and remove the lines of <<<<<<<, ======= and >>>>>>>`},
		{"-\tb\n", `1:2 Y001 a tab cannot indent | indent with spaces`},
		{"a: 1\n\u00a0b\nc: 2\n", `2:1 Y001 a special space (U+00A0) cannot indent | indent with ordinary spaces`},
		{"a:\n  b: 1\n c: 2\n", `3:2 Y001 this line is indented by 1, and the lines above it by 0 or 2 | align it with the lines that it belongs to`},
		{"a:\n  - b\n - c\n", `3:2 Y001 this line is indented by 1, and the lines above it by 0 or 2 | align it with the lines that it belongs to`},
		{"a:\n  - b: c\n   d: e\n", `3:4 Y001 this line is indented by 3, and the lines above it by 0, 2 or 4 | align it with the lines that it belongs to`},
		{"a: \"x\"\n  b: y\n", `2:3 Y001 this line is indented by 2, and the lines above it by 0 | align it with the lines that it belongs to`},
		{"a: x\n  b: y\n", `2:3 Y001 this line is indented deeper than its neighbours, so it belongs to the text above | align it with the other keys; or quote the text, if it is text`},
		{"a: 1\n- b\n", `2:1 Y001 a list's item among the keys of a mapping | indent it below its key, or make it a key`},
		{"- a\nb: c\n", `2:1 Y001 a mapping's key among the items of a list | start it with "- ", or align it with the mapping that it belongs to`},
		{"a: |\n  x\n y\nb: c\n", `3:2 Y001 this line is indented by 1, less than the text above it (2) | indent it by 2 if it belongs to that text`},
		{"a: >-\n    x\n  - y\nb: c\n", `3:3 Y001 this line is indented by 2, less than the text above it (4) | indent it by 4 if it belongs to that text`},
		{"a: | hello\n", `1:6 Y001 text after | | start the text on the next line, indented; or quote it if it begins with |`},
		{"a: |0\n b\n", `1:5 Y001 a block's indentation cannot be 0 | leave it out: | finds the indentation by itself`},

		{"a: 1\nk: x\u2028y\nc: 2\n", `2:5 Y001 a line separator (U+2028) ends the line here | remove it, or put a line break in its place`},

		// Brackets.
		{"a: [b, c\nd: e\n", `1:4 Y001 this "[" is never closed | add a "]", or quote the value if it is text`},
		{"a: {b: c\n", `1:4 Y001 this "{" is never closed | add a "}", or quote the value if it is text`},
		{"a: [b, {c: d]\n", `1:8 Y001 this "{" is not closed before the "]" in line 1 | add a "}"`},
		{"a: {b: 1 c: 2}\n", `1:11 Y001 no "," or "}" after a mapping's entry | put a "," between the two, or quote the text`},
		{"a: {\n  \"b\": 1\n  \"c\": 2\n}\n", `2:9 Y001 no "," or "}" after a mapping's entry | put a "," between the two, or quote the text`},
		{"a: [what?]\n", `1:9 Y001 "?" inside brackets | quote the text`},
		{"a: [b,,c]\n", `1:7 Y001 no value before this "," | remove it, or quote the value if it is text`},
		{"a: ]\n", `1:4 Y001 this "]" has no beginning | remove it, or quote the value if it is text`},
		{"a: [b] c\n", `1:8 Y001 text after the closing bracket | quote it: "[b] c"`},
		{"a: &x b\nc: *x d\n", `2:7 Y001 text after an alias | quote it: "*x d"`},
	} {
		doc, list := Parse("f.yaml", []byte(test.src))
		require.Equal(t, test.want, findings(list), "%.60q", test.src)
		if !strings.Contains(test.want, "already in line") {
			require.Nil(t, doc.Root, "%.60q", test.src)
		}
	}
}

func TestFindings(t *testing.T) {
	for _, test := range []struct{ name, src, want, value string }{
		{"duplicate key", "a: 1\nb: 2\na: 3\n", `3:1 Y002 key "a" is already in line 1 | remove one of them`, "map[a:1 b:2]"},
		{"duplicate key in a flow mapping", "{a: 1, \"a\": 2}\n", `1:8 Y002 key "a" is already in line 1 | remove one of them`, "map[a:1]"},
		{"the same key elsewhere", "a: {b: 1}\nb: {a: 1}\n", "", "map[a:map[b:1] b:map[a:1]]"},
		{"collection as a key", "? [a]\n: b\n", `1:3 Y001 a key must be text, and this is a sequence | quote it`, "map[]"},
		{"template", "content: {{x}}\n", `1:10 Y006 a value that starts with {{ is a YAML mapping unless it is quoted | quote it: "{{x}}"`, "map[content:{{x}}]"},
		{"template with more inside", "- {{ a.b }}\n- {{{c}}}\n- [{{d}}]\n", `1:3 Y006 a value that starts with {{ is a YAML mapping unless it is quoted | quote it: "{{ a.b }}"
2:3 Y006 a value that starts with {{ is a YAML mapping unless it is quoted | quote it: "{{{c}}}"
3:4 Y006 a value that starts with {{ is a YAML mapping unless it is quoted | quote it: "{{d}}"`, "[{{ a.b }} {{{c}}} [{{d}}]]"},
		{"template as a key", "{{x}}: y\n", `1:1 Y006 a value that starts with {{ is a YAML mapping unless it is quoted | quote it: "{{x}}"`, "map[{{x}}:y]"},
		{"JSON is fine", `{"a":{"b":[{"c":1}]}}`, "", "map[a:map[b:[map[c:1]]]]"},
		{"self alias", "a: &a [1, *a]\n", `1:11 Y007 *a is inside the value that it stands for | write the value out`, "map[a:[1 <nil>]]"},
		{"two documents", "a: 1\n---\n@\n", `2:1 Y009 a second document begins here | make it a file of its own`, "map[a:1]"},
		{"text after the end", "a: 1\n...\nb\n", `3:1 Y009 a second document begins here | make it a file of its own`, "map[a:1]"},
		{"one document with marks", "%YAML 1.2\n---\na: 1\n...\n# end\n", "", "map[a:1]"},
		{"unknown tag", "a: !!python/object:os.system x\n", `1:4 Y010 tag !!python/object:os.system is not allowed | remove the tag, or quote the value if it is text`, "map[a:x]"},
		{"local tag", "- !foo [1]\n", `1:3 Y010 tag !foo is not allowed | remove the tag, or quote the value if it is text`, "[[1]]"},
		{"tag with a handle of its own", "- !e!foo 1\n", `1:3 Y010 tag !e!foo is not allowed | remove the tag, or quote the value if it is text`, "<nil>"},
		{"tag directive", "%TAG ! tag:x,2000:\n---\na: 1\n", `1:1 Y010 tags of one's own are not allowed | remove the %TAG line`, "<nil>"},
		{"core tags", "[!!str 1, !!int \"2\", !<tag:yaml.org,2002:str> 3, ! 4, !!seq [], !!map {}]\n", "", "[1 2 3 4 [] map[]]"},
		{"merge of text", "a: &a 1\nb:\n  <<: *a\n", "3:7 Y001 a merge key (<<) takes a mapping or a list of mappings", "map[a:1 b:map[]]"},
		{"merge of a list of texts", "<<: [a]\n", "1:6 Y001 a merge key (<<) takes mappings, and this is a scalar", "map[]"},
		{"byte order mark", "\xEF\xBB\xBFa: 1\nb: 2\n", "1:1 Y008 byte order mark (U+FEFF) | save the file as UTF-8 without a byte order mark", "map[a:1 b:2]"},
		{"byte order mark inside", "a: 1\nb: x\uFEFFy\n", "2:5 Y008 byte order mark (U+FEFF) | save the file as UTF-8 without a byte order mark", "map[a:1 b:x___y]"},
		{"Latin-1", "a: 1\né: caf\xE9\n", "2:7 Y008 byte 0xE9 is not UTF-8 | save the file as UTF-8; it may be Latin-1 or Windows-1252", "map[a:1 é:caf_]"},
		{"NUL", "a: b\n\x00c: d\n", `2:1 Y008 NUL (U+0000) | remove it; where the text needs it, write it in double quotes as \x or \u`, "map[_c:d a:b]"},
		{"separators", "a: \x1e\x1e\n", `1:4 Y008 control character (U+001E) and 1 more like it | remove it; where the text needs it, write it in double quotes as \x or \u`, "map[a:__]"},
		{"C1", "a: x\u0085y\n", `1:5 Y008 control character (U+0085) | remove it; where the text needs it, write it in double quotes as \x or \u`, "map[a:x__y]"},
		{"noncharacter", "a: \uFFFE\n", `1:4 Y008 noncharacter (U+FFFE) | remove it; where the text needs it, write it in double quotes as \x or \u`, "map[a:___]"},
		{"UTF-16", "\xFF\xFEa\x00:\x00", "1:1 Y008 the file is UTF-16 | save the file as UTF-8", "<nil>"},
		{"UTF-16 without a mark", "k\x00e\x00y\x00:\x00 \x00v\x00", "1:2 Y008 the file is binary, or in an encoding that is not UTF-8 | save it as a text in UTF-8, or give it another name", "<nil>"},
		{"a program", "\x7fELF\x02\x01\x00\x90a\xB0\x00b\x00", "1:1 Y008 the file is binary, or in an encoding that is not UTF-8 | save it as a text in UTF-8, or give it another name", "<nil>"},
		{"all in Windows-1251", "a: 1\nb\x1e: \xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0\xEC\xE8\xF0\n", "2:5 Y008 the file is not UTF-8 | save the file as UTF-8; it may be Latin-1 or Windows-1252", "<nil>"},
		{"full of separators", strings.Repeat("a\x1e", 1001), "1:2 Y008 the file is no text: it is full of control characters | save it as a text in UTF-8, or give it another name", "<nil>"},
		{"empty", "", "", "<nil>"},
		{"only comments", "# a\n---\n# b\n", "", "<nil>"},
		{"deep", strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000), "1:65 Y001 nested more than 64 deep", "<nil>"},
		{"deep block", strings.Repeat("- ", 65) + "x\n", "1:129 Y001 nested more than 64 deep", "<nil>"},
		{"deep enough", strings.Repeat("[", 64) + "1" + strings.Repeat("]", 64), "", strings.Repeat("[", 64) + "1" + strings.Repeat("]", 64)},
		{"deep by lists at their key's column", deepLists(40), "33:65 Y001 nested more than 64 deep", "<nil>"},
	} {
		doc, list := Parse("f.yaml", []byte(test.src))
		require.Equal(t, test.want, findings(list), test.name)
		require.Equal(t, test.value, fmt.Sprint(doc.Root.Decode()), test.name)
	}
}

// deepLists nests n lists and n mappings, each list at the column of its key.
func deepLists(n int) string {
	var b strings.Builder
	b.WriteString("a:\n")
	for i := range n {
		fmt.Fprintf(&b, "%s- a:\n", strings.Repeat("  ", i))
	}
	return b.String()
}
