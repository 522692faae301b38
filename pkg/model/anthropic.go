package model

import (
	"fmt"
	"slices"
	"strings"
)

// AnthropicMaxTokens is the max_tokens of a request that sets none: Anthropic
// takes no request without it.
const AnthropicMaxTokens = 4096

// Anthropic returns r as the body of a request to Anthropic's Messages API
// (POST /v1/messages, version 2023-06-01). System messages become the system
// text, wherever they stand. The answer's form is its output_config.format; a
// file's id needs the header of the Files API.
func Anthropic(r Request) (Object, error) {
	settings, extra, err := r.settings()
	if err != nil {
		return nil, err
	}
	var body Object
	if name := modelName(AnthropicFormat, r.Model); name != "" {
		body.set("model", name)
	}
	for _, s := range settings {
		if err := anthropicParameter(&body, s); err != nil {
			return nil, err
		}
	}
	if _, given := extra["max_tokens"]; !given && body.index("max_tokens") < 0 {
		body.set("max_tokens", AnthropicMaxTokens)
	}
	if err := anthropicMessages(&body, r.Messages); err != nil {
		return nil, err
	}
	if err := anthropicTools(&body, r, settings); err != nil {
		return nil, err
	}
	if err := anthropicFormat(&body, r.Format); err != nil {
		return nil, err
	}
	return body.merge("extra", extra)
}

func anthropicParameter(body *Object, s setting) error {
	switch s.name {
	case "temperature":
		if n, _ := number(s.value); n > 1 {
			return s.refused(AnthropicFormat)
		}
		body.set("temperature", s.value)
	case "maxTokens", "maxCompletionTokens":
		body.set("max_tokens", s.value)
	case "topP", "topK":
		body.set(snake(s.name), s.value)
	case "stop":
		list, _ := texts(s.value)
		body.set("stop_sequences", list)
	case "user":
		body.set("metadata", Object{{"user_id", s.value}})
	case "reasoningEffort":
		if s.value == "none" || s.value == "minimal" {
			return s.refused(AnthropicFormat)
		}
		body.set("output_config", Object{{"effort", s.value}})
	case "parallelToolCalls": // goes with the tool choice
	default:
		return s.unsupported(AnthropicFormat)
	}
	return nil
}

// anthropicMessages sets system and messages. The answers of tools that follow
// each other go into one message of the user, as the calls came in one turn.
func anthropicMessages(body *Object, messages []Message) error {
	if err := checkMessages(messages); err != nil {
		return err
	}
	var system []string
	out := []Object{}
	results := []Object(nil)
	for i, m := range messages {
		path := messagePath(i)
		if m.Role == System {
			if err := m.textOnly(AnthropicFormat, path); err != nil {
				return err
			}
			if text := m.Text(); text != "" {
				system = append(system, text)
			}
			continue
		}
		message, result, err := anthropicMessage(m, path)
		switch {
		case err != nil:
			return err
		case result == nil:
			out, results = append(out, message), nil
		case results == nil:
			results = []Object{result}
			out = append(out, Object{{"role", User}, {"content", results}})
		default:
			results = append(results, result)
			out[len(out)-1].set("content", results)
		}
	}
	if len(system) > 0 {
		body.set("system", strings.Join(system, "\n\n"))
	}
	body.set("messages", out)
	return nil
}

// anthropicMessage returns a message, or the result that a tool's message is.
func anthropicMessage(m Message, path string) (message, result Object, err error) {
	if m.Name != "" && m.Role != ToolRole {
		return nil, nil, &UnsupportedError{AnthropicFormat, path + ".name", "has no names of speakers: write it into the text"}
	}
	if err := m.needIDs(path); err != nil {
		return nil, nil, err
	}
	content, err := anthropicContent(m, path)
	if err != nil {
		return nil, nil, err
	}
	if m.Role == ToolRole {
		return nil, Object{{"type", "tool_result"}, {"tool_use_id", m.ToolCallID}, {"content", content}}, nil
	}
	return Object{{"role", m.Role}, {"content", content}}, nil, nil
}

// anthropicContent is a string or a list of blocks. A block of empty text is
// not taken, so that it is left out beside others.
func anthropicContent(m Message, path string) (any, error) {
	if text, ok := m.plainText(); ok && len(m.ToolCalls) == 0 {
		return text, nil
	}
	if m.Role == Assistant {
		if err := m.textOnly(AnthropicFormat, path); err != nil {
			return nil, err
		}
	}
	blocks := []Object{}
	for i, p := range m.Parts {
		if p.Kind == TextPart && p.Text == "" {
			continue
		}
		block, err := anthropicBlock(p, partPath(path, i))
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, block)
	}
	for i, c := range m.ToolCalls {
		input, err := c.arguments()
		if err != nil {
			return nil, fmt.Errorf("%s.toolCalls[%d]: %w", path, i, err)
		}
		blocks = append(blocks, Object{{"type", "tool_use"}, {"id", c.ID}, {"name", c.Name}, {"input", input}})
	}
	if len(blocks) == 0 {
		return "", nil
	}
	return blocks, nil
}

