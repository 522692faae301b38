package model

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// streams are the events of answers, and what comes of them.
func streams() []struct {
	name, format, events string
	want                 Response
} {
	return []struct {
		name, format, events string
		want                 Response
	}{
		{"openai", OpenAIFormat, `{"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}
			{"choices":[{"index":0,"delta":{"content":"Hel"}}],"usage":null}
			{"choices":[{"index":1,"delta":{"content":"another choice"}}]}
			{"choices":[{"index":0,"delta":{"content":"lo"}}]}
			{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
			{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}
			[DONE]`, Response{Model: "m", Text: "Hello", Finish: FinishStop, Usage: Usage{Input: 3, Output: 2}}},
		{"openai tools", OpenAIFormat, `{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":""}}]}}]}
			{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\""}},{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}]}}]}
			{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}},{"index":99999999,"id":"far"},{"index":-1,"id":"low"}]}}]}
			{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}`,
			Response{Finish: FinishToolCalls, ToolCalls: []ToolCall{{"a", "f", `{"x":1}`}, {"b", "g", "{}"}}}},
		{"openai tools without an index", OpenAIFormat, `{"choices":[{"delta":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{"}}]}}]}
			{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"}"}}]}}]}
			{"choices":[{"delta":{"tool_calls":[{"id":"b","function":{"name":"g","arguments":{}}}]},"finish_reason":"stop"}]}`,
			Response{Finish: FinishToolCalls, ToolCalls: []ToolCall{{"a", "f", "{}"}, {"b", "g", "{}"}}}},
		{"openai refusal", OpenAIFormat, `{"choices":[{"delta":{"refusal":"I "}}]}
			{"choices":[{"delta":{"refusal":"can't."},"finish_reason":"stop"}]}`, Response{Refusal: "I can't.", Finish: FinishStop}},
		{"anthropic", AnthropicFormat, `{"type":"message_start","message":{"model":"claude","content":[],"usage":{"input_tokens":25,"cache_read_input_tokens":5,"output_tokens":1}}}
			{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}
			{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}
			{"type":"content_block_stop","index":0}
			{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}
			{"type":"ping"}
			{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hel"}}
			{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"lo"}}
			{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}
			{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\":"}}
			{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"1}"}}
			{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"u","name":"g","input":{}}}
			{"type":"content_block_delta","index":999999999,"delta":{"text":"far"}}
			{"type":"content_block_start","index":999999999,"content_block":{"type":"text","text":"far"}}
			{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":15}}
			{"type":"message_stop"}`, Response{Model: "claude", Text: "Hello", Finish: FinishToolCalls,
			ToolCalls: []ToolCall{{"t", "f", `{"a":1}`}, {"u", "g", `{}`}}, Usage: Usage{Input: 30, Output: 15, Cached: 5}}},
		{"gemini", GeminiFormat, `{"candidates":[{"content":{"parts":[{"text":"Hel"}]}}],"usageMetadata":{"promptTokenCount":4},"modelVersion":"g"}
			{"candidates":[{"content":{"parts":[{"text":"lo"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":2}}`,
			Response{Model: "g", Text: "Hello", Finish: FinishStop, Usage: Usage{Input: 4, Output: 2}}},
		{"ollama", OllamaFormat, `{"model":"l","message":{"content":"Hel"},"done":false}
			{"model":"l","message":{"content":"lo","tool_calls":[{"function":{"name":"f","arguments":{}}}]},"done":false}
			{"model":"l","message":{"content":""},"done":true,"done_reason":"length","prompt_eval_count":4,"eval_count":2}`,
			Response{Model: "l", Text: "Hello", Finish: FinishLength, ToolCalls: []ToolCall{{"", "f", "{}"}}, Usage: Usage{Input: 4, Output: 2}}},
	}
}

func eventsOf(text string) []string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return lines
}

func TestStream(t *testing.T) {
	for _, test := range streams() {
		s, err := NewStream(test.format)
		require.NoError(t, err)
		given := ""
		for _, event := range eventsOf(test.events) {
			text, err := s.Add([]byte(event))
			require.NoError(t, err, test.name)
			given += text
		}
		got, err := s.End()
		require.NoError(t, err, test.name)
		require.Equal(t, test.want, *got, test.name)
		require.Equal(t, got.Text, given, test.name)
	}
}

func TestStreamIsCut(t *testing.T) {
	for _, test := range streams() {
		s, err := NewStream(test.format)
		require.NoError(t, err)
		_, err = s.Add([]byte(eventsOf(test.events)[0]))
		require.NoError(t, err)
		_, err = s.End()
		require.ErrorIs(t, err, ErrCut, test.name)
	}
	_, err := NewStream("opnai")
	require.EqualError(t, err, `unknown format "opnai" (did you mean "openai"?)`)
}

func TestStreamTellsOfAnError(t *testing.T) {
	for format, event := range map[string]string{
		OpenAIFormat:    `{"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error","error":{"code":502,"message":"broken"}}]}`,
		AnthropicFormat: `{"type":"error","error":{"type":"overloaded_error","message":"broken"}}`,
		GeminiFormat:    `{"error":{"code":503,"message":"broken","status":"UNAVAILABLE"}}`,
		OllamaFormat:    `{"error":"broken"}`,
	} {
		s, err := NewStream(format)
		require.NoError(t, err)
		_, err = s.Add([]byte(event))
		var told *ServiceError
		require.ErrorAs(t, err, &told, format)
		require.Equal(t, "broken", told.Message)
	}
}

// However an answer is cut into pieces, the same comes of it.
func TestStreamOfPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(rapid.String()).Draw(t, "pieces")
		s, err := NewStream(OllamaFormat)
		require.NoError(t, err)
		for _, piece := range pieces {
			_, err := s.Add(marshalled(t, map[string]any{"message": map[string]any{"content": piece}}))
			require.NoError(t, err)
		}
		_, err = s.Add([]byte(`{"done":true,"done_reason":"stop"}`))
		require.NoError(t, err)
		got, err := s.End()
		require.NoError(t, err)
		require.Equal(t, strings.ToValidUTF8(strings.Join(pieces, ""), "\uFFFD"), strings.ToValidUTF8(got.Text, "\uFFFD"))
	})
}

func marshalled(t *rapid.T, v any) []byte {
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return text
}

func FuzzStream(f *testing.F) {
	for _, s := range streams() {
		f.Add(s.format, s.events)
	}
	f.Fuzz(func(t *testing.T, format, events string) {
		s, err := NewStream(format)
		if err != nil {
			return
		}
		for _, event := range eventsOf(events) {
			if _, err := s.Add([]byte(event)); err != nil {
				return
			}
		}
		if r, _ := s.End(); r == nil {
			t.Fatal("no answer")
		}
	})
}
