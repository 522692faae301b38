package prompt_test

import (
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/stretchr/testify/require"
)

// problems renders and returns why it could not be done.
func problems(t *testing.T, c *prompt.Closure, given map[string]any) []prompt.Problem {
	t.Helper()
	_, err := c.Render(given)
	var input *prompt.InputError
	require.ErrorAs(t, err, &input)
	return input.Problems
}

const inputs = `variables:
  ticket: {type: string, maxLength: 5}
  count: {type: integer, default: 3}
  note: {type: string, required: false}
sections: {role: "{{ticket}} {{count}} {{note}}{{#note}}!{{/note}}"}
`

func TestInputsAreChecked(t *testing.T) {
	c := closureOf(t, inputs)
	for _, given := range []map[string]any{nil, {}, {"ticket": nil}} {
		got := problems(t, c, given)
		require.Len(t, got, 1)
		require.Equal(t, "ticket", got[0].Variable)
		require.Equal(t, `variable "ticket" (string) is missing`, got[0].Message)
		require.Equal(t, file+":2:3", got[0].Range.String())
	}

	_, err := c.Render(map[string]any{"ticket": "too long", "count": "x", "tikcet": "y", "other": 1})
	require.EqualError(t, err, file+`:2:3: variable "ticket": has 8 characters, and at most 5 are allowed
`+file+`:3:3: variable "count": "x" is a string, but an integer is wanted
`+file+` takes no variable "other"
`+file+` takes no variable "tikcet" (did you mean "ticket"?)`)
}

func TestDefaultsAndWhatMayBeLeftOut(t *testing.T) {
	c := closureOf(t, inputs)
	text := func(given map[string]any) string {
		request, err := c.Render(given)
		require.NoError(t, err)
		return request.Messages[0].Text()
	}
	require.Equal(t, "## Role\na 3", text(map[string]any{"ticket": "a"}))
	require.Equal(t, "## Role\na 3", text(map[string]any{"ticket": "a", "count": nil, "note": nil}))
	require.Equal(t, "## Role\na 4 b!", text(map[string]any{"ticket": "a", "count": int64(4), "note": "b"}))
	require.Equal(t, "## Role\na 4", text(map[string]any{"ticket": "a", "count": 4.0}))
}

// A prompt that declares nothing takes what its templates name, of any type.
func TestInputsWithoutDeclarations(t *testing.T) {
	c := closureOf(t, "sections: {role: '{{a}} {{#list}}{{name}}{{b}}{{/list}}'}\n")
	request, err := c.Render(map[string]any{"a": 1, "b": "!", "list": []any{object{"name": "x"}, object{"name": "y"}}})
	require.NoError(t, err)
	require.Equal(t, "## Role\n1 x!y!", request.Messages[0].Text())

	got := problems(t, c, map[string]any{"list": []any{}, "c": "x"})
	require.Equal(t, `variable "a" (any) is missing`, got[0].Message)
	require.Equal(t, file+` takes no variable "c"`, got[1].Message)

	got = problems(t, c, map[string]any{"a": "x", "list": []any{object{}}})
	require.Len(t, got, 1)
	require.Contains(t, got[0].Message, `variable "name" has no value`)
	require.Equal(t, file+":1:36", got[0].Range.String())
	require.NotEmpty(t, got[0].Hint)
}

const chat = "messages:\n  - {role: system, content: s}\n  - placeholder: history\n  - {role: user, content: '{{question}}'}\n"

func TestHistories(t *testing.T) {
	c := closureOf(t, chat)
	turn := func(role, content string) any { return object{"role": role, "content": content} }
	request, err := c.Render(map[string]any{"question": "q", "history": []any{turn("user", "{{question}}"), turn("assistant", "b")}})
	require.NoError(t, err)
	var roles, texts []string
	for _, m := range request.Messages {
		roles, texts = append(roles, m.Role), append(texts, m.Text())
	}
	require.Equal(t, []string{model.System, model.User, model.Assistant, model.User}, roles)
	require.Equal(t, []string{"s", "{{question}}", "b", "q"}, texts, "a history is never expanded")

	for _, none := range []map[string]any{{"question": "q"}, {"question": "q", "history": nil}, {"question": "q", "history": []any{}}} {
		request, err := c.Render(none)
		require.NoError(t, err)
		require.Len(t, request.Messages, 2)
	}
}

