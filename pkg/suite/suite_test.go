package suite

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const file = "prompts/support/triage.tests.yaml"

// full has every key, and a free key at every level that takes one.
const full = `# yaml-language-server: $schema=triage.schema.json
version: 1
defaults:
  variables: {channel: email}
  matrix: {tone: [plain, warm]}
  assert:
    - json-schema: true
    - latency: {max: 800ms, x-note: p95}
  threshold: 1
  repeat: 2
  judge: {model: openai/gpt-4o, systemPrompt: You judge., prompt: "Is {{output}} right?", choices: [{choice: "no", score: 0}, {choice: "yes", score: 1, x-c: c}], x-j: j}
  x-d: d
cases:
  - id: late-parcel
    description: A parcel that is late.
    tags: [smoke]
    variables: {ticket: "Where is my parcel?", history: [{role: user, content: Hello}]}
    matrix: {channel: [email, chat]}
    expected: delivery
    assert:
      - equals: ""
        ignoreCase: true
        name: says nothing
      - not-contains: "{{ticket}}"
      - contains-any: [a, b]
      - contains-all: [a]
      - starts-with: a
      - ends-with: b
      - regex: "^\\w+$"
      - is-json: true
      - contains-json: {type: object}
      - json-path: {path: "$.queue", equals: [1, null], x-p: p}
      - json-path: {path: "$['a-b'][0]", regex: a+}
      - is-yaml: true
      - word-count: {max: 120}
      - char-count: {min: 1, max: 9}
      - levenshtein: "{{expected}}"
        threshold: 0.8
      - similar: a
        model: ollama/nomic-embed-text
      - refusal: true
      - tool-call: {name: find_order, arguments: {required: [order]}}
      - not-finish-reason: length
      - cost: {max: 0.01}
      - tokens: {min: 0}
      - expr: json.a == 1
      - exec: [./check.sh, --strict]
      - rubric: The reason names the trip.
        weight: 2.5
        threshold: 0.5
        judge: {model: m}
        x-a: a
      - factuality: a
      - closed-qa: a
      - answer-relevance: true
      - prefer: a
    threshold: 0.5
    repeat: 3
    x-case: {}
  - id: praise
data: [tickets.jsonl, ../../more/rows.csv]
x-owner: support-platform
`

func TestParseReadsEverything(t *testing.T) {
	s, found := Parse(file, []byte(full))
	require.Empty(t, found)
	require.False(t, s.Empty())
	require.False(t, s.InPrompt)

	d := s.Defaults
	require.Equal(t, "channel", d.Variables[0].Name)
	require.Equal(t, "tone", d.Matrix[0].Name)
	require.Equal(t, []string{"json-schema", "latency"}, types(d.Assert))
	require.InDelta(t, 1, *d.Threshold, 0)
	require.Equal(t, 2, d.Repeat)
	require.Equal(t, "openai/gpt-4o", d.Judge.Model)
	require.Equal(t, "You judge.", d.Judge.SystemPrompt.Value)
	require.Equal(t, "Is {{output}} right?", d.Judge.Prompt.Value)
	require.Equal(t, []Choice{{"no", 0}, {"yes", 1}}, d.Judge.Choices)

	c := s.Cases[0]
	require.Equal(t, "late-parcel", c.ID)
	require.Equal(t, `case "late-parcel"`, c.Label())
	require.Equal(t, "A parcel that is late.", c.Description)
	require.Equal(t, []string{"smoke"}, c.Tags)
	require.Equal(t, "delivery", c.Expected.Value)
	require.InDelta(t, 0.5, *c.Threshold, 0)
	require.Equal(t, 3, c.Repeat)
	var all []string
	for _, k := range Types() {
		all = append(all, k.Name)
	}
	require.Subset(t, append(types(c.Assert), types(d.Assert)...), all, "the file has every type")

	require.Equal(t, "prompts/support/tickets.jsonl", s.Data[0].Path)
	require.Equal(t, "more/rows.csv", s.Data[1].Path)
	require.Equal(t, "../../more/rows.csv", s.Data[1].Text)
}

func types(assertions []*Assertion) []string {
	var all []string
	for _, a := range assertions {
		all = append(all, a.Type.Name)
	}
	return all
}

func TestAssertions(t *testing.T) {
	s, _ := Parse(file, []byte(full))
	a := s.Cases[0].Assert
	require.Equal(t, "says nothing", a[0].Name)
	require.True(t, a[0].IgnoreCase)
	require.InDelta(t, 1, a[0].Weight, 0)
	require.True(t, a[1].Negated)
	require.Equal(t, "not-contains", a[1].Key.Value)
	require.Equal(t, "{{ticket}}", a[1].Texts()[0].Value)
	require.Len(t, a[2].Texts(), 2)
	require.Empty(t, a[6].Texts(), "a regular expression is no text that is filled")
	rubric := a[len(a)-5]
	require.InDelta(t, 2.5, rubric.Weight, 0)
	require.InDelta(t, 0.5, *rubric.Threshold, 0)
	require.Equal(t, "m", rubric.Judge.Model)
}

func TestValuesOfACase(t *testing.T) {
	s, found := Parse(file, []byte(`version: 1
defaults: {variables: {a: 1, b: 2, n: ~}, matrix: {c: [3]}}
cases:
  - {id: x, variables: {a: 4, b: ~}, matrix: {d: [5]}}
`))
	require.Empty(t, found)
	got := map[string]string{}
	for _, name := range []string{"a", "b", "c", "d", "e", "n"} {
		if n := s.Value(s.Cases[0], name); n != nil {
			got[name] = fmt.Sprint(n.Decode())
		}
	}
	require.Equal(t, map[string]string{"a": "4", "b": "2", "c": "[3]", "d": "[5]"}, got)
}

