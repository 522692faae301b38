package model

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/stretchr/testify/require"
)

// golden is a request, and the forms in which testdata has its body as
// NAME.FORMAT.json.
type golden struct {
	name    string
	formats []string
	request Request
}

func text(s string) []Part { return []Part{{Kind: TextPart, Text: s}} }

func goldens() []golden {
	return append(goldenParameters(), goldenRequests()...)
}

func goldenParameters() []golden {
	return []golden{
		{"parameters", []string{OpenAIFormat}, Request{
			Model: "openai/gpt-4o-mini",
			Parameters: map[string]any{
				"temperature": 0.2, "max_tokens": int64(300), "topP": 1, "frequencyPenalty": -1.5, "presence_penalty": 2.0,
				"stop": "END", "seed": int64(7), "reasoningEffort": "low", "verbosity": "high", "parallelToolCalls": false,
				"n": int64(2), "logprobs": true, "topLogprobs": json.Number("3"), "user": "u-1",
				"extra": map[string]any{"top_k": 40, "metadata": map[string]any{"team": "a<b"}},
			},
			Messages: []Message{{Role: User, Parts: text("Hello")}},
		}},
		{"parameters", []string{OllamaFormat}, Request{
			Model: "ollama/qwen3:8b",
			Parameters: map[string]any{
				"temperature": 0.2, "maxTokens": int64(300), "topP": 0.9, "topK": int64(40), "frequencyPenalty": 0.5, "presencePenalty": -0.5,
				"stop": "END", "seed": int64(7), "reasoningEffort": "none", "n": int64(1), "logprobs": true, "topLogprobs": int64(3),
				"extra": map[string]any{"keep_alive": "5m", "options": map[string]any{"num_ctx": int64(8192)}},
			},
			Messages: []Message{{Role: User, Parts: text("Hello")}},
			Tools:    []Tool{{Name: "now"}}, ToolChoice: "none",
		}},
		{"parameters", []string{AnthropicFormat}, Request{
			Model: "anthropic/claude-sonnet-4-5",
			Parameters: map[string]any{
				"temperature": 0.2, "maxCompletionTokens": int64(300), "topP": 0.9, "topK": int64(40), "stop": []any{"END", "STOP"},
				"reasoningEffort": "max", "parallelToolCalls": true, "n": int64(1), "logprobs": false, "presencePenalty": 0.0, "user": "u-1",
				"extra": map[string]any{"thinking": map[string]any{"type": "adaptive"}, "service_tier": "auto"},
			},
			Messages: []Message{{Role: User, Parts: text("Hello")}},
		}},
		{"parameters", []string{GeminiFormat}, Request{
			Model: "google/gemini-3-pro-preview",
			Parameters: map[string]any{
				"temperature": 1.5, "maxTokens": int64(300), "topP": 0.9, "topK": int64(40), "frequencyPenalty": 0.5, "presencePenalty": -0.5,
				"stop": "END", "seed": int64(7), "reasoningEffort": "low", "n": int64(2), "logprobs": true, "topLogprobs": int64(3),
				"parallelToolCalls": true, "verbosity": nil,
				"extra": map[string]any{
					"generationConfig": map[string]any{"thinkingConfig": map[string]any{"includeThoughts": true}},
					"safetySettings":   []any{map[string]any{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}},
				},
			},
			Messages: []Message{{Role: User, Parts: text("Hello")}},
		}},
		{"budget", []string{GeminiFormat}, Request{
			Model:      "google/gemini-2.5-flash",
			Parameters: map[string]any{"reasoningEffort": "none"},
			Messages:   []Message{{Role: User, Parts: text("Hello")}},
		}},
	}
}

