package assertion

import (
	"strings"
	"testing"
)

func TestJSON(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 400) + "1" + strings.Repeat("}", 400)
	holds(t, []held{
		{`{is-json: true}`, ` {"a": [1e400, "é", null]}`, ""},
		{`{is-json: true}`, "1", ""},
		{`{is-json: true}`, deep, ""},
		{`{is-json: true}`, "", "the answer is not JSON: line 1, column 1: a JSON value is missing, which is empty"},
		{`{is-json: true}`, "NaN", "the answer is not JSON: line 1, column 1: a JSON value is missing"},
		{`{is-json: true}`, `{"a": 1, "a": 2}`, `the name "a" is there twice`},
		{`{is-json: true}`, "```json\n{}\n```", "the answer is not JSON: line 1, column 1"},
		{`{is-json: true}`, strings.Repeat("[", 1<<20), "more than 512 arrays and objects stand in each other"},
		{`{contains-json: true}`, "Here: {\"a\": 1}.", ""},
		{`{contains-json: true}`, "there is none", `there is no JSON in the answer: "there is none"`},
		{`{contains-json: true}`, strings.Repeat("[", 1<<20), `there is no JSON in the answer`},
		{`{contains-json: {type: object, required: [b]}}`, `{"a": 1} and {"b": 2}`, ""},
		{`{contains-json: {type: object, required: [b]}}`, `x {"a": 1}`, `"{\"a\":1}" does not satisfy the schema: $ lacks "b"`},
		{`{json-schema: {type: object, properties: {n: {type: integer, maximum: 1.0e+308}}}}`, `{"n": 1e400}`, "$.n is 1e400, more than"},
		{`{json-schema: {type: object, properties: {n: {type: integer}}}}`, `{"n": 12345678901234567890123}`, ""},
		{`{json-schema: {enum: [0.1]}}`, "0.10", ""},
		{`{json-schema: {type: array, items: {type: string}}}`, `["a", 1]`, "the answer does not satisfy the schema: $[1] is the number 1, not a string"},
		{`{json-schema: {type: object}}`, "{", "the answer is not JSON"},
		{`{json-path: {path: $.queue}}`, `{"queue": null}`, ""},
		{`{json-path: {path: $.queue}}`, `{"q": 1}`, `nothing stands at $["queue"]: "{\"q\": 1}"`},
		{`{json-path: {path: "$.a[*].id", equals: 2}}`, `{"a": [{"id": 1}, {"id": 2.0}]}`, ""},
		{`{json-path: {path: "$.a[*].id", equals: 3}}`, `{"a": [{"id": 1}, {"id": 2}]}`, `$["a"][*]["id"] is 1 and 2, not 3`},
		{`{json-path: {path: "$.a[?@.n > 5].id", equals: x}}`, `{"a": [{"id": "y", "n": 5}, {"id": "x", "n": 5.5}]}`, ""},
		{`{json-path: {path: $.n, equals: 3}}`, `{"n": "3"}`, `is "3", not 3`},
		{`{json-path: {path: $.n, equals: "{{n}}"}}`, `{"n": 3}`, ""},
		{`{json-path: {path: $.n, equals: "{{expected}}"}}`, `{"n": "returns"}`, ""},
		{`{json-path: {path: $.n, equals: "{{expected}}"}}`, `{"n": "billing"}`, `$["n"] is "billing", not "returns"`},
		{`{json-path: {path: $.n, equals: "{{n}}"}}`, `{"n": 4}`, `$["n"] is 4, not 3`},
		{`{json-path: {path: $.n, equals: "to {{expected}}"}}`, `{"n": "returns"}`, `$["n"] is "returns", not "to returns"`},
		{`{json-path: {path: $.o, equals: {id: 7, items: [a, b]}}}`, `{"o": {"items": ["a", "b"], "id": 7}}`, ""},
		{`{json-path: {path: $.o, equals: "{{order}}"}}`, `{"o": {"items": ["a", "b"], "id": 7}}`, ""},
		{`{json-path: {path: $.o, equals: null}}`, `{"o": null}`, ""},
		{`{json-path: {path: $.o, regex: "^b"}}`, `{"o": "billing"}`, ""},
		{`{json-path: {path: $.o, regex: "^b"}}`, `{"o": ["b"]}`, `is ["b"], which does not match "^b"`},
		{`{json-path: {path: "$..a..a..a..a"}}`, deep, "! the answer is too large for"},
		{`{json-path: {path: $.a}}`, "no", "the answer is not JSON"},
		{`{json-path: {path: "$` + strings.Repeat("[0,0]", 40) + `"}}`, strings.Repeat("[", 50) + strings.Repeat("]", 50), "! the answer is too large for"},
		{`{json-path: {path: "$[?count($..*) > 1]"}}`, "[" + strings.Repeat("1,", 9999) + "1]", "! the answer is too large for"},
		{`{json-path: {path: "$[*]"}}`, "[" + strings.Repeat("1,", 9999) + "1]", ""},
		{`{json-path: {path: "$[*]", equals: 2}}`, "[" + strings.Repeat("1,", 9999) + "1]", "$[*] is 1 and 1 and 1 and … (10000 in all), not 2"},
		{`{json-path: {path: $.a, regex: "((a?){30}){30}$"}}`, `{"a": "` + strings.Repeat("a", 1<<20) + `"}`, "! a text of 1048576 bytes is too long to be matched"},
		{`{is-yaml: true}`, "a: 1\nb: [x]", ""},
		{`{is-yaml: true}`, "- a", ""},
		{`{is-yaml: true}`, "just words", "the answer is neither a mapping nor a list of YAML"},
		{`{is-yaml: true}`, "", "the answer is neither a mapping nor a list of YAML, which is empty"},
		{`{is-yaml: true}`, "a: [", "the answer is not YAML: line 1"},
		{`{is-yaml: true}`, "a: \xff", "the answer is not YAML"},
		{`{is-yaml: true}`, strings.Repeat("a: b\n", 1<<20), "! the answer has"},
	}, Options{})
	holds(t, []held{
		{`{json-schema: true}`, `{"queue": "a"}`, ""},
		{`{json-schema: true}`, `{}`, `$ lacks "queue"`},
	}, Options{Schema: map[string]any{"required": []any{"queue"}}})
}
