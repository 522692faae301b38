package assertion

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
	"github.com/promptctl-io/promptctl/pkg/suite"
)

// compiled is the assertion that a text of YAML says, in a file of its own.
func compiled(t testing.TB, yaml string, o Options) (*Check, diag.List) {
	t.Helper()
	s, found := suite.Parse("a.tests.yaml", []byte("version: 1\ncases:\n  - id: a\n    assert:\n      - "+yaml+"\ndefaults: {judge: {model: m}}\n"))
	require.False(t, found.HasErrors(), "%s: %v", yaml, found)
	return Compile(s, s.Cases[0].Assert[0], o)
}

func ready(t testing.TB, yaml string, o Options) *Check {
	t.Helper()
	check, found := compiled(t, yaml, o)
	require.Empty(t, found, yaml)
	return check
}

// answered is a case that was answered so.
func answered(text string) *Subject {
	expected := "returns"
	return &Subject{
		Request:   &model.Request{Model: "openai/gpt-4o", Messages: []model.Message{message(model.User, "Where is my parcel?")}},
		Answer:    &provider.Answer{Response: model.Response{Text: text, Finish: "stop", Usage: model.Usage{Input: 10, Output: 5}}, Latency: 1500 * time.Millisecond},
		Variables: map[string]any{"name": "Ana", "n": 3, "empty": "", "tag": "{{name}}", "order": map[string]any{"id": 7, "items": []any{"a", "b"}}},
		Expected:  &expected,
	}
}

// held is an assertion held to an answer, and what comes of it: "" that it holds, "! …"
// an error, "~ …" that neither it nor its contrary holds, and else why it does not.
type held struct{ assert, answer, want string }

// holds holds answers to assertions, and to their contraries.
func holds(t *testing.T, rows []held, o Options, change ...func(*Subject)) {
	for _, row := range rows {
		name, _ := cut(row.assert+" of "+row.answer, 100)
		t.Run(name, func(t *testing.T) {
			s := answered(row.answer)
			for _, f := range change {
				f(s)
			}
			check := ready(t, row.assert, o)
			contrary := ready(t, strings.Replace(row.assert, "{", "{not-", 1), o)
			got, not := check.Hold(context.Background(), s), contrary.Hold(context.Background(), s)
			require.NotContains(t, got.Reason+not.Reason, "\n")
			require.LessOrEqual(t, len([]rune(got.Reason)), maxReason+1)
			switch kind, rest, _ := strings.Cut(row.want, " "); kind {
			case "!":
				require.ErrorContains(t, got.Err, rest)
				require.Equal(t, Verdict{Err: got.Err}, got)
				require.EqualError(t, not.Err, got.Err.Error())
				require.Equal(t, Verdict{Err: not.Err}, not)
			case "~":
				require.NoError(t, got.Err)
				require.Contains(t, got.Reason, rest)
				require.Equal(t, Verdict{Reason: got.Reason}, got)
				require.Equal(t, got, not)
			case "":
				require.True(t, got.Passed, "%+v", got)
				require.False(t, not.Passed, "%+v", not)
				require.NotEmpty(t, not.Reason)
				require.InDelta(t, 1, got.Score+not.Score, 1e-9)
			default:
				require.NoError(t, got.Err)
				require.False(t, got.Passed)
				require.Contains(t, got.Reason, row.want)
				require.True(t, not.Passed, "%+v", not)
				require.InDelta(t, 1, got.Score+not.Score, 1e-9)
			}
		})
	}
}

const invalid = "\xff\xfe{"