func goldenRequests() []golden {
	strict := true
	weather := Tool{Name: "weather", Description: "The weather of a place.", Strict: &strict,
		Parameters: Object{{"type", "object"}, {"properties", Object{{"place", Object{{"type", "string"}}}}}, {"required", []string{"place"}}}}
	hosted := []string{OpenAIFormat, AnthropicFormat, GeminiFormat}
	return []golden{
		{"plain", Formats(), Request{Messages: []Message{
			{Role: System, Parts: text("## Role\nYou route <tickets> & more.")},
			{Role: System, Parts: text("Be brief.")},
			{Role: User, Parts: text("Hi")},
			{Role: Assistant, Parts: text("Hello")},
			{Role: User, Parts: []Part{{Kind: TextPart, Text: "One"}, {Kind: TextPart, Text: "Two"}}},
		}}},
		{"names", []string{OpenAIFormat}, Request{Messages: []Message{
			{Role: System, Name: "example_user", Parts: text("Ping")},
			{Role: User, Name: "ana", Parts: text("Ping")},
		}}},
		{"tools", Formats(), Request{
			Messages: []Message{
				{Role: User, Parts: text("Weather?")},
				{Role: Assistant, Parts: text(""), ToolCalls: []ToolCall{
					{ID: "c1", Name: "weather", Arguments: `{"place": "Bern", "n": 12345678901234567890}`}, {ID: "c2", Name: "now"}}},
				{Role: ToolRole, ToolCallID: "c1", Parts: text(`{"celsius": 3.50}`)},
				{Role: ToolRole, ToolCallID: "c2", Parts: text("noon")},
				{Role: Assistant, Parts: text("One more."), ToolCalls: []ToolCall{{ID: "c3", Name: "now", Arguments: "{}"}}},
				{Role: ToolRole, ToolCallID: "c3", Parts: text("[1, 2]")},
				{Role: User, Parts: text("Thanks")},
			},
			Tools: []Tool{weather, {Name: "now"}},
		}},
		{"choice-function", hosted, Request{
			Messages:   []Message{{Role: User, Parts: text("Weather?")}},
			Tools:      []Tool{weather},
			ToolChoice: map[string]any{"type": "function", "function": map[string]any{"name": "weather"}},
		}},
		{"choice-required", hosted, Request{
			Messages:   []Message{{Role: User, Parts: text("Weather?")}},
			Tools:      []Tool{{Name: "now"}},
			ToolChoice: "required",
		}},
		{"one-by-one", []string{OpenAIFormat, AnthropicFormat}, Request{
			Parameters: map[string]any{"parallelToolCalls": false},
			Messages:   []Message{{Role: User, Parts: text("Weather?")}},
			Tools:      []Tool{{Name: "now"}},
		}},
		{"media", hosted, Request{Messages: []Message{{Role: User, Parts: []Part{
			{Kind: TextPart, Text: "What are these?"},
			{Kind: ImagePart, URL: "https://example.com/a.png?x=1", Detail: "auto"},
			{Kind: ImagePart, URL: "data:image/jpeg;base64,/9j/"},
			{Kind: FilePart, Name: "paper.pdf", Data: []byte("%PDF-1.7")},
			{Kind: FilePart, Name: "chart.png", Media: "image/png", Data: []byte("\x89PNG")},
			{Kind: FilePart, ID: "file-123"},
		}}}}},
		{"files", []string{AnthropicFormat, GeminiFormat}, Request{Messages: []Message{{Role: User, Parts: []Part{
			{Kind: FilePart, Name: "data.csv", Data: []byte("a,b\n1,<2>\n")},
			{Kind: FilePart, URL: "https://example.com/paper.pdf", Name: "paper"},
		}}}}},
		{"schema", Formats(), Request{
			Model:      "anthropic/claude-opus-4-6",
			Parameters: map[string]any{"reasoningEffort": "high"},
			Messages:   []Message{{Role: User, Parts: text("Classify.")}},
			Format: &ResponseFormat{Type: "json_schema", Name: "queue", Strict: &strict,
				Schema: json.RawMessage(`{"type":"object","properties":{"reason":{"type":"string"},"answer":{"enum":["<a>","&b"]}}}`)},
		}},
		{"format-text", Formats(), Request{
			Messages: []Message{{Role: User, Parts: text("Hi")}}, Format: &ResponseFormat{Type: "text"},
		}},
		{"images", []string{OllamaFormat}, Request{Messages: []Message{{Role: User, Parts: []Part{
			{Kind: TextPart, Text: "What are these?"},
			{Kind: ImagePart, URL: "data:image/jpeg;base64,/9j/"},
			{Kind: FilePart, Name: "chart.png", Data: []byte("\x89PNG")},
		}}}}},
		{"format-object", []string{OpenAIFormat, GeminiFormat, OllamaFormat}, Request{
			Messages: []Message{{Role: User, Parts: text("Hi")}}, Format: &ResponseFormat{Type: "json_object"},
		}},
		{"empty", Formats(), Request{}},
	}
}

