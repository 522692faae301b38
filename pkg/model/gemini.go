package model

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Gemini returns r as the body of a request to Google's generateContent
// (POST /v1beta/models/MODEL:generateContent). The model's name is part of the
// address, not of the body. System messages become the system instruction,
// wherever they stand.
func Gemini(r Request) (Object, error) {
	settings, extra, err := r.settings()
	if err != nil {
		return nil, err
	}
	var body, config Object
	for _, s := range settings {
		if err := geminiParameter(&config, s, modelName(GeminiFormat, r.Model)); err != nil {
			return nil, err
		}
	}
	if err := geminiFormat(&config, r.Format); err != nil {
		return nil, err
	}
	if err := geminiContents(&body, r.Messages); err != nil {
		return nil, err
	}
	if err := geminiTools(&body, r); err != nil {
		return nil, err
	}
	if len(config) > 0 {
		body.set("generationConfig", config)
	}
	return body.merge("extra", extra)
}

func geminiParameter(config *Object, s setting, model string) error {
	switch s.name {
	case "temperature", "topP", "topK", "frequencyPenalty", "presencePenalty", "seed":
		config.set(s.name, s.value)
	case "maxTokens", "maxCompletionTokens":
		config.set("maxOutputTokens", s.value)
	case "stop":
		list, _ := texts(s.value)
		config.set("stopSequences", list)
	case "n":
		config.set("candidateCount", s.value)
	case "logprobs":
		config.set("responseLogprobs", s.value)
	case "topLogprobs":
		config.set("logprobs", s.value)
	case "reasoningEffort":
		thinking := geminiThinking(s.value.(string), model)
		if thinking == nil {
			return s.refused(GeminiFormat)
		}
		config.set("thinkingConfig", thinking)
	default:
		return s.unsupported(GeminiFormat)
	}
	return nil
}

// geminiThinking is the thinkingConfig of an effort, or nil where there is
// none. Models of 2.5 take a budget in tokens; the ones here are those that
// Google documents for reasoning_effort (ai.google.dev/gemini-api/docs/openai).
// Later models take a level.
func geminiThinking(effort, model string) Object {
	if strings.HasPrefix(model, "gemini-2.5") {
		budgets := map[string]int{"none": 0, "minimal": 1024, "low": 1024, "medium": 8192, "high": 24576}
		if tokens, ok := budgets[effort]; ok {
			return Object{{"thinkingBudget", tokens}}
		}
		return nil
	}
	if slices.Contains([]string{"minimal", "low", "medium", "high"}, effort) {
		return Object{{"thinkingLevel", strings.ToUpper(effort)}}
	}
	return nil
}

func geminiFormat(config *Object, f *ResponseFormat) error {
	if f == nil {
		return nil
	}
	schema, err := f.schema()
	if err != nil {
		return err
	}
	if f.Type == "text" {
		config.set("responseMimeType", "text/plain")
		return nil
	}
	config.set("responseMimeType", "application/json")
	if schema != nil {
		config.set("responseJsonSchema", schema)
	}
	return nil
}

// geminiContents sets systemInstruction and contents. The answers of tools
// that follow each other are one turn of the user, as the calls were one of
// the model.
func geminiContents(body *Object, messages []Message) error {
	if err := checkMessages(messages); err != nil {
		return err
	}
	var system, results []Object
	contents := []Object{}
	functions := map[string]string{} // by the ids of the calls
	for i, m := range messages {
		for _, c := range m.ToolCalls {
			functions[c.ID] = c.Name
		}
		parts, err := geminiMessage(m, messagePath(i), functions)
		if err != nil {
			return err
		}
		switch {
		case m.Role == System:
			system = append(system, parts...)
			continue
		case m.Role != ToolRole:
			results = nil
			contents = append(contents, Object{{"role", geminiRole(m.Role)}, {"parts", parts}})
		case results == nil:
			results = parts
			contents = append(contents, Object{{"role", User}, {"parts", results}})
		default:
			results = append(results, parts...)
			contents[len(contents)-1].set("parts", results)
		}
	}
	if len(system) > 0 {
		body.set("systemInstruction", Object{{"parts", system}})
	}
	body.set("contents", contents)
	return nil
}

func geminiRole(role string) string {
	if role == Assistant {
		return "model"
	}
	return role
}

