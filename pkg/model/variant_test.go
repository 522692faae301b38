package model

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// member encodes r and returns one member of the body as JSON, without spaces.
func member(t *testing.T, format string, r Request, name string) string {
	t.Helper()
	body, err := Encode(format, r)
	require.NoError(t, err)
	value, ok := body.Lookup(name)
	if !ok {
		return ""
	}
	out, err := json.Marshal(value)
	require.NoError(t, err)
	return string(out)
}

func TestToolChoices(t *testing.T) {
	tests := []struct {
		choice                    any
		openai, anthropic, gemini string
	}{
		{nil, ``, ``, ``},
		{"auto", `"auto"`, `{"type":"auto"}`, `{"functionCallingConfig":{"mode":"AUTO"}}`},
		{"none", `"none"`, `{"type":"none"}`, `{"functionCallingConfig":{"mode":"NONE"}}`},
		{"required", `"required"`, `{"type":"any"}`, `{"functionCallingConfig":{"mode":"ANY"}}`},
		{map[string]any{"type": "tool", "name": "now"}, `{"type":"function","function":{"name":"now"}}`,
			`{"type":"tool","name":"now"}`, `{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["now"]}}`},
	}
	for _, test := range tests {
		r := Request{Tools: []Tool{{Name: "now"}}, ToolChoice: test.choice}
		require.Equal(t, test.openai, member(t, OpenAIFormat, r, "tool_choice"))
		require.Equal(t, test.anthropic, member(t, AnthropicFormat, r, "tool_choice"))
		require.Equal(t, test.gemini, member(t, GeminiFormat, r, "toolConfig"))
	}
	other := map[string]any{"type": "allowed_tools", "allowed_tools": map[string]any{"mode": "auto"}}
	require.Equal(t, `{"allowed_tools":{"mode":"auto"},"type":"allowed_tools"}`,
		member(t, OpenAIFormat, Request{ToolChoice: other}, "tool_choice"), "is sent as it is")
}

func TestOneByOneWithAChoice(t *testing.T) {
	tests := []struct{ choice, want string }{
		{"required", `{"type":"any","disable_parallel_tool_use":true}`},
		{"none", `{"type":"none"}`},
	}
	for _, test := range tests {
		r := Request{Parameters: map[string]any{"parallelToolCalls": false}, ToolChoice: test.choice, Tools: []Tool{{Name: "now"}}}
		require.Equal(t, test.want, member(t, AnthropicFormat, r, "tool_choice"))
	}
	alone := Request{Parameters: map[string]any{"parallelToolCalls": false}}
	require.Empty(t, member(t, AnthropicFormat, alone, "tool_choice"), "there is nothing to choose from")
}

func TestReasoningEffortOfGemini(t *testing.T) {
	tests := []struct{ model, effort, want string }{
		{"google/gemini-3-flash", "minimal", `{"thinkingConfig":{"thinkingLevel":"MINIMAL"}}`},
		{"gemini/gemini-3-flash", "high", `{"thinkingConfig":{"thinkingLevel":"HIGH"}}`},
		{"gemini-2.5-pro", "medium", `{"thinkingConfig":{"thinkingBudget":8192}}`},
		{"google/gemini-2.5-pro", "high", `{"thinkingConfig":{"thinkingBudget":24576}}`},
	}
	for _, test := range tests {
		r := Request{Model: test.model, Parameters: map[string]any{"reasoningEffort": test.effort}}
		require.Equal(t, test.want, member(t, GeminiFormat, r, "generationConfig"))
	}
	for model, effort := range map[string]string{"google/gemini-2.5-pro": "xhigh", "google/gemini-3-flash": "none"} {
		_, err := Gemini(Request{Model: model, Parameters: map[string]any{"reasoningEffort": effort}})
		require.EqualError(t, err, `reasoningEffort: gemini does not take the string "`+effort+`"`)
	}
}

