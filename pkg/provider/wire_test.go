package provider

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/stretchr/testify/require"
)

const (
	anthropicHello = `{"type":"message","model":"claude-x","content":[{"type":"text","text":"Hello!"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":2}}`
	geminiHello    = `{"candidates":[{"content":{"parts":[{"text":"Hello!"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2},"modelVersion":"gemini-x"}`
	ollamaHello    = `{"model":"llama","message":{"role":"assistant","content":"Hello!"},"done":true,"done_reason":"stop","prompt_eval_count":3,"eval_count":2}`
)

// Each wire has its own address, headers and body, whole and streamed.
func TestWires(t *testing.T) {
	tests := []struct {
		kind, settings   string
		whole            string
		stream           http.HandlerFunc
		path, streamPath string
		header, value    string
		body, streamBody string
	}{
		{"openai", "retries: 0", hello,
			events(`{"model":"m-1","choices":[{"index":0,"delta":{"content":"Hel"}}]}`, `{"choices":[{"index":0,"delta":{"content":"lo!"},"finish_reason":"stop"}]}`,
				`{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}`, `[DONE]`),
			"/chat/completions", "/chat/completions", "Authorization", "Bearer " + testKey,
			`{"model":"m","messages":[{"role":"user","content":"Hi"}]}`,
			`{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}}`},
		{"azure", "deployments: {m: my deploy}", hello,
			events(`{"choices":[{"index":0,"delta":{"content":"Hel"}}]}`, `{"choices":[{"index":0,"delta":{"content":"lo!"},"finish_reason":"stop"}]}`,
				`{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}`),
			"/openai/deployments/my%20deploy/chat/completions?api-version=2024-10-21", "/openai/deployments/my%20deploy/chat/completions?api-version=2024-10-21",
			"Api-Key", testKey,
			`{"model":"m","messages":[{"role":"user","content":"Hi"}]}`,
			`{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}}`},
		{"anthropic", "retries: 0", anthropicHello,
			events(`{"type":"message_start","message":{"model":"claude-x","usage":{"input_tokens":3,"output_tokens":1}}}`,
				`{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}`,
				`{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}`,
				`{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo!"}}`,
				`{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}`, `{"type":"message_stop"}`),
			"/v1/messages", "/v1/messages", "X-Api-Key", testKey,
			`{"model":"m","max_tokens":4096,"messages":[{"role":"user","content":"Hi"}]}`,
			`{"model":"m","max_tokens":4096,"messages":[{"role":"user","content":"Hi"}],"stream":true}`},
		{"gemini", "retries: 0", geminiHello,
			events(`{"candidates":[{"content":{"parts":[{"text":"Hel"}]}}]}`,
				`{"candidates":[{"content":{"parts":[{"text":"lo!"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2}}`),
			"/v1beta/models/m:generateContent", "/v1beta/models/m:streamGenerateContent?alt=sse", "X-Goog-Api-Key", testKey,
			`{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}`, `{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}`},
		{"ollama", "retries: 0", ollamaHello,
			says(http.StatusOK, `{"message":{"content":"Hel"},"done":false}`+"\n"+`{"message":{"content":"lo!"},"done":false}`+"\n"+
				`{"message":{"content":""},"done":true,"done_reason":"stop","prompt_eval_count":3,"eval_count":2}`+"\n", "Content-Type: application/x-ndjson"),
			"/api/chat", "/api/chat", "Authorization", "Bearer " + testKey,
			`{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":false}`, `{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true}`},
	}
	for _, test := range tests {
		t.Run(test.kind, func(t *testing.T) {
			s := serve(t, says(http.StatusOK, test.whole))
			answer, err := at(t, test.kind, s, test.settings).Call(context.Background(), say("x/m", "Hi"))
			require.NoError(t, err)
			require.Equal(t, "Hello!", answer.Text)
			require.Equal(t, model.FinishStop, answer.Finish)
			require.Equal(t, model.Usage{Input: 3, Output: 2}, answer.Usage)
			require.Equal(t, 1, answer.Attempts)
			require.Positive(t, answer.Latency)
			require.False(t, answer.Recorded)
			came := s.only(t)
			require.Equal(t, test.path, came.path)
			require.Equal(t, test.value, came.header.Get(test.header))
			require.JSONEq(t, test.body, came.body)

			s = serve(t, test.stream)
			answer, pieces, err := collected(t, at(t, test.kind, s, test.settings), say("x/m", "Hi"))
			require.NoError(t, err)
			require.Equal(t, []string{"Hel", "lo!"}, pieces)
			require.Equal(t, "Hello!", answer.Text)
			require.Equal(t, model.FinishStop, answer.Finish)
			require.Equal(t, model.Usage{Input: 3, Output: 2}, answer.Usage)
			came = s.only(t)
			require.Equal(t, test.streamPath, came.path)
			require.JSONEq(t, test.streamBody, came.body)
		})
	}
}