func TestTexts(t *testing.T) {
	long := strings.Repeat("0123456789 ", 20)
	holds(t, []held{
		{`{equals: billing}`, " billing\n", ""},
		{`{equals: billing}`, "Billing", `wanted "billing", got "Billing"`},
		{`{equals: billing, ignoreCase: true}`, "BILLING", ""},
		{`{equals: strasse, ignoreCase: true}`, "Straße", ""},
		{`{equals: ""}`, " \n", ""},
		{`{equals: ""}`, "a", `wanted "", got "a"`},
		{`{equals: "a"}`, "", `wanted "a", got ""`},
		{`{equals: "{{expected}} of {{name}}, {{n}}, {{order.id}}, {{order.items.1}}"}`, "returns of Ana, 3, 7, b", ""},
		{`{equals: "{{order}}"}`, `{"id":7,"items":["a","b"]}`, ""},
		{`{equals: "{{tag}}"}`, "{{name}}", ""},
		{`{equals: "` + long + `x"}`, long + "y", `at line 1, column 221 of the answer`},
		{`{equals: "` + long + `"}`, strings.ToUpper(long[:100]) + "\n" + long[101:], `at line 1, column 101 of the answer`},
		{`{equals: "` + strings.Repeat("ab ", 70) + `x", ignoreCase: true}`, strings.Repeat("AB ", 70) + "y", `at line 1, column 211 of the answer`},
		{`{equals: "` + strings.Repeat("é", 200) + `a"}`, strings.Repeat("é", 200) + "ä", `at line 1, column 201 of the answer`},
		{`{equals: "?"}`, invalid, `got "\xff\xfe{"`},

		{`{contains: "\n"}`, "one\ntwo\n", ""},
		{`{contains: "\n"}`, "one\n", `"\n" is not in the answer`},
		{`{contains: "two\n"}`, "one\ntwo", ""},
		{`{contains: parcel}`, "your parcel is late", ""},
		{`{contains: parcel}`, "your Parcel is late", `"parcel" is not in the answer: "your Parcel is late"`},
		{`{contains: PARCEL, ignoreCase: true}`, "your Parcel is late", ""},
		{`{contains: "İ", ignoreCase: true}`, "i̇", ""},
		{`{contains: a}`, "", `"a" is not in the answer, which is empty`},
		{`{contains: "` + "{" + `"}`, invalid, ""},
		{"{contains: \"a\\nb\\n\"}", "a\nb", ""},
		{`{contains: "{{empty}}"}`, "a", `! "{{empty}}" is empty, which every answer has`},
		{`{starts-with: your}`, "your parcel", ""},
		{`{starts-with: parcel}`, "your parcel", `the answer does not begin with "parcel": "your parcel"`},
		{`{ends-with: parcel}`, "your parcel\n", ""},
		{`{ends-with: your}`, strings.Repeat("a ", 50) + "end", `the answer does not end with "your": …"`},
		{`{ends-with: your}`, "", `the answer does not end with "your", which is empty`},
		{`{ends-with: "a: b"}`, "c: d", `the answer does not end with "a: b": "c: d"`},
		{`{contains-any: [a, late]}`, "late", ""},
		{`{contains-any: [a, b]}`, "", `none of "a", "b" is in the answer, which is empty`},
		{`{contains-any: [a, b, c, d, e, f, g]}`, "x", `none of "a", "b", "c", "d", "e", … (7 in all) is in the answer: "x"`},
		{`{contains-all: [Late, "{{name}}"], ignoreCase: true}`, "late, ANA", ""},
		{`{contains-all: [late, lost]}`, "late", `"lost" is not in the answer: "late"`},

		{`{regex: "^[a-z]+ing$"}`, "billing", ""},
		{`{regex: "(?i)BILL"}`, "billing", ""},
		{`{regex: "^$"}`, "", ""},
		{`{regex: "\\d{3}"}`, "12", `"\\d{3}" does not match the answer: "12"`},
		{`{regex: "^(a|a|a)*$"}`, strings.Repeat("a", 10000) + "b", `does not match`},
		{`{regex: "((a?){30}){30}$"}`, strings.Repeat("a", 1<<20), `! a text of 1048576 bytes is too long to be matched with "((a?){30}){30}$"`},
	}, Options{})
	holds(t, []held{
		{`{equals: a}`, strings.Repeat("b", 30<<20), `wanted "a", got "bbb`},
		{`{contains: a}`, strings.Repeat("b", 30<<20), `"a" is not in the answer`},
	}, Options{})
}

// A tag that the case has nothing for is an error, and in a negated comparison what is
// forbidden.
func TestTagsWithoutAValue(t *testing.T) {
	hold := func(yaml, answer string) Verdict {
		return ready(t, yaml, Options{}).Hold(context.Background(), answered(answer))
	}
	v := hold(`{contains: "{{who}}"}`, "a")
	require.EqualError(t, v.Err, "the case has nothing for {{who}}")
	require.Equal(t, "give it under variables:", diag.Hint(v.Err))
	require.EqualError(t, hold(`{equals: "{{order.none}}"}`, "a").Err, "the case has nothing for {{order.none}}")
	require.EqualError(t, hold(`{equals: "{{order.items.2}}"}`, "a").Err, "the case has nothing for {{order.items.2}}")
	require.EqualError(t, hold(`{equals: "{{name.first}}"}`, "a").Err, "the case has nothing for {{name.first}}")
	require.True(t, hold(`{not-contains: "{{who}}"}`, "Hello Ana").Passed)
	v = hold(`{not-contains: "{{who}}"}`, "Hello {{who}}")
	require.False(t, v.Passed)
	require.Equal(t, `"{{who}}" is in the answer: "Hello {{who}}"`, v.Reason)
}