func TestDefaultsThatProvidersDemand(t *testing.T) {
	require.Equal(t, "4096", member(t, AnthropicFormat, Request{}, "max_tokens"))
	mine := Request{Parameters: map[string]any{"extra": map[string]any{"max_tokens": 7}}}
	require.Equal(t, "7", member(t, AnthropicFormat, mine, "max_tokens"))

	schema := Request{Format: &ResponseFormat{Type: "json_schema", Schema: map[string]any{"type": "object"}}}
	require.Equal(t, `{"type":"json_schema","json_schema":{"name":"response","schema":{"type":"object"}}}`,
		member(t, OpenAIFormat, schema, "response_format"))

	file := Request{Messages: []Message{{Role: User, Parts: []Part{{Kind: FilePart, Media: "application/pdf", Data: []byte{}}}}}}
	require.Equal(t, `[{"role":"user","content":[{"type":"file","file":{"filename":"file","file_data":"data:application/pdf;base64,"}}]}]`,
		member(t, OpenAIFormat, file, "messages"))
}

func TestEmptyTexts(t *testing.T) {
	silent := []Message{
		{Role: System, Parts: text("")},
		{Role: User},
		{Role: User, Parts: []Part{{Kind: TextPart}, {Kind: TextPart}}},
	}
	require.Equal(t, `[{"role":"user","content":""},{"role":"user","content":""}]`,
		member(t, AnthropicFormat, Request{Messages: silent}, "messages"))
	require.Empty(t, member(t, AnthropicFormat, Request{Messages: silent}, "system"))
	require.Equal(t, `[{"role":"user","parts":[{"text":""}]},{"role":"user","parts":[{"text":""}]}]`,
		member(t, GeminiFormat, Request{Messages: silent}, "contents"))
}

func TestMissingSchemas(t *testing.T) {
	for _, schema := range []any{nil, map[string]any(nil), Object(nil), json.RawMessage(nil)} {
		r := Request{Tools: []Tool{{Name: "now", Parameters: schema}}}
		require.Equal(t, `[{"type":"function","function":{"name":"now"}}]`, member(t, OpenAIFormat, r, "tools"))
		_, err := OpenAI(Request{Format: &ResponseFormat{Type: "json_schema", Schema: schema}})
		require.EqualError(t, err, "responseFormat: json_schema has no schema")
	}
	r := Request{Tools: []Tool{{Name: "now", Parameters: map[string]any{"type": "object"}}}}
	require.Equal(t, `[{"functionDeclarations":[{"name":"now","parametersJsonSchema":{"type":"object"}}]}]`,
		member(t, GeminiFormat, r, "tools"))
}

func TestResultsOfTools(t *testing.T) {
	messages := []Message{
		{Role: ToolRole, Name: "now", Parts: text(`{"a": 1`)},
		{Role: Assistant, Parts: text("Hm.")},
		{Role: ToolRole, Name: "now", Parts: text(` {"a": 1}`)},
	}
	require.Equal(t, `[{"role":"user","parts":[{"functionResponse":{"name":"now","response":{"output":"{\"a\": 1"}}}]},`+
		`{"role":"model","parts":[{"text":"Hm."}]},`+
		`{"role":"user","parts":[{"functionResponse":{"name":"now","response":{"a":1}}}]}]`,
		member(t, GeminiFormat, Request{Messages: messages}, "contents"))
	image := []Part{{Kind: TextPart, Text: "Here."}, {Kind: ImagePart, URL: "https://x/a.png"}}
	require.Equal(t, `[{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":`+
		`[{"type":"text","text":"Here."},{"type":"image","source":{"type":"url","url":"https://x/a.png"}}]}]}]`,
		member(t, AnthropicFormat, Request{Messages: []Message{{Role: ToolRole, ToolCallID: "c", Parts: image}}}, "messages"))
}

func TestMessageText(t *testing.T) {
	m := Message{Parts: []Part{{Kind: TextPart, Text: "a"}, {Kind: ImagePart, Text: "not this"}, {Kind: TextPart, Text: "b"}}}
	require.Equal(t, "a\nb", m.Text())
	require.Empty(t, Message{}.Text())
}