func TestBadHistories(t *testing.T) {
	c := closureOf(t, chat)
	for want, history := range map[string]any{
		`history "history": messages must be a list, not the string "hello"`:                           "hello",
		`history "history": [0]: must be a mapping, not the string "hello"`:                            []any{"hello"},
		`history "history": [0].role: unknown role "asistant" (did you mean "assistant"?)`:             []any{object{"role": "asistant", "content": "a"}},
		`history "history": [1]: the message has no content`:                                           []any{object{"role": "user", "content": "a"}, object{"role": "user"}},
		`history "history": [0]: the tool's message does not say which call it answers (tool_call_id)`: []any{object{"role": "tool", "content": "a"}},
	} {
		got := problems(t, c, map[string]any{"question": "q", "history": history})
		require.Len(t, got, 1)
		require.Equal(t, "history", got[0].Variable)
		require.Equal(t, want, got[0].Message)
		require.Equal(t, file+":3:18", got[0].Range.String())
	}
	got := problems(t, c, map[string]any{"question": "q", "history": []any{object{"role": "x", "content": "a"}}})
	require.Equal(t, "the roles are system, user, assistant, tool", got[0].Hint)

	got = problems(t, c, map[string]any{"question": "q", "hsitory": []any{}})
	require.Equal(t, file+` takes no variable "hsitory" (did you mean "history"?)`, got[0].Message)
}

func TestParseValues(t *testing.T) {
	for name, src := range map[string]string{
		"v.yaml": "a: 1\nb: [x, 2.5, null]\nc: {d: true}\nday: 2026-03-14\n",
		"v.json": "{\n\t\"a\": 1,\n\t\"b\": [\"x\", 2.5, null],\n\t\"c\": {\"d\": true},\n\t\"day\": \"2026-03-14\"}",
		"-":      "{\n\t\"a\": 1, \"b\": [\"x\", 2.5, null], \"c\": {\"d\": true}, \"day\": \"2026\\u002d03-14\"}\n",
	} {
		got, err := prompt.ParseValues(name, []byte(src))
		require.NoError(t, err, name)
		require.Equal(t, object{"a": int64(1), "b": []any{"x", 2.5, nil}, "c": object{"d": true}, "day": "2026-03-14"}, got, name)
	}
	got, err := prompt.ParseValues("v.yaml", []byte("# nothing\n"))
	require.NoError(t, err)
	require.Equal(t, object{}, got)
}

func TestBadValues(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"v.yaml", "- a\n", "Y004 the file must be a mapping of names to values, not a list"},
		{"v.yaml", "a: 1\na: 2\n", "Y002 key \"a\" is already in line 1\nhint: remove one of them"},
		{"v.yaml", "id: 12345678901234567890\n", "Y004 the number 12345678901234567890 is too large to be kept exactly\nhint: quote it: \"12345678901234567890\""},
		{"v.yaml", "a: [{b: 12345678901234567890}]\n", "Y004 the number 12345678901234567890 is too large to be kept exactly\nhint: quote it: \"12345678901234567890\""},
		{"v.json", "[1]", "Y004 the file must be an object of names and values, not an array"},
		{"v.json", "{a: 1}", "M006 not valid JSON: invalid character 'a' looking for beginning of object key string"},
		{"v.json", "{\"a\": 1, \"a\": 2}", `M006 not valid JSON: key "a" is there twice`},
		{"v.json", "{\"a\": \"\xff\"}", "Y008 byte 0xFF is not UTF-8\nhint: save the file as UTF-8; it may be Latin-1 or Windows-1252"},
	} {
		_, err := prompt.ParseValues(c.name, []byte(c.src))
		var found *diag.FindingsError
		require.ErrorAs(t, err, &found, c.src)
		require.Equal(t, []string{c.want}, tellAll(found.Findings))
	}
	_, err := prompt.ParseValues("v.json", []byte("{\"a\": 1,\n \"a\": 2}"))
	require.EqualError(t, err, `v.json:2:2: not valid JSON: key "a" is there twice`)
}
