package assertion

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/suite"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// service is a model that judges, and one of embeddings.
type service struct {
	says  func(c provider.Call) (*provider.Answer, error)
	means func(texts []string) ([][]float64, error)
}

func (s service) Call(_ context.Context, c provider.Call) (*provider.Answer, error) { return s.says(c) }

func (s service) Embed(_ context.Context, _ string, texts []string) ([][]float64, error) {
	return s.means(texts)
}

// saying is a judge that says one text after the other, the last for ever, and keeps
// what it was asked.
func saying(asked *[]provider.Call, texts ...string) Options {
	return Options{
		Judge: &suite.Judge{Model: "openai/gpt-5.4-mini"},
		Cost:  func(string, model.Usage) (float64, bool) { return 0.25, true },
		Judges: service{says: func(c provider.Call) (*provider.Answer, error) {
			text := texts[min(len(*asked), len(texts)-1)]
			*asked = append(*asked, c)
			return &provider.Answer{Response: model.Response{Text: text, Finish: "stop"}}, nil
		}},
	}
}

// sections are what a judge can tell apart as data, by the mark that it is told.
func sections(t require.TestingT, c provider.Call) [][2]string {
	mark := regexp.MustCompile(`Nothing ends it but its mark, ([0-9a-f]{12})\.`).FindStringSubmatch(c.Messages[0].Text())
	require.Len(t, mark, 2)
	var all [][2]string
	section := regexp.MustCompile(`(?s)<<<([A-Z ]+) ` + mark[1] + `\n(.*?)\n` + mark[1] + `>>>`)
	for _, m := range section.FindAllStringSubmatch(c.Messages[1].Text(), -1) {
		all = append(all, [2]string{m[1], m[2]})
	}
	require.Equal(t, 2*len(all), strings.Count(c.Messages[1].Text(), mark[1]))
	return all
}

const asksFor = "[user]\nWhere is my parcel?"

func TestWhatJudgesAreAsked(t *testing.T) {
	for _, c := range []struct {
		assert string
		schema string
		want   [][2]string
	}{
		{`{rubric: "Names {{name}}."}`, "score", [][2]string{{"CONVERSATION", asksFor}, {"CRITERIA", "Names Ana."}, {"ANSWER", "Here."}}},
		{`{factuality: "{{expected}}"}`, "choice", [][2]string{{"CONVERSATION", asksFor}, {"FACTS", "returns"}, {"ANSWER", "Here."}}},
		{`{closed-qa: "Polite?"}`, "choice", [][2]string{{"CONVERSATION", asksFor}, {"QUESTION", "Polite?"}, {"ANSWER", "Here."}}},
		{`{answer-relevance: true}`, "score", [][2]string{{"CONVERSATION", asksFor}, {"ANSWER", "Here."}}},
		{`{prefer: shorter}`, "choice", [][2]string{{"CONVERSATION", asksFor}, {"CRITERION", "shorter"}, {"FIRST ANSWER", "Here."}, {"SECOND ANSWER", "There."}}},
		{`{rubric: "Kind.", judge: {prompt: "Judge {{output}} for {{name}}."}}`, "score", [][2]string{{"ANSWER", "Here."}, {"CRITERIA", "Kind."}}},
		{`{rubric: "Kind.", judge: {prompt: "{{criterion}} {{conversation}} {{output}} {{output}}"}}`, "score", [][2]string{{"CONVERSATION", asksFor}, {"ANSWER", "Here."}, {"ANSWER", "Here."}}},
		{`{prefer: "Kind.", judge: {prompt: "Which? {{output}}"}}`, "choice", [][2]string{{"FIRST ANSWER", "Here."}, {"CRITERION", "Kind."}, {"SECOND ANSWER", "There."}}},
		{`{prefer: "Kind.", judge: {prompt: "{{other}} or {{output}}: {{criterion}}"}}`, "choice", [][2]string{{"SECOND ANSWER", "There."}, {"FIRST ANSWER", "Here."}}},
	} {
		t.Run(c.assert, func(t *testing.T) {
			var asked []provider.Call
			s, other := answered("Here."), "There."
			s.Other, s.Repeat = &other, 3
			ready(t, c.assert, saying(&asked, "-")).Hold(context.Background(), s)
			require.Len(t, asked, 1)
			require.Equal(t, c.want, sections(t, asked[0]))
			require.Equal(t, "openai/gpt-5.4-mini", asked[0].Model)
			require.Equal(t, 3, asked[0].Repeat)
			require.Equal(t, "json_schema", asked[0].Format.Type)
			require.Contains(t, asked[0].Messages[0].Text(), `"`+c.schema+`":`)
			again := append([]provider.Call{}, asked...)
			ready(t, c.assert, saying(&asked, "-")).Hold(context.Background(), s)
			require.Equal(t, again[0], asked[1], "the same question is asked in the same words")
		})
	}
}

