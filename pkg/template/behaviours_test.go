package template_test

import (
	"slices"
)

// behaviours are cases of our own for what the Mustache specification says,
// and for what it leaves open.
func behaviours() []specCase {
	return slices.Concat(interpolations(), contexts(), sections(), lines(), partialCases(), delimiterCases())
}

func interpolations() []specCase {
	return []specCase{
		{Name: "a text without tags", Template: "Be kind } { }} {.\n", Expected: "Be kind } { }} {.\n"},
		{Name: "an empty text", Template: "", Expected: ""},
		{Name: "names side by side", Template: "{{a}}{{b}}{{a}}", Data: object{"a": "1", "b": "2"}, Expected: "121"},
		{Name: "letters, digits, underscore, hyphen", Template: "{{max-len_2}}", Data: object{"max-len_2": "ok"}, Expected: "ok"},
		{Name: "blanks and line ends around a name", Template: "<{{ \t\n user \r\n}}>", Data: object{"user": "Ada"}, Expected: "<Ada>"},
		{Name: "a brace after a tag", Template: `{"n": {{n}}}`, Data: object{"n": 3}, Expected: `{"n": 3}`},
		{Name: "tags in JSON", Template: `{"a":{"b":"{{x}}"}}`, Data: object{"x": "y"}, Expected: `{"a":{"b":"y"}}`},
		{Name: "all five characters are escaped", Template: "{{q}}", Data: object{"q": `<a href="x">Tom's & co</a>`},
			Expected: "&lt;a href=&quot;x&quot;&gt;Tom&#39;s &amp; co&lt;/a&gt;"},
		{Name: "three braces and ampersand do not escape", Template: "{{{q}}}{{& q }}{{{ q }}}", Data: object{"q": "<&>"}, Expected: "<&><&><&>"},
		{Name: "an escaped value is not escaped again", Template: "{{q}}", Data: object{"q": "&amp;"}, Expected: "&amp;amp;"},
		{Name: "text is not escaped", Template: "a < b & {{c}}", Data: object{"c": ">"}, Expected: "a < b & &gt;"},
		{Name: "a value is not expanded", Template: "{{{a}}}|{{b}}", Data: object{"a": "{{b}}{{#b}}", "b": "{{a}}"}, Expected: "{{b}}{{#b}}|{{a}}"},
		{Name: "a value's lines are its own", Template: "  {{{a}}}\n", Data: object{"a": "1\n2"}, Expected: "  1\n2\n"},
		{Name: "booleans", Template: "{{yes}} {{no}}", Data: object{"yes": true, "no": false}, Expected: "true false"},
		{Name: "null and what is not there", Template: "[{{null}}][{{gone}}][{{gone.too}}][{{null.too}}]", Data: object{"null": nil}, Expected: "[][][][]"},
		{Name: "a list and an object are JSON", Template: "{{{l}}} {{{o}}}", Data: object{"l": []any{1, "a<", nil}, "o": object{"b": 1, "a": []any{}}},
			Expected: `[1,"a<",null] {"a":[],"b":1}`},
		{Name: "a dot at the top", Template: "{{.}}{{{.}}}{{&.}}", Data: "<", Expected: "&lt;<<"},
	}
}

func contexts() []specCase {
	return []specCase{
		{Name: "a dotted name goes down", Template: "{{user.address.city}}", Data: object{"user": object{"address": object{"city": "Bern"}}}, Expected: "Bern"},
		{Name: "a key with a dot is out of reach", Template: "[{{a.b}}]", Data: object{"a.b": "no"}, Expected: "[]"},
		{Name: "the first level decides", Template: "{{#inner}}[{{cfg.name}}]{{/inner}}",
			Data: object{"cfg": object{"name": "outer"}, "inner": object{"cfg": object{}}}, Expected: "[]"},
		{Name: "the first level found further out", Template: "{{#inner}}[{{cfg.name}}]{{/inner}}",
			Data: object{"cfg": object{"name": "outer"}, "inner": object{"other": object{}}}, Expected: "[outer]"},
		{Name: "an inner null hides an outer value", Template: "{{#inner}}[{{v}}]{{/inner}}", Data: object{"v": "outer", "inner": object{"v": nil}}, Expected: "[]"},
		{Name: "a dotted section opens the last level", Template: "{{#a.b}}{{c}}{{d}}{{/a.b}}", Data: object{"a": object{"b": object{"c": 1}, "d": 2}, "d": 3}, Expected: "13"},
		{Name: "a scalar on the way is passed over", Template: "{{#s}}{{x}}{{.}}{{/s}}", Data: object{"s": "in", "x": "out"}, Expected: "outin"},
		{Name: "a name in a scalar", Template: "[{{s.length}}]", Data: object{"s": "in"}, Expected: "[]"},
		{Name: "outer names through three levels", Template: "{{#a}}{{#b}}{{#c}}{{x}}{{y}}{{z}}{{/c}}{{/b}}{{/a}}",
			Data: object{"x": 1, "a": object{"y": 2, "b": object{"z": 3, "c": true}}}, Expected: "123"},
	}
}