func TestAddresses(t *testing.T) {
	for _, test := range []struct{ kind, path, more, want string }{
		{"openai", "/v1/", "", "/v1/chat/completions"},
		{"anthropic", "/proxy", "", "/proxy/v1/messages"},
		{"anthropic", "/proxy/v1", "", "/proxy/v1/messages"},
		{"gemini", "/v1beta/", "", "/v1beta/models/a%2Fm:generateContent"},
		{"azure", "", "apiVersion: 2025-01-01-preview, deployment: d", "/openai/deployments/d/chat/completions?api-version=2025-01-01-preview"},
		{"azure", "/openai/v1/", "", "/openai/v1/chat/completions"},
		{"ollama", "", "", "/api/chat"},
	} {
		s := serve(t, says(http.StatusBadRequest, "{}"))
		settings := "    x: {type: " + test.kind + ", baseUrl: '" + s.URL + test.path + "', keyEnv: X_KEY"
		if test.more != "" {
			settings += ", " + test.more
		}
		set := opened(t, settings+"}\n", env{"X_KEY": testKey})
		_, err := set.Call(context.Background(), say("x/a/m", "Hi"))
		require.Equal(t, http.StatusBadRequest, failure(t, err).Status)
		require.Equal(t, test.want, s.only(t).path)
	}
}

// Everything that a request may have goes out, and tool calls come back.
func TestToolsSchemaAndImages(t *testing.T) {
	call := say("x/m", "What is it?")
	call.Messages[0].Parts = append(call.Messages[0].Parts, model.Part{Kind: model.ImagePart, URL: "data:image/png;base64,AAAA"})
	call.Tools = []model.Tool{{Name: "f", Description: "d", Parameters: map[string]any{"type": "object"}}}
	call.Format = &model.ResponseFormat{Type: "json_schema", Name: "n", Schema: map[string]any{"type": "object", "properties": map[string]any{}}}
	for _, test := range []struct{ kind, answer, body string }{
		{"openai", `{"choices":[{"message":{"tool_calls":[{"id":"1","function":{"name":"f","arguments":"{\"a\":1}"}}]},"finish_reason":"tool_calls"}]}`,
			`{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}],
			"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}],
			"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{}}}}}`},
		{"gemini", `{"candidates":[{"content":{"parts":[{"functionCall":{"id":"1","name":"f","args":{"a":1}}}]},"finishReason":"STOP"}]}`, ""},
		{"anthropic", `{"content":[{"type":"tool_use","id":"1","name":"f","input":{"a":1}}],"stop_reason":"tool_use"}`, ""},
		{"ollama", `{"message":{"content":"","tool_calls":[{"id":"1","function":{"name":"f","arguments":{"a":1}}}]},"done":true,"done_reason":"stop"}`, ""},
	} {
		s := serve(t, says(http.StatusOK, test.answer))
		answer, err := at(t, test.kind, s).Call(context.Background(), call)
		require.NoError(t, err, test.kind)
		require.Equal(t, []model.ToolCall{{ID: "1", Name: "f", Arguments: `{"a":1}`}}, answer.ToolCalls, test.kind)
		require.Equal(t, model.FinishToolCalls, answer.Finish, test.kind)
		if came := s.only(t); test.body != "" {
			require.JSONEq(t, test.body, came.body)
		} else {
			require.Contains(t, came.body, "AAAA", test.kind)
			require.Contains(t, came.body, `"name":"f"`, test.kind)
		}
	}
}

