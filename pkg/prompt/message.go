package prompt

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// Message is one turn of the conversation, or the place where a history goes.
type Message struct {
	Node        *yamldoc.Node
	Role        String
	Name        String
	Placeholder String // the variable that holds the history; then nothing else is set
	Parts       []*Part
	ToolCalls   []*ToolCall
	ToolCallID  *Text
}

// Part is one part of a message's content.
type Part struct {
	Node   *yamldoc.Node
	Kind   model.PartKind
	Text   *Text  // of a text
	URL    *Text  // of an image, or of a file that lies elsewhere
	Detail String // of an image
	Path   String // of a file that lies beside the prompt
	Name   String // of a file: the name that the model sees
	ID     *Text  // of a file that the provider holds
}

// ToolCall is a call that an assistant's turn makes, in an example.
type ToolCall struct {
	ID        *Text
	Name      String
	Arguments *Text // JSON
}

// rolesHint and typesHint list what may be written.
func rolesHint() string { return "the roles are " + strings.Join(model.Roles(), ", ") }
func typesHint() string { return "the types are " + strings.Join(partKinds(), ", ") }

func partKinds() []string {
	return []string{string(model.TextPart), string(model.ImagePart), string(model.FilePart)}
}

// messages reads the list of messages.
func (d *decoder) messages(p *Prompt, n *yamldoc.Node) {
	for _, item := range d.list(n, "messages") {
		m := &Message{Node: item}
		if mapping(d, item, "a message", m, messageFields()) {
			p.Messages = append(p.Messages, m)
			d.checkMessage(m)
		}
	}
}

func messageFields() []field[Message] {
	return []field[Message]{
		{"role", func(d *decoder, m *Message, n *yamldoc.Node) { m.Role = d.string(n, "role") }},
		{"content", ignored[Message]},
		{"name", func(d *decoder, m *Message, n *yamldoc.Node) { m.Name = d.string(n, "name") }},
		{"placeholder", func(d *decoder, m *Message, n *yamldoc.Node) { m.Placeholder = d.string(n, "placeholder") }},
		{"toolCalls", (*decoder).toolCalls},
		{"toolCallId", func(d *decoder, m *Message, n *yamldoc.Node) { m.ToolCallID = d.text(n, "toolCallId") }},
	}
}

// checkMessage finds what a message lacks, and reads its content: whether that
// may be empty depends on the rest.
func (d *decoder) checkMessage(m *Message) {
	if m.Node.Get("placeholder") != nil {
		d.checkPlaceholder(m)
		return
	}
	d.checkRole(m)
	content := m.Node.Get("content")
	switch {
	case len(m.ToolCalls) > 0 && (content == nil || content.IsNull()):
	case content == nil:
		d.errorf("Y005", m.Node, "the message has no content")
	default:
		d.content(m, content)
	}
}

func (d *decoder) checkPlaceholder(m *Message) {
	if m.Placeholder.Node != nil && !isName(m.Placeholder.Value) {
		d.errorf("Y004", m.Placeholder.Node, "%q cannot be a placeholder's name", m.Placeholder.Value).Hint = nameHint
	}
	for _, pair := range m.Node.Pairs {
		if k := pair.Key.Value; k != "placeholder" && !strings.HasPrefix(k, "x-") {
			d.errorf("Y004", pair.Key, "a placeholder stands for whole messages and has no %s of its own", k)
		}
	}
}

func (d *decoder) checkRole(m *Message) {
	switch {
	case m.Node.Get("role") == nil:
		d.errorf("Y005", m.Node, "the message has no role").Hint = rolesHint()
	case m.Role.Node == nil: // it is no string, which has been said
	case !slices.Contains(model.Roles(), m.Role.Value):
		near := otherRole(m.Role.Value)
		if near == "" {
			near = d.near("R002", m.Role.Value, model.Roles())
		}
		f := d.errorf("R002", m.Role.Node, "unknown role %q%s", m.Role.Value, yamldoc.DidYouMean(near))
		f.Hint, f.Fix = rolesHint(), d.doc.Replace(m.Role.Node, near)
	case m.Role.Value == model.ToolRole && m.Node.Get("toolCallId") == nil:
		d.errorf("Y005", m.Node, "a tool's message has no toolCallId: it must say which call it answers")
	case m.Role.Value != model.ToolRole && m.ToolCallID != nil:
		d.warnf("Y003", m.Node.Pair("toolCallId").Key, "only a tool's message has a toolCallId: this one is not sent")
		m.ToolCallID = nil
	}
	if m.Role.Node != nil && m.Role.Value != model.Assistant && len(m.ToolCalls) > 0 {
		d.errorf("Y004", m.Node.Pair("toolCalls").Key, "only an assistant's message has toolCalls")
	}
}

// otherRole is what a role of another interface is called here.
func otherRole(role string) string {
	switch strings.ToLower(role) {
	case "human":
		return model.User
	case "ai", "bot", "model":
		return model.Assistant
	case "developer":
		return model.System
	case "function":
		return model.ToolRole
	default:
		return ""
	}
}

// content reads a string or a list of typed parts.
func (d *decoder) content(m *Message, n *yamldoc.Node) {
	switch n.Kind {
	case yamldoc.Sequence:
		for _, item := range n.Items {
			d.part(m, item)
		}
	case yamldoc.Scalar:
		if text := d.text(n, "content"); text != nil {
			m.Parts = append(m.Parts, &Part{Node: n, Kind: model.TextPart, Text: text})
		}
	default:
		d.errorf("Y004", n, "content must be a string or a list of parts, not a mapping")
	}
}

func (d *decoder) toolCalls(m *Message, n *yamldoc.Node) {
	for _, item := range d.list(n, "toolCalls") {
		call := &ToolCall{}
		switch {
		case !mapping(d, item, "a tool call", call, toolCallFields()):
		case call.ID == nil || call.Name.Value == "":
			d.errorf("Y005", item, "a tool call needs an id and a function with a name")
		default:
			m.ToolCalls = append(m.ToolCalls, call)
		}
	}
}

func toolCallFields() []field[ToolCall] {
	return []field[ToolCall]{
		{"id", func(d *decoder, c *ToolCall, n *yamldoc.Node) { c.ID = d.text(n, "id") }},
		{"type", func(d *decoder, _ *ToolCall, n *yamldoc.Node) { d.string(n, "type") }},
		{"function", func(d *decoder, c *ToolCall, n *yamldoc.Node) { mapping(d, n, "function", c, calledFields()) }},
	}
}

func calledFields() []field[ToolCall] {
	return []field[ToolCall]{
		{"name", func(d *decoder, c *ToolCall, n *yamldoc.Node) { c.Name = d.string(n, "name") }},
		{"arguments", func(d *decoder, c *ToolCall, n *yamldoc.Node) { c.Arguments = d.text(n, "arguments") }},
	}
}
