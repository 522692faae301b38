package model

import "fmt"

// OpenAI returns r as the body of a request to OpenAI's Chat Completions
// (POST /v1/chat/completions), which most gateways and local servers take too.
// A tool's message carries no name there.
func OpenAI(r Request) (Object, error) {
	settings, extra, err := r.settings()
	if err != nil {
		return nil, err
	}
	var body Object
	if name := modelName(OpenAIFormat, r.Model); name != "" {
		body.set("model", name)
	}
	for _, s := range settings {
		if s.name == "topK" {
			return nil, s.unsupported(OpenAIFormat)
		}
		body.set(snake(s.name), s.value)
	}
	messages, err := openAIMessages(r.Messages)
	if err != nil {
		return nil, err
	}
	body.set("messages", messages)
	if err := openAITools(&body, r); err != nil {
		return nil, err
	}
	if r.Format != nil {
		format, err := openAIResponseFormat(r.Format)
		if err != nil {
			return nil, err
		}
		body.set("response_format", format)
	}
	return body.merge("extra", extra)
}

func openAIMessages(messages []Message) ([]Object, error) {
	if err := checkMessages(messages); err != nil {
		return nil, err
	}
	out := make([]Object, len(messages))
	for i, m := range messages {
		message, err := openAIMessage(m, messagePath(i))
		if err != nil {
			return nil, err
		}
		out[i] = message
	}
	return out, nil
}

func openAIMessage(m Message, path string) (Object, error) {
	if err := m.needIDs(path); err != nil {
		return nil, err
	}
	content, err := openAIContent(m, path)
	if err != nil {
		return nil, err
	}
	out := Object{{"role", m.Role}}
	if m.Name != "" && m.Role != ToolRole {
		out.set("name", m.Name)
	}
	if m.Role == ToolRole {
		out.set("tool_call_id", m.ToolCallID)
	}
	out.set("content", content)
	if len(m.ToolCalls) > 0 {
		calls := make([]Object, len(m.ToolCalls))
		for i, c := range m.ToolCalls {
			arguments := c.Arguments
			if arguments == "" {
				arguments = "{}"
			}
			function := Object{{"name", c.Name}, {"arguments", arguments}}
			calls[i] = Object{{"id", c.ID}, {"type", "function"}, {"function", function}}
		}
		out.set("tool_calls", calls)
	}
	return out, nil
}

// openAIContent is a string, a list of parts, or null beside tool calls.
func openAIContent(m Message, path string) (any, error) {
	if len(m.Parts) == 0 && len(m.ToolCalls) > 0 {
		return nil, nil
	}
	if text, ok := m.plainText(); ok {
		return text, nil
	}
	if m.Role != User {
		if err := m.textOnly(OpenAIFormat, path); err != nil {
			return nil, err
		}
	}
	parts := make([]Object, len(m.Parts))
	for i, p := range m.Parts {
		part, err := openAIPart(p, partPath(path, i))
		if err != nil {
			return nil, err
		}
		parts[i] = part
	}
	return parts, nil
}

func openAIPart(p Part, path string) (Object, error) {
	switch p.Kind {
	case TextPart:
		return Object{{"type", "text"}, {"text", p.Text}}, nil
	case ImagePart:
		image := Object{{"url", p.URL}}
		if p.Detail != "" {
			image.set("detail", p.Detail)
		}
		return Object{{"type", "image_url"}, {"image_url", image}}, nil
	}
	return openAIFile(p, path)
}

func openAIFile(p Part, path string) (Object, error) {
	if p.ID != "" {
		return Object{{"type", "file"}, {"file", Object{{"file_id", p.ID}}}}, nil
	}
	b, inline, err := p.blob()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if !inline {
		return nil, &UnsupportedError{OpenAIFormat, path, "takes no file by its URL: give its bytes or its id"}
	}
	if b.isImage() {
		return Object{{"type", "image_url"}, {"image_url", Object{{"url", b.url()}}}}, nil
	}
	name := p.Name
	if name == "" {
		name = "file" // data is not taken without a name
	}
	return Object{{"type", "file"}, {"file", Object{{"filename", name}, {"file_data", b.url()}}}}, nil
}

func openAITools(body *Object, r Request) error {
	if len(r.Tools) > 0 {
		tools := make([]Object, len(r.Tools))
		for i, t := range r.Tools {
			tools[i] = Object{{"type", "function"}, {"function", openAIFunction(t)}}
		}
		body.set("tools", tools)
	}
	choice, err := r.choice()
	if err != nil {
		return err
	}
	switch choice.mode {
	case "":
	case "function":
		function := Object{{"name", choice.function}}
		body.set("tool_choice", Object{{"type", "function"}, {"function", function}})
	default:
		body.set("tool_choice", r.ToolChoice)
	}
	return nil
}

func openAIFunction(t Tool) Object {
	function := Object{{"name", t.Name}}
	if t.Description != "" {
		function.set("description", t.Description)
	}
	if !empty(t.Parameters) {
		function.set("parameters", t.Parameters)
	}
	if t.Strict != nil {
		function.set("strict", *t.Strict)
	}
	return function
}

func openAIResponseFormat(f *ResponseFormat) (Object, error) {
	schema, err := f.schema()
	if err != nil {
		return nil, err
	}
	out := Object{{"type", f.Type}}
	if schema == nil {
		return out, nil
	}
	name := f.Name
	if name == "" {
		name = "response"
	}
	inner := Object{{"name", name}}
	if f.Strict != nil {
		inner.set("strict", *f.Strict)
	}
	inner.set("schema", schema)
	out.set("json_schema", inner)
	return out, nil
}
