package lint_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What parsers of YAML let through, or report without a place: here each has
// its line, its column and a message of its own.
func TestTraps(t *testing.T) {
	const good = "description: d\nmessages:\n  - role: user\n    content: Hi.\n"
	bomb := "description: d\nx-a: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c <= 'h'; c++ {
		bomb += fmt.Sprintf("x-%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c, ", c-1), 9), ", "))
	}
	for _, c := range []struct{ name, src, want string }{
		{"a key twice", good + "description: e\n", `5:1 Y002 key "description" is already in line 1`},
		{"a key twice in an inner mapping", "description: d\nmodelParameters: {temperature: 0, temperature: 1}\nmessages: [{role: user, content: Hi.}]\n",
			`2:35 Y002 key "temperature" is already in line 2`},
		{"a template without quotes", "description: d\nmessages:\n  - role: user\n    content: {{name}}\n",
			"4:14 Y006 a value that starts with {{ is a YAML mapping unless it is quoted"},
		{"a template and more without quotes", "description: d\nmessages:\n  - role: user\n    content: {{name}} hi\n",
			"4:14 Y006 a value that starts with {{ is a YAML mapping unless it is quoted"},
		{"… in line 1", "description: {{name}} hi\n", "1:14 Y006 a value that starts with {{ is a YAML mapping unless it is quoted"},
		{"… in brackets", "description: d\nmessages: [{role: user, content: {{name}} hi}]\n",
			"2:34 Y006 a value that starts with {{ is a YAML mapping unless it is quoted"},
		{"a statement without quotes", "description: d\nmessages:\n  - role: user\n    content: {% if x %}y{% endif %}\n",
			"4:14 Y001 a value that starts with {% must be quoted"},
		{"… in line 1", "description: {% if x %}\n", "1:14 Y001 a value that starts with {% must be quoted"},
		{"an at sign", "owner: @team\n" + good, "1:8 Y001 a value cannot start with @"},
		{"… further down", good + "owner: @team\n", "5:8 Y001 a value cannot start with @"},
		{"a backtick", good + "owner: `team`\n", "5:8 Y001 a value cannot start with `"},
		{"bad indentation in line 3", "description: d\nmodelParameters:\n  temperature: 0\n seed: 1\n", "4:2 Y001 this line is indented by 1, and the lines above it by 0 or 2"},
		{"…", "messages:\n  - role: user\n   content: Hi.\n", "3:4 Y001 this line is indented by 3, and the lines above it by 0, 2 or 4"},
		{"a quote that line 1 opens and none closes", "description: \"d\nmessages:\n  - role: user\n    content: Hi.\n", "1:14 Y001 this quote is never closed"},
		{"… a single one", "description: 'd\nmessages:\n  - role: user\n    content: Hi.\n", "1:14 Y001 this quote is never closed"},
		{"a byte of Latin-1", "description: caf\xE9\nmessages: [{role: user, content: Hi.}]\n", "1:17 Y008 byte 0xE9 is not UTF-8"},
		{"… behind wide characters", "description: ééé caf\xE9\nmessages: [{role: user, content: Hi.}]\n", "1:21 Y008 byte 0xE9 is not UTF-8"},
		{"a NUL", "description: d\nmessages: [{role: user, content: \"a\x00b\"}]\n", "2:36 Y008 NUL (U+0000)"},
		{"a control character in a block", "description: d\nmessages:\n  - role: user\n    content: |\n      é\n      ab\x1ec\n", "6:9 Y008 control character (U+001E)"},
		{"a byte order mark", "\uFEFF" + good, "1:1 Y008 byte order mark (U+FEFF)"},
		{"an alias bomb", bomb + "messages: [{role: user, content: Hi.}]\n", "7:10 Y007 with *e the aliases of this file expand to more than 100000 values or 8388608 bytes"},
		{"an alias of itself", "description: d\nx-a: &a [1, *a]\nmessages: [{role: user, content: Hi.}]\n", "2:13 Y007 *a is inside the value that it stands for"},
		{"deep nesting", "description: d\nx-a: " + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + "\n", "2:69 Y001 nested more than 64 deep"},
		{"deep nesting that is not closed", strings.Repeat("[", 10_000), "1:65 Y001 nested more than 64 deep"},
		{"two documents", good + "---\n" + good, "5:1 Y009 a second document begins here"},
		{"an unknown tag", good + "owner: !!python/object:os.system x\n", "5:8 Y010 tag !!python/object:os.system is not allowed"},
		{"… in line 1", "!x\n" + good, "1:1 Y010 tag !x is not allowed"},
		{"a tab for indentation", "messages:\n\t- role: user\n", "2:1 Y001 a tab cannot indent"},
		{"a colon in text", "description: Answer: yes\n", `1:20 Y001 ": " inside text that is not quoted`},
		{"an empty file", "", "1:1 Y005 the file is empty"},
		{"no mapping", "- a\n", "1:1 Y004 a prompt file must be a mapping, not a list"},

		// A name in a text, whatever is written before it.
		{"plain", use("in {{langauge}}"), at("4:19")},
		{"plain, over lines", use("in\n      {{langauge}}"), at("5:9")},
		{"single-quoted", use("'it''s ''{{langauge}}'"), at("4:25")},
		{"double-quoted", use(`"\té\u00e9\x41\U0001F600 {{langauge}}"`), at("4:41")},
		{"double-quoted, over lines", use("\"a \\\n      b\n\n      c {{langauge}}\""), at("7:11")},
		{"literal", use("|\n      é a\n\n        b {{langauge}}"), at("7:13")},
		{"literal with an indentation of its own", use("|3-\n       {{langauge}}"), at("5:10")},
		{"folded", use(">-\n      é a\n      b {{langauge}}\n"), at("6:11")},
		{"folded, more indented", use(">\n      a\n        * {{langauge}}\n\n      b"), at("6:13")},
		{"with lines of Windows", strings.ReplaceAll(use("|\n      é a\n      b {{langauge}}\n"), "\n", "\r\n"), at("6:11")},
		{"wide characters", use("'😀日本 {{langauge}}'"), at("4:21")},
		{"a tag over lines", use("|\n      {{\n        langauge }}"), at("6:9")},
		{"behind an unknown tag", use("|\n      {{x|y}}\n      {{langauge}}"), "5:7 T007 {{x|y}}: Mustache has no filters\n5:9 T002 variable \"x\" is not declared\n" + at("6:9")},
		{"a tag that is not closed", use("|\n      é\n      a {{language\n      b"), "6:9 T001 {{language: the tag is not closed"},
		{"… behind an escape", use(`"\n\n é {{language"`), "4:22 T001 {{language: the tag is not closed"},
	} {
		result := lintFiles(t, map[string]string{"prompts/a.prompt.yaml": c.src})
		got := ""
		for _, p := range result.Problems {
			if p.Code != "T003" && p.Code != "G005" {
				got += fmt.Sprintf("%d:%d %s %s\n", p.Range.Start.Line, p.Range.Start.Col, p.Code, p.Message)
			}
		}
		require.Equal(t, c.want, strings.TrimSuffix(got, "\n"), "%s: %.300q", c.name, c.src)
	}
}

// use is a prompt with a text that begins in 4:14.
func use(content string) string {
	return "description: d\nvariables: {language: {type: string}}\nmessages:\n  - content: " + content + "\n    role: user\n"
}

// at is the finding of a misspelt name at a place.
func at(place string) string {
	return place + ` T002 variable "langauge" is not declared (did you mean "language"?)`
}
