package model

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
)

// checkMessages returns an error where a message is not whole, whatever form it
// is to take.
func checkMessages(messages []Message) error {
	for i, m := range messages {
		if err := m.check(messagePath(i)); err != nil {
			return err
		}
	}
	return nil
}

func messagePath(i int) string { return fmt.Sprintf("messages[%d]", i) }

func partPath(message string, i int) string { return fmt.Sprintf("%s.content[%d]", message, i) }

func (m Message) check(path string) error {
	if !slices.Contains(Roles(), m.Role) {
		err := fmt.Errorf("%s.role: unknown role %q%s", path, m.Role, diag.DidYouMean(m.Role, Roles()))
		return diag.WithHint(err, "the roles are %s", strings.Join(Roles(), ", "))
	}
	if len(m.ToolCalls) > 0 && m.Role != Assistant {
		return fmt.Errorf("%s: only an assistant's message has tool calls", path)
	}
	if m.ToolCallID != "" && m.Role != ToolRole {
		return fmt.Errorf("%s: only a tool's message answers a tool call", path)
	}
	for i, c := range m.ToolCalls {
		if c.Name == "" {
			return fmt.Errorf("%s.toolCalls[%d]: the call names no function", path, i)
		}
	}
	for i, p := range m.Parts {
		if err := p.check(); err != nil {
			return fmt.Errorf("%s: %w", partPath(path, i), err)
		}
	}
	return nil
}

func (p Part) check() error {
	sources := 0
	for _, has := range []bool{p.URL != "", p.ID != "", p.Data != nil} {
		if has {
			sources++
		}
	}
	switch {
	case p.Kind != TextPart && p.Kind != ImagePart && p.Kind != FilePart:
		return fmt.Errorf("unknown kind of part %q", string(p.Kind))
	case p.Kind == ImagePart && p.URL == "":
		return fmt.Errorf("the image has no URL")
	case p.Kind == FilePart && sources != 1:
		return fmt.Errorf("the file must have one of a URL, an id and data, not %d of them", sources)
	}
	return nil
}

// needIDs returns an error where a call or an answer has no id, in forms that
// tell them apart by it.
func (m Message) needIDs(path string) error {
	if m.Role == ToolRole && m.ToolCallID == "" {
		return fmt.Errorf("%s: the tool's message does not say which call it answers (toolCallId)", path)
	}
	for i, c := range m.ToolCalls {
		if c.ID == "" {
			return fmt.Errorf("%s.toolCalls[%d]: the call of %s has no id", path, i, c.Name)
		}
	}
	return nil
}

// Shown is what a message says as people read it: parts that are no text, and
// calls of tools, stand in square brackets.
func (m Message) Shown() string { return strings.Join(m.ShownParts(), "\n") }

// ShownParts are the parts and the calls of a message as people read them.
func (m Message) ShownParts() []string {
	var parts []string
	for _, p := range m.Parts {
		switch {
		case p.Kind == TextPart:
			parts = append(parts, p.Text)
		case p.Data != nil:
			parts = append(parts, fmt.Sprintf("[file: %s, %s, %d bytes]", p.Name, p.Media, len(p.Data)))
		default:
			parts = append(parts, fmt.Sprintf("[%s: %s%s]", p.Kind, p.URL, p.ID))
		}
	}
	for _, call := range m.ToolCalls {
		parts = append(parts, fmt.Sprintf("[tool call %s: %s(%s)]", call.ID, call.Name, call.Arguments))
	}
	return parts
}

// textOnly returns an error where a part is not text, in a role for which the
// form takes nothing else.
func (m Message) textOnly(format, path string) error {
	for i, p := range m.Parts {
		if p.Kind != TextPart {
			why := fmt.Sprintf("takes nothing but text in a message of role %s", m.Role)
			return &UnsupportedError{format, partPath(path, i), why}
		}
	}
	return nil
}

// plainText returns the text of a message that is one text or nothing, and
// whether it is.
func (m Message) plainText() (string, bool) {
	switch {
	case len(m.Parts) == 0:
		return "", true
	case len(m.Parts) == 1 && m.Parts[0].Kind == TextPart:
		return m.Parts[0].Text, true
	}
	return "", false
}

// arguments returns the call's arguments as a JSON object.
func (c ToolCall) arguments() (json.RawMessage, error) {
	if strings.TrimSpace(c.Arguments) == "" {
		return json.RawMessage("{}"), nil
	}
	if !isObject(c.Arguments) {
		return nil, fmt.Errorf("the arguments of %s are not a JSON object", c.Name)
	}
	return json.RawMessage(c.Arguments), nil
}

func isObject(text string) bool {
	return strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{") && json.Valid([]byte(text))
}

// empty reports whether a schema is missing.
func empty(schema any) bool {
	switch s := schema.(type) {
	case nil:
		return true
	case map[string]any:
		return s == nil
	case Object:
		return s == nil
	case json.RawMessage:
		return len(s) == 0
	}
	return false
}
