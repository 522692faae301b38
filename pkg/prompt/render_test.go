package prompt_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/template"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// rendered is what a sound prompt becomes with values.
func rendered(t require.TestingT, c *prompt.Closure, given map[string]any) *model.Request {
	request, err := c.Render(given)
	require.NoError(t, err)
	return request
}

func TestSectionsAreOneSystemMessage(t *testing.T) {
	c := files{
		file: `sections:
  role: You route for {{shop}}.
  my-own_part: |+
    one

    two

  empty: ""
  blank: "{{#off}}x{{/off}} "
  guardrails: |
    {{> safety}}
messages:
  - {role: system, content: more}
  - {role: user, content: "<t>{{shop}}</t>"}
`,
		"prompts/safety.partial.md": "---\nowner: legal\n---\n- Be safe, {{shop}}.\n- Always.\n",
	}.sound(t)
	request := rendered(t, c, object{"shop": "<Ana's & Co>", "off": false})
	require.Equal(t, []model.Message{
		{Role: "system", Parts: []model.Part{{Kind: model.TextPart, Text: "## Role\nYou route for <Ana's & Co>.\n\n## My own part\none\n\ntwo\n\n## Guardrails\n- Be safe, <Ana's & Co>.\n- Always."}}},
		{Role: "system", Parts: []model.Part{{Kind: model.TextPart, Text: "more"}}},
		{Role: "user", Parts: []model.Part{{Kind: model.TextPart, Text: "<t><Ana's & Co></t>"}}},
	}, request.Messages)

	c = closureOf(t, "sections: {role: '{{#a}}x{{/a}}'}\n"+user)
	require.Len(t, rendered(t, c, object{"a": ""}).Messages, 1, "a system message that says nothing is none")
}

func TestRenderEverything(t *testing.T) {
	src, _ := unmark(everything)
	c := files{file: src, "prompts/support/a.md": "# A\n"}.sound(t)
	request := rendered(t, c, object{
		"ticket": "xyz", "queues": []any{"a"}, "score": 0.75, "order": object{"id": int64(1)}, "any": "v",
		"history": []any{object{"role": "user", "content": "before"}},
	})
	yes, no := true, false
	parameters := model.Object{{Name: "type", Value: "object"}}
	require.Equal(t, &model.Request{
		Model:      "openai/gpt-4o-mini",
		Parameters: object{"temperature": 0.2, "maxTokens": int64(300), "stop": []any{"a", "b"}},
		Messages: []model.Message{
			{Role: "system", Parts: []model.Part{{Kind: "text", Text: "## Role\nYou route.\n\n## My own\nOne plain"}}},
			{Role: "system", Parts: []model.Part{{Kind: "text", Text: "a"}}},
			{Role: "user", Name: "ana", Parts: []model.Part{
				{Kind: "text", Text: "xyz"},
				{Kind: "image_url", URL: "v"},
				{Kind: "image_url", URL: "v", Detail: "low"},
				{Kind: "file", Name: "A", Data: []byte("# A\n"), Media: "text/markdown"},
				{Kind: "file", URL: "v"},
				{Kind: "file", ID: "v"},
			}},
			{Role: "assistant", ToolCalls: []model.ToolCall{{ID: "v", Name: "f", Arguments: `{"a": 0.75}`}}},
			{Role: "tool", ToolCallID: "v", Parts: []model.Part{{Kind: "text", Text: "done"}}},
			{Role: "user", Parts: []model.Part{{Kind: "text", Text: "before"}}},
		},
		Tools: []model.Tool{
			{Name: "f", Description: "does f", Parameters: parameters, Strict: &yes},
			{Name: "g", Parameters: parameters, Strict: &no},
		},
		ToolChoice: "auto",
		Format:     &model.ResponseFormat{Type: "json_schema", Name: "answer", Strict: &yes, Schema: parameters},
	}, request)
}

func TestFilesHaveNamesAndMediaTypes(t *testing.T) {
	c := files{
		file:                        "messages: [{role: user, content: [{type: file, file: {path: ../guide.pdf}}, {type: file, file: {path: x.unknown}}]}]\n",
		"prompts/guide.pdf":         "%PDF",
		"prompts/support/x.unknown": "\xff\x00",
	}.sound(t)
	parts := rendered(t, c, nil).Messages[0].Parts
	require.Equal(t, model.Part{Kind: "file", Name: "guide.pdf", Data: []byte("%PDF"), Media: "application/pdf"}, parts[0])
	require.Equal(t, model.Part{Kind: "file", Name: "x.unknown", Data: []byte("\xff\x00"), Media: "application/octet-stream"}, parts[1])
}

// What is written under another type than the part's own is not sent.
func TestPartsHaveOneContent(t *testing.T) {
	src := "messages: [{role: user, toolCallId: '{{c}}', content: [{type: image_url, image_url: {url: a}, text: '{{b}}', file: {url: z, name: n}}, {file: {path: x.md}, type: text, text: t}]}]\n"
	c, found := files{file: src}.load(t)
	require.False(t, found.HasErrors(), "%v", found)
	require.Len(t, found, 4)
	require.Len(t, c.Files, 1)
	require.Empty(t, c.Inputs())
	message := rendered(t, c, nil).Messages[0]
	require.Equal(t, []model.Part{{Kind: "image_url", URL: "a"}, {Kind: "text", Text: "t"}}, message.Parts)
	require.Empty(t, message.ToolCallID)
}

