package assertion

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Every type of the parser can be checked, and nothing else.
func TestEveryTypeCompiles(t *testing.T) {
	for _, typ := range suite.Types() {
		require.NotNil(t, compilers()[typ.Name], typ.Name)
	}
	require.Len(t, compilers(), len(suite.Types()))
}

// What does not compile is told at its place in the file: an assertion begins at 5:9.
func TestWhatDoesNotCompile(t *testing.T) {
	for _, c := range []struct{ assert, want, hint string }{
		{`{json-schema: {type: objekt}}`, `a.tests.yaml:5:30: json-schema: type must be`, ""},
		{`{json-schema: {properties: {n: {minimum: x}}}}`, `a.tests.yaml:5:50: json-schema: properties.n.minimum must be`, ""},
		{`{json-schema: {requird: [a]}}`, `a.tests.yaml:5:24: json-schema: requird is no keyword of JSON Schema (did you mean "required"?)`, "a keyword of your own begins with x-"},
		{`{json-schema: {pattern: "(?=a)"}}`, `a.tests.yaml:5:33: json-schema: pattern`, "the syntax is RE2, which looks neither ahead nor behind"},
		{`{json-schema: {allOf: [{$ref: "#/nope"}]}}`, `a.tests.yaml:5:39: json-schema: allOf.0.$ref refers to`, "copy what it refers to under $defs, and write #/$defs/NAME"},
		{`{not-json-schema: true}`, `a.tests.yaml:5:27: not-json-schema: the prompt has no JSON Schema`, "write the schema in place of true, or give the prompt a jsonSchema"},
		{`{contains-json: {items: 1}}`, `a.tests.yaml:5:33: contains-json: items must be a schema, not 1`, ""},
		{`{tool-call: {name: a, arguments: {type: 1}}}`, `a.tests.yaml:5:49: tool-call: type must be`, ""},
		{`{json-path: {path: "$.a[?@.b ==]"}}`, `a.tests.yaml:5:40: json-path: "$.a[?@.b ==]" is no JSONPath`, ""},
		{`{expr: 'output =='}`, `a.tests.yaml:5:25: expr: unexpected token EOF`, ""},
		{`{expr: 'outptu == "a"'}`, `a.tests.yaml:5:17: expr: unknown name outptu (did you mean "output"?)`, seen},
		{`{expr: 'output + 1 == "a"'}`, `a.tests.yaml:5:24: expr: invalid operation: +`, ""},
		{`{expr: 'len(output)'}`, `a.tests.yaml:5:16: expr: expected bool, but got int`, ""},
		{`{expr: 'output matches "("'}`, `a.tests.yaml:5:`, ""},
		{`{expr: '$env["the meter"] == nil'}`, `a.tests.yaml:5:16: expr: unknown name $env`, seen},
		{`{expr: 'now() > 1'}`, `a.tests.yaml:5:17: expr: unknown name now`, seen},
		{`{rubric: Kind.}`, `a.tests.yaml:5:10: rubric: it does not say which model judges`, "write judge: {model: openai/gpt-5.4-mini} beside it, or under defaults for all"},
		{`{rubric: Kind., judge: {model: a/b, prompt: "Is it good?"}}`, `a.tests.yaml:5:53: rubric: the judge's prompt does not show it the answer`, "write {{output}} where it is to stand"},
	} {
		t.Run(c.assert, func(t *testing.T) {
			check, found := compiled(t, c.assert, Options{})
			require.Nil(t, check)
			require.NotEmpty(t, found)
			require.Equal(t, "E005", found[0].Code)
			require.Contains(t, found[0].Range.String()+": "+found[0].Message, c.want)
			require.Equal(t, c.hint, found[0].Hint)
		})
	}
	_, found := compiled(t, `{json-schema: true}`, Options{Schema: map[string]any{"type": "objekt"}})
	require.Contains(t, found[0].Message, "json-schema: the prompt's JSON Schema does not compile: type must be")
}

// Whatever a file says, compiling it ends without a panic, and what is found stands in
// the file.
func FuzzCompile(f *testing.F) {
	for _, seed := range []string{
		`json-schema: {type: object}`, `json-path: {path: "$..a[?@.b > 1]", equals: {a: 1}}`, `expr: 'any(json.items, .n matches "a")'`, `regex: "(a|b)*"`,
		`tool-call: {name: a, arguments: {$ref: "#"}}`, `rubric: a, judge: {prompt: "{{output}}", choices: [{choice: a, score: 1}]}`, `contains-any: ["{{a.b}}"]`, `latency: {max: 2s}`, `exec: [a]`,
	} {
		f.Add(seed, "{}")
	}
	f.Fuzz(func(t *testing.T, assert, answer string) {
		s, found := suite.Parse("a.tests.yaml", []byte("version: 1\ncases: [{id: a, assert: [{"+assert+"}]}]\n"))
		if found.HasErrors() || len(s.Cases) == 0 {
			return
		}
		for _, a := range s.Cases[0].Assert {
			check, found := Compile(s, a, Options{Judge: &suite.Judge{Model: "a/b"}})
			require.Equal(t, check == nil, found.HasErrors())
			for _, f := range found {
				require.Equal(t, "a.tests.yaml", f.Range.File)
				require.GreaterOrEqual(t, f.Range.Start.Line, 2)
			}
			if check != nil {
				v := check.Hold(t.Context(), answered(answer))
				require.False(t, v.Passed && v.Err != nil)
				require.True(t, 0 <= v.Score && v.Score <= 1, "%v", v.Score)
			}
		}
	})
}

// Whatever evaluators a prompt file has, they compile without a panic.
func FuzzCompileInPrompt(f *testing.F) {
	f.Add("evaluators: [{name: a, string: {contains: b}}, {name: c, llm: {modelId: m, prompt: '{{completion}}', choices: [{choice: 1, score: 1}]}}, {name: d, uses: github/fluency}]", "1")
	f.Fuzz(func(t *testing.T, prompt, answer string) {
		doc, found := yamldoc.Parse("a.prompt.yml", []byte(prompt))
		if found.HasErrors() {
			return
		}
		s, found := suite.InPrompt(doc)
		if found.HasErrors() || s == nil {
			return
		}
		for _, a := range s.Defaults.Assert {
			if check, _ := Compile(s, a, Options{}); check != nil {
				check.Hold(t.Context(), answered(answer))
			}
		}
	})
}