// geminiMessage returns the parts of a message. Functions are the names of
// those called so far, by the ids of the calls.
func geminiMessage(m Message, path string, functions map[string]string) ([]Object, error) {
	if m.Role == ToolRole {
		part, err := geminiResult(m, path, functions)
		return []Object{part}, err
	}
	if m.Name != "" {
		return nil, &UnsupportedError{GeminiFormat, path + ".name", "has no names of speakers: write it into the text"}
	}
	if m.Role == System {
		if err := m.textOnly(GeminiFormat, path); err != nil {
			return nil, err
		}
	}
	parts := []Object{}
	for i, p := range m.Parts {
		if p.Kind == TextPart && p.Text == "" {
			continue
		}
		part, err := geminiPart(p, partPath(path, i))
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	for i, c := range m.ToolCalls {
		args, err := c.arguments()
		if err != nil {
			return nil, fmt.Errorf("%s.toolCalls[%d]: %w", path, i, err)
		}
		call := geminiCall(c.ID, c.Name, "args", args)
		parts = append(parts, Object{{"functionCall", call}})
	}
	if len(parts) == 0 {
		parts = append(parts, Object{{"text", ""}}) // a turn without parts is not taken
	}
	return parts, nil
}

// geminiResult is a tool's answer. A text that is a JSON object is sent as
// such, any other as {"output": text}.
func geminiResult(m Message, path string, functions map[string]string) (Object, error) {
	if err := m.textOnly(GeminiFormat, path); err != nil {
		return nil, err
	}
	name := functions[m.ToolCallID]
	if name == "" {
		name = m.Name
	}
	if name == "" {
		why := fmt.Sprintf("needs the function's name, and no call before has the id %q", m.ToolCallID)
		return nil, &UnsupportedError{GeminiFormat, path, why}
	}
	var response any = Object{{"output", m.Text()}}
	if isObject(m.Text()) {
		response = json.RawMessage(m.Text())
	}
	return Object{{"functionResponse", geminiCall(m.ToolCallID, name, "response", response)}}, nil
}

func geminiCall(id, name, member string, value any) Object {
	var call Object
	if id != "" {
		call.set("id", id)
	}
	call.set("name", name)
	call.set(member, value)
	return call
}

func geminiPart(p Part, path string) (Object, error) {
	if p.Kind == TextPart {
		return Object{{"text", p.Text}}, nil
	}
	if p.Detail != "" && p.Detail != "auto" {
		return nil, &UnsupportedError{GeminiFormat, path, "has no detail of images"}
	}
	b, inline, err := p.blob()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if inline {
		return Object{{"inlineData", Object{{"mimeType", b.media}, {"data", b.base64()}}}}, nil
	}
	return Object{{"fileData", geminiFile(p)}}, nil
}

// geminiFile is a file at an address: a URL, or one of the Files API. Its
// media type is optional, and told by the address's suffix where it has one.
func geminiFile(p Part) Object {
	address := p.URL
	if p.ID != "" {
		address = p.ID
	}
	media := p.Media
	if media == "" {
		name, _, _ := strings.Cut(address, "?")
		media = MediaType(name)
	}
	var file Object
	if media != "application/octet-stream" {
		file.set("mimeType", media)
	}
	file.set("fileUri", address)
	return file
}

func geminiTools(body *Object, r Request) error {
	c, err := r.choice()
	if err != nil {
		return err
	}
	strict := false
	if len(r.Tools) > 0 {
		functions := make([]Object, len(r.Tools))
		for i, t := range r.Tools {
			functions[i] = geminiFunction(t)
			strict = strict || t.Strict != nil && *t.Strict
		}
		body.set("tools", []Object{{{"functionDeclarations", functions}}})
	}
	config, err := geminiCalling(c, strict)
	if config != nil {
		body.set("toolConfig", Object{{"functionCallingConfig", config}})
	}
	return err
}

// geminiCalling is the functionCallingConfig of a choice, or nil. Calls keep to
// the schemas in mode ANY, and in mode VALIDATED, which is AUTO made strict.
func geminiCalling(c choice, strict bool) (Object, error) {
	switch c.mode {
	case "none":
		return Object{{"mode", "NONE"}}, nil
	case "required":
		return Object{{"mode", "ANY"}}, nil
	case "function":
		return Object{{"mode", "ANY"}, {"allowedFunctionNames", []string{c.function}}}, nil
	case "other":
		return nil, &UnsupportedError{GeminiFormat, "toolChoice", "has no choice of that type"}
	}
	if strict {
		return Object{{"mode", "VALIDATED"}}, nil
	}
	if c.mode == "auto" {
		return Object{{"mode", "AUTO"}}, nil
	}
	return nil, nil
}

func geminiFunction(t Tool) Object {
	function := Object{{"name", t.Name}}
	if t.Description != "" {
		function.set("description", t.Description)
	}
	if !empty(t.Parameters) {
		function.set("parametersJsonSchema", t.Parameters)
	}
	return function
}
