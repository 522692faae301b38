package suite

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/yamldoc"
	"github.com/promptctl-io/promptctl/pkg/yamldoc/schematest"
	"github.com/stretchr/testify/require"
)

const promptFile = "prompts/summary.prompt.yml"

// inPrompt reads a prompt's file, and what is wrong with its cases.
func inPrompt(t *testing.T, src string) (*Suite, []string) {
	doc, found := yamldoc.Parse(promptFile, []byte(src))
	require.Empty(t, found)
	s, found := InPrompt(doc)
	var lines []string
	for _, f := range found {
		lines = append(lines, schematest.Line(f))
	}
	return s, lines
}

func TestInPromptReadsGitHubsFormat(t *testing.T) {
	s, found := inPrompt(t, `messages: []
testData:
  - input: The fox jumped.
    expected: A fox.
  - inputs: {input: a, n: 1}
  - {vars: text, expected: [a]}
  - {input: a, expected: 1.50}
  - {input: a, expected: null}
evaluators:
  - name: all of them
    string: {equals: a, contains: 42, startsWith: c, endsWith: d}
  - name: judged
    llm:
      modelId: openai/gpt-4o
      systemPrompt: You judge.
      prompt: "{{input}} {{completion}}"
      choices: [{choice: 1, score: 0}, {choice: yes, score: 1.0}]
  - {name: built in, uses: github/similarity}
`)
	require.Empty(t, found)
	require.True(t, s.InPrompt)
	require.False(t, s.Empty())
	require.Equal(t, "case 2", s.Cases[1].Label())
	require.Equal(t, []string{"input"}, names(s.Cases[0].Variables))
	require.Equal(t, "A fox.", s.Cases[0].Expected.Value)
	require.Equal(t, []string{"input", "n"}, names(s.Cases[1].Variables), "below inputs")
	require.Equal(t, []string{"vars", "expected"}, names(s.Cases[2].Variables), "a text is a value of its own")
	require.Nil(t, s.Cases[2].Expected)
	require.Equal(t, "1.50", *expected(s.Cases[3]))
	require.Equal(t, []string{"input"}, names(s.Cases[3].Variables))
	require.Nil(t, expected(s.Cases[4]))

	a := s.Defaults.Assert
	require.Equal(t, []string{"equals", "contains", "starts-with", "ends-with", "rubric", "rubric"}, types(a))
	require.False(t, a[0].IgnoreCase)
	require.True(t, a[1].IgnoreCase)
	require.Equal(t, "all of them", a[0].Name)
	require.Equal(t, "openai/gpt-4o", a[4].Judge.Model)
	require.Equal(t, []Choice{{"1", 0}, {"yes", 1}}, a[4].Judge.Choices)
	require.Equal(t, "github/similarity", a[5].Judge.Uses)
}

func names(variables []Variable) []string {
	var all []string
	for _, v := range variables {
		all = append(all, v.Name)
	}
	return all
}

func TestInPromptOfNothing(t *testing.T) {
	for _, src := range []string{"", "a", "messages: []"} {
		s, found := inPrompt(t, src)
		require.Nil(t, s, src)
		require.Empty(t, found, src)
	}
	for _, src := range []string{"testData:\nevaluators:\n", "testData: []"} {
		s, found := inPrompt(t, src)
		require.True(t, s.Empty(), src)
		require.Empty(t, found, src)
	}
}

// Evaluators that others have added are none of ours, and not wrong; but nobody takes
// them for checked.
func TestInPromptLetsOthersBe(t *testing.T) {
	s, found := inPrompt(t, `testData:
  - {input: a, id: 1, evaluators: [{name: n, regex: a}]}
evaluators:
  - {name: a, regex: "["}
  - {name: b, type: regex, pattern: a}
  - {name: c, string: {matches: a}}
  - {name: d, uses: acme/judge}
  - {name: e, python: "len(output) > 3"}
  - {name: f, string: {contains: a, notContains: b}}
  - {name: g}
  - {name: h, string: {contains: a}, weight: 2}
`)
	require.Empty(t, found)
	var said []string
	for _, a := range s.Defaults.Assert {
		name := a.Name + " " + a.Type.Name
		if a.Foreign {
			name += "?"
		}
		said = append(said, name)
	}
	require.Equal(t, []string{"a regex?", "b type?", "c matches?", "d acme/judge?", "e python?", "f notContains?", "f contains", "g nothing?", "h contains"}, said)
}

func TestInPromptFindsWhatIsWrong(t *testing.T) {
	for src, want := range map[string][]string{
		"testData: {input: a}":                                    {`1:11 Y004 testData must be a list, not a mapping -> `},
		"testData: [a]":                                           {`1:12 Y004 testData[0] must be a mapping, not "a" -> `},
		"evaluators: [a]":                                         {`1:14 Y004 evaluators[0] must be a mapping, not "a" -> `},
		"evaluators: [{strings: {contains: a}}]":                  {`1:15 E005 an evaluator has no "strings" in evaluators[0] (did you mean "string"?) -> `},
		"evaluators: [{string: {startWith: a}}]":                  {`1:24 E005 an evaluator has no "startWith" in evaluators[0].string (did you mean "startsWith"?) -> `},
		"evaluators: [{string: {contains: ''}}]":                  {`1:34 Y004 evaluators[0].string.contains must be a text, not "" -> `},
		"evaluators: [{string: a}]":                               {`1:23 Y004 evaluators[0].string must be a mapping, not "a" -> `},
		"evaluators: [{llm: {choices: []}}]":                      {`1:15 E005 evaluators[0].llm has no prompt -> `, `1:30 Y004 evaluators[0].llm.choices must have at least one entry -> `},
		"evaluators: [{llm: {model: m, prompt: p}}]":              {`1:15 E005 evaluators[0].llm has no choices -> nothing that the judge says would count`, `1:21 E005 an evaluator has no "model" in evaluators[0].llm (did you mean "modelId"?) -> `},
		"evaluators: [{llm: {prompt: p, choices: [{score: 1}]}}]": {`1:42 E005 evaluators[0].llm.choices[0] says no choice -> `},
		"evaluators: [{uses: github/similarty}]":                  {`1:21 E005 GitHub Models has no evaluator "github/similarty" (did you mean "similarity"?) -> it has github/similarity, github/coherence, github/fluency, github/relevance, github/groundedness`},
	} {
		_, found := inPrompt(t, src)
		require.Equal(t, want, found, src)
	}
}