func sections() []specCase {
	return []specCase{
		{Name: "what is false", Template: "{{#v}}{{#.}}yes{{/.}}{{^.}}no {{/.}}{{/v}}", Data: object{"v": []any{false, nil, "", []any{}}}, Expected: "no no no no "},
		{Name: "what is true", Template: "{{#v}}{{^.}}no{{/.}}{{/v}}yes", Data: object{"v": []any{true, 0, 0.0, "0", " ", object{}, []any{nil}}}, Expected: "yes"},
		{Name: "zero and the empty object show", Template: "{{#zero}}a{{/zero}}{{#empty}}b{{/empty}}", Data: object{"zero": 0, "empty": object{}}, Expected: "ab"},
		{Name: "an empty string does not show", Template: "{{#s}}a{{/s}}{{^s}}b{{/s}}", Data: object{"s": ""}, Expected: "b"},
		{Name: "a list of objects", Template: "{{#xs}}{{k}}={{v}};{{/xs}}", Data: object{"xs": []any{object{"k": "a", "v": 1}, object{"k": "b", "v": 2}}}, Expected: "a=1;b=2;"},
		{Name: "a list of lists", Template: "{{#rows}}{{#.}}{{.}},{{/.}};{{/rows}}", Data: object{"rows": []any{[]any{1, 2}, []any{}, []any{3}}}, Expected: "1,2,;;3,;"},
		{Name: "a list of null and false still repeats", Template: "{{#xs}}[{{.}}]{{/xs}}", Data: object{"xs": []any{nil, false}}, Expected: "[][false]"},
		{Name: "a list at the top", Template: "{{#.}}<{{.}}>{{/.}}", Data: []any{"a", "b"}, Expected: "<a><b>"},
		{Name: "sections of one name within each other", Template: "{{#a}}1{{#a}}2{{/a}}3{{/a}}", Data: object{"a": object{"a": true}}, Expected: "123"},
		{Name: "an inverted section adds no context", Template: "{{^a}}{{b}}{{/a}}", Data: object{"b": "c"}, Expected: "c"},
		{Name: "both cases", Template: "{{#a}}yes{{/a}}{{^a}}no{{/a}}", Data: object{"a": false}, Expected: "no"},
		{Name: "blanks in the tags", Template: "{{ # a }}x{{ / a }}{{^\tb}}y{{/\nb}}", Data: object{"a": true}, Expected: "xy"},
		{Name: "nested lists see their own item", Template: "{{#xs}}{{n}}:{{#ys}}{{n}}{{m}} {{/ys}}{{/xs}}",
			Data: object{"xs": []any{object{"n": 1, "ys": []any{object{"m": "a"}, object{"n": 9, "m": "b"}}}}}, Expected: "1:1a 9b "},
	}
}

