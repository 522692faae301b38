package lint

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/template"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// exampleViolatesSchema is E008: an answer that stands in the prompt as an
// example is not of the form that the prompt asks for.
func exampleViolatesSchema(p *Pass) {
	if p.Prompt == nil || !slices.Contains([]string{"json_object", "json_schema"}, p.Prompt.Format.Type.Value) {
		return
	}
	var wanted *schema
	for _, t := range exampleAnswers(p.Prompt) {
		start, text := unfenced(t.Text)
		if !strings.ContainsAny(text, "{[") {
			continue // no answer: what is said before the task
		}
		if !json.Valid([]byte(text)) {
			p.Report(t.Range(template.Span{Start: start, End: start + len(text)}), "the example is no JSON, and the answer must be").
				Hint = "responseFormat is " + p.Prompt.Format.Type.Value
			continue
		}
		if p.Prompt.Format.Schema == nil {
			continue
		}
		if wanted == nil {
			wanted = compileSchema(p.Prompt.Format.Schema.Data)
		}
		for _, m := range wanted.mismatches(text) {
			p.Report(t.Range(spanOf(start, text, m.path)), "the example does not fit the answer's schema: %s", m.String())
		}
	}
}

// exampleAnswers are the texts of the assistant's messages that are complete
// and are no template. One at the end is not an example: the model goes on with
// it. Beside a call of a tool, a text may have any form.
func exampleAnswers(p *prompt.Prompt) []*prompt.Text {
	var texts []*prompt.Text
	for i, m := range p.Messages {
		if i == len(p.Messages)-1 || m.Role.Value != model.Assistant || len(m.ToolCalls) > 0 || len(m.Parts) != 1 || m.Parts[0].Text == nil {
			continue
		}
		if t := m.Parts[0].Text; isPlain(t.Template) {
			texts = append(texts, t)
		}
	}
	return texts
}

// isPlain reports whether a template is text and nothing else.
func isPlain(t *template.Template) bool {
	isTag := func(n template.Node) bool { _, text := n.(*template.Text); return !text }
	return len(t.Errors) == 0 && !slices.ContainsFunc(t.Nodes, isTag)
}

// unfenced is a text without the white space and the ``` lines around it, and
// where that begins.
func unfenced(text string) (start int, inner string) {
	const fence = "```"
	inner = strings.TrimSpace(text)
	if first, rest, ok := strings.Cut(inner, "\n"); ok && strings.HasPrefix(first, fence) && strings.HasSuffix(rest, fence) {
		inner = strings.TrimSpace(strings.TrimSuffix(rest, fence))
	}
	return strings.Index(text, inner), inner
}

// spanOf is where the value at a path stands in a JSON text that begins
// somewhere: all of the text, where YAML cannot read it.
func spanOf(start int, text string, path []string) template.Span {
	doc, _ := yamldoc.Parse("", []byte(text))
	n := doc.Root
	for _, step := range path {
		n = childOf(n, step)
	}
	if n == nil {
		return template.Span{Start: start, End: start + len(text)}
	}
	return template.Span{Start: start + n.Start, End: start + n.End}
}
