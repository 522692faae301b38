package model

import (
	"encoding/base64"
	"fmt"
	"slices"
)

// Ollama returns r as the body of a request to Ollama's own API (POST
// /api/chat), which takes more than what it has of OpenAI's. Images are sent as
// bytes, and the answer is not streamed.
func Ollama(r Request) (Object, error) {
	settings, extra, err := r.settings()
	if err != nil {
		return nil, err
	}
	var body, options Object
	if name := modelName(OllamaFormat, r.Model); name != "" {
		body.set("model", name)
	}
	messages, err := ollamaMessages(r.Messages)
	if err != nil {
		return nil, err
	}
	body.set("messages", messages)
	for _, s := range settings {
		if err := ollamaParameter(&body, &options, s); err != nil {
			return nil, err
		}
	}
	if err := ollamaTools(&body, r); err != nil {
		return nil, err
	}
	if err := ollamaFormat(&body, r.Format); err != nil {
		return nil, err
	}
	if len(options) > 0 {
		body.set("options", options)
	}
	body.set("stream", false)
	return body.merge("extra", extra)
}

func ollamaParameter(body, options *Object, s setting) error {
	switch s.name {
	case "temperature", "topP", "topK", "frequencyPenalty", "presencePenalty", "seed":
		options.set(snake(s.name), s.value)
	case "maxTokens", "maxCompletionTokens":
		options.set("num_predict", s.value)
	case "stop":
		list, _ := texts(s.value)
		options.set("stop", list)
	case "logprobs", "topLogprobs":
		body.set(snake(s.name), s.value)
	case "reasoningEffort":
		switch s.value {
		case "none":
			body.set("think", false)
		case "low", "medium", "high":
			body.set("think", s.value)
		default:
			return s.refused(OllamaFormat)
		}
	default:
		return s.unsupported(OllamaFormat)
	}
	return nil
}

func ollamaMessages(messages []Message) ([]Object, error) {
	if err := checkMessages(messages); err != nil {
		return nil, err
	}
	functions := map[string]string{} // by the ids of the calls
	out := make([]Object, len(messages))
	for i, m := range messages {
		for _, c := range m.ToolCalls {
			functions[c.ID] = c.Name
		}
		message, err := ollamaMessage(m, messagePath(i), functions)
		if err != nil {
			return nil, err
		}
		out[i] = message
	}
	return out, nil
}

func ollamaMessage(m Message, path string, functions map[string]string) (Object, error) {
	if m.Name != "" && m.Role != ToolRole {
		return nil, &UnsupportedError{OllamaFormat, path + ".name", "has no names of speakers: write it into the text"}
	}
	out := Object{{"role", m.Role}, {"content", m.Text()}}
	images, err := ollamaImages(m, path)
	if err != nil {
		return nil, err
	}
	if len(images) > 0 {
		out.set("images", images)
	}
	if name := functions[m.ToolCallID]; m.Role == ToolRole && (name != "" || m.Name != "") {
		out.set("tool_name", or(name, m.Name))
	}
	var calls []Object
	for i, c := range m.ToolCalls {
		arguments, err := c.arguments()
		if err != nil {
			return nil, fmt.Errorf("%s.toolCalls[%d]: %w", path, i, err)
		}
		calls = append(calls, Object{{"function", Object{{"name", c.Name}, {"arguments", arguments}}}})
	}
	if len(calls) > 0 {
		out.set("tool_calls", calls)
	}
	return out, nil
}

// ollamaImages are the bytes of a message's images, as base64.
func ollamaImages(m Message, path string) ([]string, error) {
	var images []string
	for i, p := range m.Parts {
		if p.Kind == TextPart {
			continue
		}
		at := partPath(path, i)
		b, inline, err := p.blob()
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s: %w", at, err)
		case !inline || !b.isImage():
			return nil, &UnsupportedError{OllamaFormat, at, "takes nothing but text and the bytes of images"}
		}
		images = append(images, base64.StdEncoding.EncodeToString(b.data))
	}
	return images, nil
}

// ollamaTools sets the tools. There is no choice among them but all and none.
func ollamaTools(body *Object, r Request) error {
	c, err := r.choice()
	if err != nil {
		return err
	}
	if !slices.Contains([]string{"", "auto", "none"}, c.mode) {
		return &UnsupportedError{OllamaFormat, "toolChoice", "has no choice of tools but auto and none"}
	}
	if len(r.Tools) == 0 || c.mode == "none" {
		return nil
	}
	tools := make([]Object, len(r.Tools))
	for i, t := range r.Tools {
		t.Strict = nil // which it does not know
		tools[i] = Object{{"type", "function"}, {"function", openAIFunction(t)}}
	}
	body.set("tools", tools)
	return nil
}

// ollamaFormat sets the form of the answer: json, or a schema as it is.
func ollamaFormat(body *Object, f *ResponseFormat) error {
	if f == nil {
		return nil
	}
	schema, err := f.schema()
	switch {
	case err != nil:
		return err
	case schema != nil:
		body.set("format", schema)
	case f.Type == "json_object":
		body.set("format", "json")
	}
	return nil
}