func TestEmbed(t *testing.T) {
	for _, test := range []struct{ kind, answer, path, body string }{
		{"openai", `{"data":[{"index":1,"embedding":[0,1]},{"index":0,"embedding":[1,0]}]}`, "/embeddings", `{"model":"m","input":["a"," "]}`},
		{"openai", `{"data":[{"embedding":[1,0]},{"embedding":[0,1]}]}`, "/embeddings", `{"model":"m","input":["a"," "]}`},
		{"azure", `{"data":[{"index":0,"embedding":[1,0]},{"index":1,"embedding":[0,1]}]}`, "/openai/deployments/m/embeddings?api-version=2024-10-21", `{"model":"m","input":["a"," "]}`},
		{"gemini", `{"embeddings":[{"values":[1,0]},{"values":[0,1]}]}`, "/v1beta/models/m:batchEmbedContents",
			`{"requests":[{"model":"models/m","content":{"parts":[{"text":"a"}]}},{"model":"models/m","content":{"parts":[{"text":" "}]}}]}`},
		{"ollama", `{"embeddings":[[1,0],[0,1]]}`, "/api/embed", `{"model":"m","input":["a"," "]}`},
	} {
		s := serve(t, says(http.StatusOK, test.answer))
		vectors, err := at(t, test.kind, s).Embed(context.Background(), "x/m", []string{"a", ""})
		require.NoError(t, err, test.kind)
		require.Equal(t, [][]float64{{1, 0}, {0, 1}}, vectors, test.kind)
		require.Equal(t, test.path, s.only(t).path)
		require.JSONEq(t, test.body, s.only(t).body)

		for _, wrong := range []string{`{}`, `{"data":[{"embedding":[]}],"embeddings":[[]]}`, `{"data":[{"embedding":[1]}],"embeddings":[[1]]}`, `[`} {
			s = serve(t, says(http.StatusOK, wrong))
			_, err = at(t, test.kind, s, "retries: 0").Embed(context.Background(), "x/m", []string{"a", "b"})
			failure(t, err)
		}
	}
	_, err := at(t, "anthropic", serve(t)).Embed(context.Background(), "x/m", []string{"a"})
	require.ErrorContains(t, err, "Anthropic has no models of embeddings")
}

// More texts than a provider takes at one time go out in several requests.
func TestEmbedMany(t *testing.T) {
	set := opened(t, "", nil)
	vectors, err := set.Embed(context.Background(), "echo", make([]string, 250))
	require.NoError(t, err)
	require.Len(t, vectors, 250)
	vectors, err = set.Embed(context.Background(), "echo", nil)
	require.NoError(t, err)
	require.Empty(t, vectors)
	vectors, err = set.Embed(context.Background(), "echo", []string{"the red fox", "The fox, red.", "something else"})
	require.NoError(t, err)
	require.Equal(t, vectors[0], vectors[1])
	require.NotEqual(t, vectors[0], vectors[2])
}

// What is said in headers of promptctl.yaml goes out; a secret comes from the
// environment.
func TestHeaders(t *testing.T) {
	s := serve(t, says(http.StatusOK, hello))
	set := opened(t, "    x: {baseUrl: "+s.URL+", headers: {X-Title: promptctl}, headersEnv: {X-Gateway: GATE}}\n", env{"GATE": testKey})
	_, err := set.Call(context.Background(), say("x/m", "Hi"))
	require.NoError(t, err)
	require.Equal(t, "promptctl", s.only(t).header.Get("X-Title"))
	require.Equal(t, testKey, s.only(t).header.Get("X-Gateway"))
	require.Empty(t, s.only(t).header.Get("Authorization"))
	set = opened(t, "    x: {baseUrl: "+s.URL+", headersEnv: {X-Gateway: GATE}}\n", nil)
	_, err = set.Call(context.Background(), say("x/m", "Hi"))
	require.Equal(t, "GATE, which has the header X-Gateway, is not set", failure(t, err).Message)
}

func TestStreamOfServersThatDoNotStream(t *testing.T) {
	for _, answer := range []http.HandlerFunc{
		says(http.StatusOK, hello),
		says(http.StatusOK, "data: "+`{"choices":[{"delta":{"content":"Hello!"},"finish_reason":"stop"}]}`+"\n\n"),
		says(http.StatusOK, ": wait\r\n\r\nevent: x\r\ndata:{\"choices\":\r\ndata:[{\"delta\":{\"content\":\"Hello!\"},\"finish_reason\":\"stop\"}]}\r\n\r\n", "Content-Type: text/event-stream"),
	} {
		answer, pieces, err := collected(t, at(t, "openai", serve(t, answer)), say("x/m", "Hi"))
		require.NoError(t, err)
		require.Equal(t, []string{"Hello!"}, pieces)
		require.Equal(t, "Hello!", answer.Text)
	}
}

// Some servers leave the connection open behind their last event.
func TestStreamThatDoesNotClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		set := bubbled(t, silence("data: "+`{"choices":[{"index":0,"delta":{"content":"Hello!"}}]}`+"\n\ndata: [DONE]\n\n"), "retries: 0")
		answer, _, err := collected(t, set, say("x/m", "Hi"))
		require.NoError(t, err)
		require.Equal(t, "Hello!", answer.Text)
	})
}

// Whoever takes the text may end the call, and gets their own error back.
func TestStreamEndsWithItsReader(t *testing.T) {
	enough := errors.New("enough")
	s := serve(t, events(`{"choices":[{"index":0,"delta":{"content":"Hel"}}]}`))
	_, err := at(t, "openai", s).Stream(context.Background(), say("x/m", "Hi"), func(string) error { return enough })
	require.Equal(t, enough, err)
	require.Equal(t, 1, s.count())
}