func TestEncode(t *testing.T) {
	update := updating()
	for _, g := range goldens() {
		for _, format := range g.formats {
			t.Run(g.name+"/"+format, func(t *testing.T) {
				body, err := Encode(format, g.request)
				require.NoError(t, err)
				got, err := JSON(body)
				require.NoError(t, err)
				file := filepath.Join("testdata", g.name+"."+format+".json")
				if update {
					require.NoError(t, os.WriteFile(file, got, 0o644))
				}
				want, err := os.ReadFile(file)
				require.NoError(t, err)
				require.Equal(t, string(want), string(got))
			})
		}
	}
}

// updating reports whether the tests were run with -args update, to write the
// golden files.
func updating() bool { return flag.Arg(0) == "update" }

func TestEncodeErrors(t *testing.T) {
	user := func(parts ...Part) Request { return Request{Messages: []Message{{Role: User, Parts: parts}}} }
	with := func(name string, value any) Request { return Request{Parameters: map[string]any{name: value}} }
	all := "*"
	tests := []struct {
		format  string
		request Request
		want    string
		hint    string
	}{
		{"opnai", Request{}, `unknown format "opnai" (did you mean "openai"?)`, "the formats are openai, anthropic, gemini, ollama"},
		{all, with("temprature", 1), `unknown parameter "temprature" (did you mean "temperature"?)`, "to send it as it is, write it under extra"},
		{all, with("temperature", "hot"), `temperature must be a number, not the string "hot"`, ""},
		{all, with("maxTokens", 0), "maxTokens must be at least 1, not 0", ""},
		{all, with("reasoningEffort", "hihg"), `reasoningEffort cannot be "hihg" (did you mean "high"?)`,
			"it is one of none, minimal, low, medium, high, xhigh, max"},
		{all, with("extra", map[string]any{"x": func() {}}), "extra.x: not a value of JSON: json: unsupported type: func()", ""},
		{all, Request{Parameters: map[string]any{"topP": 1, "top_p": 1}}, "topP is set twice, in two spellings", ""},
		{all, Request{Parameters: map[string]any{"maxTokens": 1, "maxCompletionTokens": 1}},
			"maxTokens and maxCompletionTokens are both set, and providers take one of them", ""},
		{OpenAIFormat, with("topK", 40), "topK: openai has no such parameter",
			"take it out, or write it under extra as the model's server spells it"},
		{OpenAIFormat, with("extra", map[string]any{"messages": []any{}}), "extra.messages: the request has messages already", ""},
		{AnthropicFormat, with("seed", 1), "seed: anthropic has no such parameter",
			"take it out, or write it under extra as the model's server spells it"},
		{AnthropicFormat, with("n", 2), "n: anthropic has no such parameter",
			"take it out, or write it under extra as the model's server spells it"},
		{AnthropicFormat, with("temperature", 1.5), "temperature: anthropic does not take 1.5", ""},
		{AnthropicFormat, with("reasoningEffort", "minimal"), `reasoningEffort: anthropic does not take the string "minimal"`, ""},
		{GeminiFormat, with("reasoningEffort", "xhigh"), `reasoningEffort: gemini does not take the string "xhigh"`, ""},
		{GeminiFormat, with("user", "u"), "user: gemini has no such parameter",
			"take it out, or write it under extra as the model's server spells it"},
		{GeminiFormat, Request{Parameters: map[string]any{"topK": 1,
			"extra": map[string]any{"generationConfig": map[string]any{"topK": 2}}}},
			"extra.generationConfig.topK: the request has topK already", ""},
		{all, Request{ToolChoice: "any"}, `toolChoice: unknown choice "any"`,
			"write auto, none, required, or {type: function, function: {name: …}}"},
		{all, Request{ToolChoice: 3}, "toolChoice: must be a string or a mapping, not 3", ""},
		{all, Request{ToolChoice: map[string]any{"type": "function"}}, "toolChoice: the mapping names no function", ""},
		{all, Request{Tools: []Tool{{Name: "now"}}, ToolChoice: map[string]any{"name": "nwo"}},
			`toolChoice: no tool is called "nwo" (did you mean "now"?)`, ""},
		{AnthropicFormat, Request{ToolChoice: map[string]any{"type": "allowed_tools"}}, "toolChoice: anthropic has no choice of that type", ""},
		{GeminiFormat, Request{ToolChoice: map[string]any{"type": "custom"}}, "toolChoice: gemini has no choice of that type", ""},
		{all, Request{Format: &ResponseFormat{Type: "json"}}, `responseFormat: unknown type "json"`, "the types are text, json_object, json_schema"},
		{all, Request{Format: &ResponseFormat{Type: "json_schema"}}, "responseFormat: json_schema has no schema", ""},
		{AnthropicFormat, Request{Format: &ResponseFormat{Type: "json_object"}},
			"responseFormat: anthropic has no json_object: give a jsonSchema", ""},
		{all, Request{Messages: []Message{{Role: "asistant"}}}, `messages[0].role: unknown role "asistant" (did you mean "assistant"?)`,
			"the roles are system, user, assistant, tool"},
		{all, Request{Messages: []Message{{Role: User, ToolCalls: []ToolCall{{Name: "x"}}}}},
			"messages[0]: only an assistant's message has tool calls", ""},
		{all, Request{Messages: []Message{{Role: User, ToolCallID: "x"}}}, "messages[0]: only a tool's message answers a tool call", ""},
		{all, Request{Messages: []Message{{Role: Assistant, ToolCalls: []ToolCall{{ID: "x"}}}}},
			"messages[0].toolCalls[0]: the call names no function", ""},
		{all, user(Part{Kind: "audio"}), `messages[0].content[0]: unknown kind of part "audio"`, ""},
		{all, user(Part{Kind: ImagePart}), "messages[0].content[0]: the image has no URL", ""},
		{all, user(Part{Kind: FilePart, URL: "https://x", ID: "y"}),
			"messages[0].content[0]: the file must have one of a URL, an id and data, not 2 of them", ""},
		{AnthropicFormat, user(Part{Kind: ImagePart, URL: "data:image/png;base64,???"}),
			"messages[0].content[0]: the data: URL does not hold base64", ""},
		{GeminiFormat, user(Part{Kind: ImagePart, URL: "data:image/png"}),
			"messages[0].content[0]: the data: URL has no comma before its data", ""},
		{OpenAIFormat, user(Part{Kind: FilePart, URL: "https://example.com/a.pdf"}),
			"messages[0].content[0]: openai takes no file by its URL: give its bytes or its id", ""},
		{AnthropicFormat, user(Part{Kind: FilePart, Name: "a.mp3", Data: []byte("x")}),
			"messages[0].content[0]: anthropic takes no audio/mpeg: images are JPEG, PNG, GIF or WebP, and files PDF or text", ""},
		{AnthropicFormat, user(Part{Kind: ImagePart, URL: "https://x", Detail: "low"}),
			"messages[0].content[0]: anthropic has no detail of images", ""},
		{GeminiFormat, user(Part{Kind: ImagePart, URL: "https://x", Detail: "low"}),
			"messages[0].content[0]: gemini has no detail of images", ""},
		{AnthropicFormat, Request{Messages: []Message{{Role: User, Name: "ana"}}},
			"messages[0].name: anthropic has no names of speakers: write it into the text", ""},
		{GeminiFormat, Request{Messages: []Message{{Role: User, Name: "ana"}}},
			"messages[0].name: gemini has no names of speakers: write it into the text", ""},
		{OpenAIFormat, Request{Messages: []Message{{Role: ToolRole}}},
			"messages[0]: the tool's message does not say which call it answers (toolCallId)", ""},
		{AnthropicFormat, Request{Messages: []Message{{Role: Assistant, ToolCalls: []ToolCall{{Name: "now"}}}}},
			"messages[0].toolCalls[0]: the call of now has no id", ""},
		{AnthropicFormat, Request{Messages: []Message{{Role: Assistant, ToolCalls: []ToolCall{{ID: "c", Name: "now", Arguments: "[]"}}}}},
			"messages[0].toolCalls[0]: the arguments of now are not a JSON object", ""},
		{GeminiFormat, Request{Messages: []Message{{Role: Assistant, ToolCalls: []ToolCall{{Name: "now", Arguments: "{"}}}}},
			"messages[0].toolCalls[0]: the arguments of now are not a JSON object", ""},
		{GeminiFormat, Request{Messages: []Message{{Role: ToolRole, ToolCallID: "c9", Parts: text("x")}}},
			`messages[0]: gemini needs the function's name, and no call before has the id "c9"`, ""},
	}
	for _, test := range tests {
		formats := []string{test.format}
		if test.format == all {
			formats = Formats()
		}
		for _, format := range formats {
			t.Run(test.want+"/"+format, func(t *testing.T) {
				body, err := Encode(format, test.request)
				require.EqualError(t, err, test.want)
				require.Equal(t, test.hint, diag.Hint(err))
				require.Nil(t, body)
			})
		}
	}
}

