package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/template"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// emptyMessage is R003: a message or a section that says nothing, whatever the
// values are.
func emptyMessage(p *Pass) {
	if p.Prompt == nil {
		return
	}
	b := &blanks{closure: p.Closure, partials: map[string]bool{}}
	for _, s := range p.Prompt.Sections {
		if s.Text != nil && b.text(s.Text) {
			p.Report(s.Range, "section %q says nothing, and is left out", s.ID).Hint = "write its text, or remove it"
		}
	}
	for _, m := range p.Prompt.Messages {
		if at, empty := b.message(p, m); empty {
			p.Report(at, "the message of role %s says nothing: some providers refuse it", m.Role.Value).
				Hint = "write its content, or remove it"
		}
	}
}

// blanks finds texts that put out nothing but white space.
type blanks struct {
	closure  *prompt.Closure
	partials map[string]bool // whether they are blank, by name
}

// message reports whether a message is empty, and where its content is. One
// with calls of tools needs no text, and a tool may have nothing to say.
func (b *blanks) message(p *Pass, m *prompt.Message) (at diag.Range, empty bool) {
	content := m.Node.Get("content")
	if m.Role.Node == nil || content == nil || len(m.ToolCalls) > 0 || m.Role.Value == model.ToolRole {
		return at, false
	}
	if len(m.Parts) == 0 && content.Kind != yamldoc.Sequence || len(m.Parts) < len(content.Items) {
		return at, false // it could not be read, which has been said
	}
	for _, part := range m.Parts {
		if part.Kind != model.TextPart || part.Text == nil || !b.text(part.Text) {
			return at, false
		}
	}
	return p.Doc.NodeRange(content), true
}

func (b *blanks) text(t *prompt.Text) bool { return len(t.Errors) == 0 && b.nodes(t.Nodes) }

func (b *blanks) nodes(nodes []template.Node) bool {
	for _, n := range nodes {
		blank := true
		switch n := n.(type) {
		case *template.Text:
			blank = strings.TrimSpace(n.Value) == ""
		case *template.Variable:
			blank = false
		case *template.Section:
			blank = b.nodes(n.Nodes)
		case *template.Partial:
			blank = b.partial(n.Name)
		}
		if !blank {
			return false
		}
	}
	return true
}

// partial reports whether a partial is blank. One that is not there is another
// rule's.
func (b *blanks) partial(name string) bool {
	blank, known := b.partials[name]
	if partial := b.closure.Partials[name]; !known && partial != nil {
		b.partials[name] = true // while it is looked at: it may include itself
		blank = b.text(partial.Text)
		b.partials[name] = blank
	}
	return blank
}
