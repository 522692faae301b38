package lint

import (
	"strings"

	"github.com/promptctl-io/promptctl/pkg/prompt"
)

// descriptionMissing is G005: a prompt that does not say what it is for. A
// partial need not: it is mostly text and nothing else.
func descriptionMissing(p *Pass) {
	if p.Prompt != nil && p.lacks("description", p.Prompt.Description) {
		p.Report(p.Doc.Range(0, 0), "the prompt has no description").
			Hint = "add description: with one line that says what the prompt is for"
	}
}

// lacks reports whether a key of the prompt is not there, or says nothing. One
// that is no text is another rule's.
func (p *Pass) lacks(key string, value prompt.String) bool {
	if p.Doc.Root.Get(key) == nil {
		return true
	}
	return value.Node != nil && strings.TrimSpace(value.Value) == ""
}