func TestCounts(t *testing.T) {
	holds(t, []held{
		{`{word-count: {min: 2, max: 2}}`, "Don't panic!", ""},
		{`{word-count: {max: 1}}`, "two words", "the answer has 2 words, more than 1 word"},
		{`{word-count: {min: 1}}`, " -- … ", "the answer has 0 words, less than 1 word"},
		{`{word-count: {min: 0, max: 0}}`, "", ""},
		{`{word-count: {min: 4, max: 4}}`, "日本語だ", ""},
		{`{word-count: {max: 3}}`, invalid + " a", ""},
		{`{char-count: {min: 2, max: 2}}`, " né\n", ""},
		{`{char-count: {max: 1}}`, "🇩🇪", "the answer has 2 characters, more than 1 character"},
		{`{char-count: {min: 1}}`, "", "the answer has 0 characters, less than 1 character"},
		{`{latency: {max: 1500ms}}`, "", ""},
		{`{latency: {max: 1s}}`, "", "the answer took 1.5s, more than 1s"},
		{`{latency: {min: 2s}}`, "", "the answer took 1.5s, less than 2s"},
		{`{tokens: {min: 5, max: 5}}`, "", ""},
		{`{tokens: {max: 4}}`, "", "the answer has 5 tokens, more than 4 tokens"},
		{`{cost: {max: 1}}`, "", "! what the answer cost is not known"},
		{`{finish-reason: stop}`, "", ""},
		{`{finish-reason: length}`, "", "the model stopped for the reason stop, not length"},
	}, Options{})
	cost := 0.0021
	holds(t, []held{
		{`{cost: {max: 0.0021}}`, "", ""},
		{`{cost: {max: 0.002}}`, "", "the answer cost $0.0021, more than $0.002"},
		{`{tokens: {max: 4}}`, "", ""},
		{`{tokens: {min: 1}}`, "", "the answer has 0 tokens, less than 1 token"},
		{`{tokens: {max: 4}}`, "a", "! the provider did not say how many tokens the answer has"},
		{`{finish-reason: stop}`, "", "! the provider did not say why the model stopped"},
	}, Options{}, func(s *Subject) {
		s.CostUSD, s.Answer.Usage.Output, s.Answer.Finish = &cost, 0, ""
	})
}

func TestLevenshtein(t *testing.T) {
	holds(t, []held{
		{`{levenshtein: kitten, threshold: 0.5}`, "sitting", ""},
		{`{levenshtein: kitten}`, "sitting", `3 edits, score 0.57: wanted "kitten", got "sitting"`},
		{`{levenshtein: ""}`, "", ""},
		{`{levenshtein: a}`, "", `1 edit, score 0.00: wanted "a", got ""`},
		{`{levenshtein: "{{expected}}"}`, "return", ""},
		{`{levenshtein: ab, threshold: 0}`, "yz", ""},
		{`{levenshtein: "` + strings.Repeat("ab", 500) + `"}`, strings.Repeat("x", 30<<20), "! is too long to be compared"},
	}, Options{})
}

func TestRefusal(t *testing.T) {
	holds(t, []held{
		{`{refusal: true}`, "I'm sorry, but I can't help with that.", ""},
		{`{refusal: true}`, "", "the model does not refuse, which is empty"},
	}, Options{})
	holds(t, []held{{`{refusal: true}`, "", ""}}, Options{}, func(s *Subject) { s.Answer.Refusal = "No." })
	holds(t, []held{{`{refusal: true}`, "", ""}}, Options{}, func(s *Subject) { s.Answer.Finish = model.FinishContentFilter })
}

func TestToolCalls(t *testing.T) {
	calls := func(calls ...model.ToolCall) func(*Subject) {
		return func(s *Subject) { s.Answer.ToolCalls = calls }
	}
	holds(t, []held{{`{tool-call: {name: lookup}}`, "", "the model does not call lookup, nor any other tool"}}, Options{})
	two := calls(model.ToolCall{Name: "lookup", Arguments: `{"id": "7"}`}, model.ToolCall{Name: "lookup", Arguments: `{"id": 7}`})
	holds(t, []held{
		{`{tool-call: {name: lookup}}`, "", ""},
		{`{tool-call: {name: lookup, arguments: {properties: {id: {type: integer}}}}}`, "", ""},
		{`{tool-call: {name: lookup, arguments: {required: [name]}}}`, "", `the call lookup({"id": "7"}) does not satisfy the schema: $ lacks "name"`},
		{`{tool-call: {name: refund}}`, "", "the model does not call refund, but lookup"},
		{`{tool-call: {name: lookup, arguments: true}}`, "", "! the prompt has no tool lookup"},
	}, Options{}, two)
	holds(t, []held{{`{tool-call: {name: lookup, arguments: true}}`, "", ""}}, Options{}, two, func(s *Subject) {
		s.Request.Tools = []model.Tool{{Name: "lookup", Parameters: map[string]any{"properties": map[string]any{"id": map[string]any{"type": "integer"}}}}}
	})
	holds(t, []held{{`{tool-call: {name: lookup, arguments: {}}}`, "", "the arguments of lookup({) are not JSON"}}, Options{}, calls(model.ToolCall{Name: "lookup", Arguments: "{"}))
	holds(t, []held{{`{tool-call: {name: lookup, arguments: {type: object}}}`, "", ""}}, Options{}, calls(model.ToolCall{Name: "lookup"}))
}