func lines() []specCase {
	list := object{"xs": []any{"a", "b"}, "t": true}
	return []specCase{
		{Name: "tags on lines of their own leave no lines", Template: "List:\n{{#xs}}\n- {{.}}\n{{/xs}}\nEnd\n", Data: list, Expected: "List:\n- a\n- b\nEnd\n"},
		{Name: "the same, indented and with blanks behind", Template: "List:\n\t {{#xs}}\t \n- {{.}}\n  {{/xs}}  \nEnd\n", Data: list, Expected: "List:\n- a\n- b\nEnd\n"},
		{Name: "the same with CRLF", Template: "List:\r\n {{#xs}} \r\n- {{.}}\r\n {{/xs}}\r\nEnd\r\n", Data: list, Expected: "List:\r\n- a\r\n- b\r\nEnd\r\n"},
		{Name: "the first and the last line", Template: "{{#xs}}\n{{.}}\n{{/xs}}", Data: list, Expected: "a\nb\n"},
		{Name: "the first and the last line, indented", Template: " {{#xs}} \n{{.}}\n {{/xs}} ", Data: list, Expected: "a\nb\n"},
		{Name: "empty lines beside the tags stay", Template: "\n{{#t}}\n\nx\n\n{{/t}}\n\n", Data: list, Expected: "\n\nx\n\n\n"},
		{Name: "two tags on a line keep it", Template: "{{#t}}{{/t}}\n{{#t}} {{/t}}\n{{! a }}{{! b }}\n", Data: list, Expected: "\n \n\n"},
		{Name: "a tag behind text keeps the line", Template: "x {{#t}}\ny\n{{/t}} z\n", Data: list, Expected: "x \ny\n z\n"},
		{Name: "a variable is never alone", Template: "\n {{gone}} \n", Data: list, Expected: "\n  \n"},
		{Name: "a lone carriage return is text", Template: "{{! c }}\rx", Data: list, Expected: "\rx"},
		{Name: "other white space is text", Template: "\u00a0{{! c }}\n\v{{! c }}\n", Data: list, Expected: "\u00a0\n\v\n"},
		{Name: "one tag ends on the line where the next begins", Template: "{{!\n}} {{#t}}\nx\n{{/t}}\n", Data: list, Expected: " \nx\n"},
		{Name: "a comment over lines", Template: "a\n  {{! one\n  two }}  \nb", Data: list, Expected: "a\nb"},
		{Name: "a comment in a line", Template: "a {{!-- b --}} c\n", Data: list, Expected: "a  c\n"},
		{Name: "a comment holds anything but its end", Template: "{{! {{ }#^& }}.", Data: list, Expected: "."},
		{Name: "an empty comment", Template: "a{{!}}b", Data: list, Expected: "ab"},
		{Name: "nested standalone sections", Template: "{{#t}}\n  {{#xs}}\n  {{^no}}\n    {{.}}\n  {{/no}}\n  {{/xs}}\n{{/t}}\n", Data: list, Expected: "    a\n    b\n"},
		{Name: "a hidden section takes its lines along", Template: "a\n{{^t}}\nb\n{{/t}}\nc", Data: list, Expected: "a\nc"},
	}
}

