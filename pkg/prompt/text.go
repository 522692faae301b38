package prompt

import (
	"github.com/promptctl-io/promptctl/pkg/diag"
	"github.com/promptctl-io/promptctl/pkg/template"
	"github.com/promptctl-io/promptctl/pkg/yamldoc"
)

// String is a plain string of the prompt file, with its place. Node is nil
// where the file does not have it.
type String struct {
	Value string
	Node  *yamldoc.Node
}

// Text is a template with the place that it stands in.
type Text struct {
	*template.Template
	where func(start, end int) diag.Range
}

// newText parses a template; where tells the place of a stretch of its text.
func newText(text string, where func(start, end int) diag.Range) *Text {
	parsed, _ := template.Parse(text)
	return &Text{Template: parsed, where: where}
}

// Range returns the place in the file of a stretch of the template's text.
func (t *Text) Range(span template.Span) diag.Range { return t.where(span.Start, span.End) }

// report notes the mistakes in the template where they stand.
func (t *Text) report(found *findings) {
	for _, p := range t.Errors {
		code := "T001"
		if p.Foreign {
			code = "T007"
		}
		found.add(code, func() diag.Range { return t.Range(p.Span) }, "%s", p.Msg).Hint = p.Hint
	}
}