func TestStrict(t *testing.T) {
	for src, want := range map[string]bool{
		"cases: [{id: a}]":                                         true,
		"cases: [{id: a, threshold: 1}]":                           true,
		"cases: [{id: a, threshold: 0.9}]":                         false,
		"defaults: {threshold: 0}\ncases: [{id: a}]":               false,
		"defaults: {threshold: 0}\ncases: [{id: a, threshold: 1}]": true,
	} {
		s, found := Parse(file, []byte("version: 1\n"+src))
		require.Empty(t, found, src)
		require.Equal(t, want, s.Strict(s.Cases[0]), src)
	}
}

func TestStems(t *testing.T) {
	for path, want := range map[string]string{
		"prompts/a.tests.yaml": "prompts/a", "prompts/a.tests.yml": "prompts/a", "prompts/a.prompt.yaml": "", "tests.yaml": "", "a.tests.json": "",
	} {
		require.Equal(t, want, Stem(path), path)
	}
}

func TestEmpty(t *testing.T) {
	var none *Suite
	require.True(t, none.Empty())
	for src, want := range map[string]bool{"": true, "version: 1\ncases: [{id: a}]": false, "version: 1\ndata: [a.csv]": false, "version: 1\nx-a: 1": true} {
		s, _ := Parse(file, []byte(src))
		require.Equal(t, want, s.Empty(), src)
	}
}

func TestParseKeepsWhatItCouldRead(t *testing.T) {
	s, found := Parse(file, []byte("version: 1\ncases:\n  - {id: a b, variables: {x: 1}, assert: [{conains: y}, {regex: \"[\"}, {contains: z}]}\n"))
	require.Len(t, found, 3)
	require.Equal(t, []string{"regex", "contains"}, types(s.Cases[0].Assert))
	require.Equal(t, "case 1", s.Cases[0].Label())
	require.Len(t, s.Cases[0].Variables, 1)
}

func TestTags(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "",
		"a {{b}} c {{ d }}":                    "b@2-7 d@10-17",
		"{{a.b.c}}":                            "a@0-9",
		"{{{a}}}":                              "a@1-6",
		"{{":                                   "",
		"{{a":                                  "",
		"{{a}":                                 "",
		"{{}} {{ }} {{.}}":                     "",
		"{{#a}}x{{/a}} {{> p}}":                "",
		"{{a b}} {{1}} {{é}} {{-}}":            "",
		"{{a.}} {{a.b c}}":                     "",
		"{{ {{a}}":                             "a@3-8",
		"{{a.0}} {{a.1.b}}":                    "a@0-7 a@8-17",
		`{"a": {"b": {{c}}}}`:                  "c@12-17",
		"{{" + strings.Repeat("a", 300) + "}}": "",
	} {
		var got []string
		for _, tag := range Tags(text) {
			got = append(got, fmt.Sprintf("%s@%d-%d", tag.Name, tag.Start, tag.End))
		}
		require.Equal(t, want, strings.Join(got, " "), text)
	}
}

func TestPaths(t *testing.T) {
	for _, good := range []string{
		"$", "$.a", "$.a.b", "$.*", "$..a", "$..*", "$..[0]", "$[0]", "$[-1]", "$[*]", "$['a']", `$["a b"]`, `$['it\'s']`, "$[0,1]", "$[ 0 , 'a' ]",
		"$[1:3]", "$[::2]", "$[:]", "$[-3:]", "$.é", "$.a_1", "$[?@.a == 'x']", "$[?(@.a[0] > 1 && @['b]'] == \")\")].c", "$[?@.a,?@.b]",
		"$ .a", "$['a'] [0]", "$\n.a\n[0]", "$[ 0 : 2 ]",
	} {
		_, problem := checkPath(good)
		require.Empty(t, problem, good)
	}
	for bad, want := range map[string]string{
		"a.b":           "0 it begins with $",
		"@.a":           "0 it begins with $",
		"$a":            "1 a step begins with . or [",
		"$.":            "2 a name or * follows the dot",
		"$..":           "3 a name or * follows the dot",
		"$.a..":         "5 a name or * follows the dot",
		"$.[0]":         "2 a name or * follows the dot",
		"$.a-b":         "3 a name with - in it stands in quotes: ['a-b']",
		"$.1st":         "2 a name that begins with a digit stands in quotes: ['1st']",
		"$.a ":          "3 it ends with white space",
		"$.a b":         "4 a step begins with . or [",
		"$[":            "2 a ] is missing",
		"$[0":           "3 a ] is missing",
		"$[]":           "2 in brackets stand a name in quotes, an index, a slice, * or a filter",
		"$[a]":          "2 in brackets stand a name in quotes, an index, a slice, * or a filter",
		"$['a]":         "2 the quote does not end",
		"$[1:2:3:4]":    "7 a ] is missing",
		"$[?]":          "3 the filter is empty",
		"$[?@.a":        "6 a ] is missing",
		"$[?@.a == 'x]": "10 the quote does not end",
	} {
		at, problem := checkPath(bad)
		require.Equal(t, want, fmt.Sprint(at, " ", problem), bad)
	}
}
