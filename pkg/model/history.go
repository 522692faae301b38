package model

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// ParseMessages reads a conversation that was decoded from JSON or YAML, in the
// form of OpenAI's Chat Completions: a list of mappings with role, content,
// name, tool_calls and tool_call_id. The names may also be written as prompt
// files write them, such as toolCalls; members that are null are as if they
// were not there, and role developer is system. Errors name the element:
// "[2].role: …".
func ParseMessages(v any) ([]Message, error) {
	list, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("messages must be a list, not %s", describe(v))
	}
	messages := make([]Message, len(list))
	for i, item := range list {
		at := entry{path: fmt.Sprintf("[%d]", i), value: item}
		m, err := at.message()
		if err != nil {
			return nil, err
		}
		messages[i] = m
	}
	return messages, nil
}

// entry is a decoded value with its place in the list.
type entry struct {
	path  string
	value any
}

func (e entry) message() (Message, error) {
	f, err := e.fields("role", "content", "name", "tool_calls", "tool_call_id")
	if err != nil {
		return Message{}, err
	}
	m := Message{Role: f.text("role"), Name: f.text("name"), ToolCallID: f.text("tool_call_id")}
	if m.Role == "developer" {
		m.Role = System
	}
	if content, ok := f.at("content"); ok {
		m.Parts = f.parts(content)
	}
	for _, item := range f.list("tool_calls") {
		m.ToolCalls = append(m.ToolCalls, f.toolCall(item))
	}
	return m, f.finish(m)
}

// finish returns the first error of the fields, or what is wrong with the
// message as a whole.
func (f *fields) finish(m Message) error {
	_, hasRole := f.at("role")
	_, hasContent := f.at("content")
	switch {
	case f.err != nil:
		return f.err
	case !hasRole:
		return f.errorf("the message has no role")
	case !hasContent && len(m.ToolCalls) == 0:
		return f.errorf("the message has no content")
	case m.Role == ToolRole && m.ToolCallID == "":
		return f.errorf("the tool's message does not say which call it answers (tool_call_id)")
	}
	return m.check(f.path)
}

// parts reads a string or a list of typed parts.
func (f *fields) parts(content entry) []Part {
	switch v := content.value.(type) {
	case string:
		return []Part{{Kind: TextPart, Text: v}}
	case []any:
		var parts []Part
		for i, item := range v {
			p, err := entry{fmt.Sprintf("%s[%d]", content.path, i), item}.part()
			f.fail(err)
			parts = append(parts, p)
		}
		if parts == nil {
			f.fail(content.errorf("the list of parts is empty"))
		}
		return parts
	}
	f.fail(content.errorf("must be a string or a list of parts, not %s", describe(content.value)))
	return nil
}

func (e entry) part() (Part, error) {
	f, err := e.fields("type", "text", "image_url", "file")
	if err != nil {
		return Part{}, err
	}
	kind := f.text("type")
	p := Part{Kind: PartKind(kind)}
	kinds := []string{string(TextPart), string(ImagePart), string(FilePart)}
	if f.err == nil && !slices.Contains(kinds, kind) {
		err := f.errorf("unknown type of part %q%s", kind, diag.DidYouMean(kind, kinds))
		return p, diag.WithHint(err, "the types are %s", strings.Join(kinds, ", "))
	}
	content, ok := f.at(kind)
	switch {
	case f.err != nil:
	case !ok:
		return p, f.errorf("the part of type %s has no %s", kind, kind)
	case len(f.members) > 2:
		return p, f.errorf("the part of type %s has members of another", kind)
	case p.Kind == TextPart:
		p.Text = f.text("text")
	case p.Kind == ImagePart:
		f.fail(content.image(&p))
	case p.Kind == FilePart:
		f.fail(content.file(&p))
	}
	return p, f.err
}

// image reads {url, detail}, or a URL alone.
func (e entry) image(p *Part) error {
	if url, ok := e.value.(string); ok {
		e.value = map[string]any{"url": url}
	}
	f, err := e.fields("url", "detail")
	if err != nil {
		return err
	}
	p.URL, p.Detail = f.text("url"), f.text("detail")
	return f.err
}

// file reads {file_data, filename}, {file_id}, and the names that prompt files
// have: {url}, {id}, {name}.
func (e entry) file(p *Part) error {
	f, err := e.fields("file_data", "file_id", "filename", "url", "id", "name")
	if err != nil {
		return err
	}
	p.Name = f.either("filename", "name")
	p.ID = f.either("file_id", "id")
	p.URL = f.text("url")
	if data, ok := f.at("file_data"); ok {
		f.fail(data.data(p, f.text("file_data")))
	}
	return f.err
}

