package recording

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/provider"
)

// request is a call as it is kept. Its JSON without white space is what a key is
// the digest of: a change here is another key for every recording that there is.
type request struct {
	Provider   string         `json:"provider"`
	Model      string         `json:"model"`
	Parameters map[string]any `json:"parameters"`
	Messages   []message      `json:"messages"`
	Tools      []tool         `json:"tools,omitempty"`
	ToolChoice any            `json:"toolChoice,omitempty"`
	Format     *format        `json:"responseFormat,omitempty"`
	Repeat     int            `json:"repeat"`
}

type message struct {
	Role       string     `json:"role"`
	Name       string     `json:"name,omitempty"`
	Content    []part     `json:"content"`
	ToolCalls  []toolCall `json:"toolCalls,omitempty"`
	ToolCallID string     `json:"toolCallId,omitempty"`
}

type part struct {
	Kind   model.PartKind `json:"type"`
	Text   lines          `json:"text,omitempty"`
	URL    string         `json:"url,omitempty"`
	Detail string         `json:"detail,omitempty"`
	Name   string         `json:"name,omitempty"`
	ID     string         `json:"id,omitempty"`
	Media  string         `json:"media,omitempty"`
	Digest string         `json:"digest,omitempty"` // of its bytes, which lie in the closure
}

type toolCall struct {
	ID        string `json:"id,omitempty"`
	Name      string `json:"name"`
	Arguments string `json:"arguments"`
}

type tool struct {
	Name        string `json:"name"`
	Description lines  `json:"description,omitempty"`
	Parameters  any    `json:"parameters,omitempty"`
	Strict      *bool  `json:"strict,omitempty"`
}

type format struct {
	Type   string `json:"type"`
	Name   string `json:"name,omitempty"`
	Strict *bool  `json:"strict,omitempty"`
	Schema any    `json:"schema,omitempty"`
}

// lines is a text, which is kept as a list of its lines: so changes of it can be
// read in a diff.
type lines string

// MarshalJSON writes the lines.
func (l lines) MarshalJSON() ([]byte, error) { return compact(strings.Split(string(l), "\n")) }

// UnmarshalJSON reads what MarshalJSON writes, and a text as it is.
func (l *lines) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*l = lines(text)
		return nil
	}
	var all []string
	err := json.Unmarshal(data, &all)
	*l = lines(strings.Join(all, "\n"))
	return err
}

// requestOf is a call as it is kept.
func requestOf(c provider.Call) request {
	by, name := model.Provider(c.Model)
	r := request{
		Provider: by, Model: name, Parameters: c.Parameters, Messages: []message{},
		ToolChoice: c.ToolChoice, Format: (*format)(c.Format), Repeat: c.Repeat,
	}
	if r.Parameters == nil {
		r.Parameters = map[string]any{}
	}
	for _, m := range c.Messages {
		r.Messages = append(r.Messages, messageOf(m))
	}
	for _, t := range c.Tools {
		r.Tools = append(r.Tools, tool{t.Name, lines(t.Description), t.Parameters, t.Strict})
	}
	return r
}

func messageOf(m model.Message) message {
	out := message{Role: m.Role, Name: m.Name, Content: []part{}, ToolCalls: toolCallsOf(m.ToolCalls), ToolCallID: m.ToolCallID}
	for _, p := range m.Parts {
		out.Content = append(out.Content, partOf(p))
	}
	return out
}

func toolCallsOf(calls []model.ToolCall) (out []toolCall) {
	for _, c := range calls {
		out = append(out, toolCall(c))
	}
	return out
}

// partOf is a part with the digest of its bytes in their place.
func partOf(p model.Part) part {
	out := part{Kind: p.Kind, Text: lines(p.Text), URL: p.URL, Detail: p.Detail, Name: p.Name, ID: p.ID, Media: p.Media}
	if p.Data != nil {
		out.Digest = digest(p.Data)
	}
	if head, data, inside := strings.Cut(p.URL, ","); inside && strings.HasPrefix(head, "data:") {
		out.URL, out.Digest = head+",", digest([]byte(data))
	}
	return out
}

// embedding is a text whose vector is wanted, as it is kept.
type embedding struct {
	Provider string `json:"provider"`
	Model    string `json:"model"`
	Text     lines  `json:"embedding"`
}

func embeddingOf(name, text string) embedding {
	by, name := model.Provider(name)
	return embedding{by, name, lines(text)}
}

func digest(data []byte) string { return fmt.Sprintf("sha256:%x", sha256.Sum256(data)) }

// encode is a request's JSON without white space, in which members of objects
// that have no order are sorted.
func encode(request any) ([]byte, error) { return compact(request) }

func keyOf(request []byte) string {
	sum := sha256.Sum256(request)
	return hex.EncodeToString(sum[:])
}

// compact writes JSON without white space, and with <, > and & as they are.
func compact(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	// What marshals itself may have brought white space or escapes of its own.
	var whole bytes.Buffer
	err := json.Compact(&whole, out.Bytes())
	return whole.Bytes(), err
}
