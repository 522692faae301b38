package model

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func decode(t require.TestingT, text string) any {
	var v any
	require.NoError(t, json.Unmarshal([]byte(text), &v))
	return v
}

func TestParseMessages(t *testing.T) {
	got, err := ParseMessages(decode(t, `[
		{"role": "developer", "content": "Be brief.", "name": null},
		{"role": "user", "name": "ana", "content": [
			{"type": "text", "text": "What?"},
			{"type": "image_url", "image_url": {"url": "https://x/a.png", "detail": "low"}},
			{"type": "image_url", "imageUrl": "https://x/b.png"},
			{"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBERg=="}},
			{"type": "file", "file": {"name": "b.pdf", "fileData": "JVBERg"}},
			{"type": "file", "file": {"id": "file-1"}},
			{"type": "file", "file": {"url": "https://x/c.pdf"}}
		]},
		{"role": "assistant", "content": null, "refusal": null, "annotations": [], "tool_calls": [
			{"id": "c1", "type": "function", "function": {"name": "now", "arguments": "{}"}}]},
		{"role": "tool", "tool_call_id": "c1", "content": "noon"},
		{"role": "assistant", "content": "", "toolCalls": [
			{"id": "c2", "function": {"name": "weather", "arguments": {"place": "<Bern>"}}}]},
		{"role": "tool", "toolCallId": "c2", "name": "weather", "content": [{"type": "text", "text": "rain"}]}
	]`))
	require.NoError(t, err)
	require.Equal(t, []Message{
		{Role: System, Parts: text("Be brief.")},
		{Role: User, Name: "ana", Parts: []Part{
			{Kind: TextPart, Text: "What?"},
			{Kind: ImagePart, URL: "https://x/a.png", Detail: "low"},
			{Kind: ImagePart, URL: "https://x/b.png"},
			{Kind: FilePart, Name: "a.pdf", Media: "application/pdf", Data: []byte("%PDF")},
			{Kind: FilePart, Name: "b.pdf", Media: "application/pdf", Data: []byte("%PDF")},
			{Kind: FilePart, ID: "file-1"},
			{Kind: FilePart, URL: "https://x/c.pdf"},
		}},
		{Role: Assistant, ToolCalls: []ToolCall{{ID: "c1", Name: "now", Arguments: "{}"}}},
		{Role: ToolRole, ToolCallID: "c1", Parts: text("noon")},
		{Role: Assistant, Parts: text(""), ToolCalls: []ToolCall{{ID: "c2", Name: "weather", Arguments: `{"place":"<Bern>"}`}}},
		{Role: ToolRole, ToolCallID: "c2", Name: "weather", Parts: text("rain")},
	}, got)
}