// data reads a file's bytes: a data: URL, or base64 alone.
func (e entry) data(p *Part, text string) error {
	if isDataURL(text) {
		b, err := parseDataURL(text)
		if err != nil {
			return e.errorf("%w", err)
		}
		p.Data, p.Media = b.data, b.media
		return nil
	}
	data, err := decodeBase64(text)
	if err != nil {
		return e.errorf("neither a data: URL nor base64")
	}
	p.Data, p.Media = data, MediaType(p.Name)
	return nil
}

// toolCall reads {id, type, function: {name, arguments}}.
func (f *fields) toolCall(item entry) ToolCall {
	call, err := item.fields("id", "type", "function")
	if err != nil {
		f.fail(err)
		return ToolCall{}
	}
	if kind := call.text("type"); kind != "" && kind != "function" {
		call.fail(call.errorf("unknown type of tool call %q", kind))
	}
	c := ToolCall{ID: call.text("id")}
	function, ok := call.at("function")
	if !ok {
		call.fail(call.errorf("the tool call has no function"))
	} else if inner, err := function.fields("name", "arguments"); err != nil {
		call.fail(err)
	} else {
		c.Name, c.Arguments = inner.text("name"), inner.arguments()
		call.fail(inner.err)
	}
	f.fail(call.err)
	return c
}

// arguments reads a string of JSON, or a mapping, which is written as one.
func (f *fields) arguments() string {
	e, ok := f.at("arguments")
	mapping, isMapping := e.value.(map[string]any)
	if !ok || !isMapping {
		return f.text("arguments")
	}
	var out bytes.Buffer
	if err := write(&out, mapping, ""); err != nil {
		f.fail(e.errorf("not a value of JSON: %w", err))
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// fields is a mapping's members by their names in snake_case, and the first
// error that reading them met.
type fields struct {
	entry
	members map[string]entry
	err     error
}

// fields reads a mapping with members of the known names alone.
func (e entry) fields(known ...string) (*fields, error) {
	mapping, ok := e.value.(map[string]any)
	if !ok {
		return nil, e.errorf("must be a mapping, not %s", describe(e.value))
	}
	f := &fields{entry: e, members: map[string]entry{}}
	for _, written := range slices.Sorted(maps.Keys(mapping)) {
		name, value := snake(written), mapping[written]
		if list, ok := value.([]any); value == nil || ok && len(list) == 0 && !slices.Contains(known, name) {
			continue // such as the refusal and annotations of an answer
		}
		if !slices.Contains(known, name) {
			err := e.errorf("unknown key %q%s", written, diag.DidYouMean(name, known))
			return nil, diag.WithHint(err, "the keys are %s", strings.Join(known, ", "))
		}
		if _, twice := f.members[name]; twice {
			return nil, e.errorf("%s is there twice, in two spellings", name)
		}
		f.members[name] = entry{e.path + "." + written, value}
	}
	return f, nil
}

func (f *fields) at(name string) (entry, bool) {
	e, ok := f.members[name]
	return e, ok
}

// text returns a member that is a string; "" where there is none.
func (f *fields) text(name string) string {
	e, ok := f.at(name)
	text, isText := e.value.(string)
	if ok && !isText {
		f.fail(e.errorf("must be a string, not %s", describe(e.value)))
	}
	return text
}

// either returns the one of two members that is there.
func (f *fields) either(a, b string) string {
	_, hasA := f.at(a)
	_, hasB := f.at(b)
	if hasA && hasB {
		f.fail(f.errorf("%s and %s say the same: give one", a, b))
	}
	return f.text(a) + f.text(b)
}

// list returns the elements of a member that is a list.
func (f *fields) list(name string) []entry {
	e, ok := f.at(name)
	items, isList := e.value.([]any)
	if ok && !isList {
		f.fail(e.errorf("must be a list, not %s", describe(e.value)))
	}
	out := make([]entry, len(items))
	for i, item := range items {
		out[i] = entry{fmt.Sprintf("%s[%d]", e.path, i), item}
	}
	return out
}

// fail keeps the first error.
func (f *fields) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

func (e entry) errorf(format string, args ...any) error {
	return fmt.Errorf("%s: "+format, append([]any{e.path}, args...)...)
}