func TestEncodeImageOutsideUserMessage(t *testing.T) {
	image := []Part{{Kind: ImagePart, URL: "https://example.com/a.png"}}
	refused := map[string][]string{
		OpenAIFormat:    {System, Assistant, ToolRole},
		AnthropicFormat: {System, Assistant},
		GeminiFormat:    {System, ToolRole},
	}
	for format, roles := range refused {
		for _, role := range Roles() {
			m := Message{Role: role, Parts: image}
			if role == ToolRole {
				m.ToolCallID, m.Name = "c1", "now"
			}
			_, err := Encode(format, Request{Messages: []Message{m}})
			var unsupported *UnsupportedError
			if !slices.Contains(roles, role) {
				require.NoError(t, err, "%s %s", format, role)
				continue
			}
			require.ErrorAs(t, err, &unsupported, "%s %s", format, role)
			require.Equal(t, UnsupportedError{format, "messages[0].content[0]",
				"takes nothing but text in a message of role " + role}, *unsupported)
		}
	}
}

func TestEncodeByModel(t *testing.T) {
	tests := []struct{ model, provider, name, format, sent string }{
		{"openai/gpt-4o-mini", "openai", "gpt-4o-mini", OpenAIFormat, "gpt-4o-mini"},
		{"Anthropic/claude-sonnet-4-5", "anthropic", "claude-sonnet-4-5", AnthropicFormat, "claude-sonnet-4-5"},
		{"google/gemini-2.5-pro", "google", "gemini-2.5-pro", GeminiFormat, ""},
		{"azure/my-deployment", "azure", "my-deployment", OpenAIFormat, "my-deployment"},
		{"ollama/llama3:8b", "ollama", "llama3:8b", OllamaFormat, "llama3:8b"},
		{"openrouter/anthropic/claude-sonnet-4.5", "openrouter", "anthropic/claude-sonnet-4.5", OpenAIFormat, "anthropic/claude-sonnet-4.5"},
		{"meta-llama/Llama-3.3-70B", "", "meta-llama/Llama-3.3-70B", OpenAIFormat, "meta-llama/Llama-3.3-70B"},
		{"gpt-4o", "", "gpt-4o", OpenAIFormat, "gpt-4o"},
		{"openai/", "", "openai/", OpenAIFormat, "openai/"},
		{"openai", "", "openai", OpenAIFormat, "openai"},
	}
	for _, test := range tests {
		provider, name := Provider(test.model)
		require.Equal(t, test.provider, provider, test.model)
		require.Equal(t, test.name, name, test.model)
		require.Equal(t, test.format, FormatOf(test.model), test.model)
		body, err := Encode("", Request{Model: test.model})
		require.NoError(t, err)
		sent, _ := body.Lookup("model")
		if test.sent == "" {
			require.Nil(t, sent, test.model)
			continue
		}
		require.Equal(t, test.sent, sent, test.model)
	}
	gateway, err := OpenAI(Request{Model: "anthropic/claude-sonnet-4-5"})
	require.NoError(t, err)
	require.Equal(t, Member{"model", "anthropic/claude-sonnet-4-5"}, gateway[0], "a gateway is told the provider")
}

func TestEncodeDoesNotChangeTheRequest(t *testing.T) {
	for _, g := range goldens() {
		before, err := JSON(g.request)
		require.NoError(t, err)
		for _, format := range Formats() {
			// Whether the format takes it or not, it leaves it as it was.
			if body, err := Encode(format, g.request); err == nil {
				require.NotNil(t, body)
			}
		}
		after, err := JSON(g.request)
		require.NoError(t, err)
		require.Equal(t, string(before), string(after), g.name)
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, g := range goldenRequests() {
		if g.name != "tools" {
			continue
		}
		for _, format := range Formats() {
			b.Run(format, func(b *testing.B) {
				for b.Loop() {
					body, err := Encode(format, g.request)
					if err != nil {
						b.Fatal(err)
					}
					if _, err := JSON(body); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