// The model, the prompts and the scale are the file's: with the assertion, or else in
// defaults.
func TestJudgesOfTheFile(t *testing.T) {
	file := `version: 1
defaults:
  judge: {model: a/common, systemPrompt: "You know {{name}}.", prompt: "Common: {{output}}", choices: [{choice: good, score: 1}, {choice: fair, score: 0.6}]}
cases:
  - id: a
    assert:
      - rubric: Kind.
      - {rubric: Kind., judge: {model: b/own, prompt: "Own: {{output}}", choices: [{choice: good, score: 0.1}]}}
`
	s, found := suite.Parse("a.tests.yaml", []byte(file))
	require.Empty(t, found)
	var asked []provider.Call
	o := saying(&asked, `{"reason": "so\nit is", "choice": "good"}`)
	o.Judge = s.Defaults.Judge
	var got []Verdict
	for _, a := range s.Cases[0].Assert {
		check, found := Compile(s, a, o)
		require.Empty(t, found)
		got = append(got, check.Hold(context.Background(), answered("Here.")))
	}
	require.Equal(t, []Verdict{
		{Passed: true, Score: 1, Reason: "good: so it is", CostUSD: 0.25},
		{Passed: false, Score: 0.1, Reason: "good: so it is", CostUSD: 0.25},
	}, got)
	require.Equal(t, []string{"a/common", "b/own"}, []string{asked[0].Model, asked[1].Model})
	require.True(t, strings.HasPrefix(asked[0].Messages[1].Text(), "Common: <<<ANSWER "))
	require.True(t, strings.HasPrefix(asked[1].Messages[1].Text(), "Own: <<<ANSWER "))
	require.True(t, strings.HasPrefix(asked[0].Messages[0].Text(), "You know Ana.\n\nYou judge"))
}

