package suite

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/yamldoc/schematest"
)

const explain = "`promptctl explain tests.cases.assert` lists the types; not- before one negates it"

func badFiles() []schematest.Bad {
	v := "version: 1\n"
	assert := func(a string) string { return v + "cases: [{id: a, assert: [" + a + "]}]\n" } // at 2:27
	return []schematest.Bad{
		{"empty", "", []string{`1:1 Y005 version is missing: the file is empty -> *`}, true},
		{"list", "- a\n", []string{`1:1 Y004 the file must be a mapping, not a list`}, true},
		{"no version", "cases: [{id: a}]\n", []string{`1:1 Y005 version is missing`}, true},
		{"newer, and nothing else said", "version: 2\ncase: []\n", []string{`1:10 Y004 version 2 is newer than this promptctl, which reads version 1 -> install a newer promptctl`}, true},
		{"syntax", v + "cases: [\n", []string{`* Y001 *`}, false},
		{"nothing", v, []string{`1:1 Y005 the file has neither cases nor data`}, true},
		{"misspelt", v + "case: []\n", []string{`1:1 Y005 the file has neither cases nor data`, `2:1 Y003 unknown key "case" (did you mean "cases"?) -> it may have version, defaults, cases, data; keys of your own begin with x-`}, true},
		{"no case", v + "cases: []\n", []string{`2:8 Y004 cases must have at least one entry`}, true},
		{"too many cases", v + "cases: [" + strings.Repeat("{id: a}, ", 10001) + "]\n", []string{`2:8 Y004 cases must have at most 10000 entries, not 10001`}, false},
		{"too many assertions", assert(strings.Repeat("{contains: a}, ", 101)), []string{`2:25 Y004 cases[0].assert must have at most 100 entries, not 101`}, false},
		{"no id", v + "cases: [{variables: {}}]\n", []string{`2:9 Y005 cases[0].id is missing`}, true},
		{"id in words", v + "cases: [{id: late parcel}]\n", []string{`2:14 Y004 cases[0].id must be the id of a case, not "late parcel" -> an id has letters, digits, _, . and - alone, such as late-parcel; words go under description:`}, true},
		{"id a number", v + "cases: [{id: 1}]\n", []string{`2:14 Y004 cases[0].id must be the id of a case, not 1 -> 1 is no text to YAML; quote it: "1"`}, true},
		{"variables a list", v + "cases: [{id: a, variables: [x]}]\n", []string{`2:28 Y004 cases[0].variables must be a mapping, not a list`}, true},
		{"long number", v + "cases: [{id: a, variables: {o: [12345678901234567890]}}]\n", []string{`2:33 Y004 the number 12345678901234567890 is too large to be kept exactly -> quote it`}, false},
		{"matrix of one", v + "cases: [{id: a, matrix: {tone: warm}}]\n", []string{`2:32 Y004 cases[0].matrix.tone must be a list, not "warm"`}, true},
		{"matrix of none", v + "cases: [{id: a, matrix: {tone: []}}]\n", []string{`2:32 Y004 cases[0].matrix.tone must have at least one entry`}, true},
		{"expected a number", v + "cases: [{id: a, expected: 3}]\n", []string{`2:27 Y004 cases[0].expected must be a text, not 3 -> 3 is no text to YAML; quote it: "3"`}, true},
		{"repeat", v + "cases: [{id: a, repeat: 0}]\n", []string{`2:25 Y004 cases[0].repeat must be a whole number from 1 to 1000, not 0`}, true},
		{"threshold", v + "cases: [{id: a, threshold: 80}]\n", []string{`2:28 E005 cases[0].threshold must be a number from 0 to 1, not 80`}, true},
		{"threshold text", v + "defaults: {threshold: most}\ncases: [{id: a}]\n", []string{`2:23 Y004 defaults.threshold must be a number from 0 to 1, not "most"`}, true},
		{"id in defaults", v + "defaults: {id: a}\ncases: [{id: a}]\n", []string{`2:12 Y003 unknown key "id" in defaults -> it may have variables, matrix, assert, threshold, repeat, judge; keys of your own begin with x-`}, true},

		{"data in one", v + "data: rows.csv\n", []string{`2:7 Y004 data must be a list, not "rows.csv"`}, true},
		{"data of another form", v + "data: [rows.txt]\n", []string{`2:8 Y004 data[0] must be a file that ends in .jsonl, .csv, .yaml or .yml, not "rows.txt"`}, true},
		{"data with a backslash", v + "data: ['a\\b.csv']\n", []string{`2:8 Y004 data[0] must be the path of a file, not "a\\b.csv" -> write / between folders`}, true},
		{"data outside", v + "data: [../../../x.csv, /etc/x.csv]\n", []string{
			`2:8 T006 data file "../../../x.csv" lies out of the repository`, `2:24 T006 data file "/etc/x.csv" lies out of the repository`}, false},

		{"unknown type", assert("{conains: a}"), []string{`2:27 E005 unknown assertion "conains" (did you mean "contains"?) -> ` + explain}, true},
		{"of promptfoo", assert("{icontains: a, weight: 2}"), []string{`2:27 E005 unknown assertion "icontains" (did you mean "contains"?)`}, true},
		{"negated", assert("{not-contians: a}"), []string{`2:27 E005 unknown assertion "not-contians" (did you mean "not-contains"?)`}, true},
		{"no type", assert("{weight: 2, x-a: b}"), []string{`2:26 E005 cases[0].assert[0] does not say what holds -> ` + explain}, false},
		{"two types", assert("{contains: a, not-regex: b}"), []string{`2:40 E005 cases[0].assert[0] says contains and not-regex -> write two assertions`}, false},
		{"bare word", assert("is-json"), []string{`2:26 Y004 cases[0].assert[0] must be a mapping, not "is-json" -> write is-json: true`}, true},
		{"misspelt option", assert("{contains: a, wieght: 2}"), []string{`2:40 Y003 unknown key "wieght" in cases[0].assert[0] (did you mean "weight"?) -> beside contains it may have name, weight, threshold, ignoreCase, model, judge; keys of your own begin with x-`}, true},
		{"weight", assert("{contains: a, weight: -1}"), []string{`2:48 E005 cases[0].assert[0].weight must be a number of at least 0, not -1`}, true},
		{"weight beyond sums", assert("{contains: a, weight: 1.0e308}"), []string{`2:48 E005 cases[0].assert[0].weight must be a number of at most 1000000, not 1.0e308`}, true},
		{"weight text", assert("{contains: a, weight: high}"), []string{`2:48 Y004 cases[0].assert[0].weight must be a number of at least 0, not "high"`}, true},
		{"threshold of what has none", assert("{contains: a, threshold: 0.5}"), []string{`2:40 E005 contains has no threshold -> threshold is for levenshtein, similar, exec, rubric, factuality, closed-qa, answer-relevance, prefer`}, false},
		{"model of what has none", assert("{equals: a, model: b}"), []string{`2:38 E005 equals has no model -> model is for similar`}, false},
		{"case of what has none", assert("{regex: a, ignoreCase: true}"), []string{`2:37 E005 regex has no ignoreCase -> ignoreCase is for equals, contains, contains-any, contains-all, starts-with, ends-with`}, false},
		{"score above 1", assert("{similar: a, threshold: 5}"), []string{`2:50 E005 cases[0].assert[0].threshold must be a number from 0 to 1, not 5`}, true},

		{"text a number", assert("{contains: 42}"), []string{`2:37 Y004 cases[0].assert[0].contains must be a text, not 42 -> 42 is no text to YAML; quote it: "42"`}, true},
		{"text empty", assert(`{contains: ""}`), []string{`2:37 Y004 cases[0].assert[0].contains must be a text, not ""`}, true},
		{"text for a list", assert("{contains-any: a}"), []string{`2:41 Y004 cases[0].assert[0].contains-any must be a list, not "a"`}, true},
		{"list empty", assert("{contains-all: []}"), []string{`2:41 Y004 cases[0].assert[0].contains-all must have at least one entry`}, true},
		{"false", assert("{is-json: false}"), []string{`2:36 Y004 cases[0].assert[0].is-json must be true, not false -> write not-is-json: true for the contrary`}, true},
		{"negated false", assert("{not-refusal: false}"), []string{`2:40 Y004 cases[0].assert[0].not-refusal must be true, not false -> write refusal: true for the contrary`}, true},
		{"schema a text", assert("{json-schema: object}"), []string{`2:40 Y004 cases[0].assert[0].json-schema must be a JSON Schema, or true, not "object"`}, true},
		{"regex", assert(`{regex: "^[a"}`), []string{`2:36 E005 cases[0].assert[0].regex is no regular expression: missing closing ] in "[a"`}, false},
		{"regex looks ahead", assert(`{not-regex: '(?!a)b'}`), []string{`2:39 E005 cases[0].assert[0].not-regex is no regular expression: invalid or unsupported Perl syntax in "(?!" -> the syntax is RE2, which looks neither ahead nor behind: not-regex says what must not match`}, false},
		{"path", assert(`{json-path: {path: queue}}`), []string{`2:45 E005 cases[0].assert[0].json-path.path is no JSONPath: it begins with $`}, false},
		{"path within", assert(`{json-path: {path: "$.a-b"}}`), []string{`2:49 E005 cases[0].assert[0].json-path.path is no JSONPath: a name with - in it stands in quotes: ['a-b']`}, false},
		{"path's value", assert(`{json-path: {equals: a}}`), []string{`2:27 Y005 cases[0].assert[0].json-path.path is missing`}, true},
		{"range of nothing", assert("{word-count: {}}"), []string{`2:27 Y005 cases[0].assert[0].word-count has neither min nor max`}, true},
		{"range a number", assert("{word-count: 5}"), []string{`2:39 Y004 cases[0].assert[0].word-count must be a mapping, not 5`}, true},
		{"range upside down", assert("{tokens: {min: 9, max: 3}}"), []string{`2:41 E005 cases[0].assert[0].tokens.min is above max`}, false},
		{"latency", assert("{latency: {max: 2}}"), []string{`2:42 Y004 cases[0].assert[0].latency.max must be a duration such as 800ms, 2s or 1m, not 2`}, true},
		{"cost", assert("{cost: {max: -1}}"), []string{`2:39 Y004 cases[0].assert[0].cost.max must be an amount of at least 0, not -1`}, true},
		{"tool-call", assert("{tool-call: find_order}"), []string{`2:38 Y004 cases[0].assert[0].tool-call must be a mapping, not "find_order"`}, true},
		{"finish-reason", assert("{finish-reason: tool_calls}"), []string{`2:42 Y004 cases[0].assert[0].finish-reason must be stop, length, tool-calls or content-filter, not "tool_calls" -> did you mean "tool-calls"?`}, true},
		{"exec", assert("{exec: ./check.sh}"), []string{`2:33 Y004 cases[0].assert[0].exec must be a list, not "./check.sh"`}, true},
		{"judge's choices", assert(`{rubric: a, judge: {choices: [{choice: "yes", score: 2}, {choice: "Yes", score: 0}], model: m}}`), []string{
			`2:79 E005 cases[0].assert[0].judge.choices[0].score must be a number from 0 to 1, not 2`, `2:92 E005 choice "Yes" is there twice`}, true},
		{"judge of no model", assert(`{rubric: a}`), []string{
			`2:27 E005 rubric: it does not say which model judges -> write judge: {model: openai/gpt-5.4-mini} beside it, or under defaults for all`}, false},
		{"judge of what has none", assert("{contains: a, judge: {}}"), []string{`2:40 E005 contains has no judge -> judge is for rubric, factuality, closed-qa, answer-relevance, prefer`}, false},
	}
}