func TestItemsOfLists(t *testing.T) {
	holds(t, []held{{`{equals: "{{queues.0}} or {{queues.1}}"}`, "billing or returns", ""}}, Options{}, func(s *Subject) {
		s.Variables["queues"] = []any{"billing", "returns"}
	})
}

func TestExpressions(t *testing.T) {
	holds(t, []held{
		{`{expr: 'output == "a"'}`, "a", ""},
		{`{expr: 'output == "a"'}`, "b", `"output == \"a\"" is false`},
		{`{expr: 'json.n == 3 and json.n == vars.n'}`, `{"n": 3}`, ""},
		{`{expr: 'json.n > 2.5'}`, `{"n": 3.5}`, ""},
		{`{expr: 'json.n > 1'}`, "no JSON", "~ the answer is not JSON"},
		{`{expr: 'json.n.m > 1'}`, `{"n": 1}`, "~ the expression cannot be evaluated on this answer"},
		{`{expr: 'json.n > 1'}`, `{"n": 1e400}`, "~ the number 1e400 is too large to reckon with"},
		{`{expr: 'len(output) > 1'}`, `{"n": 1e400}`, ""},
		{`{expr: 'output == expected'}`, "returns", ""},
		{`{expr: 'latencyMs == 1500 and tokens.output == 5 and finish == "stop" and costUsd == nil and model == "" and refusal == ""'}`, "", ""},
		{`{expr: 'len(toolCalls) == 0'}`, "", ""},
		{`{expr: 'output matches "^a+$"'}`, strings.Repeat("a", 1000), ""},
		{`{expr: 'json.ok'}`, `{"ok": true}`, ""},
		{`{expr: 'json.ok'}`, `{}`, `~ "json.ok" is null, neither true nor false`},
		{`{expr: 'json.ok'}`, `{"ok": "yes"}`, `~ "json.ok" is "yes", neither true nor false`},
		{`{expr: 'all(1..100000, all(1..100000, # > 0))'}`, "", "! the expression takes more time or memory than an expression may"},
	}, Options{})
	holds(t, []held{{`{expr: 'latencyMs == 1001'}`, "", ""}}, Options{}, func(s *Subject) { s.Answer.Latency = 1001 * time.Millisecond })
	holds(t, []held{
		{`{expr: 'any(toolCalls, .name == "a" and .arguments.id == 7)'}`, "", ""},
		{`{expr: 'any(toolCalls, .name == "c" and .arguments.id == 7)'}`, "", "is false"},
		{`{expr: 'any(toolCalls, .name == "b" and .arguments.id == 7)'}`, "", "~ cannot fetch id from <nil>"},
	}, Options{}, func(s *Subject) {
		s.Answer.ToolCalls = []model.ToolCall{{Name: "a", Arguments: `{"id": 7}`}, {Name: "b", Arguments: `{"id"`}, {Name: "c"}}
	})
}

func TestPassingIsSilent(t *testing.T) {
	require.Equal(t, Verdict{Passed: true, Score: 1}, ready(t, `{contains: a}`, Options{}).Hold(context.Background(), answered("a")))
	require.Equal(t, Verdict{Passed: true, Score: 1}, ready(t, `{not-contains: b}`, Options{}).Hold(context.Background(), answered("a")))
	v := ready(t, `{not-levenshtein: abcd, threshold: 0.9}`, Options{}).Hold(context.Background(), answered("abcx"))
	require.Equal(t, Verdict{Passed: true, Score: 0.25}, v)
}

// What is not finished when the run ends is not judged.
func TestEndedRun(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, yaml := range []string{`{contains: a}`, `{not-contains: a}`} {
		require.Equal(t, Verdict{Err: context.Canceled}, ready(t, yaml, Options{}).Hold(ctx, answered("a")))
	}
}