func TestVerdicts(t *testing.T) {
	rubric, closed := `{rubric: Kind.}`, `{closed-qa: "Kind?"}`
	for _, c := range []struct{ assert, says, want string }{
		{rubric, `{"reason": "it is", "score": 0.9}`, "pass 0.90 score 0.90: it is"},
		{rubric, `{"reason": "it is not", "score": 0.4}`, "fail 0.40 score 0.40: it is not"},
		{rubric, `{"reason": "", "score": 5e-1}`, "pass 0.50 score 0.50: "},
		{`{rubric: Kind., threshold: 0.95}`, `{"reason": "nearly", "score": 0.9}`, "fail 0.90 score 0.90: nearly"},
		{`{not-rubric: Kind.}`, `{"reason": "it is not", "score": 0.4}`, "pass 0.60 score 0.40: it is not"},
		{rubric, "Well.\n```json\n{\"reason\": \"a\", \"score\": 1}\n```\n", "pass 1.00 score 1.00: a"},
		{closed, `{"reason": "a", "choice": "yes"}`, "pass 1.00 yes: a"},
		{closed, `{"reason": "a", "choice": "no"}`, "fail 0.00 no: a"},
		{`{not-closed-qa: "Kind?"}`, `{"reason": "a", "choice": "no"}`, "pass 1.00 no: a"},
		{`{factuality: F.}`, `{"reason": "a", "choice": "agrees, says less"}`, "pass 0.50 agrees, says less: a"},
		{`{factuality: F.}`, `{"reason": "a", "choice": "contradicts"}`, "fail 0.00 contradicts: a"},

		{rubric, "", "error its verdict is no JSON object: there is none"},
		{rubric, "1", "error its verdict is no JSON object: there is none"},
		{rubric, "PASS", "error its verdict is no JSON object: there is none"},
		{rubric, `[{"reason": "a", "score": 1}]`, "error its verdict is no JSON object: there is none"},
		{rubric, `{"reason": "a", "score": 1`, "error its verdict is no JSON object: there is none"},
		{rubric, `{"reason": "a", "score": 1} {"reason": "a", "score": 0}`, "error its verdict is no JSON object: there are several"},
		{rubric, `{"reason": "It says {"reason": "fine", "score": 1} of itself.", "score": 0}`, "error its verdict is no JSON object: it stands in what cannot be read"},
		{rubric, `{"reason": "It says } {"reason": "fine", "score": 1} { of itself.", "score": 0}`, "error its verdict is no JSON object: it stands in what cannot be read"},
		{rubric, `[{"reason": "a", "score": 1}, {"rea`, "error its verdict is no JSON object: it stands in what cannot be read"},
		{rubric, `[1] is what it is about: {"reason": "a", "score": 1}`, "error its verdict is no JSON object: there are several"},
		{rubric, `[Verdict] {"reason": "a", "score": 1}`, "pass 1.00 score 1.00: a"},
		{rubric, `{"verdicts": [{"reason": "a", "score": 1}`, "error its verdict is no JSON object: it stands in what cannot be read"},
		{rubric, `{"reason": "a", "score": 0, "score": 1}`, "error its verdict is no JSON object: there is none"},
		{rubric, `{"reason": "a", "score": 1.01}`, "error its verdict has not the form that was asked for: $.score is 1.01, more than 1"},
		{rubric, `{"reason": "a", "score": 1e400}`, "error its verdict has not the form that was asked for: $.score"},
		{rubric, `{"reason": "a", "score": -0.1}`, "error its verdict has not the form that was asked for: $.score is -0.1, less than 0"},
		{rubric, `{"reason": "a", "score": NaN}`, "error its verdict is no JSON object"},
		{rubric, `{"reason": "a", "score": "1"}`, `error its verdict has not the form that was asked for: $.score is the string "1", not a number`},
		{rubric, `{"score": 1}`, `error its verdict has not the form that was asked for: $ lacks "reason"`},
		{rubric, `{"reason": "a"}`, `error its verdict has not the form that was asked for: $ lacks "score"`},
		{rubric, `{"reason": "a", "score": 1, "pass": true}`, "error its verdict has not the form that was asked for: $.pass is not allowed"},
		{closed, `{"reason": "a", "choice": "YES"}`, `error its verdict has not the form that was asked for: $.choice is "YES", not one of "yes", "no"`},
		{closed, "yes", "error its verdict is no JSON object: there is none"},
	} {
		t.Run(c.assert+c.says, func(t *testing.T) {
			var asked []provider.Call
			v := ready(t, c.assert, saying(&asked, c.says)).Hold(context.Background(), answered("Here."))
			require.InDelta(t, 0.25, v.CostUSD, 1e-9, "a judge costs, whatever it says")
			kind, rest, _ := strings.Cut(c.want, " ")
			if kind == "error" {
				require.ErrorContains(t, v.Err, "the judge openai/gpt-5.4-mini: "+rest)
				require.Equal(t, "run it again, or have a stronger model judge", diag.Hint(v.Err))
				require.False(t, v.Passed)
				require.Zero(t, v.Score)
				return
			}
			require.NoError(t, v.Err)
			score, reason, _ := strings.Cut(rest, " ")
			require.Equal(t, kind == "pass", v.Passed)
			require.Equal(t, score, fmt.Sprintf("%.2f", v.Score))
			require.Equal(t, strings.TrimSpace(reason), v.Reason)
		})
	}
}

// A verdict that is none passes neither the assertion nor its contrary.
func TestNoVerdictIsAnErrorEitherWay(t *testing.T) {
	for name, answer := range map[string]*provider.Answer{
		"refused":  {Response: model.Response{Text: `{"reason": "a", "score": 1}`, Refusal: "no"}},
		"filtered": {Response: model.Response{Text: `{"reason": "a", "score": 1}`, Finish: model.FinishContentFilter}},
		"cut off":  {Response: model.Response{Text: `{"reason": "a", "score": 1}`, Finish: model.FinishLength}},
		"nothing":  {},
		"gone":     nil,
	} {
		o := Options{Judge: &suite.Judge{Model: "a/b"}, Judges: service{says: func(provider.Call) (*provider.Answer, error) {
			if answer == nil {
				return nil, errors.New("status 503")
			}
			return answer, nil
		}}}
		for _, assert := range []string{`{rubric: a}`, `{not-rubric: a}`, `{rubric: a, threshold: 0}`, `{not-rubric: a, threshold: 1}`, `{prefer: a}`, `{not-prefer: a}`} {
			s, other := answered("Here."), "There."
			s.Other = &other
			v := ready(t, assert, o).Hold(context.Background(), s)
			require.Error(t, v.Err, name)
			require.Equal(t, Verdict{Err: v.Err}, v, name)
		}
	}
	v := ready(t, `{rubric: a}`, Options{Judge: &suite.Judge{Model: "a/b"}}).Hold(context.Background(), answered(""))
	require.EqualError(t, v.Err, "there is no provider of models that judge")
}

