package lint

import (
	"slices"
	"strings"

	"github.com/promptctl-io/promptctl/pkg/model"
	"github.com/promptctl-io/promptctl/pkg/prompt"
	"github.com/promptctl-io/promptctl/pkg/template"
)

// jsonWord is M009: the answer is to be JSON, and no text says so. OpenAI
// refuses such a request, and other models write white space without end.
func jsonWord(p *Pass) {
	if p.Prompt == nil || p.Prompt.Format.Type.Value != "json_object" || model.FormatOf(p.Prompt.Model.Value) != model.OpenAIFormat {
		return
	}
	if p.Prompt.Format.Type.Node == nil || saysJSON(p.Closure) {
		return
	}
	p.Report(p.Doc.NodeRange(p.Prompt.Format.Type.Node), `no text of the prompt says "JSON": OpenAI refuses a request for a json_object without that word`).
		Hint = "say in the instructions that the answer is one JSON object, and which members it has"
}

// saysJSON reports whether the word reaches the model: in a text, in a section's
// title, or in the value of a variable that is meant to say what the answer looks
// like.
func saysJSON(c *prompt.Closure) bool {
	for _, s := range c.Prompt.Sections {
		if holdsJSON(s.ID) {
			return true
		}
	}
	for _, v := range c.Prompt.Variables {
		if text, isText := v.Default.(string); isText && holdsJSON(text) {
			return true
		}
	}
	return slices.ContainsFunc(c.Texts(), textSaysJSON)
}

func textSaysJSON(t *prompt.Text) bool {
	for n := range t.All() {
		switch n := n.(type) {
		case *template.Text:
			if holdsJSON(n.Value) {
				return true
			}
		case *template.Variable:
			if name := strings.ToLower(n.Name); strings.Contains(name, "json") || strings.Contains(name, "schema") || strings.Contains(name, "format") {
				return true
			}
		}
	}
	return false
}

// holdsJSON reports whether a text has the word, in any case.
func holdsJSON(text string) bool {
	for i := 0; i+4 <= len(text); i++ {
		if text[i]|0x20 == 'j' && strings.EqualFold(text[i:i+4], "json") {
			return true
		}
	}
	return false
}