func anthropicBlock(p Part, path string) (Object, error) {
	if p.Kind == TextPart {
		return Object{{"type", "text"}, {"text", p.Text}}, nil
	}
	if p.Detail != "" && p.Detail != "auto" {
		return nil, &UnsupportedError{AnthropicFormat, path, "has no detail of images"}
	}
	b, inline, err := p.blob()
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", path, err)
	case inline:
		return anthropicBlob(p, b, path)
	case p.Kind == ImagePart:
		return Object{{"type", "image"}, {"source", Object{{"type", "url"}, {"url", p.URL}}}}, nil
	case p.ID != "":
		return anthropicDocument(p, Object{{"type", "file"}, {"file_id", p.ID}}), nil
	}
	return anthropicDocument(p, Object{{"type", "url"}, {"url", p.URL}}), nil
}

func anthropicBlob(p Part, b blob, path string) (Object, error) {
	source := Object{{"type", "base64"}, {"media_type", b.media}, {"data", b.base64()}}
	images := []string{"image/jpeg", "image/png", "image/gif", "image/webp"}
	switch {
	case slices.Contains(images, b.media):
		return Object{{"type", "image"}, {"source", source}}, nil
	case p.Kind == FilePart && b.media == "application/pdf":
		return anthropicDocument(p, source), nil
	case p.Kind == FilePart && b.isText():
		// Plain text is the only text that a document may be.
		text := Object{{"type", "text"}, {"media_type", "text/plain"}, {"data", string(b.data)}}
		return anthropicDocument(p, text), nil
	}
	why := fmt.Sprintf("takes no %s: images are JPEG, PNG, GIF or WebP, and files PDF or text", b.media)
	return nil, &UnsupportedError{AnthropicFormat, path, why}
}

func anthropicDocument(p Part, source Object) Object {
	document := Object{{"type", "document"}, {"source", source}}
	if p.Name != "" {
		document.set("title", p.Name)
	}
	return document
}

func anthropicTools(body *Object, r Request, settings []setting) error {
	if len(r.Tools) > 0 {
		tools := make([]Object, len(r.Tools))
		for i, t := range r.Tools {
			tools[i] = anthropicTool(t)
		}
		body.set("tools", tools)
	}
	c, err := r.choice()
	if err != nil {
		return err
	}
	oneByOne := slices.ContainsFunc(settings, func(s setting) bool {
		return s.name == "parallelToolCalls" && s.value == false
	})
	if oneByOne && c.mode == "" && len(r.Tools) > 0 {
		c.mode = "auto"
	}
	choice := Object{{"type", c.mode}}
	switch c.mode {
	case "":
		return nil
	case "other":
		return &UnsupportedError{AnthropicFormat, "toolChoice", "has no choice of that type"}
	case "required":
		choice.set("type", "any")
	case "function":
		choice = Object{{"type", "tool"}, {"name", c.function}}
	}
	if oneByOne && c.mode != "none" {
		choice.set("disable_parallel_tool_use", true)
	}
	body.set("tool_choice", choice)
	return nil
}

func anthropicTool(t Tool) Object {
	tool := Object{{"name", t.Name}}
	if t.Description != "" {
		tool.set("description", t.Description)
	}
	if t.Strict != nil {
		tool.set("strict", *t.Strict)
	}
	schema := t.Parameters
	if empty(schema) {
		schema = Object{{"type", "object"}, {"properties", Object{}}}
	}
	tool.set("input_schema", schema)
	return tool
}

// anthropicFormat sets output_config.format. The answer always keeps to the
// schema, and the schema has no name.
func anthropicFormat(body *Object, f *ResponseFormat) error {
	if f == nil {
		return nil
	}
	schema, err := f.schema()
	if err != nil {
		return err
	}
	if f.Type == "json_object" {
		return &UnsupportedError{AnthropicFormat, "responseFormat", "has no json_object: give a jsonSchema"}
	}
	if schema != nil {
		config, _ := body.Lookup("output_config")
		output, _ := config.(Object)
		output.set("format", Object{{"type", "json_schema"}, {"schema", schema}})
		body.set("output_config", output)
	}
	return nil
}