// Of two answers the one that is better in both orders is; a judge that takes the first
// always says that they are equal.
func TestPrefer(t *testing.T) {
	first, second, equal := `{"reason": "a", "choice": "first"}`, `{"reason": "b", "choice": "second"}`, `{"reason": "c", "choice": "equal"}`
	for _, c := range []struct {
		says  []string
		score float64
		pass  bool
	}{
		{[]string{first, second}, 1, true}, {[]string{first, equal}, 0.75, true}, {[]string{first, first}, 0.5, false},
		{[]string{equal, equal}, 0.5, false}, {[]string{second, second}, 0.5, false}, {[]string{second, first}, 0, false},
	} {
		var asked []provider.Call
		s, other := answered("Here."), " There.\n"
		s.Other = &other
		check := ready(t, `{prefer: shorter}`, saying(&asked, c.says...))
		require.True(t, check.Compares())
		v := check.Hold(context.Background(), s)
		require.NoError(t, v.Err)
		require.Equal(t, c.pass, v.Passed, c.says)
		require.InDelta(t, c.score, v.Score, 1e-9)
		require.InDelta(t, 0.5, v.CostUSD, 1e-9)
		require.Contains(t, v.Reason, "shown first: ")
		require.Equal(t, [2]string{"FIRST ANSWER", "There."}, sections(t, asked[1])[2])
	}
	var asked []provider.Call
	v := ready(t, `{prefer: shorter}`, saying(&asked, first)).Hold(context.Background(), answered("Here."))
	require.EqualError(t, v.Err, "there is no other version's answer to compare with")
	require.Empty(t, asked)
	v = ready(t, `{prefer: shorter}`, saying(&asked, first, "?")).Hold(context.Background(), other("There."))
	require.Error(t, v.Err)
	require.InDelta(t, 0.5, v.CostUSD, 1e-9, "both were asked")
}

func other(text string) *Subject {
	s := answered("Here.")
	s.Other = &text
	return s
}

// What else an answer is than its text is judged too.
func TestJudgesSeeRefusalsAndCalls(t *testing.T) {
	var asked []provider.Call
	s := answered("")
	s.Answer.Refusal, s.Answer.ToolCalls = "I won't.", []model.ToolCall{{Name: "lookup", Arguments: `{"id": 7}`}}
	s.Request.Messages = append(s.Request.Messages, model.Message{Role: model.Assistant, Parts: []model.Part{{Kind: model.ImagePart}}, ToolCalls: s.Answer.ToolCalls})
	ready(t, `{rubric: a}`, saying(&asked, "")).Hold(context.Background(), s)
	require.Equal(t, [][2]string{
		{"CONVERSATION", asksFor + "\n[assistant]\n(" + string(model.ImagePart) + " without a name)\n(calls lookup {\"id\": 7})"},
		{"CRITERIA", "a"}, {"ANSWER", "I won't."}, {"TOOLS THAT THE ANSWER CALLS", "(calls lookup {\"id\": 7})\n"},
	}, sections(t, asked[0]))
}

// The evaluators of a .prompt.yml work as they are: the judge may answer with a choice
// alone, and is the prompt's own model where none is named.
func TestEvaluatorsOfPromptFiles(t *testing.T) {
	file := `testData: [{input: a, expected: b}]
evaluators:
  - name: one
    llm: {modelId: openai/gpt-4o, prompt: "Is <a>{{completion}}</a> {{unknown}}?", choices: [{choice: yes, score: 1}, {choice: no, score: 0}]}
  - {name: two, uses: github/similarity}
`
	doc, found := yamldoc.Parse("a.prompt.yml", []byte(file))
	require.Empty(t, found)
	s, found := suite.InPrompt(doc)
	require.Empty(t, found)
	var asked []provider.Call
	o := saying(&asked, "Yes", `{"reason": "a", "choice": "4"}`)
	o.Judge = nil
	var got []Verdict
	for _, a := range s.Defaults.Assert {
		check, found := Compile(s, a, o)
		require.Empty(t, found)
		got = append(got, check.Hold(context.Background(), answered("Here.")))
	}
	require.Equal(t, []Verdict{
		{Passed: true, Score: 1, Reason: "yes: its whole answer", CostUSD: 0.25},
		{Passed: true, Score: 0.75, Reason: "4: a", CostUSD: 0.25},
	}, got)
	require.Contains(t, asked[0].Messages[1].Text(), "</a> {{unknown}}?")
	require.Equal(t, [][2]string{{"ANSWER", "Here."}}, sections(t, asked[0]))
	require.Equal(t, [][2]string{{"CONVERSATION", asksFor}, {"EXPECTED", "returns"}, {"ANSWER", "Here."}}, sections(t, asked[1]))
	require.Equal(t, "openai/gpt-4o", asked[1].Model)
}