func partialCases() []specCase {
	two := map[string]string{"p": "1\n2\n"}
	return []specCase{
		{Name: "in a line", Template: "a {{>p}} b", Partials: map[string]string{"p": "[{{x}}]"}, Data: object{"x": "y"}, Expected: "a [y] b"},
		{Name: "names with paths", Template: "{{> shared/tone.v2 }}", Partials: map[string]string{"shared/tone.v2": "warm"}, Expected: "warm"},
		{Name: "one that is not there", Template: "a\n  {{>gone}}\nb {{>gone}}", Expected: "a\nb "},
		{Name: "alone on its line it is indented", Template: "a\n  {{>p}}\nb", Partials: two, Expected: "a\n  1\n  2\nb"},
		{Name: "with CRLF", Template: "a\r\n\t{{>p}}\r\nb", Partials: map[string]string{"p": "1\r\n2\r\n"}, Expected: "a\r\n\t1\r\n\t2\r\nb"},
		{Name: "as the last line without a line end", Template: "a\n  {{>p}}", Partials: two, Expected: "a\n  1\n  2\n"},
		{Name: "its own last line may lack a line end", Template: " {{>p}}\nb", Partials: map[string]string{"p": "1\n2"}, Expected: " 1\n 2b"},
		{Name: "behind blanks and text it is not indented", Template: "a  {{>p}}b", Partials: two, Expected: "a  1\n2\nb"},
		{Name: "empty lines stay empty", Template: "  {{>p}}\n", Partials: map[string]string{"p": "1\n\n2\r\n\r\n"}, Expected: "  1\n\n  2\r\n\r\n"},
		{Name: "values are not indented", Template: "  {{>p}}\n", Partials: map[string]string{"p": "{{{v}}}\n{{{v}}}\n"}, Data: object{"v": "x\ny"}, Expected: "  x\ny\n  x\ny\n"},
		{Name: "indents add up", Template: " {{>a}}\n", Partials: map[string]string{"a": "a\n  {{>p}}\n", "p": "1\n2\n"}, Expected: " a\n   1\n   2\n"},
		{Name: "a partial within a line breaks the indent", Template: "  {{>a}}\n", Partials: map[string]string{"a": "{{>p}}.\nx\n", "p": "1\n2\n"}, Expected: "  1\n2\n.\n  x\n"},
		{Name: "a section in an indented partial", Template: "  {{>p}}\n", Partials: map[string]string{"p": "{{#xs}}\n- {{.}}\n{{/xs}}\n"}, Data: object{"xs": []any{1, 2}},
			Expected: "  - 1\n  - 2\n"},
		{Name: "a section in a line of an indented partial", Template: "  {{>p}}\n", Partials: map[string]string{"p": "{{#xs}}{{.}}\n{{/xs}}.\n"}, Data: object{"xs": []any{1, 2}},
			Expected: "  1\n  2\n  .\n"},
		{Name: "a hidden section in a line of an indented partial", Template: "  {{>p}}\n", Partials: map[string]string{"p": "{{#no}}x{{/no}}{{! c }}.\n"}, Expected: "  .\n"},
		{Name: "standalone tags in an indented partial", Template: "  {{>p}}\n", Partials: map[string]string{"p": "{{! c }}\n  {{=<% %>=}}\n<%x%>\n"}, Data: object{"x": 1},
			Expected: "  1\n"},
		{Name: "it sees the context of its place", Template: "{{#xs}}{{>p}}{{/xs}}", Partials: map[string]string{"p": "{{.}}{{y}}"}, Data: object{"xs": []any{1, 2}, "y": ";"}, Expected: "1;2;"},
		{Name: "it may include itself while the data lasts", Template: "{{>tree}}", Partials: map[string]string{"tree": "({{n}}{{#kids}}{{>tree}}{{/kids}})"},
			Data: object{"n": 1, "kids": []any{object{"n": 2, "kids": nil}, object{"n": 3, "kids": []any{}}}}, Expected: "(1(2)(3))"},
		{Name: "a value that names a tag of a partial", Template: "{{{v}}}{{>p}}", Partials: map[string]string{"p": "{{{v}}}"}, Data: object{"v": "{{>p}}"}, Expected: "{{>p}}{{>p}}"},
	}
}

func delimiterCases() []specCase {
	x := object{"x": "<1>", "t": true}
	return []specCase{
		{Name: "others", Template: "{{=<% %>=}}<%&x%> {{x}}", Data: x, Expected: "<1> {{x}}"},
		{Name: "blanks around them", Template: "{{= \t<%\n%> =}}<%&x%>", Data: x, Expected: "<1>"},
		{Name: "one character, twice the same", Template: "{{=$ $=}}$&x$ $#t$yes$/t$", Data: x, Expected: "<1> yes"},
		{Name: "the same again", Template: "{{={{ }}=}}{{&x}}", Data: x, Expected: "<1>"},
		{Name: "and back", Template: "{{=[ ]=}}[&x]{{x}}[={{ }}=]{{&x}}[x]", Data: x, Expected: "<1>{{x}}<1>[x]"},
		{Name: "three braces within others", Template: "{{=<% %>=}}<%{x}%><%{ x }%>", Data: x, Expected: "<1><1>"},
		{Name: "characters with a meaning elsewhere", Template: "{{=(.* +)=}}(.*&x+)", Data: x, Expected: "<1>"},
		{Name: "characters of more bytes", Template: "{{=« »=}}«&x»", Data: x, Expected: "<1>"},
		{Name: "alone on the line", Template: "a\n  {{=<% %>=}} \nb\n<%={{ }}=%>", Data: x, Expected: "a\nb\n"},
		{Name: "alone on the line with CRLF", Template: "{{=<% %>=}}\r\nb\r\n", Data: x, Expected: "b\r\n"},
		{Name: "a section opened with one pair and closed with another", Template: "{{#t}}a{{=<% %>=}}b<%/t%>", Data: x, Expected: "ab"},
		{Name: "a partial starts with the usual ones", Template: "{{=<% %>=}}<%>p%>", Partials: map[string]string{"p": "{{&x}}<%x%>"}, Data: x, Expected: "<1><%x%>"},
		{Name: "a partial's own end with it", Template: "{{>p}}{{&x}}", Partials: map[string]string{"p": "{{=<% %>=}}<%&x%>"}, Data: x, Expected: "<1><1>"},
	}
}