func TestRenderFailures(t *testing.T) {
	all := files{
		file:                   "sections: {role: '{{a.b}}', context: '{{#list}}{{> p}}{{/list}}'}\nmessages: [{role: user, content: '{{list}}'}]\n",
		"prompts/p.partial.md": "---\nowner: x\n---\n漢 {{name}}",
	}
	c := all.sound(t)
	got := problems(t, c, object{"a": object{}, "list": []any{object{}}})
	require.Len(t, got, 3)
	var places []string
	for _, p := range got {
		places = append(places, p.Range.String()+" "+p.Variable)
		require.NotEmpty(t, p.Message)
		require.NotEmpty(t, p.Hint)
	}
	require.Equal(t, []string{file + ":1:21 a.b", "prompts/p.partial.md:4:5 name", file + ":2:37 list"}, places)

	got = problems(t, c, object{"a": "text", "list": []any{}})
	require.Equal(t, `variable "a.b" has no value: "a" is text, not an object`, got[0].Message)
}

// All texts together are held to what one may have.
func TestRenderedSizeIsBounded(t *testing.T) {
	var b strings.Builder
	for range 20 {
		b.WriteString("  - {role: user, content: '{{a}}'}\n")
	}
	c := closureOf(t, "messages:\n"+b.String())
	big := strings.Repeat("x", template.DefaultMaxBytes/20)
	require.Len(t, rendered(t, c, object{"a": big}).Messages, 20)
	got := problems(t, c, object{"a": big + "xx"})
	require.Contains(t, got[0].Message, "the output is larger than")
}

// tricky is text that another reading would take for more than text.
var tricky = rapid.Custom(func(t *rapid.T) string {
	pieces := []string{"{{a}}", "{{{b}}}", "{{> p}}", "{{#a}}", "{{/a}}", "{{! x }}", "{{=<% %>=}}", "${a}", "{% a %}", "<&\"'", "\n---\n", "## Role\n", "é", "\x00"}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 6).Draw(t, "pieces"), "")
})

// Wherever a value goes, it arrives as it was given.
func TestValuesAreNeverExpanded(t *testing.T) {
	c := files{
		file: `sections: {role: "({{a}}|{{{b}}}|{{> p}})"}
messages:
  - {role: user, content: "{{#list}}[{{x}}]{{/list}}"}
  - {role: user, content: [{type: image_url, image_url: {url: "{{a}}"}}, {type: file, file: {id: "{{b}}"}}]}
  - {role: assistant, toolCalls: [{id: "{{a}}", function: {name: f, arguments: "{{b}}"}}]}
  - {role: tool, toolCallId: "{{a}}", content: "{{&b}}"}
`,
		"prompts/p.partial.md": "{{b}}",
	}.sound(t)
	rapid.Check(t, func(t *rapid.T) {
		a, b, x := tricky.Draw(t, "a"), tricky.Draw(t, "b"), tricky.Draw(t, "x")
		m := rendered(t, c, object{"a": a, "b": b, "list": []any{object{"x": x}, object{"x": a}}}).Messages
		require.Equal(t, "## Role\n("+a+"|"+b+"|"+b+")", m[0].Text())
		require.Equal(t, "["+x+"]["+a+"]", m[1].Text())
		require.Equal(t, []string{a, b}, []string{m[2].Parts[0].URL, m[2].Parts[1].ID})
		require.Equal(t, model.ToolCall{ID: a, Name: "f", Arguments: b}, m[3].ToolCalls[0])
		require.Equal(t, []string{a, b}, []string{m[4].ToolCallID, m[4].Text()})
	})
}

// The same prompt and values are the same bytes for the model, each time.
func TestRenderIsDeterministic(t *testing.T) {
	c := whole().sound(t)
	first, err := model.Encode("openai", *rendered(t, c, nil))
	require.NoError(t, err)
	want, err := json.Marshal(first)
	require.NoError(t, err)
	for range 20 {
		again, err := model.Encode("openai", *rendered(t, whole().sound(t), nil))
		require.NoError(t, err)
		got, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	}
}

func TestSchemaNames(t *testing.T) {
	for path, want := range map[string]string{
		"prompts/a-b_9.prompt.yaml": "a-b_9", "prompts/x/v1.2.prompt.yml": "v1", "prompts/9a.prompt.yaml": "9a",
		"prompts/" + strings.Repeat("n", 99) + ".prompt.yaml": strings.Repeat("n", 64),
	} {
		p, found := prompt.Parse(path, []byte(user+"jsonSchema: {type: object}\n"))
		c, found, err := prompt.Loader{Folders: []string{"prompts"}, Read: files{}.read}.Gather(p, found)
		require.NoError(t, err)
		require.Empty(t, found)
		require.Equal(t, want, rendered(t, c, nil).Format.Name, fmt.Sprint(path))
	}
}