func TestParseMessagesErrors(t *testing.T) {
	tests := []struct{ messages, want, hint string }{
		{`"hi"`, `messages must be a list, not the string "hi"`, ""},
		{`{"role": "user"}`, `messages must be a list, not a mapping`, ""},
		{`null`, `messages must be a list, not null`, ""},
		{`[{"role": "user", "content": "x"}, "y"]`, `[1]: must be a mapping, not the string "y"`, ""},
		{`[{"content": "x"}]`, `[0]: the message has no role`, ""},
		{`[{"role": 3, "content": "x"}]`, `[0].role: must be a string, not 3`, ""},
		{`[{"role": "asistant", "content": "x"}]`, `[0].role: unknown role "asistant" (did you mean "assistant"?)`,
			"the roles are system, user, assistant, tool"},
		{`[{"role": "user"}]`, `[0]: the message has no content`, ""},
		{`[{"role": "user", "content": null}]`, `[0]: the message has no content`, ""},
		{`[{"role": "user", "content": 5}]`, `[0].content: must be a string or a list of parts, not 5`, ""},
		{`[{"role": "user", "content": []}]`, `[0].content: the list of parts is empty`, ""},
		{`[{"role": "user", "contnet": "x"}]`, `[0]: unknown key "contnet" (did you mean "content"?)`,
			"the keys are role, content, name, tool_calls, tool_call_id"},
		{`[{"role": "user", "content": "x", "toolCalls": [], "tool_calls": []}]`,
			`[0]: tool_calls is there twice, in two spellings`, ""},
		{`[{"role": "user", "content": ["x"]}]`, `[0].content[0]: must be a mapping, not the string "x"`, ""},
		{`[{"role": "user", "content": [{"text": "x"}]}]`, `[0].content[0]: unknown type of part ""`, "the types are text, image_url, file"},
		{`[{"role": "user", "content": [{"type": "image"}]}]`, `[0].content[0]: unknown type of part "image"`, "the types are text, image_url, file"},
		{`[{"role": "user", "content": [{"type": "text"}]}]`, `[0].content[0]: the part of type text has no text`, ""},
		{`[{"role": "user", "content": [{"type": "text", "text": "x", "file": {}}]}]`,
			`[0].content[0]: the part of type text has members of another`, ""},
		{`[{"role": "user", "content": [{"type": "text", "text": ["x"]}]}]`, `[0].content[0].text: must be a string, not a list`, ""},
		{`[{"role": "user", "content": [{"type": "image_url", "image_url": 1}]}]`, `[0].content[0].image_url: must be a mapping, not 1`, ""},
		{`[{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]`, `[0].content[0]: the image has no URL`, ""},
		{`[{"role": "user", "content": [{"type": "file", "file": {}}]}]`,
			`[0].content[0]: the file must have one of a URL, an id and data, not 0 of them`, ""},
		{`[{"role": "user", "content": [{"type": "file", "file": {"path": "a.pdf"}}]}]`, `[0].content[0].file: unknown key "path"`,
			"the keys are file_data, file_id, filename, url, id, name"},
		{`[{"role": "user", "content": [{"type": "file", "file": {"id": "a", "file_id": "b"}}]}]`,
			`[0].content[0].file: file_id and id say the same: give one`, ""},
		{`[{"role": "user", "content": [{"type": "file", "file": {"file_data": "*"}}]}]`,
			`[0].content[0].file.file_data: neither a data: URL nor base64`, ""},
		{`[{"role": "user", "content": [{"type": "file", "file": {"file_data": "data:x"}}]}]`,
			`[0].content[0].file.file_data: the data: URL has no comma before its data`, ""},
		{`[{"role": "tool", "content": "x"}]`, `[0]: the tool's message does not say which call it answers (tool_call_id)`, ""},
		{`[{"role": "user", "content": "x", "tool_call_id": "c"}]`, `[0]: only a tool's message answers a tool call`, ""},
		{`[{"role": "assistant", "tool_calls": {}}]`, `[0].tool_calls: must be a list, not a mapping`, ""},
		{`[{"role": "assistant", "tool_calls": [1]}]`, `[0].tool_calls[0]: must be a mapping, not 1`, ""},
		{`[{"role": "assistant", "toolCalls": [{"id": "c"}]}]`, `[0].toolCalls[0]: the tool call has no function`, ""},
		{`[{"role": "assistant", "tool_calls": [{"id": "c", "type": "custom"}]}]`, `[0].tool_calls[0]: unknown type of tool call "custom"`, ""},
		{`[{"role": "assistant", "tool_calls": [{"id": "c", "function": {}}]}]`, `[0].toolCalls[0]: the call names no function`, ""},
		{`[{"role": "assistant", "tool_calls": [{"id": "c", "function": "f"}]}]`,
			`[0].tool_calls[0].function: must be a mapping, not the string "f"`, ""},
		{`[{"role": "assistant", "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": 1}}]}]`,
			`[0].tool_calls[0].function.arguments: must be a string, not 1`, ""},
		{`[{"role": "user", "content": "x", "tool_calls": [{"id": "c", "function": {"name": "f"}}]}]`,
			`[0]: only an assistant's message has tool calls`, ""},
	}
	for _, test := range tests {
		t.Run(test.want, func(t *testing.T) {
			messages, err := ParseMessages(decode(t, test.messages))
			require.EqualError(t, err, test.want)
			require.Equal(t, test.hint, diag.Hint(err))
			require.Nil(t, messages)
		})
	}
}

