package prompt

import (
	"errors"
	"path"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// Render compiles the prompt with the values given: what a model is sent. It
// fails with *InputError where the values do not fit. The prompt must have no
// findings of severity error.
func (c *Closure) Render(given map[string]any) (*model.Request, error) {
	v, problems := c.values(given)
	if len(problems) > 0 {
		return nil, &InputError{problems}
	}
	r := &renderer{closure: c, values: v}
	request := r.request()
	if len(r.problems) > 0 {
		return nil, &InputError{r.problems}
	}
	return request, nil
}

// renderer fills one prompt's templates and collects what cannot be filled.
type renderer struct {
	closure  *Closure
	values   *values
	problems []Problem
	size     int // of the texts so far, in bytes
}

func (r *renderer) request() *model.Request {
	p := r.closure.Prompt
	request := &model.Request{Model: p.Model.Value, Parameters: map[string]any{}, Format: r.format()}
	for _, parameter := range p.Parameters {
		request.Parameters[parameter.Name] = parameter.Value
	}
	if p.ToolChoice != nil {
		request.ToolChoice = p.ToolChoice.Decode()
	}
	for _, t := range p.Tools {
		request.Tools = append(request.Tools, r.tool(t))
	}
	var blocks []string
	for _, s := range p.Sections {
		blocks = append(blocks, s.block(r.text(s.Text)))
	}
	if system := joinBlocks(blocks); system != "" {
		request.Messages = append(request.Messages, model.Message{
			Role: model.System, Parts: []model.Part{{Kind: model.TextPart, Text: system}},
		})
	}
	for _, m := range p.Messages {
		if m.Placeholder.Node != nil {
			request.Messages = append(request.Messages, r.values.histories[m.Placeholder.Value]...)
			continue
		}
		request.Messages = append(request.Messages, r.message(m))
	}
	return request
}

func (r *renderer) message(m *Message) model.Message {
	out := model.Message{Role: m.Role.Value, Name: m.Name.Value, ToolCallID: r.text(m.ToolCallID)}
	for _, part := range m.Parts {
		out.Parts = append(out.Parts, r.part(part))
	}
	for _, call := range m.ToolCalls {
		out.ToolCalls = append(out.ToolCalls, model.ToolCall{
			ID: r.text(call.ID), Name: call.Name.Value, Arguments: r.text(call.Arguments),
		})
	}
	return out
}

func (r *renderer) part(p *Part) model.Part {
	out := model.Part{
		Kind: p.Kind, Text: r.text(p.Text), URL: r.text(p.URL),
		Detail: p.Detail.Value, Name: p.Name.Value, ID: r.text(p.ID),
	}
	if p.Path.Node != nil {
		file := path.Join(r.closure.Prompt.Dir(), p.Path.Value)
		out.Data, out.Media = r.closure.data(file), model.MediaType(file)
		if out.Name == "" {
			out.Name = path.Base(file)
		}
	}
	return out
}

func (r *renderer) tool(t *Tool) model.Tool {
	out := model.Tool{Name: t.Name.Value, Description: t.Description.Value, Strict: t.Strict}
	if t.Parameters != nil {
		out.Parameters = r.closure.Bundled(t.Parameters)
	}
	return out
}

func (r *renderer) format() *model.ResponseFormat {
	f := r.closure.Prompt.Format
	if f.Type.Value == "" {
		return nil
	}
	out := &model.ResponseFormat{Type: f.Type.Value, Name: f.Name.Value, Strict: f.Strict}
	if f.Schema != nil {
		out.Schema = r.closure.Bundled(f.Schema)
		if out.Name == "" {
			out.Name = schemaName(r.closure.Prompt.File)
		}
	}
	return out
}

// schemaName is the name that providers ask of a schema: the file's, in the
// letters and the length that they allow.
func schemaName(file string) string {
	const most = 64
	base, _, _ := strings.Cut(path.Base(file), ".")
	name := identifier(base)
	return name[:min(most, len(name))]
}

// text fills one template; a nil one is empty. All texts of a request together
// are held to what the template engine allows for one.
func (r *renderer) text(t *Text) string {
	if t == nil {
		return ""
	}
	engine := template.Renderer{Strict: true, Partials: r.partial, MaxBytes: max(1, template.DefaultMaxBytes-r.size)}
	text, err := engine.Render(t.Template, r.values.data)
	if err != nil {
		r.problem(t, err)
	}
	r.size += len(text)
	return text
}

func (r *renderer) partial(name string) (*template.Template, error) {
	if partial := r.closure.Partials[name]; partial != nil {
		return partial.Text.Template, nil
	}
	return nil, nil
}

// problem notes why a template could not be filled, at the place of the tag.
func (r *renderer) problem(t *Text, err error) {
	var failed *template.RenderError
	if !errors.As(err, &failed) {
		r.problems = append(r.problems, Problem{Message: err.Error()})
		return
	}
	if partial := r.closure.Partials[failed.Partial]; partial != nil {
		t = partial.Text
	}
	r.problems = append(r.problems, Problem{failed.Name, t.Range(failed.Span), failed.Msg, failed.Hint})
}
