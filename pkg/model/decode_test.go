package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// answers are bodies as the providers' documentation and servers have them.
func answers() []struct {
	name, format, body string
	want               Response
} {
	return []struct {
		name, format, body string
		want               Response
	}{
		{"openai", OpenAIFormat, `{"id":"chatcmpl-B9","object":"chat.completion","created":1741569952,"model":"gpt-4.1-2025-04-14","choices":[{"index":0,
			"message":{"role":"assistant","content":"Hello!","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],
			"usage":{"prompt_tokens":1117,"completion_tokens":46,"total_tokens":1163,"prompt_tokens_details":{"cached_tokens":1024,"audio_tokens":0},
			"completion_tokens_details":{"reasoning_tokens":12,"audio_tokens":0}},"service_tier":"default"}`,
			Response{Model: "gpt-4.1-2025-04-14", Text: "Hello!", Finish: FinishStop, Usage: Usage{Input: 1117, Output: 46, Cached: 1024, Reasoning: 12}}},
		{"openai tool", OpenAIFormat, `{"model":"m","choices":[{"message":{"role":"assistant","content":null,"tool_calls":[
			{"id":"call_a","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}}]},"finish_reason":"tool_calls"}]}`,
			Response{Model: "m", Finish: FinishToolCalls, ToolCalls: []ToolCall{{"call_a", "get_weather", `{"city":"Paris"}`}}}},
		{"openai refusal", OpenAIFormat, `{"model":"m","choices":[{"message":{"content":null,"refusal":"I can't."},"finish_reason":"stop"}]}`,
			Response{Model: "m", Refusal: "I can't.", Finish: FinishStop}},
		{"openai old function", OpenAIFormat, `{"choices":[{"message":{"content":"","function_call":{"name":"f","arguments":"{}"}},"finish_reason":"function_call"}]}`,
			Response{Finish: FinishToolCalls, ToolCalls: []ToolCall{{"", "f", "{}"}}}},
		{"xai counts thinking apart", OpenAIFormat, `{"choices":[{"message":{"content":"a"},"finish_reason":"length"}],
			"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":17,"completion_tokens_details":{"reasoning_tokens":5}}}`,
			Response{Text: "a", Finish: FinishLength, Usage: Usage{Input: 10, Output: 7, Reasoning: 5}}},
		{"mistral parts", OpenAIFormat, `{"choices":[{"message":{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},"finish_reason":"stop"}]}`,
			Response{Text: "ab", Finish: FinishStop}},
		{"a server that stops at tools with stop, and arguments that are no text", OpenAIFormat, `{"choices":[{"message":{"content":"","tool_calls":[
			{"id":"1","function":{"name":"f","arguments":{"a": 1}}}]},"finish_reason":"stop"}]}`,
			Response{Finish: FinishToolCalls, ToolCalls: []ToolCall{{"1", "f", `{"a":1}`}}}},
		{"numbers that are none", OpenAIFormat, `{"choices":[{"message":{"content":"\"error\": {}"},"finish_reason":"new"}],"usage":{"prompt_tokens":-1,"completion_tokens":"3"}}`,
			Response{Text: `"error": {}`}},
		{"anthropic", AnthropicFormat, `{"id":"msg_01","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[
			{"type":"thinking","thinking":"hm","signature":"x"},{"type":"text","text":"I'll look. "},{"type":"text","text":"Now."},
			{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city": "Paris"}}],"stop_reason":"tool_use","stop_sequence":null,
			"usage":{"input_tokens":10,"cache_creation_input_tokens":20,"cache_read_input_tokens":30,"output_tokens":5}}`,
			Response{Model: "claude-sonnet-4-5", Text: "I'll look. Now.", Finish: FinishToolCalls, ToolCalls: []ToolCall{{"toolu_1", "get_weather", `{"city":"Paris"}`}},
				Usage: Usage{Input: 60, Output: 5, Cached: 30}}},
		{"anthropic refusal", AnthropicFormat, `{"type":"message","model":"m","content":[],"stop_reason":"refusal","usage":{"input_tokens":1,"output_tokens":1}}`,
			Response{Model: "m", Refusal: refused, Finish: FinishContentFilter, Usage: Usage{Input: 1, Output: 1}}},
		{"gemini", GeminiFormat, `{"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"Hello"},{"text":" there"},
			{"functionCall":{"name":"f","args":{"a":1}}}],"role":"model"},"finishReason":"STOP","index":0}],
			"usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":3,"thoughtsTokenCount":4,"totalTokenCount":15},"modelVersion":"gemini-2.5-flash"}`,
			Response{Model: "gemini-2.5-flash", Text: "Hello there", Finish: FinishToolCalls, ToolCalls: []ToolCall{{"", "f", `{"a":1}`}},
				Usage: Usage{Input: 8, Output: 7, Reasoning: 4}}},
		{"gemini blocked", GeminiFormat, `{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":8},"modelVersion":"g"}`,
			Response{Model: "g", Refusal: "the prompt was blocked: PROHIBITED_CONTENT", Finish: FinishContentFilter, Usage: Usage{Input: 8}}},
		{"gemini kept back", GeminiFormat, `{"candidates":[{"finishReason":"SAFETY"}]}`,
			Response{Refusal: "the answer was kept back: SAFETY", Finish: FinishContentFilter}},
		{"ollama", OllamaFormat, `{"model":"llama3.2","created_at":"2025-01-01T00:00:00Z","message":{"role":"assistant","content":"Hello!",
			"tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]},"done":true,"done_reason":"stop","prompt_eval_count":26,"eval_count":5}`,
			Response{Model: "llama3.2", Text: "Hello!", Finish: FinishToolCalls, ToolCalls: []ToolCall{{"", "f", `{"a":1}`}}, Usage: Usage{Input: 26, Output: 5}}},
	}
}