func drawMessage(t *rapid.T) Message {
	filled := rapid.StringN(1, 20, -1)
	m := Message{Role: rapid.SampledFrom(Roles()).Draw(t, "role")}
	m.Parts = text(rapid.String().Draw(t, "text"))
	switch m.Role {
	case User:
		m.Name = rapid.String().Draw(t, "name")
		m.Parts = append(m.Parts, rapid.SliceOf(rapid.Custom(drawPart)).Draw(t, "parts")...)
	case ToolRole:
		m.ToolCallID = filled.Draw(t, "id")
	case Assistant:
		m.ToolCalls = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ToolCall {
			return ToolCall{ID: filled.Draw(t, "id"), Name: filled.Draw(t, "function"), Arguments: filled.Draw(t, "arguments")}
		}), 0, 3).Draw(t, "calls")
		if len(m.ToolCalls) == 0 {
			m.ToolCalls = nil
		} else if rapid.Bool().Draw(t, "silent") {
			m.Parts = nil
		}
	}
	return m
}

func drawPart(t *rapid.T) Part {
	filled := rapid.StringN(1, 20, -1)
	switch kind := rapid.SampledFrom([]PartKind{TextPart, ImagePart, FilePart}).Draw(t, "kind"); kind {
	case TextPart:
		return Part{Kind: kind, Text: rapid.String().Draw(t, "text")}
	case ImagePart:
		detail := rapid.SampledFrom([]string{"", "low", "high", "auto"}).Draw(t, "detail")
		return Part{Kind: kind, URL: filled.Draw(t, "url"), Detail: detail}
	default:
		if rapid.Bool().Draw(t, "uploaded") {
			return Part{Kind: kind, ID: filled.Draw(t, "id")}
		}
		data := rapid.SliceOf(rapid.Byte()).Draw(t, "data")
		return Part{Kind: kind, Name: filled.Draw(t, "name"), Media: "application/pdf", Data: append([]byte{}, data...)}
	}
}

// What OpenAI's form says of messages, ParseMessages reads back.
func TestParseMessagesOfOpenAI(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOf(rapid.Custom(drawMessage)).Draw(t, "messages")
		require.Equal(t, append([]Message{}, want...), reparse(t, want))
	})
}

// reparse sends messages through OpenAI's form and JSON.
func reparse(t require.TestingT, messages []Message) []Message {
	body, err := OpenAI(Request{Messages: messages})
	require.NoError(t, err)
	out, err := JSON(body)
	require.NoError(t, err)
	back, err := ParseMessages(decode(t, string(out)).(map[string]any)["messages"])
	require.NoError(t, err)
	return back
}

// Anything that is a message for one form is written, or refused with a reason,
// by all of them, as valid JSON.
func TestEncodeAnyMessages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		messages := rapid.SliceOf(rapid.Custom(drawMessage)).Draw(t, "messages")
		for _, format := range Formats() {
			body, err := Encode(format, Request{Messages: messages})
			if err != nil {
				require.True(t, strings.HasPrefix(err.Error(), "messages["), err.Error())
				continue
			}
			out, err := JSON(body)
			require.NoError(t, err)
			require.True(t, json.Valid(out))
		}
	})
}

func FuzzParseMessages(f *testing.F) {
	for _, seed := range []string{
		`[]`,
		`[{"role":"user","content":"hi"}]`,
		`[{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":"data:image/png;base64,iVBO"}]}]`,
		`[{"role":"user","content":[{"type":"file","file":{"file_data":"JVBERg","filename":"a.png"}},{"type":"file","file":{"url":"data:,x"}}]}]`,
		`[{"role":"assistant","toolCalls":[{"id":"a","function":{"name":"f","arguments":{"x":1e400}}}]},{"role":"tool","toolCallId":"a","content":""}]`,
		`[{"role":"developer","content":null}]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		var v any
		if json.Unmarshal([]byte(input), &v) != nil {
			return
		}
		messages, err := ParseMessages(v)
		if err != nil {
			require.Nil(t, messages)
			require.NotEmpty(t, err.Error())
			return
		}
		require.NoError(t, checkMessages(messages))
		if _, err := OpenAI(Request{Messages: messages}); err != nil {
			return // such as a file by its URL
		}
		once := reparse(t, messages)
		require.Equal(t, once, reparse(t, once), "the second time changes nothing")
	})
}
