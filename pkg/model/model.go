// Package model is one call of a language model, in no provider's own form,
// and the forms in which the providers take it.
package model

// Request is one call of a chat model: what a prompt becomes when it is
// rendered, before a provider's form is chosen.
type Request struct {
	Model      string         // "provider/model", or a model's bare name, or ""
	Parameters map[string]any // as the prompt file names them: see KnownParameters
	Messages   []Message
	Tools      []Tool
	ToolChoice any             // "auto", "none", "required" or a mapping; nil leaves it to the provider
	Format     *ResponseFormat // nil leaves it to the provider
}

// Roles of messages.
const (
	System    = "system"
	User      = "user"
	Assistant = "assistant"
	ToolRole  = "tool"
)

// Roles returns the roles that a message may have.
func Roles() []string { return []string{System, User, Assistant, ToolRole} }

// Message is one turn of a conversation.
type Message struct {
	Role       string
	Name       string // who speaks, where several share a role
	Parts      []Part
	ToolCalls  []ToolCall // of an assistant
	ToolCallID string     // of a tool: the call that it answers
}

// Text returns the message's text parts, joined by line ends.
func (m Message) Text() string {
	text := ""
	for _, p := range m.Parts {
		if p.Kind != TextPart {
			continue
		}
		if text != "" {
			text += "\n"
		}
		text += p.Text
	}
	return text
}

// PartKind tells what a part of a message holds.
type PartKind string

// The kinds of parts, by the names that prompt files give them.
const (
	TextPart  PartKind = "text"
	ImagePart PartKind = "image_url"
	FilePart  PartKind = "file"
)

// Part is a stretch of text, an image or a file.
type Part struct {
	Kind   PartKind
	Text   string // of a TextPart
	URL    string // of an ImagePart, or of a FilePart that lies elsewhere: https: or data:
	Detail string // of an ImagePart: "low", "high", "auto" or ""
	Name   string // of a FilePart: its file name
	ID     string // of a FilePart that was uploaded before: the provider's id
	Data   []byte // of a FilePart that lies beside the prompt: its bytes, not nil
	Media  string // of a FilePart with Data: its media type; "" is told by Name
}

// ToolCall is a model's wish to have a function called.
type ToolCall struct {
	ID        string
	Name      string
	Arguments string // a JSON object; "" is one without members
}

// Tool is a function that the model may ask for.
type Tool struct {
	Name        string
	Description string
	Parameters  any // JSON Schema of an object: as ResponseFormat.Schema; nil for none
	Strict      *bool
}

// ResponseFormat is the form that the answer must have.
type ResponseFormat struct {
	Type   string // "text", "json_object" or "json_schema"
	Name   string // of a json_schema; "" is sent as "response"
	Strict *bool

	// Schema is the JSON Schema of a json_schema. Models write an answer's
	// members in the schema's order, so an Object or a json.RawMessage, which
	// keep it, are better than a map[string]any, which is sent sorted by name.
	Schema any
}