func TestDecode(t *testing.T) {
	for _, test := range answers() {
		got, err := Decode(test.format, []byte(test.body))
		require.NoError(t, err, test.name)
		require.Equal(t, test.want, *got, test.name)
	}
}

func TestDecodeFails(t *testing.T) {
	for _, test := range []struct{ format, body, want string }{
		{OpenAIFormat, ``, "the answer is not JSON: unexpected end of JSON input"},
		{OpenAIFormat, `{"choices":[]}`, "the answer has no choices"},
		{OpenAIFormat, `{"choices":{}}`, "the answer has not the form that was expected: "},
		{OpenAIFormat, `{"error":{"message":"overloaded","code":503}}`, "overloaded"},
		{OpenAIFormat, `{"choices":[{"error":{"message":"it broke off","code":502},"finish_reason":"error"}]}`, "it broke off"},
		{AnthropicFormat, `{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`, "Overloaded"},
		{AnthropicFormat, `{}`, "the answer has no content"},
		{GeminiFormat, `{}`, "the answer has no candidates"},
		{OllamaFormat, `{"error":"model 'x' not found"}`, "model 'x' not found"},
		{OllamaFormat, `{}`, "the answer has no message"},
		{"opnai", `{}`, `unknown format "opnai" (did you mean "openai"?)`},
	} {
		_, err := Decode(test.format, []byte(test.body))
		require.ErrorContains(t, err, test.want, test.body)
	}
}

func TestReadError(t *testing.T) {
	for body, want := range map[string]*ServiceError{
		`{"error":{"message":"m","type":"invalid_request_error","param":null,"code":"model_not_found"}}`:                                                                         {Code: "model_not_found", Message: "m"},
		`{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[{"@type":"x"},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}}`: {Code: "RESOURCE_EXHAUSTED", Message: "m", After: 34500 * time.Millisecond},
		`[{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT","details":[{"retryDelay":"-1s"},{"retryDelay":"soon"},3]}}]`:                                            {Code: "INVALID_ARGUMENT", Message: "m"},
		`{"type":"error","error":{"type":"not_found_error","message":"model: x"},"request_id":"r"}`:                                                                              {Code: "not_found_error", Message: "model: x"},
		`{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"x is limited"}}}`:                                                                           {Code: "429", Message: "Provider returned error x is limited"},
		`{"error":"model not found"}`: {Message: "model not found"},
		`{"detail":"Not Found"}`:      {Message: "Not Found"},
		`{"detail":[{"loc":["body","messages",0],"msg":"Field required","type":"missing"}]}`: {Message: "Field required (body.messages.0)"},
		`{"object":"error","message":"m","type":"NotFoundError","code":404}`:                 {Code: "NotFoundError", Message: "m"},
		`{"message":"no such route"}`:  {Message: "no such route"},
		`{"choices":[],"message":"m"}`: nil,
		`<html>`:                       nil,
		`{}`:                           nil,
		`[]`:                           nil,
		`3`:                            nil,
	} {
		require.Equal(t, want, ReadError([]byte(body)), body)
	}
}

func FuzzDecode(f *testing.F) {
	for _, a := range answers() {
		f.Add(a.format, []byte(a.body))
	}
	f.Fuzz(func(t *testing.T, format string, body []byte) {
		r, err := Decode(format, body)
		if (r == nil) == (err == nil) {
			t.Fatalf("%v beside %v", r, err)
		}
		if r != nil && (r.Usage.Input < 0 || r.Usage.Output < 0) {
			t.Fatalf("tokens below 0: %+v", r.Usage)
		}
	})
}
